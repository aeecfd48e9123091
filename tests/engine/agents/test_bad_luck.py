"""The table of bad luck: what the engine does is what the table says, and so does the guide."""

from pathlib import Path

import pytest

from orchestrator_engine.agents.bad_luck import BAD_LUCK, Case, Reaction
from orchestrator_engine.attempt import Ending, Outcome, Role, Trouble
from orchestrator_engine.budget import Today
from orchestrator_engine.decide import (
    Action,
    End,
    FailTask,
    PutOff,
    RunChecks,
    StartAttempt,
    decide,
)
from orchestrator_engine.events import (
    AttemptCommitted,
    AttemptEnded,
    AttemptStarted,
    Event,
    PhaseStarted,
    Recorded,
    WorkerTookOver,
)
from orchestrator_engine.run import Status, fold
from support.plans import begun, plan, task

GUIDE = Path(__file__).parents[3] / "docs" / "guides" / "agents.md"
HEAD = "| what happens | how the attempt ends | what you read | what is done |"


def row(case: Case) -> str:
    ends = "-" if case.status is None else case.status.value
    met = "" if case.trouble is None or case.trouble == case.name else f" ({case.trouble.value})"
    return f"| {case.name} | {ends}{met} | {case.sentence} | {case.reaction.value} |"


def table() -> str:
    return "\n".join([HEAD, "| --- | --- | --- | --- |", *map(row, BAD_LUCK)])


def test_the_guide_has_the_table() -> None:
    assert table() in GUIDE.read_text("utf-8"), f"the guide should say:\n{table()}"


def reaction_of(actions: list[Action]) -> Reaction | None:
    match actions[0]:
        case PutOff(trouble=trouble) if trouble.passes:
            return Reaction.WAIT
        case End(status=Status.PAUSED):
            return Reaction.PAUSE
        case End(status=Status.LIMIT):
            return Reaction.LIMIT
        case FailTask():
            return Reaction.GIVE_UP
        case StartAttempt(role=Role.FIXER):
            return Reaction.MEND
        case _:
            return None


@pytest.mark.parametrize(
    "case", [case for case in BAD_LUCK if case.status], ids=lambda case: case.name
)
def test_the_reaction_is_what_the_table_says(case: Case) -> None:
    assert case.status is not None
    outcome = Outcome(case.status, "", "so it was", None, None, None, 1.0, case.trouble)
    events: list[Event] = [
        WorkerTookOver(1, "0"),
        PhaseStarted("P1"),
        AttemptStarted("T1", 1, 1, Role.WORKER, "0" * 40),
        AttemptEnded("T1", 1, outcome),
    ]
    if case.status is Ending.DONE or case.reaction is Reaction.MEND:
        events.append(AttemptCommitted("T1", 1, "1" * 40, ()))
    recorded = begun(plan((task(1),)))
    recorded += [Recorded(n, 1, float(n), event) for n, event in enumerate(events, 3)]
    run = fold(recorded)
    actions = decide(run, frozenset(), Today())
    if actions and isinstance(actions[0], RunChecks):
        pytest.fail("the checks would look at nothing")
    assert reaction_of(list(actions)) is case.reaction


def test_every_trouble_has_a_row() -> None:
    assert {case.trouble for case in BAD_LUCK} >= set(Trouble) - {Trouble.BUDGET}
    assert {case.status for case in BAD_LUCK} >= set(Ending)

"""The table of bad luck: what the engine does is what the table says, and so does the guide."""

from pathlib import Path

import pytest

from orchestrator_engine.actions import Action, AskReview, End, FailTask, PutOff, StartAttempt
from orchestrator_engine.attempt import Change, CheckResult, Ending, Outcome, Role, Trouble
from orchestrator_engine.bad_luck import BAD_LUCK, Case, Reaction, met
from orchestrator_engine.decide import decide
from orchestrator_engine.events import (
    AttemptAbandoned,
    AttemptCommitted,
    AttemptEnded,
    AttemptStarted,
    ChecksEnded,
    Event,
    PhaseStarted,
    TaskReviewed,
    WorkerTookOver,
)
from orchestrator_engine.fold import fold
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.review import Review, Verdict
from orchestrator_engine.run import Status
from support.plans import begun, plan, task

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "agents.md"
HEAD = "| what happens | how the attempt ends | what you read | what is done |"


def row(case: Case) -> str:
    ends = "-" if case.ending is None else case.trouble or case.ending
    return f"| {case.name} | {ends} | {case.words('…')} | {case.reaction} |"


def table() -> str:
    return "\n".join([HEAD, "| --- | --- | --- | --- |", *map(row, BAD_LUCK)])


def test_the_guide_has_the_table() -> None:
    assert table() in GUIDE.read_text("utf-8"), f"the guide should say:\n{table()}"


def attempted(number: int, case: Case) -> list[Event]:
    assert case.ending is not None
    outcome = Outcome(case.ending, "", "so it was", None, None, None, 1.0, case.trouble)
    return [
        AttemptStarted("T1", number, 1, Role.WORKER, "0" * 40),
        AttemptEnded("T1", number, outcome),
    ]


def decided(*events: Event) -> Action:
    recorded = begun(plan((task(1),)))
    told: list[Event] = [WorkerTookOver(1, "0"), PhaseStarted("P1"), *events]
    recorded += [Recorded(n, 1, float(n), event) for n, event in enumerate(told, 3)]
    (action,) = decide(fold(recorded))
    return action


def reaction_of(action: Action) -> Reaction | None:  # noqa: PLR0911  # one answer an action
    match action:
        case PutOff(trouble=Trouble.TOO_LONG):
            return Reaction.SHRINK
        case PutOff(trouble=Trouble.SILENT | Trouble.KILLED | Trouble.FORM):
            return Reaction.RETRY
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


CASES = [case for case in BAD_LUCK if case.ending is not None]
EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
AGAIN = [case for case in CASES if case.reaction in (Reaction.RETRY, Reaction.SHRINK)]


@EACH
def test_the_reaction_is_what_the_table_says(case: Case) -> None:
    events = attempted(1, case)
    if case.ending is Ending.DONE:
        events.append(AttemptCommitted("T1", 1, "0" * 40, ()))
    action = decided(*events)
    assert reaction_of(action) is case.reaction
    if isinstance(action, PutOff | End | FailTask):
        assert action.why == case.words("so it was")
    if isinstance(action, StartAttempt) and case.ending is not Ending.DONE:
        assert "so it was" in action.remarks[0]


@pytest.mark.parametrize("case", AGAIN, ids=lambda case: case.name)
def test_what_is_tried_once_more_gives_the_task_up_the_second_time(case: Case) -> None:
    first = [*attempted(1, case), AttemptAbandoned("T1", 1, "tried again")]
    again = decided(*first)
    assert again == StartAttempt("T1", 2, 1, Role.WORKER, "base", ())
    assert decided(*first, *attempted(2, case)) == FailTask(
        "T1", f"twice: {case.words('so it was')}"
    )


@EACH
def test_a_reviewer_has_the_same_luck_and_nobody_is_approved_by_it(case: Case) -> None:
    assert case.ending is not None
    unread = Review(
        Verdict.UNREVIEWED, None, "", (), None, 1.0, "so it was", case.ending, None, case.trouble
    )
    done = Outcome(Ending.DONE, "", "", None, None, None, 1.0)
    passed = CheckResult("test", True, 0, 1.0, "", "", "log")
    events: list[Event] = [
        AttemptStarted("T1", 1, 1, Role.WORKER, "0" * 40),
        AttemptEnded("T1", 1, done),
        AttemptCommitted("T1", 1, "1" * 40, (Change("a.txt", 1, 0),)),
        ChecksEnded("T1", 1, (passed,)),
        TaskReviewed("T1", 1, unread),
    ]
    once, twice = decided(*events), decided(*events, events[-1])
    match case.reaction:
        case Reaction.WAIT | Reaction.PAUSE | Reaction.LIMIT:
            assert reaction_of(once) is reaction_of(twice) is case.reaction
        case _:
            assert once == AskReview("T1")
            assert twice == FailTask("T1", "nobody could review it: so it was")


def test_every_trouble_and_every_ending_has_one_row() -> None:
    troubles = [case.trouble for case in BAD_LUCK if case.trouble is not None]
    endings = [case.ending for case in CASES if case.trouble is None]
    assert sorted(troubles) == sorted(Trouble)
    assert sorted(filter(None, endings)) == sorted(Ending)
    assert [met(case.ending, case.trouble) for case in CASES if case.ending] == CASES
    assert {case.trouble for case in CASES if case.reaction is Reaction.WAIT} == {
        each for each in Trouble if each.passes and each is not Trouble.KILLED
    }


def test_each_has_a_sentence_of_its_own() -> None:
    sentences = {case.words("so it was") for case in BAD_LUCK}
    assert len(sentences) == len(BAD_LUCK)

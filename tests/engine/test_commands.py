import pytest

from orchestrator_engine import events as e
from orchestrator_engine.actions import End, SkipTask, StartAttempt
from orchestrator_engine.attempt import Ending, Outcome, Role
from orchestrator_engine.commands import answer
from orchestrator_engine.decide import decide
from orchestrator_engine.fold import fold
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.run import Run, Stage, Status
from orchestrator_engine.store import Command
from support.plans import begun, plan, task

TWO = plan((task(1), task(2, 1)), (task(3),))
BEGUN = (e.PhaseStarted("P1"), e.AttemptStarted("T1", 1, 1, Role.WORKER, "base"))
GIVEN_UP = (
    *BEGUN,
    e.AttemptAbandoned("T1", 1, "gone"),
    e.TaskFailed("T1", "no luck"),
    e.TaskSkipped("T2", "it waits for I-1, which failed"),
    e.PhaseEnded("P1", passed=False, why="I-1 failed: no luck", results=()),
    e.TaskSkipped("T3", "phase “Phase 1” failed"),
    e.PhaseEnded("P2", passed=False, why="phase “Phase 1” failed", results=()),
)
FAILED = (*GIVEN_UP, e.RunEnded("failed", "no luck"))


def after(*events: e.Event, **settings: object) -> Run:
    records = begun(TWO, **settings)
    for event in events:
        records.append(Recorded(len(records) + 1, 1, 1.0, event))
    return fold(records)


def asked(run: Run, name: str, **data: str) -> tuple[str, Run]:
    """Why it was refused, and the run afterwards."""
    events = answer(Command("c", name, dict(data)), run)
    why = next(one.why for one in events if isinstance(one, e.CommandApplied))
    return why, fold([Recorded(run.seq + n, 1, 2.0, one) for n, one in enumerate(events, 1)], run)


@pytest.mark.parametrize(
    ("name", "data", "events", "why"),
    [
        ("dance", {}, (), "there is no command dance"),
        ("stop", {}, FAILED, "the run had ended already"),
        ("stop", {"how": "gently"}, BEGUN, "a stop can finish or drop what is under way"),
        ("pause", {}, FAILED, "the run had ended already"),
        ("pause", {}, (e.CommandApplied("a", "stop"),), "the run is stopping already"),
        ("resume", {}, BEGUN, "the run is going on already"),
        ("resume", {}, (e.CommandApplied("a", "stop"),), "the run is stopping: let it end first"),
        ("resume", {}, (e.RunEnded("completed", ""),), "the run is completed"),
        ("restart", {}, (e.RunEnded("completed", ""),), "the run is completed"),
        ("retry", {"task": "T9"}, BEGUN, "the run has no task T9"),
        ("retry", {"task": "T1"}, BEGUN, "T1 is being worked on"),
        ("retry", {"task": "T2"}, BEGUN, "T2 waits for its turn anyway"),
        ("retry", {"task": "T1"}, (*BEGUN, e.TaskMerged("T1", 1, "m")), "T1 is done already"),
        ("skip", {"task": "T1"}, (*BEGUN, e.TaskMerged("T1", 1, "m")), "T1 is done already"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(
    name: str, data: dict[str, str], events: tuple[e.Event, ...], why: str
) -> None:
    run = after(*events)
    said, later = asked(run, name, **data)
    assert said.startswith(why)
    assert (later.status, later.stopping) == (run.status, run.stopping)
    assert decide(later) == decide(run)


def test_a_failed_run_is_resumed_by_retrying_a_task_or_restarting_and_not_as_it_is() -> None:
    assert asked(after(*FAILED), "resume")[0].startswith("the run has failed: retry a task of it")
    for name, data in (("retry", {"task": "T1"}), ("restart", {})):
        why, run = asked(after(*FAILED), name, **data)
        assert why == ""
        assert run.status is Status.RUNNING
        assert [state.stage for state in run.tasks.values()] == [Stage.WAITING] * 3
        assert [phase.passed for phase in run.phases.values()] == [None, None]
        (start,) = decide(run)
        assert isinstance(start, StartAttempt)
        assert (start.task, start.attempt, start.round) == ("T1", 2, 1)


def test_a_task_that_is_retried_takes_along_what_was_skipped_for_it_and_nothing_else() -> None:
    run = after(*GIVEN_UP[:5])
    _, later = asked(run, "retry", task="T2")
    assert later.tasks["T1"].stage is Stage.FAILED
    assert SkipTask("T2", "it waits for I-1, which failed") in decide(later)


def test_a_pause_lets_the_attempt_end_and_a_resume_takes_it_back() -> None:
    why, run = asked(after(*BEGUN), "pause")
    assert why == ""
    assert decide(run, frozenset({"T1"})) == ()
    assert decide(after(e.CommandApplied("p", "pause"))) == (
        End(Status.PAUSED, "paused by a person"),
    )
    why, again = asked(run, "resume")
    assert (why, again.stopping) == ("", None)


def test_a_task_that_is_skipped_takes_along_what_waits_for_it_and_the_phase_can_pass() -> None:
    _, run = asked(after(e.PhaseStarted("P1")), "skip", task="T1")
    assert decide(run) == (SkipTask("T1", "skipped by a person", wished=True),)
    events = (
        e.PhaseStarted("P1"),
        e.CommandApplied("c", "skip", task="T1"),
        e.TaskSkipped("T1", "skipped by a person", wished=True),
    )
    assert decide(after(*events)) == (
        SkipTask("T2", "it waits for I-1, which was skipped", wished=True),
    )
    more = (
        e.TaskSkipped("T2", "it waits for I-1, which was skipped", wished=True),
        e.PhaseEnded("P1", passed=True, why="", results=()),
        e.PhaseStarted("P2"),
        e.TaskMerged("T3", 1, "m"),
        e.ItemsTicked(("I-3",), "engine"),
        e.PhaseEnded("P2", passed=True, why="", results=()),
    )
    (end,) = decide(after(*events, *more))
    assert end == End(
        Status.COMPLETED,
        "1 of 3 tasks merged and every phase passed; left out by a person: I-1, I-2",
    )


def test_a_failed_task_that_is_skipped_lets_its_run_go_on_without_it() -> None:
    why, run = asked(after(*FAILED), "skip", task="T1")
    assert why == ""
    assert run.status is Status.RUNNING
    assert run.tasks["T1"].left_out
    assert decide(run) == (SkipTask("T2", "it waits for I-1, which was skipped", wished=True),)


def test_a_run_in_which_everything_was_skipped_is_not_completed() -> None:
    skipped = [e.TaskSkipped(f"T{n}", "skipped by a person", wished=True) for n in (1, 2, 3)]
    ended = [e.PhaseEnded(f"P{n}", passed=True, why="", results=()) for n in (1, 2)]
    (end,) = decide(after(*skipped, *ended))
    assert end == End(Status.FAILED, "nothing was done: every task was skipped by a person")


PLANNED = (
    e.PlanAsked(1),
    e.PlanAnswered(1, Outcome(Ending.DONE, "", "", None, None, None, 1.0)),
    e.RunPlanned(plan((task(1),))),
)


@pytest.mark.parametrize("name", ["skip", "retry"])
def test_no_task_is_skipped_or_retried_of_a_plan_that_is_still_to_be_another(name: str) -> None:
    why, _ = asked(after(e.PlanAsked(1), planner=True), name, task="T1")
    assert why == "its plan is still being made, and may have other tasks"
    why, _ = asked(after(*PLANNED, planner=True, approval=True), name, task="T1")
    assert why == "its plan waits for your yes: take the task out of it instead"
    approved = after(*PLANNED, e.PlanApproved("a person"), planner=True, approval=True)
    assert asked(approved, "skip", task="T1")[0] == ""


def test_a_journal_is_read_in_which_a_task_was_skipped_that_the_plan_then_did_not_have() -> None:
    skipped = e.CommandApplied("c", "skip", task="T3")
    run = after(skipped, *PLANNED, planner=True)
    assert list(run.tasks) == ["T1"]

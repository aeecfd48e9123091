"""What a phase took, and when its run stood still: pauses, crashes and second tries left out."""

from orchestrator_engine import events as e
from orchestrator_engine import view as views
from orchestrator_engine.attempt import Role
from orchestrator_engine.fold import fold
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.run import Run
from support.plans import begun, plan, task

PAUSED = e.RunEnded("paused", "paused by a person")
TAKEN = e.WorkerTookOver(1, "0.1.0")
FAILED = e.PhaseEnded("P1", passed=False, why="a check failed", results=())


def after(*told: tuple[float, e.Event]) -> Run:
    """A run of one phase, which begins at second 10, and what happened then."""
    records = begun(plan((task(1),)), agent="claude")
    for at, event in ((1.0, TAKEN), (10.0, e.PhaseStarted("P1")), *told):
        records.append(Recorded(len(records) + 1, 1, at, event))
    return fold(records)


def seconds(run: Run, now: float, *, driven: bool = True) -> float | None:
    return views.view(run, "r", now=now, driven=driven)["phases"][0]["seconds"]


def test_a_phase_that_goes_on_counts_up_to_now() -> None:
    assert seconds(after(), 25.0) == 15.0


def test_a_pause_is_no_time_of_a_phase() -> None:
    resumed = ((20.0, PAUSED), (300.0, e.RunResumed()))
    assert seconds(after(*resumed[:1]), 200.0) == 10.0
    assert seconds(after(*resumed), 305.0) == 15.0
    ended = after(*resumed, (310.0, FAILED))
    assert seconds(ended, 1_000.0) == 20.0
    assert ended.stills == ((20.0, 300.0),)
    assert ended.seconds(310.0) == 29.0, "that of the run leaves it out as well"


def test_neither_is_the_time_after_a_crash() -> None:
    story = ((20.0, e.AttemptStarted("T1", 1, 1, Role.WORKER, "b")), (90.0, TAKEN))
    run = after(*story, (100.0, FAILED))
    assert seconds(run, 1_000.0) == 20.0
    assert run.stills == ((20.0, 90.0),)
    assert seconds(after(*story[:1]), 50.0, driven=False) is None


def test_neither_is_what_lies_between_its_end_and_another_try() -> None:
    ends = ((20.0, FAILED), (20.0, e.RunEnded("failed", "a phase failed")))
    restart = e.CommandApplied("c1", "restart")
    again = after(*ends, (500.0, e.RunResumed()), (500.0, restart))
    assert seconds(again, 507.0) == 17.0


def test_a_phase_that_never_began_took_no_time() -> None:
    run = fold(begun(plan((task(1),)), agent="claude"))
    assert seconds(run, 50.0) is None

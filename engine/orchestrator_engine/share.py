"""How much of a run is done: the one percentage that every face shows."""

from orchestrator_engine.run import Attempt, Run, TaskState

_ENDED, _CHECKED, _REVIEWED, _BEGUN, _WHOLE = 50, 70, 90, 10, 100


def percentage(run: Run) -> int:
    """How much of a run is done, 0 to 99; 100 once it has ended and no task of it is open.

    How far a task under way has come is a guess, which another round does not take back. It only
    falls where there is more to do than before: a person has a task tried again, or the plan grows.
    """
    if not run.tasks:
        return 0
    done = sum(map(_share, run.tasks.values())) // len(run.tasks)
    return done if run.over else min(99, done)


def _share(state: TaskState) -> int:
    if state.stage.over:
        return _WHOLE
    return max((_come(attempt) for attempt in state.attempts), default=0)


def _come(attempt: Attempt) -> int:
    if attempt.review is not None and not attempt.reviewing:
        return _REVIEWED
    if attempt.results is not None:
        return _CHECKED
    return _ENDED if attempt.outcome is not None else _BEGUN

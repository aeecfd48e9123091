"""What a new worker makes of attempts that its predecessor left behind: a pure function."""

from collections.abc import Iterator

from orchestrator_engine.attempt import Ending
from orchestrator_engine.events import AttemptAbandoned
from orchestrator_engine.run import Run, Stage


def abandon(
    run: Run, committed: frozenset[tuple[str, int]], why: str
) -> Iterator[AttemptAbandoned]:
    """The attempts that are thrown away and repeated.

    `committed` are the attempts (task, number) whose commit is in git although its event is not in
    the journal: those are not repeated but adopted.
    """
    for state in run.begun():
        attempt = state.attempt
        if attempt is None or state.stage not in (Stage.WORKING, Stage.ENDED):
            continue
        key = (state.task.id, attempt.number)
        if attempt.outcome is None or attempt.outcome.status is Ending.INTERRUPTED:
            yield AttemptAbandoned(*key, why)
        elif attempt.outcome.status.blameless:
            yield AttemptAbandoned(*key, f"it ended {attempt.outcome.status}, and is tried again")
        elif attempt.outcome.status is Ending.DONE and key not in committed:
            yield AttemptAbandoned(*key, why)

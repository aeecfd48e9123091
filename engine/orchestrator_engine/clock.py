"""The time of a run in one worker, by a clock that nobody sets."""

import time

from orchestrator_engine.run import Run, Wait


class Clock:
    """The time of a run in one worker, by a clock that nobody sets.

    What was before the worker is as the journal has it; from then on a clock that is put forward
    or back changes nothing, and no wait is longer than it was when it began.
    """

    def __init__(self, run: Run) -> None:
        self._before = max(run.seconds(run.at) - run.away, 0.0)
        self._looked = time.monotonic()
        self._wait: Wait | None = None
        self._until = 0.0

    def elapsed(self, *, standing: bool = False) -> float:
        """Seconds since the run began, pauses aside; none since the last look while `standing`."""
        now = time.monotonic()
        if not standing:
            self._before += now - self._looked
        self._looked = now
        return self._before

    def waited(self, wait: Wait | None) -> bool:
        """Whether the run is in a wait whose time has come."""
        if wait is not self._wait:
            self._wait = wait
            if wait is not None:
                self._until = time.monotonic() + wait.until - time.time()
        if wait is None:
            return False
        return time.time() >= wait.until or time.monotonic() >= self._until

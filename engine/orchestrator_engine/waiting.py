"""How long to wait for an agent that cannot work now: pure, with the clock and the dice given."""

from orchestrator_engine.durations import clock_time
from orchestrator_engine.run import Run

JITTER = 0.25
"""By how much of itself a pause is made longer at most, so that not all come back at once."""

MARGIN = 2.0
"""Seconds after the time that was told: clocks differ."""


def until(run: Run, told: float | None, now: float, dice: float) -> float:
    """When to try again (seconds since 1970): as it was told, or with pauses that grow.

    `dice` is a random number from 0 to 1.
    """
    if run.waits is not None:
        # Calls that began together end in the same trouble: that is one wait.
        return max(run.waits.until, told or 0.0)
    settings = run.created.settings
    times = run.waited.times if run.waited else 0
    pause = min(settings.retry_delay * 2.0 ** min(times, 30), settings.retry_delay_cap)
    if told is not None and not times:
        return max(told, now) + MARGIN
    return max(told or 0.0, now + pause * (1 + JITTER * dice))


def too_long(run: Run) -> str | None:
    """Why a wait is not waited out, if it is longer than the settings allow."""
    wait = run.waits
    if wait is None or wait.until - wait.since <= run.created.settings.max_wait:
        return None
    until = clock_time(wait.until, wait.since)
    return f"{wait.why}; it would have to wait until {until}, longer than max_wait allows"

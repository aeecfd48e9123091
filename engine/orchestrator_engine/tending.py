"""Keeps the worker of a run alive: starts it again after a crash, and knows when to give up.

A run that crashes again and again is held: a last worker writes down that it waits for a person,
and why, so that every face can say so. Where that does not work either, the reason is in the run's
folder (`given-up`).
"""

import os
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from orchestrator_engine.durations import in_words
from orchestrator_engine.errors import BadStore
from orchestrator_engine.events import PhaseEnded, RunResumed, TaskMerged, WorkerTookOver
from orchestrator_engine.one_worker import (
    GONE,
    OVER,
    REFUSED,
    Stop,
    ending,
    run_worker,
)
from orchestrator_engine.places import RunFolder
from orchestrator_engine.settings import Settings
from orchestrator_engine.store import Store
from orchestrator_engine.system.logs import Log
from orchestrator_engine.system.sweeping import Mark, marked

GAVE_UP = 1

_LOOK = 0.25
"""Seconds between looks into the inbox while no worker is there to look."""

LOOP_STARTS = 10
"""Starts of a worker that got nowhere, after which the run is held ..."""

LOOP_DELAYS = 10
"""... when they came within so many of the longest delays between two starts (10 minutes)."""

_LAST_WORDS = 60.0
"""Seconds that writing down a hold may take."""


@dataclass(slots=True)
class Patience:
    """How long to wait before a worker is started again, and when to give up.

    The delay doubles with each crash up to a cap. A phase that ended since the last crash is
    progress: the count and the delay begin anew.
    """

    settings: Settings
    phases: int = 0
    crashes: int = 0

    def after_crash(self, phases: int) -> float | None:
        """Seconds to wait, or None to give up; `phases` grows whenever a phase ends."""
        if phases > self.phases:
            self.crashes = 0
        self.phases = phases
        self.crashes += 1
        if self.crashes > self.settings.max_restarts:
            return None
        doubled = self.settings.restart_delay * 2.0 ** min(self.crashes - 1, 64)
        return min(doubled, self.settings.restart_delay_cap)


@dataclass(frozen=True, slots=True)
class Tended:
    """A run that is kept alive: the command that is its `worker`, and what is said and asked of it.

    `since` is when a person last let it go on after it was given up, in seconds since 1970.
    """

    folder: RunFolder
    worker: Sequence[str]
    store: Store
    stop: Stop
    log: Log
    since: float


def keep_alive(run: Tended, settings: Settings) -> int:
    """Start the worker, again and again, until the run is over or patience is; the exit code."""
    folder, store, stop, log = run.folder, run.store, run.stop, run.log
    phases = _phases(store)
    patience = Patience(settings, phases)
    before = OVER
    while not stop.told:
        why = _loop(store, settings, run.since)
        if why is not None:
            return hold(folder, run.worker, why, log)
        heard = _sent(store)
        code = run_worker(folder, run.worker, stop, log)
        as_it_should = code in (OVER, GONE)
        log.say(f"the worker ended: {ending(code)}", "info" if as_it_should else "warning")
        if as_it_should:
            return code
        if code == before == REFUSED:
            # Once may have been a moment's trouble with the disk.
            log.say("giving up: the next one would say the same", "error")
            return GAVE_UP
        before = code
        if stop.told:
            break
        # What cannot be read now is no progress, and no reason to leave the run alone.
        with suppress(BadStore):
            phases = _phases(store)
        delay = patience.after_crash(phases)
        if delay is None:
            why = f"the worker crashed {patience.crashes} times without ending a phase"
            return hold(folder, run.worker, why, log)
        log.say(f"starting it again in {delay:g} s")
        folder.given_up.unlink(missing_ok=True)
        _wait(delay, store, stop, heard)
    log.say("told to stop")
    return GONE


def _phases(store: Store) -> int:
    """A number that grows whenever a phase ends."""
    last = store.latest(PhaseEnded.kind)
    return last.seq if last is not None else 0


def _loop(store: Store, settings: Settings, since: float) -> str | None:
    """Why the run is held, if its workers only ever start.

    Counted in the journal: that whoever supervised them died too makes it no better.
    """
    window = LOOP_DELAYS * settings.restart_delay_cap
    now = time.time()
    try:
        progress = store.latest(PhaseEnded.kind, TaskMerged.kind, RunResumed.kind)
        starts = sum(
            row.entry.kind == WorkerTookOver.kind
            # (A clock that was set back is no reason to forget what was just seen.)
            and abs(now - row.at) < window
            and row.at >= since
            for row in store.read(progress.seq if progress is not None else 0)
        )
    except BadStore:
        return None  # the worker will say what is wrong with it
    if starts < LOOP_STARTS:
        return None
    return f"the worker was started {starts} times in {in_words(window)} and got nowhere"


def hold(folder: RunFolder, worker: Sequence[str], why: str, log: Log) -> int:
    """Have it written into the journal that the run waits for a person; the exit code."""
    log.say(f"giving up: {why}", "error")
    words = f"{why}; see {folder.supervisor_log}"
    written = False
    with suppress(OSError, subprocess.TimeoutExpired), folder.supervisor_log.open("ab") as said:
        last = subprocess.run(
            (*worker, "hold", words),
            cwd=folder.path,
            env=marked(os.environ, Mark(folder.id, "worker", 0)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            timeout=_LAST_WORDS,
            check=False,
        )
        written = last.returncode == OVER
    if not written:
        folder.given_up.write_text(f"{why}\n")
    return GAVE_UP


def _sent(store: Store) -> int | None:
    """How many commands were ever sent; None where that cannot be read now."""
    try:
        return len(store.commands())
    except BadStore:
        return None


def _wait(delay: float, store: Store, stop: Stop, heard: int | None) -> None:
    """Sleep; but a command that the last worker did not find there is not kept waiting.

    It may have come while that worker was dying: `heard` were there when it was started.
    """
    until = time.monotonic() + delay
    while not stop.told and (left := until - time.monotonic()) > 0:
        sent = _sent(store)
        if heard is None:
            heard = sent
        elif sent is not None and sent > heard:
            return
        time.sleep(min(left, _LOOK))

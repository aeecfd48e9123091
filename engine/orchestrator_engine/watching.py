"""The watchdog: sees every few seconds that each run that is not over has somebody driving it.

It decides nothing about a run, and holds nothing of it: a run that died is started again as a
person would do it, and one that dies again and again is left to a person.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from orchestrator_engine import journal, launch
from orchestrator_engine.durations import in_words
from orchestrator_engine.errors import Refusal
from orchestrator_engine.one_worker import worker_of
from orchestrator_engine.places import RunFolder, find_runs
from orchestrator_engine.system.locks import held
from orchestrator_engine.system.logs import Log
from orchestrator_engine.tending import hold

log = logging.getLogger(__name__)

PAUSE = 5.0
"""Seconds between two looks."""

STARTS = 5
WITHIN = 600.0
"""A run that had to be started so often within so many seconds is in a crash loop."""


def in_the_journal(folder: RunFolder, why: str) -> None:
    """Hold a run: write down that it waits for a person, so that every face says why."""
    hold(folder, worker_of(folder), why, Log(folder.supervisor_log, "watchdog"))


class Watcher:
    """Looks after the runs in one state folder."""

    def __init__(
        self,
        state: Path,
        start: Callable[[RunFolder], None] = launch.start,
        hold: Callable[[RunFolder, str], None] = in_the_journal,
        clock: Callable[[], float] = time.time,
        follow: Callable[[RunFolder], bool] = launch.follow_up,
    ) -> None:
        self._state = state
        self._start = start
        self._hold = hold
        self._clock = clock
        self._follow = follow
        self._over: dict[str, tuple[int, int]] = {}
        self._tried: Counter[str] = Counter()

    def look(self) -> list[RunFolder]:
        """Let every run go on that died; those that were started now."""
        return [folder for folder in find_runs(self._state) if self._revived(folder)]

    def _revived(self, folder: RunFolder) -> bool:
        try:
            if not launch.left(folder) or self._is_over(folder) or self._loops(folder):
                return False
            self._start(folder)
        except (Refusal, OSError) as error:
            # One that cannot be read or started must not keep the others from it.
            log.warning("run %s: %s", folder.id, error)
            return False
        log.info("run %s had died and goes on", folder.id)
        return True

    def _is_over(self, folder: RunFolder) -> bool:
        """Whether the run has ended: not asked again until its journal changes."""
        told = folder.store.stat()
        stamp = (told.st_size, told.st_mtime_ns)
        if self._over.get(folder.id) == stamp:
            return True
        if not journal.over(folder):
            return False
        if held(folder.sequel_lock):
            # Somebody begins the run that follows, or waits until the project is free for it.
            return True
        if self._tried[folder.id] < STARTS and self._follow(folder):
            # Looked at again: whoever begins that one may die, too.
            self._tried[folder.id] += 1
            log.info("run %s is to be followed by another one, which is begun", folder.id)
        else:
            self._over[folder.id] = stamp
        return True

    def _loops(self, folder: RunFolder) -> bool:
        """Whether it dies again and again; writes down this start where it does not."""
        now = self._clock()
        lately = [at for at in _starts(folder) if 0 <= now - at < WITHIN]
        if len(lately) >= STARTS:
            log.warning("run %s dies again and again, and is left alone", folder.id)
            why = f"it was started {len(lately)} times in {in_words(WITHIN)}, and died each time"
            self._hold(folder, why)
            # A person who lets it go on finds the watchdog with new patience.
            (folder.path / _STARTED).unlink(missing_ok=True)
            return True
        # Never rounded up: a start in the future would not be counted.
        lines = "".join(f"{int(at)}\n" for at in (*lately, now))
        (folder.path / _STARTED).write_text(lines, "utf-8")
        return False


_STARTED = "started-again"


def _starts(folder: RunFolder) -> list[float]:
    """When the run had to be started again, in seconds since 1970."""
    try:
        return [float(line) for line in (folder.path / _STARTED).read_text("utf-8").split()]
    except (OSError, ValueError):
        return []


def watch(state: Path, *, once: bool = False, pause: float = PAUSE) -> None:
    """Look after the runs, for ever or `once`."""
    watcher = Watcher(state)
    while True:
        watcher.look()
        if once:
            return
        time.sleep(pause)

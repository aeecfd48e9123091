"""The watchdog: sees every few seconds that each run that is not over has somebody driving it.

It decides nothing about a run, and holds nothing of it: a run that died is started again as a
person would do it, and one that dies again and again is left to a person.
"""

import logging
import time
from collections.abc import Callable
from pathlib import Path

from orchestrator_engine import journal, launch
from orchestrator_engine.errors import Refusal
from orchestrator_engine.places import RunFolder, find_runs

log = logging.getLogger(__name__)

PAUSE = 5.0
"""Seconds between two looks."""

STARTS = 5
WITHIN = 600.0
"""A run that had to be started so often within so many seconds is in a crash loop."""


class Watcher:
    """Looks after the runs in one state folder."""

    def __init__(
        self,
        state: Path,
        start: Callable[[RunFolder], None] = launch.start,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._state = state
        self._start = start
        self._clock = clock
        self._over: dict[str, tuple[int, int]] = {}

    def look(self) -> list[RunFolder]:
        """Let every run go on that died; those that were started now."""
        return [folder for folder in find_runs(self._state) if self._revived(folder)]

    def _revived(self, folder: RunFolder) -> bool:
        try:
            begun = folder.supervisor_lock.exists()
            if (
                not begun
                or folder.given_up.exists()
                or launch.alive(folder)
                or self._is_over(folder)
            ):
                return False
            if self._loops(folder):
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
        if journal.over(folder):
            self._over[folder.id] = stamp
            return True
        return False

    def _loops(self, folder: RunFolder) -> bool:
        """Whether it dies again and again; writes down this start where it does not."""
        now = self._clock()
        lately = [at for at in _starts(folder) if 0 <= now - at < WITHIN]
        if len(lately) >= STARTS:
            folder.given_up.write_text(
                f"it was started {len(lately)} times within {WITHIN / 60:.0f} minutes and died "
                f"each time; look at {folder.supervisor_log}\n",
                "utf-8",
            )
            log.warning("run %s dies again and again, and is left alone", folder.id)
            return True
        lines = "".join(f"{at:.0f}\n" for at in (*lately, now))
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

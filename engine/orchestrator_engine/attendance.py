"""Whether somebody has a run before them who could be asked: an editor, or a terminal.

Whoever could answer holds a lock in the run's folder, which the kernel frees on any death. Its
file's time says when they last did something, so that nobody is waited for who has gone home.
"""

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

from orchestrator_engine.places import RunFolder
from orchestrator_engine.system.locks import Lock, held

_STALE = 3600.0
"""Seconds after which a file that nobody holds may be taken away."""


class Attendance:
    """Being there for a run's questions, from its making until `leave`."""

    def __init__(self, folder: RunFolder) -> None:
        """Come; raises `OSError` where that cannot be written down."""
        folder.attendance.mkdir(mode=0o700, exist_ok=True)
        _tidy(folder)
        self._path = folder.attendance / f"{os.getpid()}-{os.urandom(4).hex()}"
        self._lock = Lock(self._path)
        self.sign()

    def sign(self) -> None:
        """Give a sign of life: the person did something just now."""
        # The time that a file system notes by itself may be some milliseconds ago.
        now = time.time()
        with suppress(OSError):
            os.utime(self._path, (now, now))

    def leave(self) -> None:
        """Be there no more; a second time does nothing."""
        self._path.unlink(missing_ok=True)
        self._lock.release()

    def __enter__(self) -> Self:
        """Be there meanwhile."""
        return self

    def __exit__(self, *_: object) -> None:
        """Be there no more."""
        self.leave()


def attended(folder: RunFolder, since: float | None = None) -> bool:
    """Whether somebody is there who did something after `since` (seconds since 1970)."""
    return any(held(path) for path, at in _files(folder) if since is None or at >= since)


def _files(folder: RunFolder) -> list[tuple[Path, float]]:
    found: list[tuple[Path, float]] = []
    with suppress(OSError), os.scandir(folder.attendance) as entries:
        for entry in entries:
            with suppress(OSError):
                found.append((Path(entry.path), entry.stat().st_mtime))
    return found


def _tidy(folder: RunFolder) -> None:
    """Take away what those left who died."""
    for path, at in _files(folder):
        if time.time() - at > _STALE and not held(path):
            with suppress(OSError):
                path.unlink()

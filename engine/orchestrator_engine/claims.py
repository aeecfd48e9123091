"""Who may write a document: an editor that has it open, or else the engine.

A claim is an operating system lock on a file in the state folder, so that an editor that dies
gives it back without a word.
"""

import hashlib
import os
from pathlib import Path

from filelock import FileLock, Timeout

from orchestrator_engine.places import state_dir


class Claim:
    """An editor's right to a document, held until `release`."""

    def __init__(self, lock: FileLock) -> None:
        self._lock = lock

    def release(self) -> None:
        """Give the right back; a second time does nothing."""
        self._lock.release()


def claim(document: Path) -> Claim | None:
    """Claim a document; None when another editor has it already."""
    lock = _lock(document)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return None
    return Claim(lock)


def claimed(document: Path) -> bool:
    """Whether some editor has the document."""
    mine = claim(document)
    if mine is None:
        return True
    mine.release()
    return False


def _lock(document: Path) -> FileLock:
    key = hashlib.sha256(os.fsencode(os.path.realpath(document))).hexdigest()[:24]
    folder = state_dir() / "documents"
    folder.mkdir(mode=0o700, exist_ok=True)
    return FileLock(folder / f"{key}.lock", is_singleton=False)

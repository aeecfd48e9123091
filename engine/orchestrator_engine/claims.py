"""Who may write a document: an editor that has it open, or else the engine.

A claim is an operating system lock on a file in the state folder, so that an editor that dies
gives it back without a word.
"""

from pathlib import Path

from filelock import FileLock, Timeout

from orchestrator_engine.places import document_lock, state_dir


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
    return FileLock(document_lock(document, state_dir()), is_singleton=False)

"""Who may write a document: an editor that has it open, or else the engine.

A claim is an operating system lock on a file in the state folder, so that an editor that dies
gives it back without a word.
"""

from pathlib import Path

from orchestrator_engine.places import document_lock, state_dir
from orchestrator_engine.system.locks import Lock, Taken, held


class Claim:
    """An editor's right to a document, held until `release`."""

    def __init__(self, lock: Lock) -> None:
        self._lock = lock

    def release(self) -> None:
        """Give the right back; a second time does nothing."""
        self._lock.release()


def claim(document: Path) -> Claim | None:
    """Claim a document; None when another editor has it already."""
    try:
        return Claim(Lock(document_lock(document, state_dir())))
    except Taken:
        return None


def claimed(document: Path) -> bool:
    """Whether some editor has the document."""
    return held(document_lock(document, state_dir()))

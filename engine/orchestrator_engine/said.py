"""The last words of an agent at work, kept for whoever looks on: a line in a file of its own.

They are no events: nothing follows from them, and nobody misses those that were never looked at.
"""

import time
from contextlib import suppress
from pathlib import Path

from orchestrator_engine.system.secrets import redactor

LONGEST = 200
OFTEN = 0.5
"""Seconds between two words that are kept."""


class LastWords:
    """Keeps what an agent said last, in the file beside its output."""

    def __init__(self, spool: Path) -> None:
        self._file = file_of(spool)
        self._kept = float("-inf")

    def keep(self, text: str) -> None:
        """Keep words, if they are any, unless others were kept just now."""
        line = redactor().text(" ".join(text.split()))[:LONGEST]
        now = time.monotonic()
        if not line or now - self._kept < OFTEN:
            return
        self._kept = now
        draft = self._file.with_name(f"{self._file.name}.new")
        with suppress(OSError):  # a full disk is told by those whose work it stops
            draft.write_text(line, "utf-8")
            draft.replace(self._file)


def file_of(spool: Path) -> Path:
    """Where the last words of the agent lie whose output goes to that file."""
    return spool.with_suffix(".said")


def last(spool: Path) -> str:
    """The last words of an agent, or nothing."""
    try:
        return file_of(spool).read_bytes()[: LONGEST * 4].decode("utf-8", "replace")
    except OSError:
        return ""

"""The log of a run as a person reads it: one event, one row, with a level and the words for it."""

from collections import deque
from typing import Any

from orchestrator_engine.journal import part
from orchestrator_engine.places import RunFolder
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.run import Run
from orchestrator_engine.sentences import level_of, words
from orchestrator_engine.system.logs import LEVELS

MOST = 200
LONGEST = 4_000
_SEARCHED = 5_000
"""Events that are looked through, at most: so that nobody waits for it."""


def rows(
    folder: RunFolder, run: Run, *, before: int | None = None, level: str = "detail", text: str = ""
) -> list[dict[str, Any]]:
    """The last 200 rows before event `before`, of at least that level, with that text in them.

    Oldest first; of the last events alone. Raises `Refusal`.
    """
    until = run.seq + 1 if before is None else min(before, run.seq + 1)
    least, word = LEVELS.index(level), text.casefold()
    after = until - 1 - (_SEARCHED if least or word else MOST)
    made = (_row(record, run) for record in part(folder, max(after, 0), until))
    found = (
        row
        for row in made
        if LEVELS.index(row["level"]) >= least and word in row["words"].casefold()
    )
    return [*deque(found, MOST)]


def _row(record: Recorded, run: Run) -> dict[str, Any]:
    event = record.event
    return {
        "seq": record.seq,
        "at": record.at,
        "kind": event.kind,
        "level": level_of(event),
        "task": getattr(event, "task", None),
        "words": words(event, run)[:LONGEST],
    }

"""Ticking boxes in a file, and leaving the rest of it as it is, byte for byte."""

import os
import stat
from pathlib import Path

from orchestrator_analyzer.analysis import analyze
from orchestrator_analyzer.spec import Status
from orchestrator_analyzer.text import apply
from orchestrator_engine.events import ItemsTicked
from orchestrator_engine.plan import PlannedItem

BUSY = "the document was being changed all the time by somebody else"


def tick_file(document: Path, items: list[PlannedItem]) -> ItemsTicked:
    """Tick items in a file; the rest of it stays as it is, byte for byte."""
    for _ in range(5):
        try:
            before = document.read_bytes()
            text = before.decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            return _left(items, f"the document cannot be read: {error}")
        after, ticked, left = _tick(text, items, str(document))
        try:
            if after == text or _replace(document, before, after.encode("utf-8")):
                return ItemsTicked(tuple(ticked), "engine", tuple(left.items()))
        except OSError as error:
            return _left(items, f"the document cannot be written: {error}")
    return _left(items, BUSY)


def _left(items: list[PlannedItem], why: str) -> ItemsTicked:
    return ItemsTicked((), "engine", tuple((item.handle, why) for item in items))


def _tick(text: str, items: list[PlannedItem], path: str) -> tuple[str, list[str], dict[str, str]]:
    ticked: list[str] = []
    left: dict[str, str] = {}
    for item in items:
        analysis = analyze(text, path)
        found = analysis.find(item.handle, item.title)
        if found is None:
            left[item.handle] = "it is not in the document any more as it was planned"
            continue
        if found.status is not Status.DONE:
            edits = analysis.set_status(found.handle, Status.DONE)
            if not edits:
                left[item.handle] = "the document has no place to show that it is done"
                continue
            text = apply(text, edits)
        ticked.append(item.handle)
    return text, ticked, left


def _replace(document: Path, before: bytes, after: bytes) -> bool:
    """Put `after` in the file's place at once; False when it was changed meanwhile."""
    target = Path(os.path.realpath(document))
    # Always the same name: should this be cut short, the next time removes what was left.
    draft = target.with_name(f".{target.name}.code-orch")
    draft.unlink(missing_ok=True)
    try:
        # Made anew: a link of that name, which a repository may bring along, leads elsewhere.
        with draft.open("xb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(stat.S_IMODE(target.stat().st_mode))
        if target.read_bytes() != before:
            return False
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return True

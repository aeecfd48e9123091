"""Ticking boxes in a file, and leaving the rest of it as it is, byte for byte."""

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from orchestrator_analyzer.analysis import analyze
from orchestrator_analyzer.spec import Status
from orchestrator_analyzer.text import apply
from orchestrator_engine.events import ItemsTicked, ItemsUnticked
from orchestrator_engine.plan import PlannedItem
from orchestrator_engine.run import Run

BUSY = "the document was being changed all the time by somebody else"
GONE = "the document is not where it was"
UNANSWERED = "an editor has the document open and did not make the edit"


def missed(run: Run) -> set[str]:
    """The items that could not be ticked for what may have passed since."""
    return {handle for handle, why in run.left.items() if why == UNANSWERED or why.startswith(GONE)}


def tick_file(document: Path, items: list[PlannedItem]) -> ItemsTicked:
    """Tick items in a file; the rest of it stays as it is, byte for byte."""
    done, left = _write(document, items, Status.DONE)
    return ItemsTicked(done, "engine", left)


def untick_file(document: Path, items: list[PlannedItem]) -> ItemsUnticked:
    """Open items in a file again; the rest of it stays as it is, byte for byte."""
    opened, left = _write(document, items, Status.OPEN)
    return ItemsUnticked(opened, "engine", left)


Left = tuple[tuple[str, str], ...]
"""Items that could not be written, each with the reason."""


def _write(
    document: Path, items: list[PlannedItem], status: Status
) -> tuple[tuple[str, ...], Left]:
    for _ in range(5):
        try:
            before = document.read_bytes()
            text = before.decode("utf-8")
        except FileNotFoundError:
            return (), left_out(items, GONE)
        except UnicodeDecodeError:
            return (), left_out(items, "the document cannot be read: it is not UTF-8 any more")
        except OSError as error:
            return (), left_out(items, f"the document cannot be read: {error.strerror or error}")
        after, written, left = _edit(text, items, str(document), status)
        try:
            if after == text or _replace(document, before, after.encode("utf-8")):
                return tuple(written), tuple(left.items())
        except OSError as error:
            why = f"the document cannot be written: {error.strerror or error}"
            return (), left_out(items, why)
    return (), left_out(items, BUSY)


def left_out(items: Iterable[PlannedItem], why: str) -> Left:
    """All of them, for one reason."""
    return tuple((item.handle, why) for item in items)


def _edit(
    text: str, items: list[PlannedItem], path: str, status: Status
) -> tuple[str, list[str], dict[str, str]]:
    written: list[str] = []
    left: dict[str, str] = {}
    for item in items:
        analysis = analyze(text, path)
        found = analysis.find(item.handle, item.title)
        if found is None and not analysis.spec.items:
            left[item.handle] = f"the document has no place to show that it is {status}"
            continue
        if found is None:
            left[item.handle] = "it is not in the document any more as it was planned"
            continue
        if found.status is not status:
            if status is Status.OPEN:
                edits = analysis.untick(found.handle)
            else:
                edits = analysis.set_status(found.handle, status)
            if not edits:
                left[item.handle] = analysis.why_not_set(found.handle, status)
                continue
            text = apply(text, edits)
        written.append(item.handle)
    return text, written, left


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

"""Showing in the person's document what is done: the one file of theirs that a run writes.

While an editor has the document open it holds a claim, and makes the edit in its own buffer; the
engine waits for its word. Otherwise the engine writes the file, and changes nothing but the boxes.
"""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

import anyio
from anyio import to_thread

from orchestrator_analyzer.analysis import analyze
from orchestrator_analyzer.spec import Status
from orchestrator_analyzer.text import apply
from orchestrator_engine.claims import claimed
from orchestrator_engine.context import Context
from orchestrator_engine.decide import TickItems
from orchestrator_engine.events import ItemsTicked
from orchestrator_engine.plan import PlannedItem

PATIENCE = 10.0
"""Seconds that an editor gets for its edit before the items count as not written."""

UNANSWERED = "an editor has the document open and did not make the edit"
BUSY = "the document was being changed all the time by somebody else"


async def tick_items(context: Context, action: TickItems) -> None:
    """Tick items in the document, or record why they could not be ticked."""
    document = Path(context.run.created.origin.document)
    waiting = set(action.items)
    deadline = anyio.current_time() + PATIENCE
    while waiting and claimed(document):
        # The editor's word arrives as a command, which the worker turns into an event.
        if anyio.current_time() > deadline:
            left = tuple((handle, UNANSWERED) for handle in sorted(waiting))
            context.journal.append(ItemsTicked((), "editor", left))
            return
        await anyio.sleep(0.1)
        waiting -= context.run.ticked
    if waiting:
        await _write(context, document, waiting)


async def settle(context: Context) -> None:
    """Write ticks that an editor made and took along unsaved when it went."""
    document = Path(context.run.created.origin.document)
    if context.run.vouched and not claimed(document):
        await _write(context, document, set())


async def _write(context: Context, document: Path, handles: set[str]) -> None:
    wanted = handles | await to_thread.run_sync(_unsaved, document, context.run.vouched)
    items = [item for item in context.plan.items if item.handle in wanted]
    if items:
        context.journal.append(await to_thread.run_sync(tick_file, document, items))


def _unsaved(document: Path, vouched: Mapping[str, float]) -> set[str]:
    """Which ticks of an editor came after the file was last written.

    A document that was saved after a tick is as the person wants it, with the tick or without.
    """
    try:
        saved = document.stat().st_mtime
    except OSError:
        return set()
    return {handle for handle, at in vouched.items() if saved < at}


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

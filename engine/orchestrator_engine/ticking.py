"""Showing in the person's document what is done: the one file of theirs that a run writes.

While an editor has the document open it holds a claim, and makes the edit in its own buffer; the
engine waits for its word. Otherwise the engine writes the file, and changes nothing but the boxes.
"""

from collections.abc import Mapping
from pathlib import Path

import anyio
from anyio import to_thread

from orchestrator_engine.actions import TickItems
from orchestrator_engine.boxes import GONE, UNANSWERED, missed, tick_file
from orchestrator_engine.claims import claimed
from orchestrator_engine.context import Context
from orchestrator_engine.events import DocumentMoved, ItemsTicked
from orchestrator_engine.whereabouts import is_gone, went_to
from orchestrator_engine.wording import listed, run_id

PATIENCE = 10.0
"""Seconds that an editor gets for its edit before the items count as not written."""

DOUBT = 1.0
"""Seconds in which a document that is gone may come back: some programs write a file like that."""


async def tick_items(context: Context, action: TickItems) -> None:
    """Tick items in the document, or record why they could not be ticked."""
    waiting = set(action.items)
    why = await _lost(context)
    if why:
        left = tuple((handle, why) for handle in sorted(waiting | missed(context.run)))
        context.journal.append(ItemsTicked((), "engine", left))
        return
    document = Path(context.run.created.origin.document)
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
    """Write ticks that an editor took along unsaved when it went, or did not make in time."""
    if not context.run.vouched and not missed(context.run):
        return
    why = await _lost(context)
    if why:
        told = {handle: why for handle in missed(context.run) if context.run.left[handle] != why}
        if told:
            context.journal.append(ItemsTicked((), "engine", tuple(sorted(told.items()))))
        return
    document = Path(context.run.created.origin.document)
    if not claimed(document):
        await _write(context, document, set())


async def _lost(context: Context) -> str:
    """Why there is no document to tick in, or nothing; one that has moved is followed."""
    origin = context.run.created.origin
    if not is_gone(origin):
        return ""
    await anyio.sleep(DOUBT)
    if not is_gone(origin):
        return ""
    found = await to_thread.run_sync(went_to, origin, context.plan)
    if len(found) == 1:
        context.journal.append(DocumentMoved(str(found[0])))
        return ""
    could_be = f", and could be {listed([path.name for path in found])} now" if found else ""
    way_on = f"code-orch move {run_id(context.run)} PATH"
    return f"{GONE}{could_be}: say where it is with `{way_on}`, and that is made up for"


async def _write(context: Context, document: Path, handles: set[str]) -> None:
    wanted = (
        handles
        | missed(context.run)
        | await to_thread.run_sync(_unsaved, document, context.run.vouched)
    )
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

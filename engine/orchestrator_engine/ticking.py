"""Showing in the person's document what is done: the one file of theirs that a run writes.

While an editor has the document open it holds a claim, and makes the edit in its own buffer; the
engine waits for its word. Otherwise the engine writes the file, and changes nothing but the boxes.
"""

from collections.abc import Mapping
from pathlib import Path

import anyio
from anyio import to_thread

from orchestrator_engine.boxes import tick_file
from orchestrator_engine.claims import claimed
from orchestrator_engine.context import Context
from orchestrator_engine.decide import TickItems
from orchestrator_engine.events import ItemsTicked

PATIENCE = 10.0
"""Seconds that an editor gets for its edit before the items count as not written."""

UNANSWERED = "an editor has the document open and did not make the edit"


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
    """Write ticks that an editor took along unsaved when it went, or did not make in time."""
    document = Path(context.run.created.origin.document)
    if (context.run.vouched or _missed(context)) and not claimed(document):
        await _write(context, document, set())


async def _write(context: Context, document: Path, handles: set[str]) -> None:
    wanted = (
        handles
        | _missed(context)
        | await to_thread.run_sync(_unsaved, document, context.run.vouched)
    )
    items = [item for item in context.plan.items if item.handle in wanted]
    if items:
        context.journal.append(await to_thread.run_sync(tick_file, document, items))


def _missed(context: Context) -> set[str]:
    """What an editor was asked to tick, and did not in time: there is another chance."""
    return {handle for handle, why in context.run.left.items() if why == UNANSWERED}


def _unsaved(document: Path, vouched: Mapping[str, float]) -> set[str]:
    """Which ticks of an editor came after the file was last written.

    A document that was saved after a tick is as the person wants it, with the tick or without.
    """
    try:
        saved = document.stat().st_mtime
    except OSError:
        return set()
    return {handle for handle, at in vouched.items() if saved < at}

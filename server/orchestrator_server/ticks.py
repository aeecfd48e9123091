"""Showing in an open document what is done, by edits of the editor's own buffer.

While the document is open here we hold a claim on it, and the engine leaves it alone. It waits for
our word (`ticked`) a few seconds, so an edit that the editor refuses is tried again at once. So is
one that it says it made, and that its text does not show: so Neovim answers where it left the edit
out, because somebody had typed meanwhile.

Between the editor's reading of the file and our claim on it, the engine may tick the file, and the
last session's ticks may have been lost with it. Both count as ticked for the run, so once the
document is ours we look for what the editor does not show, and tick that too.
"""

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator_analyzer.spec import Status
from orchestrator_engine.boxes import UNANSWERED
from orchestrator_engine.plan import PlannedItem
from orchestrator_server.glimpse import Glimpse

if TYPE_CHECKING:
    from lsprotocol import types as lsp

    from orchestrator_server.session import Session


CONFLICT_SECONDS = 3.0
"""How long an item may be missing, while somebody types in it, before they are told."""

SEEN_SECONDS = 5.0
"""How long an editor has to tell of an edit that it made."""

PATIENCE = 10.0
"""Seconds for which lost ticks are tried again in an editor that refuses them."""


class Ticks:
    """The ticks of one open document."""

    def __init__(self, session: "Session", uri: str, path: Path) -> None:
        self._session = session
        self._uri = uri
        self._path = path
        self._claimed = False
        self._writing = False
        self._told: set[tuple[str, str]] = set()
        self._missing: dict[str, float] = {}
        self._looked = False
        self._lost: list[PlannedItem] = []
        self._lost_until = 0.0

    async def claim(self) -> None:
        """Get hold of the document, if the editor lets us edit it and nobody else has it."""
        if self._session.client.edits and not self._claimed:
            self._claimed = await self._session.engine.claim(self._path)

    async def look(self, glimpse: Glimpse) -> None:
        """Find, once the document is ours, what counts as ticked and the editor does not show."""
        if not self._claimed or self._looked or not glimpse.run.created.settings.write_statuses:
            return
        self._looked = True
        hidden = await self._hidden(glimpse)
        if hidden:
            self._lost = await self._session.engine.lost(self._path, glimpse.run, hidden)
            self._lost_until = time.monotonic() + PATIENCE

    def write(self, glimpse: Glimpse) -> None:
        """Begin to tick what is done and not ticked yet, unless that is going on already."""
        if not self._claimed or self._writing or not glimpse.run.created.settings.write_statuses:
            return
        waiting = self._waiting(glimpse)
        if waiting:
            self._writing = True
            self._session.background.spawn(self._write(glimpse, waiting))

    async def _write(self, glimpse: Glimpse, waiting: list[PlannedItem]) -> None:
        folder = glimpse.folder
        try:
            done = await self._edit(waiting)
            if done:
                self._told.update((folder.id, item.handle) for item in done)
                self._lost = [item for item in self._lost if item not in done]
                told = folder if glimpse.live else None
                await self._session.engine.ticked(self._path, told, done)
        finally:
            self._writing = False

    async def _edit(self, waiting: list[PlannedItem]) -> list[PlannedItem]:
        """Have the editor tick items; those that are ticked now."""
        await self._session.readings.ready(self._uri)
        document = self._session.document(self._uri)
        if document is None:
            return []
        analysis = self._session.analysis(document)
        places = self._session.places(document)
        done: list[PlannedItem] = []
        edits: list[lsp.TextEdit] = []
        for planned in waiting:
            item = analysis.find(planned.handle, planned.title)
            changes = analysis.set_status(item.handle, Status.DONE) if item is not None else ()
            if item is None or (not changes and item.status is not Status.DONE):
                self._miss(planned)
                continue
            self._missing.pop(planned.handle, None)
            done.append(planned)
            edits += [places.edit(change) for change in changes]
        label = "Tick what is done"
        if not edits:
            return done
        version = document.version
        if not await self._session.editor.edit(self._uri, version, label, edits):
            # Most likely the person typed meanwhile; the next turn sees their text.
            return []
        return await self._seen(version, done)

    async def _seen(self, version: int, done: list[PlannedItem]) -> list[PlannedItem]:
        """Which of the items are ticked in what the editor tells after its edit of `version`."""
        document = self._session.document(self._uri)
        if document is not None and document.version == version:
            try:
                async with asyncio.timeout(SEEN_SECONDS):
                    await document.moved_on()
            except TimeoutError:
                return []
        await self._session.readings.ready(self._uri)
        document = self._session.document(self._uri)
        if document is None:
            return []  # closed: the engine looks at the file
        analysis = self._session.analysis(document)
        found = ((planned, analysis.find(planned.handle, planned.title)) for planned in done)
        return [planned for planned, item in found if item and item.status is Status.DONE]

    def _miss(self, planned: PlannedItem) -> None:
        """Say of an item that is done and cannot be ticked that nothing is written over it, once.

        The text is the person's, saved or not: nobody guesses what they have made of the item.
        """
        since = self._missing.setdefault(planned.handle, time.monotonic())
        if time.monotonic() - since > CONFLICT_SECONDS:
            # As far in the future as it takes: what was told once is known.
            self._missing[planned.handle] = float("inf")
            self._session.editor.warn(
                f"{planned.label} is done, but {self._path.name} does not show it any more as it "
                "was planned. Nothing of your text is changed: tick it yourself where it belongs."
            )

    def _waiting(self, glimpse: Glimpse) -> list[PlannedItem]:
        """The items whose ticks nobody has written, or that were lost."""
        run = glimpse.run
        lost = self._lost if time.monotonic() < self._lost_until else []
        if not glimpse.live:
            return lost
        assert run.plan is not None
        return lost + [
            run.plan.item(handle)
            for handle in run.merged_items()
            if handle not in run.ticked
            and run.left.get(handle) in (None, UNANSWERED)
            and (glimpse.folder.id, handle) not in self._told
        ]

    async def _hidden(self, glimpse: Glimpse) -> list[PlannedItem]:
        """The items that count as ticked, and that the editor shows as not done."""
        await self._session.readings.ready(self._uri)
        document = self._session.document(self._uri)
        run = glimpse.run
        if document is None or run.plan is None:
            return []
        analysis = self._session.analysis(document)
        hidden: list[PlannedItem] = []
        for planned in run.plan.items:
            item = analysis.find(planned.handle, planned.title)
            shown = item is None or item.status is Status.DONE
            if planned.handle in run.ticked and not shown:
                hidden.append(planned)
        return hidden

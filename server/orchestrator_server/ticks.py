"""Showing in an open document what is done, by edits of the editor's own buffer.

While the document is open here we hold a claim on it, and the engine leaves it alone. It waits for
our word (`ticked`) a few seconds, so an edit that the editor refuses is tried again at once.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator_analyzer.spec import Status
from orchestrator_engine.places import RunFolder
from orchestrator_engine.plan import PlannedItem
from orchestrator_server.engine import Glimpse

if TYPE_CHECKING:
    from lsprotocol import types as lsp

    from orchestrator_server.session import Session


class Ticks:
    """The ticks of one open document."""

    def __init__(self, session: "Session", uri: str, path: Path) -> None:
        self._session = session
        self._uri = uri
        self._path = path
        self._claimed = False
        self._writing = False
        self._told: set[tuple[str, str]] = set()

    async def claim(self) -> None:
        """Get hold of the document, if the editor lets us edit it and nobody else has it."""
        if self._session.client.edits and not self._claimed:
            self._claimed = await self._session.engine.claim(self._path)

    def write(self, glimpse: Glimpse) -> None:
        """Begin to tick what is done and not ticked yet, unless that is going on already."""
        wanted = glimpse.live and glimpse.run.created.settings.write_statuses
        if not self._claimed or self._writing or not wanted:
            return
        waiting = self._waiting(glimpse)
        if waiting:
            self._writing = True
            self._session.background.spawn(self._write(glimpse.folder, waiting))

    async def _write(self, folder: RunFolder, waiting: list[PlannedItem]) -> None:
        try:
            done = await self._edit(waiting)
            if done:
                self._told.update((folder.id, item.handle) for item in done)
                await self._session.engine.ticked(self._path, folder, done)
        finally:
            self._writing = False

    async def _edit(self, waiting: list[PlannedItem]) -> list[PlannedItem]:
        """Have the editor tick items; those that are ticked now."""
        document = self._session.document(self._uri)
        if document is None:
            return []
        analysis = self._session.analysis(document)
        places = self._session.places(document)
        done: list[PlannedItem] = []
        edits: list[lsp.TextEdit] = []
        for planned in waiting:
            item = analysis.find(planned.handle, planned.title)
            if item is None:
                continue
            changes = analysis.set_status(item.handle, Status.DONE)
            if changes or item.status is Status.DONE:
                done.append(planned)
                edits += [places.edit(change) for change in changes]
        label = "Tick what is done"
        if edits and not await self._session.editor.edit(self._uri, document.version, label, edits):
            # Most likely the person typed meanwhile; the next turn sees their text.
            return []
        return done

    def _waiting(self, glimpse: Glimpse) -> list[PlannedItem]:
        """The items whose ticks nobody has written."""
        run = glimpse.run
        assert run.plan is not None
        return [
            run.plan.item(handle)
            for handle in run.merged_items()
            if handle not in run.ticked
            and handle not in run.left
            and (glimpse.folder.id, handle) not in self._told
        ]

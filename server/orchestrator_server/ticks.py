"""Showing in an open document what is done, by edits of the editor's own buffer.

While the document is open here we hold a claim on it, and the engine leaves it alone. It waits for
our word (`ticked`) a few seconds, so an edit that the editor refuses is tried again at once.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator_analyzer.spec import Status
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
        self._told: set[tuple[str, str]] = set()

    async def claim(self) -> None:
        """Get hold of the document, if the editor lets us edit it and nobody else has it."""
        if self._session.client.edits and not self._claimed:
            self._claimed = await self._session.engine.claim(self._path)

    async def write(self, glimpse: Glimpse) -> None:
        """Tick what is done and not ticked yet."""
        if not self._claimed or not glimpse.live or not glimpse.run.created.settings.write_statuses:
            return
        waiting = self._waiting(glimpse)
        document = self._session.document(self._uri)
        if not waiting or document is None:
            return
        analysis = self._session.analysis(document)
        places = self._session.places(document)
        done: list[str] = []
        edits: list[lsp.TextEdit] = []
        for handle, title in waiting:
            item = analysis.find(handle, title)
            if item is None:
                continue
            if item.status is not Status.DONE:
                changes = analysis.set_status(item.handle, Status.DONE)
                if not changes:
                    continue
                edits += [places.edit(change) for change in changes]
            done.append(handle)
        if edits and not await self._session.editor.edit(
            self._uri, document.version, "Tick what is done", edits
        ):
            # Most likely the person typed meanwhile; the next turn sees their text.
            return
        if done:
            self._told.update((glimpse.folder.id, handle) for handle in done)
            await self._session.engine.ticked(glimpse.folder, tuple(done))

    def _waiting(self, glimpse: Glimpse) -> list[tuple[str, str]]:
        """Handle and title of the items whose ticks nobody has written."""
        run = glimpse.run
        assert run.plan is not None
        handles = [
            handle
            for handle in run.merged_items()
            if handle not in run.ticked
            and handle not in run.left
            and (glimpse.folder.id, handle) not in self._told
        ]
        return [(handle, run.plan.item(handle).title) for handle in handles]

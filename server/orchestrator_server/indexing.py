"""The markdown documents of the workspace that are not open, known by their names.

A process reads them (`reader.py`), a thread waits for it, and the loop takes in what came of it.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from orchestrator_analyzer.analysis import Workspace
from orchestrator_engine import documents
from orchestrator_server.background import Background
from orchestrator_server.documents import path_of
from orchestrator_server.reader import MANY, Read, Reader, entry_of

BATCH_SECONDS = 0.01
"""What was read is handed over so often, so that no turn of the loop has much to take in."""

PAUSE_SECONDS = 0.001
"""Between two documents the thread that takes them in stands back: answers go first."""

IDLE_SECONDS = 3.0
"""The process is let go when nothing was to be read for so long."""

log = logging.getLogger(__name__)


class Indexing:
    """Keeps the index of a workspace as the disk is. The loop's thread owns it."""

    def __init__(self, workspace: Workspace, background: Background) -> None:
        self._workspace = workspace
        self._background = background
        self._reader = Reader()
        self._threads = ThreadPoolExecutor(1, "indexing")
        self._gone = False
        self._folders: dict[Path, None] = {}
        self._known: dict[Path, str] = {}
        self._open: dict[Path, str] = {}

    def follow(self, uris: Iterable[str]) -> None:
        """Know the documents of some more folders."""
        for folder in filter(None, map(path_of, uris)):
            if folder not in self._folders:
                self._folders[folder] = None
                self._begin(lambda folder=folder: self._reader.find(folder))

    def leave(self, uris: Iterable[str]) -> None:
        """Know the documents of some folders no longer."""
        for folder in filter(None, map(path_of, uris)):
            self._folders.pop(folder, None)
            for path in [path for path in self._known if not self._is_followed(path)]:
                self._forget(path)

    def opened(self, uri: str) -> None:
        """An open document is known by what is typed, and by the address that the editor uses."""
        path = path_of(uri)
        if path is None:
            return
        self._open[path] = uri
        if self._known.get(path, uri) != uri:
            self._workspace.remove(self._known.pop(path))

    def closed(self, uri: str) -> None:
        """A document that was closed is known as it was saved."""
        if (path := path_of(uri)) is not None:
            self._open.pop(path, None)
        self.changed([uri])

    def changed(self, uris: Iterable[str]) -> None:
        """Read some documents again; those that are gone are forgotten."""
        paths = [path for path in map(path_of, uris) if path is not None]
        followed = [path for path in paths if self._is_followed(path)]
        if followed:
            self._begin(lambda: self._reader.read(followed))

    def came(self, uris: Iterable[str]) -> None:
        """Read documents, or all of a folder, that were not there before."""
        found = [
            path
            for path in filter(None, map(path_of, uris))
            if any(path.is_relative_to(folder) for folder in self._folders)
        ]
        if found:
            self._begin(lambda: self._read_or_find(found))

    def gone(self, uris: Iterable[str]) -> None:
        """Forget documents, or all of a folder, that are not there any more."""
        for gone in filter(None, map(path_of, uris)):
            for path in [path for path in self._known if path.is_relative_to(gone)]:
                self._forget(path)

    def _read_or_find(self, paths: list[Path]) -> Iterator[Read]:
        folders = [path for path in paths if path.is_dir()]
        for folder in folders:
            yield from self._reader.find(folder)
        rest = [path for path in paths if path not in folders and self._is_followed(path)]
        if rest:
            yield from self._reader.read(rest)

    def watched(self) -> tuple[Path, ...]:
        """The documents that are known, and the folders in which new ones may come."""
        folders = {path.parent for path in self._known} | self._folders.keys()
        return (*self._known, *folders)

    async def outdated(self, uris: Iterable[str]) -> bool:
        """Read again what is not open and has changed on the disk; whether something had."""
        paths = {
            path: entry.text.source
            for uri in uris
            if (path := path_of(uri)) in self._known
            and (entry := self._workspace.index.get(uri)) is not None
            and self._workspace.analysis(uri) is None
        }

        def look() -> list[Read]:
            found = ((path, entry_of(path), text) for path, text in paths.items())
            return [
                (path, entry)
                for path, entry, text in found
                if entry is None or entry.text.source != text
            ]

        changed = await asyncio.to_thread(look)
        self._take(changed)
        return bool(changed)

    def close(self) -> None:
        """Stop reading."""
        self._gone = True
        self._reader.kill()
        self._threads.submit(self._reader.end)
        self._threads.shutdown(wait=False)

    def _is_followed(self, path: Path) -> bool:
        return any(documents.belongs(path, folder) for folder in self._folders)

    def _begin(self, read: Callable[[], Iterator[Read]]) -> None:
        self._background.drop(self)
        self._background.spawn(self._reading(read))

    async def _reading(self, read: Callable[[], Iterator[Read]]) -> None:
        loop = asyncio.get_running_loop()

        def hand_over(batch: list[Read]) -> None:
            if batch and not self._gone:
                loop.call_soon_threadsafe(self._take, batch)

        await loop.run_in_executor(self._threads, self._received, read, hand_over)
        self._background.later(self, IDLE_SECONDS, self._rest)

    def _received(
        self, read: Callable[[], Iterator[Read]], hand_over: Callable[[list[Read]], None]
    ) -> None:
        """Take what the process says, until it has said all; the thread's part."""
        batch: list[Read] = []
        since = time.monotonic()
        try:
            for one in read() if not self._gone else ():
                batch.append(one)
                time.sleep(PAUSE_SECONDS)
                if time.monotonic() - since > BATCH_SECONDS:
                    hand_over(batch)
                    batch, since = [], time.monotonic()
        except OSError as error:
            if not self._gone:
                log.warning("the documents of the workspace cannot be read: %s", error)
            self._reader.end()
        hand_over(batch)
        if self._gone:
            self._reader.end()

    def _rest(self) -> None:
        self._background.spawn(self._rested())

    async def _rested(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._threads, self._reader.end)

    def _take(self, batch: list[Read]) -> None:
        for path, entry in batch:
            if entry is None or not any(path.is_relative_to(one) for one in self._folders):
                self._forget(path)
            elif self._open.get(path, entry.uri) != entry.uri:
                continue  # known by the address that the editor uses: editors escape differently
            elif len(self._known) < MANY or path in self._known:
                self._known[path] = entry.uri
                self._workspace.take(entry)

    def _forget(self, path: Path) -> None:
        uri = self._known.pop(path, None)
        if uri is not None:
            self._workspace.remove(uri)

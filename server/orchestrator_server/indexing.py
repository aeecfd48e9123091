"""The markdown documents of the workspace, read in the background and known by their names.

One thread finds and reads them, so that the disk keeps nobody waiting; the loop only takes in what
came of it. The thread stands aside while the editor is being answered.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from orchestrator_analyzer.analysis import Workspace, known
from orchestrator_analyzer.index import Entry
from orchestrator_engine import documents
from orchestrator_engine.errors import BadDocument
from orchestrator_server.background import Background
from orchestrator_server.documents import path_of

MANY = 5_000
"""Documents that are known of a workspace. One with more is not one that somebody looks through."""

LONGEST = 1_000_000
"""Bytes of a document that is read without being opened; longer ones are no specs."""

QUIET_SECONDS = 0.03
"""So long after a message of the editor, reading goes on."""

BATCH_SECONDS = 0.02
"""What was read is handed over so often."""

log = logging.getLogger(__name__)


class Indexing:
    """Keeps the index of a workspace as the disk is. The loop's thread owns it."""

    def __init__(self, workspace: Workspace, background: Background) -> None:
        self._workspace = workspace
        self._background = background
        self._threads = ThreadPoolExecutor(1, "indexing")
        self._gone = threading.Event()
        self._asked_at = 0.0
        self._folders: dict[Path, None] = {}
        self._known: dict[Path, str] = {}

    def asked(self) -> None:
        """Note that the editor wants something: reading waits for a moment."""
        self._asked_at = time.monotonic()

    def follow(self, uris: Iterable[str]) -> None:
        """Know the documents of some more folders."""
        for uri in uris:
            folder = path_of(uri)
            if folder is not None and folder not in self._folders:
                self._folders[folder] = None
                self._begin(lambda folder=folder: _found(folder))

    def leave(self, uris: Iterable[str]) -> None:
        """Know the documents of some folders no longer."""
        for folder in filter(None, map(path_of, uris)):
            self._folders.pop(folder, None)
            for path in [path for path in self._known if path.is_relative_to(folder)]:
                self._forget(path)

    def opened(self, uri: str) -> None:
        """An open document is known by what is typed, and by the address that the editor uses."""
        path = path_of(uri)
        if path is not None and self._known.get(path, uri) != uri:
            self._workspace.remove(self._known.pop(path))

    def closed(self, uri: str) -> None:
        """A document that was closed is known as it was saved."""
        self.changed([uri])

    def changed(self, uris: Iterable[str]) -> None:
        """Read some documents again; those that are gone are forgotten."""
        paths = tuple(path for path in map(path_of, uris) if path is not None)
        followed = [path for path in paths if self._is_followed(path)]
        if followed:
            seen = frozenset(self._known)
            self._begin(
                lambda: (one for one in followed if one in seen or not documents.is_ignored(one))
            )

    async def outdated(self, uris: Iterable[str]) -> bool:
        """Read again what is not open and has changed on the disk; whether something had."""
        paths = {
            path: entry.text.source
            for uri in uris
            if (path := path_of(uri)) in self._known
            and (entry := self._workspace.index.get(uri)) is not None
            and self._workspace.analysis(uri) is None
        }

        def look() -> list[tuple[Path, Entry | None]]:
            found = ((path, _entry(path), text) for path, text in paths.items())
            return [
                (path, entry)
                for path, entry, text in found
                if entry is None or entry.text.source != text
            ]

        changed = await asyncio.to_thread(look)
        self._take(changed)
        return bool(changed)

    def close(self) -> None:
        """Stop reading; what the thread has begun it may end."""
        self._gone.set()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _is_followed(self, path: Path) -> bool:
        return any(documents.belongs(path, folder) for folder in self._folders)

    def _begin(self, find: Callable[[], Iterator[Path]]) -> None:
        self._background.spawn(self._read(find))

    async def _read(self, find: Callable[[], Iterator[Path]]) -> None:
        loop = asyncio.get_running_loop()

        def hand_over(batch: list[tuple[Path, Entry | None]]) -> None:
            if not self._gone.is_set():
                loop.call_soon_threadsafe(self._take, batch)

        await loop.run_in_executor(self._threads, self._reading, find, hand_over)

    def _reading(
        self,
        find: Callable[[], Iterator[Path]],
        hand_over: Callable[[list[tuple[Path, Entry | None]]], None],
    ) -> None:
        """Read documents one after the other; the thread's part."""
        batch: list[tuple[Path, Entry | None]] = []
        since = time.monotonic()
        for path in find():
            while not self._gone.is_set() and time.monotonic() - self._asked_at < QUIET_SECONDS:
                time.sleep(QUIET_SECONDS / 3)
            if self._gone.is_set():
                return
            batch.append((path, _entry(path)))
            if time.monotonic() - since > BATCH_SECONDS:
                hand_over(batch)
                batch, since = [], time.monotonic()
        hand_over(batch)

    def _take(self, batch: list[tuple[Path, Entry | None]]) -> None:
        for path, entry in batch:
            if entry is None or not any(path.is_relative_to(one) for one in self._folders):
                self._forget(path)
            elif len(self._known) < MANY or path in self._known:
                self._known[path] = entry.uri
                self._workspace.take(entry)

    def _forget(self, path: Path) -> None:
        uri = self._known.pop(path, None)
        if uri is not None:
            self._workspace.remove(uri)


def _found(folder: Path) -> Iterator[Path]:
    try:
        yield from documents.find(folder, MANY)
    except OSError as error:
        log.warning("%s cannot be looked through: %s", folder, error)


def _entry(path: Path) -> Entry | None:
    """Read a document; None where there is none that anybody wants to know of."""
    try:
        if path.stat().st_size > LONGEST:
            return None
        return known(path.as_uri(), documents.read(path))
    except (BadDocument, OSError, ValueError):
        return None

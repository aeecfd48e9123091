"""What lies around a document on the disk: the files that it names, and what its project silences.

Answers come from memory, and nobody waits for the disk: what is not known yet is looked up in a
thread, and `changed` is called when that tells anything new.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestrator_analyzer.spec import Exists
from orchestrator_engine import documents
from orchestrator_engine.api import own_modes
from orchestrator_engine.silence import silenced
from orchestrator_server.background import Background
from orchestrator_server.documents import path_of

FRESH_SECONDS = 3.0
"""What was looked up so long ago is looked up again when it is asked for."""

PATIENCE = 0.3
"""Seconds that the first findings of a document wait for its settings, however slow the disk."""

MANY = 2_000
"""Files that are looked for on behalf of one document; a list of more is no list of references."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a look found: silenced rules, modes of the person's own, and which files are there."""

    silence: frozenset[str]
    modes: dict[str, str]
    files: dict[str, bool | None]


@dataclass(slots=True)
class _View:
    """What is known around one document; `about` is what it plans, or itself."""

    path: Path
    about: Path
    silence: frozenset[str] = frozenset()
    modes: dict[str, str] = field(default_factory=dict[str, str])
    files: dict[str, bool | None] = field(default_factory=dict[str, bool | None])
    changes: int = 0
    looked_at: float = float("-inf")
    looking: bool = False
    seen: asyncio.Event = field(default_factory=asyncio.Event)


class Surroundings:
    """The surroundings of all open documents. The loop's thread owns it."""

    def __init__(
        self,
        background: Background,
        changed: Callable[[str], None],
        settings: Callable[[], Mapping[str, Any]],
    ) -> None:
        self._background = background
        self._changed = changed
        self._settings = settings
        self._views: dict[str, _View] = {}
        self._threads = ThreadPoolExecutor(1, "surroundings")

    def open(self, uri: str, about: Path | None = None) -> None:
        """Begin to know what lies around a document, which may be a plan `about` another one."""
        path = path_of(uri)
        if path is not None:
            self._views[uri] = _View(path, about or path)
            self._look(uri, self._views[uri])

    def close_document(self, uri: str) -> None:
        """Forget what lies around a document."""
        self._views.pop(uri, None)

    async def ready(self, uri: str) -> None:
        """Wait until it is known what a document silences, but not for long."""
        view = self._views.get(uri)
        if view is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(view.seen.wait(), PATIENCE)

    async def look(self, uri: str) -> None:
        """Look again now, and wait for what is seen, but not for long."""
        view = self._views.get(uri)
        if view is not None:
            self._look(uri, view)
            await self.ready(uri)

    def modes(self, uri: str) -> Mapping[str, str]:
        """Give the modes of the person's own that a document can be run in, and what each does."""
        view = self._views.get(uri)
        return view.modes if view is not None else {}

    def stamp(self, uri: str) -> tuple[frozenset[str], int]:
        """Give the rules that are not to speak, and a number that is another when anything is."""
        view = self._views.get(uri)
        return (view.silence, view.changes) if view is not None else (frozenset(), 0)

    def exists(self, uri: str) -> Exists:
        """Give what says of a file that a document names whether it is there, as far as known.

        Any thread may ask that.
        """
        view = self._views.get(uri)
        if view is None:
            return _unknown

        def exists(name: str) -> bool | None:
            if name not in view.files and len(view.files) < MANY:
                view.files[name] = None
                view.looked_at = float("-inf")
            return view.files.get(name)

        return exists

    def refresh(self, uri: str) -> None:
        """Look again, unless that was done just now."""
        view = self._views.get(uri)
        if view is not None and time.monotonic() - view.looked_at > FRESH_SECONDS:
            self._look(uri, view)

    def forget(self) -> None:
        """Trust nothing that was seen before: something on the disk has changed."""
        for uri, view in tuple(self._views.items()):
            view.looked_at = float("-inf")
            self._look(uri, view)

    def close(self) -> None:
        """Let go of the thread."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _look(self, uri: str, view: _View) -> None:
        if not view.looking:
            view.looking = True
            view.seen.clear()
            view.looked_at = time.monotonic()
            self._background.spawn(self._looked(uri, view))

    async def _looked(self, uri: str, view: _View) -> None:
        loop = asyncio.get_running_loop()
        names, editor = tuple(view.files), self._settings()
        try:
            seen = await loop.run_in_executor(
                self._threads, _see, view.path, view.about, names, editor
            )
            is_new = (seen.silence, seen.modes) != (view.silence, view.modes) or any(
                view.files[name] != seen.files[name] for name in names
            )
            view.silence, view.modes = seen.silence, seen.modes
            view.files.update(seen.files)
        finally:
            view.looking = False
            view.seen.set()
        if is_new:
            view.changes += 1
        if is_new and self._views.get(uri) is view:
            self._changed(uri)


def _see(path: Path, about: Path, names: tuple[str, ...], editor: Mapping[str, Any]) -> _Seen:
    top = documents.project(path)
    exists = documents.exists_beside(path)
    return _Seen(
        silence=silenced(top) if top is not None else frozenset(),
        modes=own_modes(documents.project(about), editor),
        files={name: exists(name) for name in names},
    )


def _unknown(_: str) -> None:
    """Say nothing of a file, as nobody knows where the document lies."""

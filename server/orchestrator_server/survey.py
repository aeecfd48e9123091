"""Which runs of the workspace go on, found by looking at the state folder; for the engine's thread.

Only what may have changed is read: a run that nobody drives is told by its lock, in microseconds.
The latest run of each document is read once though nobody drives it: reviewers may have left
something in the sources, which a person reads without opening the document.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from orchestrator_engine import api
from orchestrator_engine.errors import NoSuchRun, Refusal
from orchestrator_engine.places import RunFolder, state_dir
from orchestrator_server.glimpse import Glimpse, Moment, glimpsed, looked, run_names

AT_ONCE = 50
"""Runs that are looked at for the first time in one go; the rest has to wait for the next."""

RESTING_AT_ONCE = 10
RESTING = 50
"""Latest runs that are read though nobody drives them: in one go, and in all."""

log = logging.getLogger(__name__)


def within(path: Path, roots: Iterable[Path]) -> bool:
    """Whether a folder belongs to a workspace: it lies in a root of it, or a root lies in it."""
    return any(path.is_relative_to(root) or root.is_relative_to(path) for root in roots)


class Survey:
    """What is known of the runs in the state folder, but for the roots that it is asked about."""

    def __init__(self) -> None:
        self._repositories: dict[str, Path | None] = {}
        self._documents: dict[str, str] = {}
        self._latest: dict[str, str] = {}
        self._rested = 0
        self._readers: dict[str, api.Reader] = {}
        self._moments: dict[str, Moment] = {}

    def look(self, roots: tuple[Path, ...], wanted: frozenset[str]) -> list[Glimpse]:
        """The runs in `roots`, or that are `wanted` by id, which go on or went on until just now.

        Gives those only in which something has happened since the last look that did not fail;
        and, once, the latest run of each document in `roots`, whether it goes on or not.
        """
        names = run_names()
        self._learn(names)
        seen: list[Glimpse] = []
        resting: list[RunFolder] = []
        for name in sorted(names, reverse=True):
            repository = self._repositories.get(name)
            if name in wanted or (repository is not None and within(repository, roots)):
                folder = RunFolder(state_dir() / "runs" / name)
                glimpse = self._glimpse(folder)
                if glimpse is None and self._rests(name):
                    resting.append(folder)
                if glimpse is not None:
                    seen.append(glimpse)
        seen += self._read(resting[:RESTING_AT_ONCE])
        found = [one for one in seen if self._moments.get(one.folder.id) != one.moment]
        for glimpse in seen:
            self._moments[glimpse.folder.id] = glimpse.moment
            if not glimpse.live:
                self._let_go(glimpse.folder.id)
        return found

    def runs(self, roots: tuple[Path, ...]) -> list[RunFolder]:
        """Every run that is known in `roots`, the newest first."""
        self._learn(run_names(), most=None)
        runs = state_dir() / "runs"
        return [
            RunFolder(runs / name)
            for name in sorted(self._repositories, reverse=True)
            if (repository := self._repositories[name]) is not None
            and (not roots or within(repository, roots))
        ]

    def close(self) -> None:
        """Let go of every run."""
        for reader in self._readers.values():
            reader.close()
        self._readers.clear()

    def _learn(self, names: set[str], most: int | None = AT_ONCE) -> None:
        new = sorted(names - self._repositories.keys(), reverse=True)
        for name in new[:most]:
            folder = RunFolder(state_dir() / "runs" / name)
            if folder.store.exists():  # else it is being made, or never was
                self._repositories[name], document = _made_for(folder)
                self._latest[document] = max(name, self._latest.get(document, ""))
                self._documents[name] = document

    def _rests(self, name: str) -> bool:
        """Whether a run that nobody drives is the latest of its document, and not yet told of."""
        known = name in self._moments or self._rested >= RESTING
        return not known and self._latest.get(self._documents.get(name, "")) == name

    def _read(self, folders: Iterable[RunFolder]) -> Iterator[Glimpse]:
        """Runs that nobody drives, as they are."""
        for folder in folders:
            self._rested += 1
            try:
                yield looked(folder)
            except Refusal as error:
                log.warning("run %s cannot be read: %s", folder.id, error)
                self._repositories[folder.id] = None

    def _glimpse(self, folder: RunFolder) -> Glimpse | None:
        """A run that is driven, or was when it was looked at last."""
        driven = api.alive(folder)
        reader = self._readers.get(folder.id)
        if reader is None and not driven:
            return None
        try:
            if reader is None:
                reader = self._readers[folder.id] = api.Reader(folder)
            reader.advance()
        except Refusal as error:
            log.warning("run %s cannot be read: %s", folder.id, error)
            self._let_go(folder.id)
            self._repositories[folder.id] = None
            return None
        return glimpsed(folder, reader.run, driven=driven)

    def _let_go(self, name: str) -> None:
        reader = self._readers.pop(name, None)
        if reader is not None:
            reader.close()


def _made_for(folder: RunFolder) -> tuple[Path | None, str]:
    """The repository and the document of a run; none, and its own name, where it says neither."""
    try:
        origin = api.created_by(folder).origin
        return Path(origin.repository).resolve(), origin.document
    except (Refusal, OSError) as error:
        log.warning("run %s cannot be read: %s", folder.id, error)
        return None, folder.id


def reading(folder: RunFolder, work: Callable[[api.Reader], None]) -> None:
    """Do something with the reader of a run."""
    with closing(api.Reader(folder)) as reader:
        work(reader)


def viewed(folder: RunFolder) -> dict[str, Any]:
    """The view of a run. Raises `errors.Refusal` where it is not there or cannot be read."""
    if not folder.store.exists():
        raise NoSuchRun(f"there is no run {folder.id}", "See the runs: code-orch status --all")
    with closing(api.Reader(folder)) as reader:
        return api.run_view(folder, reader)

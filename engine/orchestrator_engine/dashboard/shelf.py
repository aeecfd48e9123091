"""The runs of a state folder in a line each: read once, and again where their files have changed.

The first look at a thousand journals takes seconds. Whoever opens the page does not wait for them:
runs that are driven and the newest come first, and the rest follows a few at a time.
"""

import time
from collections.abc import Container
from pathlib import Path

from orchestrator_engine import launch
from orchestrator_engine.places import RunFolder, find_runs
from orchestrator_engine.summary import CRASHED, Summary, kept, stamp_of, summary
from orchestrator_engine.then import NOTHING

AT_ONCE = 50
"""Journals that one look reads, at most: as many as an overview lists."""

_BYTES = 600_000
"""Bytes of journals that one look reads, but for the last of them."""


class Shelf:
    """What is known of each run, and which were not looked at yet, the newest first."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self.known: dict[str, Summary] = {}
        self.unread: list[RunFolder] = []
        self.names: frozenset[str] = frozenset()
        self._stamps: dict[str, list[list[int]] | None] = {}
        self._sequels: dict[str, int] = {}
        self._new = True

    def scan(self, live: Container[str]) -> tuple[list[str], list[RunFolder]]:
        """See which runs there are: the ids of those that are new or changed, and whose that live.

        Those in `live` are left to whoever follows them.
        """
        found = find_runs(self._state)
        # (A folder without any run is looked at like any other: the first run of all is news.)
        first, self._new = self._new, False
        self.names = frozenset(folder.id for folder in found)
        self.known = {name: one for name, one in self.known.items() if name in self.names}
        self.unread = []
        changed: list[str] = []
        driven: list[RunFolder] = []
        for folder in found:
            name = folder.id
            if name in live:
                continue
            stamp = stamp_of(folder)
            before = self.known.get(name)
            if before is not None and before.mode in NOTHING and self._followed(folder):
                changed.append(name)
            same = before is not None and name in self._stamps and stamp == self._stamps[name]
            if same and before is not None and before.state != CRASHED:
                continue
            if launch.alive(folder):
                driven.append(folder)
            elif not same:
                told = kept(folder, stamp)
                if told is None:
                    self.unread.append(folder)
                else:
                    self._put(told, stamp)
                    changed.append(name)
        changed += self.read_on()
        return ([] if first else changed), driven

    def read_on(self) -> list[str]:
        """Look at some more of those that nobody has looked at; the ids of those that count now."""
        read: list[str] = []
        size = 0
        while self.unread and len(read) < AT_ONCE and size < _BYTES:
            folder = self.unread.pop(0)
            self.read(folder)
            stamp = self._stamps[folder.id]
            size += sum(file[1] for file in stamp or ())
            read.append(folder.id)
        return read

    def read(self, folder: RunFolder) -> Summary:
        """Look at a run now."""
        stamp = stamp_of(folder)
        made = summary(folder, time.time())
        self._put(made, stamp)
        return made

    def find(self, run: str) -> RunFolder | None:
        """The folder of a run, if there is one of exactly that id."""
        return RunFolder(self._state / "runs" / run) if run in self.names else None

    def forget(self, folder: RunFolder) -> None:
        """Have the next look read this run again."""
        self._stamps.pop(folder.id, None)

    def _followed(self, folder: RunFolder) -> bool:
        """Whether something came, since the last look, of the run that follows that one."""
        try:
            at = folder.sequel.stat().st_mtime_ns
        except OSError:
            at = 0
        before = self._sequels.get(folder.id, at)
        self._sequels[folder.id] = at
        return before != at

    def _put(self, made: Summary, stamp: list[list[int]] | None) -> None:
        self.known[made.run] = made
        self._stamps[made.run] = stamp
        if made.mode in NOTHING:
            self._followed(RunFolder(self._state / "runs" / made.run))

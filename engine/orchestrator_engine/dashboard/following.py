"""Following all runs of a person: cheap while nothing happens, and never in the event loop.

Runs that are over are known by the stamp of their files; of those that are not, a reader asks the
store whether anybody wrote, which takes microseconds. Everything here is called by one thread.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestrator_engine import launch
from orchestrator_engine.attendance import Attendance
from orchestrator_engine.dashboard.messages import messages
from orchestrator_engine.dashboard.shelf import Shelf
from orchestrator_engine.errors import NoSuchRun, Refusal
from orchestrator_engine.journal import Reader
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Run
from orchestrator_engine.summary import CRASHED, RUNNING, Summary
from orchestrator_engine.summing import of
from orchestrator_engine.view_overview import overview
from orchestrator_engine.viewing import allowed, latest_first, row_of, today

Publish = Callable[[str, str, float, dict[str, Any]], None]

LISTED = 50
"""Runs of those that are over that an overview lists; the history has all."""

_SCAN = 1.0
"""Seconds between two looks at which runs there are."""


@dataclass(slots=True)
class _Followed:
    """A run that somebody drives, and its reader."""

    folder: RunFolder
    reader: Reader
    driven: bool
    due: bool = False
    attendance: Attendance | None = None


class Runs:
    """Every run of a state folder. `publish` is called with what happens, in this thread."""

    def __init__(self, state: Path, publish: Publish) -> None:
        self._state = state
        self._publish = publish
        self._shelf = Shelf(state)
        self._live: dict[str, _Followed] = {}
        self._scanned = float("-inf")

    @property
    def known(self) -> list[Summary]:
        """Every run that was looked at, the newest first."""
        known = self._shelf.known
        return [known[name] for name in sorted(known, reverse=True)]

    @property
    def unread(self) -> int:
        """How many runs there are that nobody has looked at yet."""
        return len(self._shelf.unread)

    @property
    def live(self) -> list[str]:
        """The runs that somebody drives, newest first."""
        return [one.run for one in self.known if one.state == RUNNING]

    def look(self, *, attend: bool = False, further: bool = False) -> None:
        """See what happened since the last look; `attend`: a person is there for questions.

        With `further` some more of the runs are read that nobody has looked at yet.
        """
        if time.monotonic() - self._scanned >= _SCAN:
            self._scan()
            self._scanned = time.monotonic()
        elif further:
            self._told(self._shelf.read_on())
        for followed in [*self._live.values()]:
            self._follow(followed, attend=attend)

    def sign(self) -> None:
        """The person did something just now."""
        for followed in self._live.values():
            if followed.attendance is not None:
                followed.attendance.sign()

    def folder(self, run: str) -> RunFolder:
        """The folder of the run of exactly that id; raises `NoSuchRun`."""
        folder = self._shelf.find(run)
        if folder is None:
            self._scan()
            folder = self._shelf.find(run)
        if folder is None:
            raise NoSuchRun(f"there is no run {run}", "See the runs: code-orch status --all")
        return folder

    def read(self, run: str) -> tuple[RunFolder, Run, bool]:
        """A run as it stands, and whether its supervisor lives; raises `Refusal`."""
        folder = self.folder(run)
        followed = self._live.get(run)
        if followed is not None:
            return folder, followed.reader.run, followed.driven
        reader = Reader(folder)
        try:
            return folder, reader.run, launch.alive(folder)
        finally:
            reader.close()

    def summary(self, run: str) -> Summary:
        """A run in a line; raises `NoSuchRun`."""
        folder = self.folder(run)
        return self._shelf.known.get(run) or self._shelf.read(folder)

    def overview(self) -> dict[str, Any]:
        """The runs that are not over, and the latest of those that are."""
        now = time.time()
        rows: list[Summary] = []
        over = 0
        latest = latest_first(self.known)
        for one in latest:
            if not _open(one):
                over += 1
                if over > LISTED:
                    continue
            rows.append(one)
        made = overview(
            [self._data(one) for one in rows],
            now=now,
            today=today(self._state, now, allowed(latest)),
        )
        return made | {"of": len(self._shelf.known) + self.unread, "unread": self.unread}

    def close(self) -> None:
        """Let go of everything."""
        for followed in self._live.values():
            _leave(followed)
            followed.reader.close()
        self._live.clear()

    def _scan(self) -> None:
        changed, driven = self._shelf.scan(self._live)
        for folder in driven:
            self._open(folder)
        self._told(changed)
        for name in self._live.keys() - self._shelf.names:
            _leave(gone := self._live.pop(name))
            gone.reader.close()

    def _told(self, changed: list[str]) -> None:
        """Tell of what an overview lists."""
        newest = {one.run for one in latest_first(self.known)[:LISTED]}
        for name in changed:
            if name in newest or _open(self._shelf.known[name]):
                self._publish("state_update", name, time.time(), {"row": self._row(name)})

    def _row(self, run: str) -> dict[str, Any]:
        """The line of one run in an overview."""
        return overview([self._data(self._shelf.known[run])], now=0.0)["runs"][0]

    def _data(self, one: Summary) -> dict[str, Any]:
        return row_of(RunFolder(self._state / "runs" / one.run), one)

    def _open(self, folder: RunFolder) -> None:
        try:
            reader = Reader(folder)
        except Refusal as refusal:
            self._shelf.read(folder)
            self._publish("error", folder.id, time.time(), {"message": refusal.message})
            return
        self._live[folder.id] = _Followed(folder, reader, launch.alive(folder), due=True)

    def _follow(self, followed: _Followed, *, attend: bool) -> None:
        folder, reader = followed.folder, followed.reader
        # Asked first: a run that ends in between is seen as ended, not as crashed.
        driven = launch.alive(folder)
        try:
            recorded = reader.advance()
        except Refusal as refusal:
            self._drop(followed, refusal)
            return
        run = reader.run
        for record in recorded:
            for kind, data in messages(record, run):
                self._publish(kind, folder.id, record.at, data)
        changed = bool(recorded) or driven is not followed.driven or followed.due
        crashed = followed.driven and not driven and not run.over
        followed.driven, followed.due = driven, False
        if changed:
            self._shelf.known[folder.id] = of(run, folder.id, time.time(), driven=driven)
            told = {"at_event": run.seq, "row": self._row(folder.id)}
            self._publish("state_update", folder.id, run.at, told)
        if crashed:
            self._publish("error", folder.id, time.time(), {"message": "nobody drives it any more"})
        self._attend(followed, attend=attend and driven and not run.over)
        if not driven:
            if run.over:
                told = {"status": str(run.status), "why": run.why}
                self._publish("orchestrator_completed", folder.id, time.time(), told)
            self._drop(followed)

    def _drop(self, followed: _Followed, refusal: Refusal | None = None) -> None:
        _leave(followed)
        followed.reader.close()
        folder = followed.folder
        del self._live[folder.id]
        self._shelf.forget(folder)
        if refusal is not None:
            self._publish("error", folder.id, time.time(), {"message": refusal.message})

    def _attend(self, followed: _Followed, *, attend: bool) -> None:
        if attend and followed.attendance is None:
            try:
                followed.attendance = Attendance(followed.folder)
            except OSError:
                return
        elif not attend:
            _leave(followed)


def _open(one: Summary) -> bool:
    """Whether somebody drives a run, or ought to, or has to be asked before anybody does."""
    return one.state in (RUNNING, CRASHED) or one.approval


def _leave(followed: _Followed) -> None:
    if followed.attendance is not None:
        followed.attendance.leave()
        followed.attendance = None

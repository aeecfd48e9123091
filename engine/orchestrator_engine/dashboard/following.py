"""Following all runs of a person: cheap while nothing happens, and never in the event loop.

Runs that are over are known by the stamp of their files; of those that are not, a reader asks the
store whether anybody wrote, which takes microseconds. Everything here is called by one thread.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestrator_engine import launch
from orchestrator_engine import view as views
from orchestrator_engine.attendance import Attendance
from orchestrator_engine.dashboard.messages import messages
from orchestrator_engine.errors import Refusal
from orchestrator_engine.journal import Reader
from orchestrator_engine.places import RunFolder, find_runs
from orchestrator_engine.run import Run
from orchestrator_engine.spending import Budget
from orchestrator_engine.summary import CRASHED, RUNNING, Summary, of, summary
from orchestrator_engine.viewing import today

Publish = Callable[[str, str, float, dict[str, Any]], None]

LISTED = 50
"""Runs of those that are over that an overview lists; the history has all."""

_SCAN = 1.0
"""Seconds between two looks at which runs there are."""

_OPEN = (RUNNING, CRASHED)


@dataclass(slots=True)
class _Followed:
    """A run that somebody drives, and its reader."""

    folder: RunFolder
    reader: Reader
    driven: bool
    due: bool = False
    attendance: Attendance | None = None


@dataclass(slots=True)
class Runs:
    """Every run of a state folder. `publish` is called with what happens, in this thread."""

    state: Path
    publish: Publish
    known: dict[str, Summary] = field(default_factory=dict[str, Summary])
    _stamps: dict[str, object] = field(default_factory=dict[str, object])
    _live: dict[str, _Followed] = field(default_factory=dict[str, _Followed])
    _scanned: float = -_SCAN
    _day: Budget | None = None

    def look(self, *, attend: bool = False) -> None:
        """See what happened since the last look; `attend`: a person is there for questions."""
        now = time.monotonic()
        if now - self._scanned >= _SCAN:
            self._scan()
            self._scanned = time.monotonic()
        for followed in [*self._live.values()]:
            self._follow(followed, attend=attend)

    def sign(self) -> None:
        """The person did something just now."""
        for followed in self._live.values():
            if followed.attendance is not None:
                followed.attendance.sign()

    def folder(self, run: str) -> RunFolder | None:
        """The folder of a run, if there is one of exactly that id."""
        if run not in self.known:
            self._scan()
        return RunFolder(self.state / "runs" / run) if run in self.known else None

    def read(self, run: str) -> tuple[RunFolder, Run, bool]:
        """A run as it stands, and whether its supervisor lives; raises `KeyError` or `Refusal`."""
        folder = self.folder(run)
        if folder is None:
            raise KeyError(run)
        followed = self._live.get(run)
        if followed is not None:
            return folder, followed.reader.run, followed.driven
        reader = Reader(folder)
        try:
            return folder, reader.run, launch.alive(folder)
        finally:
            reader.close()

    def overview(self) -> dict[str, Any]:
        """The runs that are not over, and the latest of those that are."""
        now = time.time()
        rows: list[Summary] = []
        over = 0
        for one in self.known.values():
            if one.state not in _OPEN:
                over += 1
                if over > LISTED:
                    continue
            rows.append(one)
        made = views.overview(
            [one.as_data() for one in rows], now=now, today=today(self.state, now, self._day)
        )
        return made | {"of": len(self.known)}

    def history(self, offset: int, limit: int, words: str) -> dict[str, Any]:
        """Runs of before, newest first, whose title, document or id has the words in it."""
        word = words.casefold()
        found = [
            one
            for one in self.known.values()
            if word in f"{one.title}\n{one.document}\n{one.run}\n{one.state}\n{one.mode}".casefold()
        ]
        rows = [one.as_data() for one in found[offset : offset + limit]]
        return views.overview(rows, now=time.time()) | {"of": len(found), "offset": offset}

    def row(self, run: str) -> dict[str, Any]:
        """The line of one run in an overview."""
        return views.overview([self.known[run].as_data()], now=0.0)["runs"][0]

    @property
    def live(self) -> list[str]:
        """The runs that somebody drives, newest first."""
        return [name for name, one in self.known.items() if one.state == RUNNING]

    def close(self) -> None:
        """Let go of everything."""
        for followed in self._live.values():
            _leave(followed)
            followed.reader.close()
        self._live.clear()

    def _scan(self) -> None:
        found = find_runs(self.state)
        there = {folder.id for folder in found}
        before = self.known
        self.known = {}
        for folder in found:
            name = folder.id
            if name in self._live:
                self.known[name] = before[name]
                continue
            stamp = _stamp(folder)
            known = before.get(name)
            new = known is None or stamp != self._stamps.get(name)
            if known is None or new or (known.state == CRASHED and launch.alive(folder)):
                known = summary(folder, time.time())
                self._stamps[name] = stamp
            self.known[name] = known
            if known.state == RUNNING:
                self._open(folder)
            elif new and before:
                self.publish("state_update", name, time.time(), {"row": self.row(name)})
        for name in self._live.keys() - there:
            _leave(gone := self._live.pop(name))
            gone.reader.close()

    def _open(self, folder: RunFolder) -> None:
        try:
            reader = Reader(folder)
        except Refusal as refusal:
            self.publish("error", folder.id, time.time(), {"message": refusal.message})
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
                self.publish(kind, folder.id, record.at, data)
        changed = bool(recorded) or driven is not followed.driven or followed.due
        crashed = followed.driven and not driven and not run.over
        followed.driven, followed.due = driven, False
        if changed:
            self._day = run.budget if run.budget.day.nanos else self._day
            self.known[folder.id] = of(run, folder.id, time.time(), driven=driven)
            self._tell(followed, run)
        if crashed:
            self.publish("error", folder.id, time.time(), {"message": "nobody drives it any more"})
        self._attend(followed, attend=attend and driven and not run.over)
        if not driven:
            if run.over:
                told = {"status": str(run.status), "why": run.why}
                self.publish("orchestrator_completed", folder.id, time.time(), told)
            self._drop(followed)

    def _tell(self, followed: _Followed, run: Run) -> None:
        told = {"at_event": run.seq, "row": self.row(followed.folder.id)}
        self.publish("state_update", followed.folder.id, run.at, told)

    def _drop(self, followed: _Followed, refusal: Refusal | None = None) -> None:
        _leave(followed)
        followed.reader.close()
        folder = followed.folder
        del self._live[folder.id]
        self._stamps.pop(folder.id, None)
        if refusal is not None:
            self.publish("error", folder.id, time.time(), {"message": refusal.message})

    def _attend(self, followed: _Followed, *, attend: bool) -> None:
        if attend and followed.attendance is None:
            try:
                followed.attendance = Attendance(followed.folder)
            except OSError:
                return
        elif not attend:
            _leave(followed)


def _leave(followed: _Followed) -> None:
    if followed.attendance is not None:
        followed.attendance.leave()
        followed.attendance = None


def _stamp(folder: RunFolder) -> object:
    try:
        found = folder.store.stat()
        log = folder.store.with_name(f"{folder.store.name}-wal")
        more = log.stat().st_mtime_ns if log.exists() else 0
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino, more

"""The events of a run in its store: the worker appends them, every face reads them.

An event is announced (`run` has it) after it is durable, never before.
"""

import gc
import json
import os
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Self

from orchestrator_engine import snapshot
from orchestrator_engine.errors import BadStore
from orchestrator_engine.events import (
    DocumentMoved,
    Event,
    RunCreated,
    RunEnded,
    RunPlanned,
    RunResumed,
    Unknown,
)
from orchestrator_engine.fold import fold
from orchestrator_engine.places import RunFolder
from orchestrator_engine.recorded import Recorded, decode, decode_all, encode
from orchestrator_engine.run import Run, moved
from orchestrator_engine.store import Command, Entry, Row, SqliteStore, Store, StoreFull
from orchestrator_engine.system.secrets import redactor

RESERVE = 512 * 1024
"""Bytes kept free on the disk, so that the end of a run on a full disk can be written down."""


Watcher = Callable[[Run, Sequence[Recorded], Run], None]
"""Told of what happened, with the run before and after."""


def create(
    folder: RunFolder, created: RunCreated, planned: RunPlanned, at: float | None = None
) -> None:
    """Write the beginning of a run, in one transaction; its folder is made where it is missing.

    Raises `BadStore` when that cannot be done, and leaves no run behind then.
    """
    now = time.time() if at is None else at
    entries = [_entry(created), _entry(_without_secrets(planned))]
    try:
        folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadStore(
            f"the folder of the run cannot be made: {error}", "check the state folder's rights"
        ) from error
    _keep_reserve(folder)
    SqliteStore.create(folder.store, folder.id, entries, now)


class Journal:
    """The worker's: it appends, and keeps the fold. Used by one thread at a time."""

    def __init__(
        self,
        store: Store,
        owner: str,
        folder: RunFolder,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take the run over: whoever drove it before is fenced from here on."""
        self._store = store
        self._clock = clock
        self._folder = folder
        # All of it is read before anything is written: a damaged journal stays as it is.
        before = _decoded(store.read(), folder)
        newer = [record.event for record in before if isinstance(record.event, Unknown)]
        if newer:
            raise BadStore(
                f"a newer version of this program drove this run ({newer[0].name!r} is unknown)",
                "update this program, or resume the run with the newer one",
            )
        run = _folded(before, None, folder)
        self.epoch = store.take_over(owner)
        self.run: Run = _folded(_decoded(store.read(run.seq), folder), run, folder)
        self._commands: list[Command] = []
        self._sent = 0
        self._kept_at = 0
        self._watchers: list[Watcher] = []

    @classmethod
    def take_over(cls, folder: RunFolder, owner: str) -> Self:
        """Take over the run in a folder; raises `NoSuchRun` or `BadStore`."""
        store = SqliteStore(folder.store, write=True)
        try:
            journal = cls(store, owner, folder)
        except BaseException:
            store.close()
            raise
        _keep_reserve(folder)
        return journal

    def append(self, *events: Event) -> None:
        """Write events so that they survive a crash; `run` is the fold with them afterwards.

        Raises `Fenced` when somebody else took over, `StoreFull` when the disk is full, `BadStore`
        when nothing can be written, and `ValueError` when the events do not fit the run (then
        nothing is written either).
        """
        now = self._clock()
        events = tuple(map(_without_secrets, events))
        recorded = [
            Recorded(seq, self.epoch, now, event)
            for seq, event in enumerate(events, self.run.seq + 1)
        ]
        # Folded before it is written: an event that no reader could fold never gets in.
        after = fold(recorded, self.run)
        entries = [_entry(event) for event in events]
        self._store.append(self.epoch, self.run.seq, entries, now)
        before, self.run = self.run, after
        for watcher in self._watchers:
            watcher(before, recorded, after)

    def watch(self, watcher: Watcher) -> None:
        """Have `watcher` told of all that is appended, once it is durable; it must not wait."""
        self._watchers.append(watcher)

    def append_last(self, *events: Event) -> None:
        """Append even though the disk is full, from the room that was kept for it.

        The events are the last ones before the worker ends: the reserve is kept again when a
        worker takes the run over. Raises what `append` raises.
        """
        try:
            self.append(*events)
        except StoreFull:
            self._folder.reserve.unlink(missing_ok=True)
            self.append(*events)

    def commands(self) -> list[Command]:
        """What was sent and is not applied yet, in order; cheap when nothing new was sent."""
        if self._store.changed():
            new = self._store.commands(self._sent)
            self._sent += len(new)
            self._commands += new
        applied = self.run.applied
        self._commands = [command for command in self._commands if command.id not in applied]
        return list(self._commands)

    @property
    def state_is_due(self) -> bool:
        """Whether the state has grown so much that it should be kept for those who read it."""
        return snapshot.due(self.run.seq, self._kept_at)

    def keep_state(self) -> None:
        """Keep the state of a long run beside the journal; takes about as long as reading it."""
        run = self.run
        self._kept_at = run.seq
        snapshot.keep(self._folder, run, self._store.read(run.seq - 1)[0])

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()


class Reader:
    """Any face's: it follows a run. Used by one thread at a time.

    `run` is the fold of everything read so far. A reader never changes what a run is; `send` only
    puts a command into the run's inbox.
    """

    def __init__(self, folder: RunFolder, store: Store | None = None) -> None:
        """Read a run from its beginning; raises `NoSuchRun` or `BadStore`."""
        self._folder = folder
        self._store = store or SqliteStore(folder.store, write=False)
        try:
            # Asked before it is read, so that what comes in between counts as new.
            self._store.changed()
            self.run: Run = self._kept() or self._whole()
        except BaseException:
            self._store.close()
            raise
        self._behind = False

    def _whole(self) -> Run:
        return _folded(_decoded(self._store.read(), self._folder), None, self._folder)

    def _kept(self) -> Run | None:
        """The state that was kept beside the journal, with what came after it; None without one."""
        found = snapshot.kept(self._folder)
        if found is None:
            return None
        rows = self._store.read(found.seq - 1)
        if not rows or snapshot.anchor(rows[0]) != found.anchor:
            return None
        with _no_collection():
            before = found.run()
        if before is None:
            return None
        try:
            return _folded(_decoded(rows[1:], self._folder), before, self._folder)
        except BadStore:
            return None  # whatever it is, the whole journal says it better

    def advance(self) -> tuple[Recorded, ...]:
        """What happened since the last look, folded into `run`; microseconds when nothing did."""
        self._behind = self._store.changed() or self._behind
        if not self._behind:
            return ()
        recorded = _decoded(self._store.read(self.run.seq), self._folder)
        self.run = _folded(recorded, self.run, self._folder)
        self._behind = False
        return tuple(recorded)

    def send(self, command: Command) -> None:
        """Ask something of the run, once: a command with the same id is already there."""
        # A connection of its own: the one that reads may not write.
        store = SqliteStore(self._folder.store, write=True)
        try:
            store.send(command)
        finally:
            store.close()

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()


def read(folder: RunFolder) -> tuple[Recorded, ...]:
    """Everything that happened in a run; raises `NoSuchRun` or `BadStore`."""
    store = SqliteStore(folder.store, write=False)
    try:
        return tuple(_decoded(store.read(), folder))
    finally:
        store.close()


def part(folder: RunFolder, after: int, until: int) -> tuple[Recorded, ...]:
    """What happened in a run after one event, before another; raises `NoSuchRun` or `BadStore`."""
    store = SqliteStore(folder.store, write=False)
    try:
        return tuple(_decoded([row for row in store.read(after) if row.seq < until], folder))
    finally:
        store.close()


def created_by(folder: RunFolder) -> RunCreated:
    """What the run was created with, without folding it, its document where that lies now.

    Raises `NoSuchRun` or `BadStore`.
    """
    store = SqliteStore(folder.store, write=False)
    try:
        rows = [store.latest(kind.kind) for kind in (RunCreated, DocumentMoved)]
    finally:
        store.close()
    found = [record.event for record in _decoded([row for row in rows if row is not None], folder)]
    created = found[0] if found else None
    if not isinstance(created, RunCreated):
        raise _unreadable(folder, ValueError("it does not begin with the creation of a run"))
    last = found[-1]
    return moved(created, last.document) if isinstance(last, DocumentMoved) else created


def over(folder: RunFolder) -> bool:
    """Whether the run has ended, without reading all of it; raises `NoSuchRun` or `BadStore`."""
    store = SqliteStore(folder.store, write=False)
    try:
        last = store.latest(RunEnded.kind, RunResumed.kind)
    finally:
        store.close()
    return last is not None and last.entry.kind == RunEnded.kind


def _without_secrets(event: Event) -> Event:
    """The event as it may be kept; the very same one where there is no secret in it."""
    if isinstance(event, Unknown):
        return event
    kind, version, data = encode(event)
    if redactor().text(data) == data:
        return event
    return decode(kind, version, json.dumps(redactor().value(json.loads(data))))


def _entry(event: Event) -> Entry:
    kind, version, data = encode(event)
    try:
        data.encode()
    except UnicodeEncodeError:
        # A file name that is no Unicode reaches us as lone surrogates. As JSON escapes they can be
        # written, and come back as they were.
        data = json.dumps(json.loads(data))
    task = getattr(event, "task", None)
    attempt = getattr(event, "attempt", None)
    return Entry(kind, version, data, task, attempt)


def _decoded(rows: Sequence[Row], folder: RunFolder) -> list[Recorded]:
    try:
        with _no_collection():
            events = decode_all(
                [(row.entry.kind, row.entry.version, row.entry.data) for row in rows]
            )
            return [
                Recorded(row.seq, row.epoch, row.at, event)
                for row, event in zip(rows, events, strict=True)
            ]
    except Exception as error:
        raise _unreadable(folder, error) from error


def _folded(recorded: list[Recorded], onto: Run | None, folder: RunFolder) -> Run:
    try:
        with _no_collection():
            return fold(recorded, onto)
    except Exception as error:
        raise _unreadable(folder, error) from error


@contextmanager
def _no_collection() -> Generator[None]:
    """Have Python look for no garbage meanwhile: of a long journal nearly everything stays."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _unreadable(folder: RunFolder, error: Exception) -> BadStore:
    return BadStore(
        f"the journal {folder.store} cannot be read: {error or type(error).__name__}",
        "it was left as it is; put a copy back from a backup, or run the document again",
    )


def _keep_reserve(folder: RunFolder) -> None:
    """Keep room on the disk. Without it everything works, except on a full disk."""
    try:
        if not folder.reserve.exists():
            folder.reserve.write_bytes(os.urandom(RESERVE))
    except OSError:
        folder.reserve.unlink(missing_ok=True)

"""The durable form of one run: its events and its inbox of commands, in one SQLite file.

Who drives a run raises its epoch first. From then on every append with an older epoch is refused
(`Fenced`), so that a worker which was only asleep does no harm when it wakes.
An append is on the disk when it returns.
"""

import json
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from orchestrator_engine.errors import BadStore, NoSuchRun
from orchestrator_engine.json_values import is_object

SCHEMA_VERSION = 2
_PATIENCE = 30.0
"""Seconds to wait for another connection's transaction."""

_SCHEMA = """
CREATE TABLE run (
  run_id TEXT PRIMARY KEY, schema_version INTEGER NOT NULL, epoch INTEGER NOT NULL,
  owner TEXT NOT NULL, heartbeat REAL NOT NULL, created REAL NOT NULL
);
CREATE TABLE event (
  run_id TEXT NOT NULL, seq INTEGER NOT NULL, epoch INTEGER NOT NULL, at REAL NOT NULL,
  kind TEXT NOT NULL, version INTEGER NOT NULL, task TEXT, attempt INTEGER, data TEXT NOT NULL,
  PRIMARY KEY (run_id, seq)
);
CREATE TABLE command (
  run_id TEXT NOT NULL, number INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL,
  data TEXT NOT NULL, at REAL NOT NULL,
  PRIMARY KEY (run_id, number), UNIQUE (run_id, id)
);
CREATE INDEX event_kind ON event (run_id, kind, seq);
"""

_STEPS = {1: "CREATE INDEX event_kind ON event (run_id, kind, seq)"}
"""What makes a file of the next version out of one of this version.

A step is taken when a worker takes the run over, in the same transaction. Whoever only reads can
read every version up to its own. A version that was ever released is never changed.
"""


class Fenced(Exception):  # noqa: N818  # it is an answer, not a mishap
    """Somebody else drives the run: the epoch is over, or the place in the sequence is taken."""


class StoreFull(BadStore):
    """There is no room on the disk; nothing of the last append was written."""

    name = "store-full"


class Entry(NamedTuple):
    """What is to be written about one event; `data` is a JSON object."""

    kind: str
    version: int
    data: str
    task: str | None = None
    attempt: int | None = None


class Row(NamedTuple):
    """An entry at its place: `seq` counts from 1 without a gap, `at` is seconds since 1970."""

    seq: int
    epoch: int
    at: float
    entry: Entry


@dataclass(frozen=True, slots=True)
class Command:
    """A request to a run: applied once, by its id; `at` is seconds since 1970."""

    id: str
    name: str
    data: dict[str, Any] = field(default_factory=dict[str, Any])
    at: float = 0.0


class Store(Protocol):
    """One run's events and commands. Every method raises `BadStore` when the store is unusable."""

    def take_over(self, owner: str) -> int:
        """Raise the epoch and return it: everybody with an older one is fenced from now on."""
        ...

    def append(self, epoch: int, after: int, entries: Sequence[Entry], at: float) -> None:
        """Write all entries behind number `after`, or none; raises `Fenced`, `StoreFull`."""
        ...

    def read(self, after: int = 0) -> list[Row]:
        """The rows with a number above `after`, in order."""
        ...

    def latest(self, *kinds: str) -> Row | None:
        """The last row of one of these kinds."""
        ...

    def changed(self) -> bool:
        """Whether another connection wrote since this was last asked; true the first time."""
        ...

    def send(self, command: Command) -> None:
        """Put a command into the inbox; one with a known id is already there."""
        ...

    def commands(self, after: int = 0) -> list[Command]:
        """The commands behind the first `after` that were ever sent, in order."""
        ...

    def close(self) -> None:
        """Let go of the store; nothing else may be called after it."""
        ...


class SqliteStore:
    """A store in one SQLite file. May be used from any thread, by one at a time."""

    def __init__(self, path: Path, *, write: bool) -> None:
        """Open a run's file, for reading only or to `write` too; it is never made here.

        Raises `NoSuchRun` when there is none, `BadStore` when it cannot be used.
        """
        self.path = path
        self._write = write
        self._lock = threading.Lock()
        self._version: int | None = None
        self._connection: sqlite3.Connection | None = None
        try:
            self._run = _identify(self._fetch("SELECT schema_version, run_id FROM run"), path)
        except BaseException:
            self.close()
            raise

    @classmethod
    def create(cls, path: Path, run: str, first: Sequence[Entry], at: float) -> None:
        """Make the file with its first entries, at epoch 0: all of it, or nothing.

        Raises `BadStore` when it is there already or cannot be written.
        """
        # Under another name first: a file with the right name is a whole one, at any instant.
        draft = path.with_name(f"{path.name}.new")
        if path.exists():
            raise BadStore(f"this run exists already: {path}", "run the document again")
        with _translated(draft):
            draft.unlink(missing_ok=True)
            connection = sqlite3.connect(draft, isolation_level=None)
            try:
                # SQLite before 3.51.3 can corrupt a write-ahead log when two connections
                # checkpoint at the same moment. The mode of an existing file is never changed.
                modern = sqlite3.sqlite_version_info >= (3, 51, 3)
                connection.execute(f"PRAGMA journal_mode = {'WAL' if modern else 'DELETE'}")
                _set_up(connection)
                connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA}")
                connection.execute(
                    "INSERT INTO run VALUES (?, ?, 0, '', ?, ?)", (run, SCHEMA_VERSION, at, at)
                )
                _insert(connection, run, 0, 0, first, at)
                connection.execute("COMMIT")
            finally:
                connection.close()
            draft.replace(path)
            _sync_folder(path.parent)
            _sync_folder(path.parent.parent)

    def take_over(self, owner: str) -> int:
        """Raise the epoch and return it: everybody with an older one is fenced from now on."""
        with self._transaction() as connection:
            # Asked again: somebody else may have been here since the file was opened.
            query = "SELECT schema_version, run_id FROM run"
            rows = connection.execute(query).fetchall()
            _identify(rows, self.path)
            for version in range(rows[0][0], SCHEMA_VERSION):
                connection.execute(_STEPS[version])
            connection.execute(
                "UPDATE run SET epoch = epoch + 1, owner = ?, heartbeat = ?, schema_version = ?"
                " WHERE run_id = ?",
                (owner, time.time(), SCHEMA_VERSION, self._run),
            )
            query = "SELECT epoch FROM run WHERE run_id = ?"
            return _number(connection.execute(query, (self._run,)).fetchone())

    def append(self, epoch: int, after: int, entries: Sequence[Entry], at: float) -> None:
        """Write all entries behind number `after`, or none; raises `Fenced`, `StoreFull`."""
        with self._transaction() as connection:
            mine = connection.execute(
                "UPDATE run SET heartbeat = ? WHERE run_id = ? AND epoch = ?",
                (at, self._run, epoch),
            )
            if mine.rowcount != 1:
                raise Fenced(f"epoch {epoch} of run {self._run} is over")
            query = "SELECT coalesce(max(seq), 0) FROM event WHERE run_id = ?"
            last = _number(connection.execute(query, (self._run,)).fetchone())
            if last != after:
                raise Fenced(f"run {self._run} is at event {last}, not at {after}")
            _insert(connection, self._run, epoch, after, entries, at)

    def read(self, after: int = 0) -> list[Row]:
        """The rows with a number above `after`, in order."""
        return self._rows("seq > ? ORDER BY seq", (after,))

    def latest(self, *kinds: str) -> Row | None:
        """The last row of one of these kinds."""
        among = ", ".join("?" * len(kinds))
        rows = self._rows(f"kind IN ({among}) ORDER BY seq DESC LIMIT 1", kinds)
        return rows[0] if rows else None

    def changed(self) -> bool:
        """Whether another connection wrote since this was last asked; true the first time."""
        before = self._version
        self._version = _number(self._fetch("PRAGMA data_version")[0])
        return self._version != before

    def send(self, command: Command) -> None:
        """Put a command into the inbox; one with a known id is already there."""
        data = json.dumps(command.data)
        with self._transaction() as connection:
            connection.execute(
                "INSERT INTO command SELECT ?, coalesce(max(number), 0) + 1, ?, ?, ?, ?"
                " FROM command WHERE run_id = ? ON CONFLICT DO NOTHING",
                (self._run, command.id, command.name, data, command.at, self._run),
            )

    def commands(self, after: int = 0) -> list[Command]:
        """The commands behind the first `after` that were ever sent, in order."""
        query = "SELECT id, name, data, at FROM command WHERE run_id = ? AND number > ?"
        rows = self._fetch(f"{query} ORDER BY number", (self._run, after))
        return [Command(row[0], row[1], _object(row[2], self.path), row[3]) for row in rows]

    def close(self) -> None:
        """Let go of the file; nothing else may be called after it."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _rows(self, condition: str, values: Sequence[object]) -> list[Row]:
        columns = "seq, epoch, at, kind, version, data, task, attempt"
        # The condition is words of this file alone.
        query = f"SELECT {columns} FROM event WHERE run_id = ? AND {condition}"  # noqa: S608  # words of ours
        rows = self._fetch(query, (self._run, *values))
        return [
            Row(seq, epoch, at, Entry(kind, version, data, task, attempt))
            for seq, epoch, at, kind, version, data, task, attempt in rows
        ]

    def _fetch(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows at once: a reader that lingers would keep the writer waiting."""
        with self._guard() as connection:
            try:
                return connection.execute(query, values).fetchall()
            except sqlite3.OperationalError:
                if self._write:
                    raise
            # The writer may have been killed since this connection was opened (see `_open`).
            connection.close()
            self._connection = _open(self.path, write=False)
            return self._connection.execute(query, values).fetchall()

    @contextmanager
    def _transaction(self) -> Generator[sqlite3.Connection]:
        """All that is written in the block, or nothing; on the disk when the block is left."""
        with self._guard() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # After a full disk SQLite may have rolled back by itself.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _guard(self) -> Generator[sqlite3.Connection]:
        """The connection, for one thread at a time, with SQLite's errors in plain words."""
        with self._lock, _translated(self.path):
            if self._connection is None:
                self._connection = _open(self.path, write=self._write)
            yield self._connection


def _open(path: Path, *, write: bool) -> sqlite3.Connection:
    if not path.exists():
        raise NoSuchRun(f"there is no run in {path.parent}", "see the runs: code-orch status")
    if not write:
        try:
            connection = _connect(path, "ro")
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            # A writer was killed in the middle of a transaction. Whoever comes next puts the file
            # right, and for that it must be allowed to write.
            pass
        else:
            return connection
    return _connect(path, "rw")


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=_PATIENCE,
        isolation_level=None,
        check_same_thread=False,
    )
    _set_up(connection)
    if mode == "rw" and connection.execute("PRAGMA journal_mode").fetchone() == ("delete",):
        # A rollback journal that is emptied, and synced, is as good as one that is removed, and
        # its folder need not be synced. It is this connection's way and not the file's.
        connection.execute("PRAGMA journal_mode = TRUNCATE")
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    # FULL would do for a write-ahead log. A rollback journal that was unlinked, but not yet on the
    # disk, comes back after a power cut and takes the last transaction with it.
    connection.execute("PRAGMA synchronous = EXTRA")
    if sys.platform == "darwin":
        # There fsync alone leaves the data in the drive's own cache.
        connection.execute("PRAGMA fullfsync = ON")


def _identify(rows: list[Any], path: Path) -> str:
    """The id of the run in the file, once it is known that this program can read it."""
    if len(rows) != 1 or not isinstance(rows[0][0], int) or not isinstance(rows[0][1], str):
        raise _damaged(path, "it names no run")
    version, run = rows[0]
    if version < 1:
        raise _damaged(path, f"there is no format {version}")
    if version > SCHEMA_VERSION:
        raise BadStore(
            f"a newer version of this program wrote {path} (format {version}; this one reads"
            f" up to {SCHEMA_VERSION})",
            "update this program, or use the one that started the run",
        )
    return run


def _insert(  # noqa: PLR0913, PLR0917  # the columns of a table
    connection: sqlite3.Connection,
    run: str,
    epoch: int,
    after: int,
    entries: Sequence[Entry],
    at: float,
) -> None:
    connection.executemany(
        "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (run, seq, epoch, at, entry.kind, entry.version, entry.task, entry.attempt, entry.data)
            for seq, entry in enumerate(entries, after + 1)
        ],
    )


def _number(row: Any) -> int:  # noqa: ANN401  # whatever a damaged file holds
    if row is None or not isinstance(row[0], int):
        raise sqlite3.DatabaseError("a number is missing")
    return row[0]


def _object(text: Any, path: Path) -> dict[str, Any]:  # noqa: ANN401  # the same
    try:
        value = json.loads(text)
    except (TypeError, ValueError, RecursionError) as error:
        raise _damaged(path, str(error)) from error
    if not is_object(value):
        raise _damaged(path, "a command without data")
    return value


@contextmanager
def _translated(path: Path) -> Generator[None]:
    """SQLite's and the system's errors as `BadStore`, which name the file and what to do."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        # (SQLite's own message may quote what a damaged file holds, and be no UTF-8.)
        name = getattr(error, "sqlite_errorname", "")
        if name == "SQLITE_FULL":
            raise StoreFull(
                f"the disk is full: {path} cannot grow", "free some room, then: code-orch resume"
            ) from error
        if name.startswith("SQLITE_BUSY"):
            raise BadStore(
                f"{path} has been in use by another process for {_PATIENCE:.0f} s",
                "look for a stopped process that has it open, and try again",
            ) from error
        if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_IOERR")):
            raise BadStore(
                f"{path} cannot be used: {error}",
                "check that the disk is sound and that you may write this file and its folder",
            ) from error
        raise _damaged(path, str(error)) from error
    except OSError as error:
        raise BadStore(f"{path} cannot be used: {error}", "check the folder's rights") from error


def _damaged(path: Path, why: str) -> BadStore:
    return BadStore(
        f"{path} is damaged or no run's journal: {why}",
        "it was left as it is; put a copy back from a backup, or run the document again",
    )


def _sync_folder(folder: Path) -> None:
    """Make a folder's list of names durable, where the system can."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

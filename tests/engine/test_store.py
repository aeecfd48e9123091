"""The SQLite store: kills, damage, full disks, and what its file looks like."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from orchestrator_engine.errors import BadStore, NoSuchRun
from orchestrator_engine.store import Command, Entry, Fenced, SqliteStore, StoreFull
from support import store_writer

FIRST = (Entry("run.created", 1, "{}"), Entry("run.planned", 1, "{}"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "run.db"
    SqliteStore.create(path, "r1", FIRST, 1.0)
    return path


def connection_of(store: SqliteStore) -> sqlite3.Connection:
    """The connection behind the door, to look at it and to fill its disk."""
    return vars(store)["_connection"]


def refusal(path: Path, *, write: bool = False) -> str:
    """What opening and reading says, the file being left as it was."""
    before = path.read_bytes()
    with pytest.raises(BadStore) as caught:
        SqliteStore(path, write=write).read()
    assert path.read_bytes() == before
    assert str(path) in caught.value.message
    assert caught.value.hint
    return caught.value.message


def test_a_run_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(NoSuchRun):
        SqliteStore(tmp_path / "run.db", write=True)
    assert list(tmp_path.iterdir()) == []


def test_a_run_is_not_created_over_another(path: Path) -> None:
    with pytest.raises(BadStore, match="exists already"):
        SqliteStore.create(path, "r1", FIRST, 1.0)


def test_a_draft_that_a_kill_left_behind_is_no_run_and_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "run.db.new").write_bytes(b"half")
    SqliteStore.create(tmp_path / "run.db", "r1", FIRST, 1.0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.db"]


@pytest.mark.parametrize("write", [False, True])
@pytest.mark.parametrize("content", [b"", b"# a text", bytes(range(256)) * 64])
def test_a_file_that_is_no_database_is_refused_and_kept(
    tmp_path: Path, content: bytes, *, write: bool
) -> None:
    path = tmp_path / "run.db"
    path.write_bytes(content)
    assert "damaged or no run's journal" in refusal(path, write=write)


def test_another_programs_database_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "run.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE run (name)")
    connection.commit()
    connection.close()
    assert "damaged or no run's journal" in refusal(path)


def test_half_a_database_is_refused_and_kept(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert "damaged" in refusal(path)


def test_a_database_with_changed_bytes_never_gives_a_traceback(path: Path) -> None:
    good = path.read_bytes()
    randomly = random.Random(1)
    for _ in range(150):
        bad = bytearray(good)
        for _ in range(randomly.choice((1, 4, 64))):
            bad[randomly.randrange(len(bad))] = randomly.randrange(256)
        path.write_bytes(bad)
        try:
            store = SqliteStore(path, write=False)
        except BadStore:
            continue
        try:
            store.read()
            store.commands()
        except BadStore:
            pass
        finally:
            store.close()


def test_a_newer_format_is_refused_in_plain_words(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE run SET schema_version = 99")
    connection.commit()
    connection.close()
    assert "a newer version of this program wrote" in refusal(path)


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run.db").mkdir()
    with pytest.raises(BadStore):
        SqliteStore(tmp_path / "run.db", write=False)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everything")
def test_a_file_that_may_not_be_written_is_refused_for_writing(path: Path) -> None:
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        store = SqliteStore(path, write=True)
        with pytest.raises(BadStore, match="cannot be used"):
            store.take_over("a")
        store.close()
        reader = SqliteStore(path, write=False)
        assert len(reader.read()) == 2
        reader.close()
    finally:
        path.parent.chmod(0o700)


def test_a_connection_that_reads_cannot_write(path: Path) -> None:
    reader = SqliteStore(path, write=False)
    with pytest.raises(BadStore, match="cannot be used"):
        reader.send(Command("c1", "stop"))
    reader.close()


def test_a_full_disk_is_told_apart_and_writes_nothing(path: Path) -> None:
    store = SqliteStore(path, write=True)
    epoch = store.take_over("a")
    connection = connection_of(store)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    large = Entry("unknown", 1, '"' + "x" * 100_000 + '"')
    with pytest.raises(StoreFull) as caught:
        store.append(epoch, 2, [large], 2.0)
    assert str(path) in caught.value.message
    assert len(store.read()) == 2
    connection.execute("PRAGMA max_page_count = 100000")
    store.append(epoch, 2, [large], 2.0)
    assert len(store.read()) == 3
    store.close()


def test_a_writer_that_is_stuck_is_told_of_after_a_while(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestrator_engine.store._PATIENCE", 0.05)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    store = SqliteStore(path, write=True)
    with pytest.raises(BadStore, match="in use by another process"):
        store.take_over("a")
    holder.execute("ROLLBACK")
    holder.close()
    assert store.take_over("a") == 1
    store.close()


def test_every_commit_is_on_the_disk_and_the_journal_mode_is_the_safe_one(path: Path) -> None:
    store = SqliteStore(path, write=True)
    assert connection_of(store).execute("PRAGMA synchronous").fetchone() == (3,)
    mode = connection_of(store).execute("PRAGMA journal_mode").fetchone()[0]
    assert mode == ("wal" if sqlite3.sqlite_version_info >= (3, 51, 3) else "truncate")
    store.close()


def test_the_mode_of_an_existing_file_is_never_changed(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("PRAGMA journal_mode = WAL")
    other.close()
    store = SqliteStore(path, write=True)
    store.append(store.take_over("a"), 2, [Entry("unknown", 1, "{}")], 2.0)
    assert connection_of(store).execute("PRAGMA journal_mode").fetchone() == ("wal",)
    store.close()


@contextmanager
def writer(path: Path, seconds: str) -> Generator["subprocess.Popen[bytes]"]:
    command = [sys.executable, store_writer.__file__, path, seconds]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def test_what_was_acknowledged_survives_any_kill_and_nothing_is_torn(path: Path) -> None:
    randomly = random.Random(7)
    reader = SqliteStore(path, write=False)
    for _ in range(20):
        with writer(path, "0") as process:
            assert process.stdout is not None
            assert process.stdout.readline()
            time.sleep(randomly.uniform(0, 0.02))
            process.kill()
            said = process.stdout.read().split(b"\n")[:-1]
        assert process.returncode == -signal.SIGKILL
        # The same connection that read before: it may have to put the file right first.
        rows = reader.read()
        assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
        assert len(rows) % 3 == 2
        assert len(rows) >= (int(said[-1]) if said else 0)
    reader.close()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


HOT = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
for number in range(3, 400):
    connection.execute("INSERT INTO event VALUES ('r1', ?, 9, 1, 'k', 1, NULL, NULL, ?)",
                       (number, "x" * 4000))
os.kill(os.getpid(), 9)
"""


def test_a_reader_puts_right_what_a_writer_left_that_was_killed_in_a_transaction(
    path: Path,
) -> None:
    reader = SqliteStore(path, write=False)
    size = path.stat().st_size
    subprocess.run([sys.executable, "-c", HOT, path], check=False, timeout=120)
    assert path.stat().st_size > size
    assert path.with_name("run.db-journal").exists()
    assert len(reader.read()) == 2
    fresh = SqliteStore(path, write=False)
    assert len(fresh.read()) == 2
    reader.close()
    fresh.close()


def test_a_frozen_worker_is_fenced_when_it_wakes(path: Path) -> None:
    with writer(path, "1") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.send_signal(signal.SIGSTOP)
        store = SqliteStore(path, write=True)
        store.take_over("another")
        seen = len(store.read())
        process.send_signal(signal.SIGCONT)
        _, said = process.communicate(timeout=120)
        assert Fenced.__name__.encode() in said
        assert len(store.read()) == seen
        store.close()

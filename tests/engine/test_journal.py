import json
import sqlite3
from collections.abc import Generator, Sequence
from pathlib import Path

import pytest

from orchestrator_engine import events as e
from orchestrator_engine import journal
from orchestrator_engine.attempt import Change, Role
from orchestrator_engine.errors import BadStore, NoSuchRun
from orchestrator_engine.journal import Journal, Reader
from orchestrator_engine.places import RunFolder
from orchestrator_engine.store import Command, Entry, Fenced, SqliteStore, StoreFull
from support.runs import a_run, created, planned

BEGUN = e.AttemptStarted("t1", 1, 1, Role.WORKER, "b" * 40)


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return a_run(tmp_path)


@pytest.fixture
def worker(folder: RunFolder) -> Generator[Journal]:
    opened = Journal.take_over(folder, "worker")
    yield opened
    opened.close()


@pytest.fixture
def reader(folder: RunFolder) -> Generator[Reader]:
    opened = Reader(folder)
    yield opened
    opened.close()


def test_a_run_is_there_once_it_was_created(folder: RunFolder) -> None:
    assert [record.event for record in journal.read(folder)] == [created(), planned()]
    with pytest.raises(BadStore, match="exists already"):
        journal.create(folder, created(), planned())


def test_a_folder_without_a_run_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(NoSuchRun):
        Reader(RunFolder(tmp_path))
    with pytest.raises(NoSuchRun):
        Journal.take_over(RunFolder(tmp_path), "worker")


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadStore):
        journal.create(RunFolder(tmp_path / "file" / "r1"), created(), planned())


def test_what_the_worker_appends_every_reader_sees(worker: Journal, reader: Reader) -> None:
    assert reader.advance() == ()
    worker.append(e.PhaseStarted("p1"), BEGUN)
    recorded = reader.advance()
    assert [(record.seq, record.epoch) for record in recorded] == [(3, 1), (4, 1)]
    assert recorded[1].event == BEGUN
    assert reader.run == worker.run
    assert reader.advance() == ()


def test_an_event_that_is_not_durable_is_not_announced(folder: RunFolder, worker: Journal) -> None:
    other = Journal.take_over(folder, "another")
    before = worker.run
    with pytest.raises(Fenced):
        worker.append(e.PhaseStarted("p1"))
    assert worker.run is before
    other.append(e.PhaseStarted("p1"))
    other.close()


def test_an_event_that_nobody_could_fold_is_not_written(worker: Journal, reader: Reader) -> None:
    with pytest.raises(KeyError):
        worker.append(e.PhaseStarted("no such phase"))
    assert reader.advance() == ()
    worker.append(e.PhaseStarted("p1"))
    assert len(reader.advance()) == 1


def test_a_name_that_is_no_unicode_comes_back_as_it_was(worker: Journal, reader: Reader) -> None:
    name = b"caf\xe9 \xc3\xa9".decode(errors="surrogateescape")
    worker.append(BEGUN, e.AttemptCommitted("t1", 1, "c" * 40, (Change(name, 1, None),)))
    reader.advance()
    attempt = reader.run.tasks["t1"].attempt
    assert attempt is not None
    assert attempt.changes[0].path == name


def test_commands_are_seen_until_they_are_applied(worker: Journal, reader: Reader) -> None:
    assert worker.commands() == []
    reader.send(Command("c1", "stop"))
    reader.send(Command("c2", "ticked", {"items": ["i1"]}))
    reader.send(Command("c1", "stop"))
    assert [command.id for command in worker.commands()] == ["c1", "c2"]
    worker.append(e.CommandApplied("c1", "stop"))
    assert [command.data for command in worker.commands()] == [{"items": ["i1"]}]


def test_the_next_worker_goes_on_where_the_last_one_was(folder: RunFolder) -> None:
    first = Journal.take_over(folder, "first")
    first.append(e.PhaseStarted("p1"), BEGUN)
    first.close()
    second = Journal.take_over(folder, "second")
    assert second.epoch == 2
    assert second.run.tasks == first.run.tasks
    second.append(e.AttemptAbandoned("t1", 1, "cut short"))
    assert second.run.seq == 5
    second.close()


def test_whether_a_run_is_over_is_known_without_reading_it(
    folder: RunFolder, worker: Journal
) -> None:
    assert not journal.over(folder)
    worker.append(e.RunEnded("stopped", "by a person"))
    assert journal.over(folder)
    worker.append(e.RunResumed())
    assert not journal.over(folder)


def change(folder: RunFolder, statement: str) -> None:
    connection = sqlite3.connect(folder.store)
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_newer_programs_event_does_not_stop_a_reader(folder: RunFolder) -> None:
    change(
        folder,
        "INSERT INTO event SELECT run_id, 3, 1, 1, 'sky.fell', 1, NULL, NULL, '{\"how\": 1}'"
        " FROM run",
    )
    reader = Reader(folder)
    assert reader.run.seq == 3
    reader.close()


def test_a_newer_programs_event_stops_an_older_worker(folder: RunFolder) -> None:
    change(folder, "UPDATE event SET version = 99 WHERE seq = 2")
    before = folder.store.read_bytes()
    with pytest.raises(BadStore, match="a newer version"):
        Journal.take_over(folder, "worker")
    assert folder.store.read_bytes() == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET data = '{' WHERE seq = 1",
        "UPDATE event SET data = '[]' WHERE seq = 1",
        "UPDATE event SET data = x'ff' WHERE seq = 2",
        "UPDATE event SET data = '{\"title\": 1}' WHERE seq = 1",
        "UPDATE event SET seq = 9 WHERE seq = 2",
        "UPDATE event SET seq = 'two' WHERE seq = 2",
        "UPDATE event SET kind = 'phase.started', data = '{\"phase\": \"p9\"}' WHERE seq = 2",
        "DELETE FROM event",
        "DELETE FROM event WHERE seq = 1",
        "DELETE FROM run",
        "DROP TABLE event",
    ],
)
def test_a_damaged_journal_is_refused_and_left_as_it_is(folder: RunFolder, statement: str) -> None:
    change(folder, statement)
    before = folder.store.read_bytes()
    for attempt in (lambda: Reader(folder), lambda: Journal.take_over(folder, "worker")):
        with pytest.raises(BadStore) as caught:
            attempt()
        assert str(folder.store) in caught.value.message
    assert folder.store.read_bytes() == before


class FullWhileReserved(SqliteStore):
    """A store on a disk that is full but for the reserve."""

    def append(self, epoch: int, after: int, entries: Sequence[Entry], at: float) -> None:
        if self.path.with_name("reserve").exists():
            raise StoreFull("the disk is full", "free some room")
        super().append(epoch, after, entries, at)


def test_the_end_of_a_run_on_a_full_disk_is_written_from_the_reserve(folder: RunFolder) -> None:
    worker = Journal(FullWhileReserved(folder.store, write=True), "worker", folder)
    with pytest.raises(StoreFull):
        worker.append(e.PhaseStarted("p1"))
    assert not worker.run.over
    worker.append_last(e.RunEnded("paused", "the disk is full"))
    assert worker.run.over
    worker.close()
    Journal.take_over(folder, "next").close()
    assert folder.reserve.stat().st_size == journal.RESERVE


def test_the_durable_form_is_plain_json_with_its_task_beside_it(
    folder: RunFolder, worker: Journal
) -> None:
    worker.append(BEGUN)
    connection = sqlite3.connect(folder.store)
    kind, task, attempt, data = connection.execute(
        "SELECT kind, task, attempt, data FROM event WHERE seq = 3"
    ).fetchone()
    connection.close()
    assert (kind, task, attempt) == ("attempt.started", "t1", 1)
    assert json.loads(data)["base"] == "b" * 40

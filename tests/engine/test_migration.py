"""Journals that earlier versions of this program wrote: read as they are, driven as of today."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator_engine.errors import BadStore
from orchestrator_engine.journal import Journal, Reader
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Status
from orchestrator_engine.store import SCHEMA_VERSION

RECORDED = sorted((Path(__file__).parent / "journals").glob("format-*.sql"))


@pytest.fixture(params=RECORDED, ids=lambda path: path.stem)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> RunFolder:
    folder = RunFolder(tmp_path / "runs" / "20261122-145909-3uia")
    folder.path.mkdir(parents=True)
    with closing(sqlite3.connect(folder.store)) as connection:
        connection.executescript(request.param.read_text())
    return folder


def format_of(folder: RunFolder) -> int:
    with closing(sqlite3.connect(folder.store)) as connection:
        return connection.execute("SELECT schema_version FROM run").fetchone()[0]


def indexes(folder: RunFolder) -> set[str]:
    with closing(sqlite3.connect(folder.store)) as connection:
        query = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        return {row[0] for row in connection.execute(query)}


def test_every_earlier_format_has_a_recorded_journal() -> None:
    assert [path.stem for path in RECORDED] == [f"format-{n}" for n in range(1, SCHEMA_VERSION)]


def test_reading_changes_nothing(folder: RunFolder) -> None:
    before = folder.store.read_bytes()
    with closing(Reader(folder)) as reader:
        assert reader.run.status is Status.COMPLETED
        assert [state.merged is not None for state in reader.run.tasks.values()] == [True] * 5
    assert folder.store.read_bytes() == before


def test_whoever_drives_it_brings_it_up_to_date_and_loses_nothing(folder: RunFolder) -> None:
    with closing(Reader(folder)) as reader:
        before = reader.run
    with closing(Journal.take_over(folder, "a test")) as journal:
        assert journal.run == before
    assert format_of(folder) == SCHEMA_VERSION
    assert indexes(folder) == {"event_kind"}
    with closing(Journal.take_over(folder, "another")) as journal:
        assert journal.run == before


def test_a_step_that_fails_leaves_the_journal_as_it_was(folder: RunFolder) -> None:
    with closing(sqlite3.connect(folder.store)) as connection:
        # In the way of the index that the step makes.
        connection.execute("CREATE TABLE event_kind (x)")
        connection.commit()
    with pytest.raises(BadStore):
        Journal.take_over(folder, "a test")
    assert format_of(folder) < SCHEMA_VERSION
    with closing(Reader(folder)) as reader:
        assert reader.run.status is Status.COMPLETED
        assert reader.run.epoch == 1


def test_a_format_that_never_was_is_damage(folder: RunFolder) -> None:
    with closing(sqlite3.connect(folder.store)) as connection:
        connection.execute("UPDATE run SET schema_version = 0")
        connection.commit()
    with pytest.raises(BadStore):
        Reader(folder)

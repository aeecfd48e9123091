import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator_engine import journal
from orchestrator_engine.events import RunEnded, RunResumed
from orchestrator_engine.journal import Journal
from orchestrator_engine.places import RunFolder
from orchestrator_engine.summary import summary
from support.runs import a_run


def ended(state: Path, status: str = "stopped") -> RunFolder:
    folder = a_run(state)
    with closing(Journal.take_over(folder, "a test")) as journal:
        journal.append(RunEnded(status, "as asked"))
    return folder


def test_a_run_that_is_over_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = ended(tmp_path)
    first = summary(folder, time.time())
    assert (first.state, first.why, first.tasks) == ("stopped", "as asked", 2)
    monkeypatch.setattr(journal, "Reader", None)
    assert summary(folder, time.time()) == first


def test_one_that_goes_on_again_is_read_again(tmp_path: Path) -> None:
    folder = ended(tmp_path)
    assert summary(folder, time.time()).state == "stopped"
    with closing(Journal.take_over(folder, "a test")) as journal:
        journal.append(RunResumed())
    assert summary(folder, time.time()).state == "crashed"


@pytest.mark.parametrize("kept", ["", "{}", "[]", '{"of": null}', "\0"])
def test_what_was_kept_and_cannot_be_read_is_made_again(tmp_path: Path, kept: str) -> None:
    folder = ended(tmp_path)
    first = summary(folder, time.time())
    folder.summary.write_text(kept)
    assert summary(folder, time.time()) == first
    assert json.loads(folder.summary.read_text())["state"] == "stopped"


def test_one_of_another_version_of_the_program_is_made_again(tmp_path: Path) -> None:
    folder = ended(tmp_path)
    first = summary(folder, time.time())
    told = json.loads(folder.summary.read_text())
    del told["mode"]
    folder.summary.write_text(json.dumps(told))
    assert summary(folder, time.time()) == first


def test_a_damaged_journal_is_unreadable_and_nothing_is_kept_of_it(tmp_path: Path) -> None:
    folder = ended(tmp_path)
    folder.store.write_bytes(b"\0garbage" * 100)
    assert summary(folder, time.time()).state == "unreadable"
    assert not folder.summary.exists()


def test_events_that_stand_in_a_log_beside_the_file_count(tmp_path: Path) -> None:
    folder = ended(tmp_path)
    with closing(sqlite3.connect(folder.store)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        assert summary(folder, time.time()).state == "stopped"
        # Held open: what is written now stays in the log.
        with closing(Journal.take_over(folder, "a test")) as journal:
            journal.append(RunResumed())
        assert summary(folder, time.time()).state == "crashed"

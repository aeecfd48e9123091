import ast
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from orchestrator_engine import events as e
from orchestrator_engine import fold as fold_module
from orchestrator_engine import journal, snapshot
from orchestrator_engine.attempt import Role
from orchestrator_engine.fold import fold
from orchestrator_engine.journal import Journal, Reader
from orchestrator_engine.places import RunFolder
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.run import Run
from support.runs import a_run
from support.simulation import Simulation


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_a_kept_state_is_the_state_at_any_event_of_any_run(first: int, tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    for seed in range(first, first + 20):
        simulation = Simulation(seed)
        final = simulation.play()
        told, rows = simulation.watch.told, simulation.memory.rows
        for at in {len(told), Random(seed).randint(2, len(told))}:
            state = fold(told[:at])
            snapshot.keep(folder, state, rows[at - 1])
            found = snapshot.kept(folder)
            assert found is not None
            assert found.anchor == snapshot.anchor(rows[at - 1])
            again = found.run()
            assert again == state
            later = fold(told[at:], again)
            assert later == final
            for one in final.tasks.values():
                assert one.merged is None or later.landed(one.merged) == one


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    """A run whose state was kept, and which has gone on since."""
    made = a_run(tmp_path)
    with closing(Journal.take_over(made, "a test")) as worker:
        worker.append(e.PhaseStarted("p1"))
        worker.keep_state()
        worker.append(e.AttemptStarted("t1", 1, 1, Role.WORKER, "b" * 40))
    return made


def state(folder: RunFolder) -> Run:
    with closing(Reader(folder)) as reader:
        return reader.run


def truth(folder: RunFolder) -> Run:
    return fold(journal.read(folder))


def pretend(folder: RunFolder, why: str) -> None:
    """Keep a state that says something that is not in the journal."""
    rows = journal.read(folder)
    run = fold([*rows[:3], Recorded(4, 1, 1.0, e.BaselineTaken("c", (), why))])
    run.seq = 3
    with closing(journal.SqliteStore(folder.store, write=False)) as store:
        snapshot.keep(folder, run, store.read()[2])


def test_a_reader_begins_at_the_state_that_was_kept(folder: RunFolder) -> None:
    assert state(folder) == truth(folder)
    pretend(folder, "believed")
    assert state(folder).in_the_way == "believed"
    assert state(folder).seq == truth(folder).seq


def test_who_drives_a_run_reads_the_journal_alone(folder: RunFolder) -> None:
    pretend(folder, "a lie")
    with closing(Journal.take_over(folder, "another")) as worker:
        assert worker.run == truth(folder)


@pytest.mark.parametrize("kept", [b"", b"{}", b"[]\n{}", b"\0" * 100, b'{"code": null}\n{}'])
def test_a_kept_state_that_is_damaged_is_passed_by(folder: RunFolder, kept: bytes) -> None:
    pretend(folder, "a lie")
    folder.snapshot.write_bytes(kept)
    assert state(folder) == truth(folder)


def test_a_kept_state_with_any_byte_changed_is_passed_by(folder: RunFolder) -> None:
    whole = folder.snapshot.read_bytes()
    for at in range(0, len(whole), 7):
        folder.snapshot.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert state(folder) == truth(folder)


def test_a_kept_state_of_other_code_is_passed_by(folder: RunFolder) -> None:
    pretend(folder, "a lie")
    head, _, body = folder.snapshot.read_bytes().partition(b"\n")
    told = json.loads(head)
    told["code"][1] ^= 1
    folder.snapshot.write_bytes(json.dumps(told).encode() + b"\n" + body)
    assert state(folder) == truth(folder)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM event WHERE seq >= 3",
        "UPDATE event SET at = at + 1 WHERE seq = 3",
        "UPDATE event SET epoch = 7 WHERE seq = 3",
        'UPDATE event SET data = \'{ "phase": "p1" }\' WHERE seq = 3',
    ],
)
def test_a_kept_state_of_another_journal_is_passed_by(folder: RunFolder, statement: str) -> None:
    pretend(folder, "a lie")
    with closing(sqlite3.connect(folder.store)) as connection:
        connection.execute(statement)
        connection.commit()
    assert state(folder) == truth(folder)


def test_a_state_is_kept_the_more_rarely_the_longer_a_run_is() -> None:
    kept, times = 0, 0
    for seq in range(1, 100_001):
        if snapshot.due(seq, kept):
            kept, times = seq, times + 1
    assert times < 20
    assert not snapshot.due(snapshot.LONG - 1, 0)


def test_where_it_cannot_be_kept_a_run_goes_on_without(folder: RunFolder) -> None:
    folder.snapshot.unlink()
    folder.snapshot.with_suffix(".new").mkdir()
    with closing(Journal.take_over(folder, "another")) as worker:
        worker.keep_state()
    assert state(folder) == truth(folder)


def test_every_module_that_a_fold_is_made_of_counts_as_the_code_that_made_a_state() -> None:
    told = {Path(str(module.__file__)).stem for module in snapshot.CODE}
    package = Path(str(fold_module.__file__)).parent
    needed: set[str] = set()
    waiting = ["fold"]
    while waiting:
        name = waiting.pop()
        if name not in needed and (package / f"{name}.py").exists():
            needed.add(name)
            waiting += imported((package / f"{name}.py").read_text("utf-8"))
    assert told == needed
    assert len(snapshot.CODE) == len(told)


def imported(source: str) -> list[str]:
    """The names of the engine's own modules that a module imports."""
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            first, *rest = node.module.split(".")
            if first == "orchestrator_engine":
                names += rest[:1] or [one.name for one in node.names]
    return names

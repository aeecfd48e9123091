"""A document that gets another name keeps its runs: those that go on, and those that have ended."""

from pathlib import Path

import pytest

from orchestrator_engine import commands, journal
from orchestrator_engine import events as e
from orchestrator_engine.leaving import leave_report
from orchestrator_engine.store import Command
from orchestrator_engine.telling import tell_move
from support.lsp_runs import SPEC, hand_made_run


@pytest.fixture
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))
    path = tmp_path / "SPEC.md"
    path.write_text(SPEC, "utf-8")
    return path


@pytest.mark.parametrize("live", [True, False])
def test_a_run_knows_where_its_document_lies_now(document: Path, *, live: bool) -> None:
    there = document.with_name("GREETER.md")
    with hand_made_run(document) as run:
        if not live:
            run.end()
        tell_move(run.folder, there)
        if live:
            run.obey()
        assert journal.created_by(run.folder).origin.document == str(there)
        reader = journal.Reader(run.folder)
        assert reader.run.created.origin.document == str(there)
        assert reader.run.over is not live
        reader.close()


def test_the_report_of_a_run_that_has_ended_says_where_its_document_lies_now(
    document: Path,
) -> None:
    there = document.with_name("GREETER.md")
    with hand_made_run(document) as run:
        run.end()
        leave_report(run.folder, run.journal.run)
        folder = run.folder
    assert str(document) in folder.report.read_text("utf-8")
    tell_move(folder, there)
    told = folder.report.read_text("utf-8")
    assert str(there) in told
    assert str(document) not in told
    assert str(there) in folder.summary.read_text("utf-8")


@pytest.mark.parametrize("document_", ["", "a\0b", "x" * 5000, 3])
def test_a_document_is_moved_to_a_path(document: Path, document_: object) -> None:
    with hand_made_run(document) as run:
        (applied,) = commands.answer(
            Command("m", "move", {"document": document_}, 0.0), run.journal.run
        )
    assert isinstance(applied, e.CommandApplied)
    assert applied.why == "a document is moved to a path"

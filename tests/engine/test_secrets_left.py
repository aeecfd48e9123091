"""What a run leaves behind has no secret in it: its store, the views and remarks that are made of
it, its traces, and the dump of a crash (S48)."""

import json
import time
from contextlib import closing
from pathlib import Path

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from orchestrator_engine import events as e
from orchestrator_engine import journal
from orchestrator_engine.attempt import Ending, Outcome, Role
from orchestrator_engine.cli import bugs
from orchestrator_engine.fold import fold
from orchestrator_engine.journal import Journal
from orchestrator_engine.places import RunFolder
from orchestrator_engine.remarks import remarks
from orchestrator_engine.report import report
from orchestrator_engine.review import Remark, Review, Severity, Verdict
from orchestrator_engine.store import SqliteStore
from orchestrator_engine.telemetry import Sender
from orchestrator_engine.view import view
from orchestrator_engine.viewing import as_json
from support.runs import a_run
from support.secrets import KEYS

KEY = KEYS["anthropic"]
NONE = KEY.encode()


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    """A run in which a key stands wherever somebody could have written it."""
    made = a_run(tmp_path)
    remark = Remark("a.py", 3, Severity.MAJOR, f"the key {KEY} stands here")
    review = Review(Verdict.REJECTED, 3, f"I saw {KEY}", (remark,), 0.1, 1.0, "")
    with closing(Journal(SqliteStore(made.store, write=True), "test", made)) as kept:
        kept.append(
            e.WorkerTookOver(1, "0.1.0"),
            e.PhaseStarted("p1"),
            e.AttemptStarted("t1", 1, 1, Role.WORKER, "b" * 40),
            e.QuestionAsked("q1", "t1", 1, "Bash", f"curl {KEY}", f"curl -H {KEY}", key="k"),
            e.QuestionAnswered("q1", allow=False, remember=False, by="me", message=f"not {KEY}"),
            e.AttemptEnded("t1", 1, Outcome(Ending.DONE, f"used {KEY}", "", 0.1, 5, None, 1.0)),
            e.AttemptCommitted("t1", 1, "c" * 40, ()),
            e.ChecksEnded("t1", 1, ()),
            e.ReviewStarted("t1", 1),
            e.TaskReviewed("t1", 1, review),
            e.TaskFailed("t1", f"the reviewer said {KEY}"),
            e.RunEnded("failed", f"because of {KEY}"),
        )
    return made


def test_s48_the_store_keeps_none_and_so_does_whatever_is_made_of_it(folder: RunFolder) -> None:
    for file in folder.path.rglob("*"):
        assert not file.is_file() or NONE not in file.read_bytes(), file
    run = fold(journal.read(folder))
    assert "[redacted" in run.why
    assert KEY not in "".join(one.text for one in remarks(run)), "what editors show as diagnostics"
    assert KEY not in report(run, folder.id)
    assert NONE not in as_json(view(run, folder.id, now=time.time(), driven=False))


def test_s48_traces_have_none(folder: RunFolder) -> None:
    exporter = InMemorySpanExporter()
    sender = Sender(folder.id, exporter, at_once=True)
    run = None
    for one in journal.read(folder):
        before, run = run, fold([one], run)
        sender.hear(before or run, [one], run)
    sender.finish()
    spans = exporter.get_finished_spans()
    assert spans
    for span in spans:
        assert KEY not in json.dumps(json.loads(span.to_json())), span.name


def test_s48_the_dump_of_a_crash_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path))
    file = bugs.record(RuntimeError(f"the answer was 401 for {KEY}"))
    text = file.read_text("utf-8")
    assert file.parent == tmp_path
    assert "the answer was 401 for [redacted" in text
    assert KEY not in text

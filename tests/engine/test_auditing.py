"""What an audit leaves, as the document that `audit --fix` goes on with."""

from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator_analyzer.analysis import analyze
from orchestrator_engine.agents.protocol import Ended, Job
from orchestrator_engine.attempt import Ending
from orchestrator_engine.cli import auditing
from support.rooms import Stage

FINDING = {
    "title": "steep takes nonsense",
    "severity": "major",
    "file": "README.md",
    "line": 1,
    "evidence": "no check",
    "suggestion": "refuse less than none",
}


async def audited(top: Path, *findings: dict[str, object]) -> Path | None:
    stage = Stage(top)

    async def act(job: Job) -> Ended:
        mine = list(findings) if job.subject.task == "T1" else []
        value = {"summary": "looked", "findings": mine}
        return Ended(Ending.DONE, value=value, usd=0.0)

    plan = replace(stage.plan(), mode="audit")
    run = await stage.run(act, plan, review=False)
    assert str(run.status) == "completed"
    return auditing.document(stage.folder)


async def test_what_was_found_are_the_items_of_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "own"))
    document = await audited(tmp_path, FINDING)
    assert document is not None
    analysis = analyze(document.read_text("utf-8"), str(document))
    assert [item.id for item in analysis.open_items] == ["AUD-101"]


async def test_where_nothing_was_found_there_is_nothing_to_go_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "own"))
    assert await audited(tmp_path) is None

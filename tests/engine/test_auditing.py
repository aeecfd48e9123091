"""What an audit leaves, as the document that `audit --fix` goes on with."""

from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator_analyzer.analysis import analyze
from orchestrator_engine import auditing
from orchestrator_engine.agents.protocol import Ended, Job
from orchestrator_engine.attempt import Ending
from support.rooms import Stage, shell

FINDING: dict[str, object] = {
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


async def failing(top: Path, *lines: str) -> list[str]:
    """The titles of the items for what a check prints before the run; it fails then."""
    stage = Stage(top)
    said = "; ".join(f"echo '{line}'" for line in lines)
    check = shell("test", f"test -e T1.txt || {{ {said}; exit 1; }}")
    await stage.run(plan=stage.plan(check), baseline=True)
    document = auditing.failing(stage.folder)
    if document is None:
        return []
    analysis = analyze(document.read_text("utf-8"), str(document))
    return [item.title for item in analysis.open_items]


async def test_each_test_that_failed_before_is_an_item_of_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "own"))
    lines = ("FAILED tests/test_a.py::test_one - no", "FAILED tests/test_a.py::test_two - no")
    items = await failing(tmp_path, *lines, "=== 2 failed, 3 passed in 0.10s ===")
    assert len(items) == 2
    assert "tests/test_a.py::test_one" in items[0]


async def test_of_many_failing_tests_the_last_item_is_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "own"))
    lines = [f"FAILED tests/test_a.py::test_{number} - no" for number in range(30)]
    items = await failing(tmp_path, *lines, "=== 30 failed in 0.10s ===")
    assert len(items) == auditing.MOST
    assert "(and 10 more)" in items[-1]

"""The example keeps its word: what its report praises is really there, and really runs."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator_engine.run import Status
from support.project import example, look, wait


@pytest.mark.slow
def test_every_test_that_the_example_writes_is_executed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = example(tmp_path)
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(project.state))
    folder = project.start()
    wait(lambda: look(folder).over, "the run ends")
    run = look(folder)
    assert run.status is Status.COMPLETED
    result = tmp_path / "result"
    project.git("clone", "--quiet", "--branch", run.created.branch, ".", str(result))
    written = sum(
        len(re.findall(r"^\s*def test_", file.read_text("utf-8"), re.MULTILINE))
        for file in (result / "tests").glob("test_*.py")
    )
    ran = subprocess.run(
        [sys.executable, "-m", "unittest"],
        cwd=result,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert f"Ran {written} tests" in ran.stderr
    assert written > 10

"""What is told before anything is run: of agents, and of runs that could not start."""

from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator_engine.cli import main
from orchestrator_engine.wording import unproven
from support.plans import plan, task


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "SPEC.md").write_text("# A kettle\n\n- [ ] TEA-1: Boil water\n")
    return folder


def test_a_name_that_two_agents_have_is_told_and_the_others_are_listed(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / ".orchestrator.toml").write_text('[agents.codex]\ncommand = "true"\n')
    assert main(["agents", "--cwd", str(project)]) == 0
    said = capsys.readouterr().out
    assert "two agents called" in said
    assert "rehearsal: ready" in said


@pytest.mark.parametrize(("option", "told"), [((), True), (("--init",), False)])
def test_a_dry_run_says_that_a_run_could_not_start_outside_of_git(
    project: Path, capsys: pytest.CaptureFixture[str], option: tuple[str, ...], *, told: bool
) -> None:
    start = ("build", str(project / "SPEC.md"), "--cwd", str(project), "--dry-run")
    assert main([*start, "--agent", "claude", *option]) == 0
    assert ("in no git repository" in capsys.readouterr().out) is told


@pytest.mark.parametrize(
    ("mode", "why"),
    [("fix", "nobody tries"), ("test", "nobody counts"), ("build", ""), ("refactor", "")],
)
def test_what_nobody_can_prove_is_said(mode: str, why: str) -> None:
    unchecked = replace(plan((task(1),)), mode=mode, checks=())
    assert unproven(unchecked).partition(", so ")[2].startswith(why)
    assert unproven(replace(plan((task(1),)), mode=mode)) == ""

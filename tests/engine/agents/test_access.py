"""What an agent may do where nobody said anything: edit, and ask nobody for more."""

from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator_engine.agents import claude_arguments, codex
from orchestrator_engine.agents.protocol import Access, Job
from orchestrator_engine.attempt import Role
from orchestrator_engine.cli import main
from orchestrator_engine.config import load
from orchestrator_engine.errors import BadConfig
from orchestrator_engine.system import sandbox
from support.agents import job
from support.rooms import FakeAgent, Stage

SKIPS = ("dangerously", "bypass", "yolo", "danger-full-access", "full-auto", "skip-permissions")


def told(work: Job) -> str:
    claude = claude_arguments.arguments(work, asks=False)
    return " ".join([*claude, *codex.arguments(work, None)])


@pytest.mark.parametrize("access", [Access.READ, Access.EDIT])
def test_no_agent_is_told_to_skip_its_permissions(access: Access, tmp_path: Path) -> None:
    words = told(replace(job(tmp_path), access=access))
    assert not any(each in words for each in SKIPS)
    assert "Bash" not in words


@pytest.mark.anyio
async def test_whoever_works_may_edit_and_whoever_reviews_may_look(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    agent = FakeAgent()
    await stage.drive(stage.context(agent))
    access = {(each.subject.role, each.access) for each in agent.jobs}
    assert access == {(Role.WORKER, Access.EDIT), (Role.REVIEWER, Access.READ)}


@pytest.mark.parametrize("key", ["access", "permissions", "allow_unsafe_permissions", "yolo"])
def test_no_setting_of_a_project_lifts_that(key: str, tmp_path: Path) -> None:
    (tmp_path / ".orchestrator.toml").write_text(f'{key} = "free"\n')
    with pytest.raises(BadConfig):
        load(tmp_path)


@pytest.mark.parametrize(("works", "said"), [(True, "bubblewrap"), (False, "there is no sandbox")])
def test_what_holds_agents_here_is_said(
    works: bool,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sandbox, "works", lambda: works)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert main(["agents", "--cwd", str(tmp_path)]) == 0
    assert said in capsys.readouterr().out.splitlines()[-1]

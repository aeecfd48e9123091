"""A project that names what is executed, and trust as `code-orch trust --anything` gives it."""

import os
import subprocess
from pathlib import Path

from orchestrator_engine import trust_store
from orchestrator_engine.system.git import Repository
from orchestrator_engine.trust import Standing
from orchestrator_engine.trust_store import Asked

SPEC = "# App\n\n- [ ] A-1: do it\n"


def trust_all(state: Path, folder: Path) -> None:
    """Trust everything that lies in a folder, now and later."""
    state.mkdir(parents=True, exist_ok=True)
    asked = Asked(Path(os.path.realpath(folder)), Standing.NEW, (), None)
    trust_store.allow(state, asked, anything=True)


def a_project(folder: Path) -> Path:
    """A repository with a spec, its rehearsal, a check and a setting of agents."""
    folder.mkdir()
    (folder / "SPEC.md").write_text(SPEC)
    (folder / "SPEC.rehearsal.md").write_text("## A-1, round 1\n\nDone.\n")
    (folder / ".orchestrator.toml").write_text('test = "true"\n')
    (folder / ".mcp.json").write_text('{"mcpServers": {}}\n')
    Repository.init(folder)
    return folder


def commit(project: Path, name: str, text: str) -> None:
    path = project / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    git(project, "add", "--all", "--force")
    git(project, "commit", "-q", "--no-verify", "-m", name)


def git(project: Path, *arguments: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(("git", "-C", project, *who, *arguments), check=True, capture_output=True)

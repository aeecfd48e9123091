"""The whole story in a real Emacs, with the guide's configuration and nothing else."""

import os
import subprocess
from collections.abc import Generator
from pathlib import Path

import pytest

from support import debian
from support.asking_project import asking, kept
from support.guide import recipe
from support.neovim import NVIM
from support.project import Project, look

pytestmark = pytest.mark.slow
STORY = Path(__file__).with_name("story.el")
CLIENTS = {"eglot": 0, "lsp": 1}


@pytest.fixture
def project(tmp_path: Path) -> Generator[Project]:
    yield from kept(asking(tmp_path))


@pytest.mark.parametrize("client", CLIENTS)
def test_a_spec_is_run_from_emacs_and_its_agent_answered(
    project: Project, tmp_path: Path, client: str
) -> None:
    emacs = debian.emacs()
    if emacs is None:
        pytest.skip("Emacs of Debian cannot be had here")
    home = tmp_path / "home"
    home.mkdir()
    config = home / "init.el"
    config.write_text(recipe("Emacs", "elisp", CLIENTS[client]), "utf-8")
    environment = {
        **project.environment,
        "HOME": str(home),
        "PATH": f"{NVIM.parent}{os.pathsep}{os.environ['PATH']}",
        "STORY_DOCUMENT": str(project.document),
        "STORY_CLIENT": client,
    }
    done = subprocess.run(
        [emacs, "-Q", "--batch", "-l", config, "-l", STORY, "-f", "story"],
        env=environment,
        cwd=project.folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=350,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    assert "THE END" in done.stderr
    assert "- [x] TEA-1" in project.document.read_text("utf-8")
    (folder,) = project.runs()
    assert look(folder).done() == 1

"""The whole story in a real Vim with ALE on a screen, with the guide's configuration."""

import os
import re
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from support import debian
from support.asking_project import asking, kept
from support.guide import recipe
from support.neovim import NVIM
from support.project import Project, look
from support.tmux import DEADLINE, TMUX, Terminal, terminal

pytestmark = pytest.mark.slow
ALE = 1
"""Which of the guide's two blocks for a `vimrc` is ALE's."""
PROMPT = "Type number and <Enter>"
NOTHING_YET = r"No active LSPs|No code actions"


@pytest.fixture
def project(tmp_path: Path) -> Generator[Project]:
    yield from kept(asking(tmp_path))


def choose(screen: Terminal, label: str) -> bool:
    """Ask ALE what can be done, and choose the entry with such a label if it is there."""
    screen.keys("C-l")
    screen.type(":ALECodeAction")
    screen.keys("Enter")
    screen.shows(rf"{PROMPT}|{NOTHING_YET}|Press ENTER")
    offered = re.search(rf"(?m)^(\d+)\) {label}", screen.screen())
    if offered is None:
        screen.keys("Enter", "Escape")
        return False
    screen.type(offered[1])
    screen.keys("Enter")
    return True


def act(screen: Terminal, label: str) -> None:
    """Look at what can be done until there is such an entry, and choose that."""
    end = time.monotonic() + DEADLINE
    while not choose(screen, label):
        assert time.monotonic() < end, f"never offered: {label}\n{screen.screen()}"
        time.sleep(0.2)


def ticked(screen: Terminal) -> bool:
    """Whether the box is ticked on the screen; a key is what lets Vim look at the file again."""
    screen.keys("l")
    return "- [x] TEA-1" in screen.screen()


def test_a_spec_is_run_from_vim_and_its_agent_answered(project: Project, tmp_path: Path) -> None:
    vim = debian.vim()
    if vim is None or TMUX is None:
        pytest.skip("Vim of Debian, or tmux, cannot be had here")
    program, ale = vim
    home = tmp_path / "home"
    home.mkdir()
    config = home / "vimrc"
    config.write_text(
        f"set nocompatible noswapfile updatetime=200 runtimepath^={ale}\nfiletype plugin on\n"
        + recipe("Vim", "vim", ALE),
        "utf-8",
    )
    environment = {
        **project.environment,
        "HOME": str(home),
        "PATH": f"{NVIM.parent}{os.pathsep}{os.environ['PATH']}",
    }
    command = [program, "-u", config, project.document.name]
    with terminal(home, command, project.folder, environment) as screen:
        screen.shows("TEA-1: Keep")
        screen.type("/TEA-1")
        screen.keys("Enter")
        act(screen, r"Run: \w+ · TEA-1")
        act(screen, r"Confirm: run ")
        act(screen, r"Refuse: .*kettle")
        act(screen, r"Stop the run")
        act(screen, r"Resume the run")
        act(screen, r"Confirm: resume the run")
        act(screen, r"Allow in this run: .*kettle")
        act(screen, r"Confirm: allow in this run .*kettle")
        act(screen, r"Allow: .*tray")
        act(screen, r"Confirm: allow .*tray")
        screen.wait(lambda: ticked(screen), "the box is ticked")
        screen.type(":qa!")
        screen.keys("Enter")
    assert "- [x] TEA-1" in project.document.read_text("utf-8")
    (folder,) = project.runs()
    assert look(folder).done() == 1

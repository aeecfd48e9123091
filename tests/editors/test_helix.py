"""The whole story in a real Helix on a screen, with the guide's configuration and nothing else."""

import os
import re
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from orchestrator_server.editor import READ_SECONDS
from support import debian
from support.asking_project import asking, kept
from support.guide import recipe
from support.neovim import NVIM
from support.project import Project, look
from support.tmux import DEADLINE, TMUX, Terminal, terminal

pytestmark = pytest.mark.slow
STYLES = r"(?:\x1b\[[\d;]*m)*"


@pytest.fixture
def project(tmp_path: Path) -> Generator[Project]:
    yield from kept(asking(tmp_path))


def is_selected(screen: Terminal, label: str) -> bool:
    """Whether the entry of a menu that reads `label` is the one that Enter would choose."""
    words = re.escape(label).replace(r"\ ", rf"{STYLES} {STYLES}")
    drawn = screen.screen(colours=True)
    return bool(re.search(rf"\x1b\[(?:\d+;)*7m{STYLES} *{words}{STYLES}(?:  |\n|\x1b)", drawn))


def pick(screen: Terminal, label: str) -> None:
    """Choose the entry of the menu that is open."""
    screen.shows(rf"(?m)\s{re.escape(label)}(\s\s|$)")

    def select() -> bool:
        if not is_selected(screen, label):
            screen.keys("Down")
            time.sleep(0.2)
            return False
        time.sleep(READ_SECONDS)  # who answers a question sooner cannot have read it
        # A key that is heard late has gone on to another one meanwhile.
        return is_selected(screen, label)

    screen.wait(select, f"“{label}” is selected")
    screen.keys("Enter")


def act(screen: Terminal, label: str) -> None:
    """Open the menu of code actions until it has such an entry, and choose that."""
    end = time.monotonic() + DEADLINE
    entry = rf"(?m)\s({label})(\s\s|$)"
    while True:
        screen.type(" a")
        try:
            screen.shows(entry, 5)
            break
        except AssertionError:
            assert time.monotonic() < end
            screen.keys("Escape")
    found = re.search(entry, screen.screen())
    assert found is not None
    pick(screen, found[1])


def test_a_spec_is_run_from_helix_and_its_agent_answered(project: Project, tmp_path: Path) -> None:
    helix = debian.helix()
    if helix is None or TMUX is None:
        pytest.skip("Helix of Debian, or tmux, cannot be had here")
    home = tmp_path / "home"
    settings = home / ".config" / "helix"
    settings.mkdir(parents=True)
    (settings / "languages.toml").write_text(recipe("Helix", "toml"), "utf-8")
    (settings / "config.toml").write_text(recipe("Helix", "toml", 1), "utf-8")
    environment = {
        **project.environment,
        "HOME": str(home),
        "PATH": f"{NVIM.parent}{os.pathsep}{os.environ['PATH']}",
    }
    with terminal(home, [helix, project.document.name], project.folder, environment) as screen:
        screen.shows("TEA-1: Keep")
        screen.type(":12")
        screen.keys("Enter")
        act(screen, r"Run: \w+ · TEA-1")
        pick(screen, "Run")
        screen.shows("install kettle")
        pick(screen, "Refuse")
        screen.shows("install tray")
        screen.keys("Escape")
        act(screen, r"Stop the run .*?")
        act(screen, r"Resume the run .*?")
        pick(screen, "Resume")
        screen.shows(r"│.*install kettle")
        pick(screen, "Allow in this run")
        screen.shows(r"│.*install tray")
        pick(screen, "Allow")
        screen.shows(r"- \[x\] TEA-1")
        screen.shows("Completed: 1 of 1 task")
        pick(screen, "Show the report")
        screen.shows(r"The run is \*\*completed")
        screen.type(":wqa!")
        screen.keys("Enter")
        ticked = "- [x] TEA-1"
        screen.wait(lambda: ticked in project.document.read_text("utf-8"), "it is saved")
    (folder,) = project.runs()
    assert look(folder).done() == 1

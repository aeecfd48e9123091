"""What a person sees of the plugin: a real Neovim on a screen, in a folder not trusted yet."""

import os
import re
import shutil
import time
from collections.abc import Generator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from orchestrator_server.editor import READ_SECONDS
from support import screens
from support.asking_project import kept
from support.browsers import SHOTS
from support.neovim import NVIM
from support.project import Project, example
from support.tmux import TMUX, Terminal, terminal

FACES = 4
"""What shows the percentage: both statuslines, the float, and the window of runs."""

pytestmark = pytest.mark.slow
PLUGIN = Path(__file__).parents[2] / "editors" / "neovim"
CONFIGURATION = f"""
vim.opt.runtimepath:prepend('{PLUGIN}')
vim.o.termguicolors = true
vim.o.swapfile = false
vim.o.number = true
vim.api.nvim_set_hl(0, 'LspCodeLens', {{ fg = 'NvimLightGrey4', italic = true }})
vim.api.nvim_create_autocmd('FileType', {{
  pattern = 'markdown',
  callback = function() pcall(vim.treesitter.start) end,
}})
vim.o.statusline = " %t %m%=%{{%v:lua.require'code_orchestrator'.statusline()%}} "
"""


@pytest.fixture
def project() -> Generator[Project]:
    """The example, which nobody has trusted, where a person could have it: not far down."""
    with TemporaryDirectory() as place:
        project = example(Path(place), pace=0.8)
        shutil.rmtree(project.state)
        project.state.mkdir(mode=0o700)
        yield from kept(project)


def order(screen: Terminal, words: str) -> None:
    """Type a command."""
    screen.type(f":{words}")
    screen.keys("Enter")


def tell_the_same(screen: Terminal) -> bool:
    """Whether a task goes on, and its run has one percentage everywhere; a picture of it if so."""
    drawn = screen.screen(colours=True)
    shown = screens.plain(drawn)
    told = re.findall(r"\d+%", shown)
    same = len(told) == FACES and len(set(told)) == 1 and "▶ TEA-" in shown
    if same and SHOTS:
        screens.picture(drawn, Path(SHOTS) / "neovim.png")
    return same


def test_a_run_in_a_folder_not_yet_trusted_as_it_is_seen(project: Project, tmp_path: Path) -> None:
    if TMUX is None:
        pytest.skip("tmux cannot be had here")
    home = tmp_path / "home"
    settings = home / ".config" / "nvim"
    settings.mkdir(parents=True)
    (settings / "init.lua").write_text(CONFIGURATION, "utf-8")
    environment = {
        **project.environment,
        "HOME": str(home),
        "PATH": f"{NVIM.parent}{os.pathsep}{os.environ['PATH']}",
    }
    command = [NVIM, "--cmd", "set shortmess+=I", project.document.name]
    with terminal(home, command, project.folder, environment) as screen:
        screen.shows("5 open items")
        order(screen, "Orchestrate run")
        screen.shows("Code Orchestrator asks")
        shown = screen.screen()
        assert "is not trusted yet" in shown
        assert "check test: python3 -m unittest" in shown
        assert "1 Not now   2 Trust this folder   Esc none of them" in shown
        if SHOTS:
            screens.picture(screen.screen(colours=True), Path(SHOTS) / "neovim-trust.png")
        screen.keys("Escape")
        screen.wait(lambda: "asks" not in screen.screen(), "the question is gone")
        order(screen, "Orchestrate run")
        screen.shows("Code Orchestrator asks")
        assert not project.runs()
        time.sleep(READ_SECONDS)  # who answers sooner cannot have read it
        screen.type("2")
        screen.shows("5 items in 5 tasks")
        assert "you would be asked" not in screen.screen()
        time.sleep(READ_SECONDS)  # who answers sooner cannot have read it
        screen.type("2")
        screen.shows("[█░]{10} +\\d+% Rehearsal: Teatime")
        order(screen, "Orchestrate view")
        screen.shows("▶ running")
        screen.type("3G")
        screen.keys("Enter")
        screen.shows("of 5 tasks")
        screen.type("6G")
        screen.keys("C-w", "p")
        screen.type("12Gzt")
        screen.shows("[1-4] of 5 tasks")
        order(screen, "echo")
        screen.wait(
            lambda: tell_the_same(screen),
            "the statuslines, the float and the window of runs tell the same",
        )
        order(screen, "Orchestrate stop")
        screen.shows("Stopped: ")

"""R21 with real editors: each is killed with its language server while a run goes on, untouched."""

import os
import random
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from orchestrator_engine import launch
from support import debian
from support.guide import recipe
from support.kate import kate
from support.neovim import NVIM, configuration
from support.project import check_it_went_on, look, tiny, wait
from support.tmux import TMUX, terminal

pytestmark = pytest.mark.slow
ATTEMPTS = 5
"""At the four tasks of a tiny project, when nothing disturbs it."""

UNCOMPILED = "(setq native-comp-enable-subr-trampolines nil native-comp-jit-compilation nil)\n"
"""What is unpacked beside the system has no compiler for itself."""

EMACS = {
    "eglot": "\n(require 'markdown-mode)\n(add-hook 'markdown-mode-hook #'eglot-ensure)\n",
    "lsp-mode": "\n(require 'markdown-mode)\n(require 'lsp-mode)\n"
    "(setq lsp-enable-suggest-server-download nil)\n(add-hook 'markdown-mode-hook"
    " (lambda () (lsp-workspace-folders-add default-directory) (lsp)))\n",
}

Opened = Generator[psutil.Process]


def family(top: psutil.Process) -> list[psutil.Process]:
    """A process and all that it started."""
    with suppress(psutil.NoSuchProcess):
        return [top, *top.children(recursive=True)]
    return []


def serves(top: psutil.Process) -> bool:
    """Whether a language server of ours is among what a process started."""
    for one in family(top):
        with suppress(psutil.NoSuchProcess):
            words = one.cmdline()
            if words[-1:] == ["lsp"] and any("code-orch" in word for word in words):
                return True
    return False


def written(home: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        place = home / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")


def commands(home: Path) -> Mapping[str, Sequence[str | Path]]:
    """How each editor that can be had here is started, its configuration that of the guide."""
    found: dict[str, Sequence[str | Path]] = {}
    written(home, {"nvim.lua": configuration()})
    found["Neovim"] = [NVIM, "-u", home / "nvim.lua"]
    if (helix := debian.helix()) is not None:
        written(home, {".config/helix/languages.toml": recipe("Helix", "toml")})
        found["Helix"] = [helix]
    if (vim := debian.vim()) is not None:
        start = f"set nocompatible noswapfile runtimepath^={vim[1]}\nfiletype plugin on\n"
        written(home, {"vimrc": start + recipe("Vim", "vim", 1)})
        found["Vim"] = [vim[0], "-u", home / "vimrc"]
    if (emacs := debian.emacs()) is not None:
        for number, (client, opened) in enumerate(EMACS.items()):
            config = home / f"{client}.el"
            written(home, {config.name: UNCOMPILED + recipe("Emacs", "elisp", number) + opened})
            found[client] = [emacs, "-nw", "-Q", "-l", config]
    return found


@contextmanager
def on_a_screen(
    home: Path, command: Sequence[str | Path], document: Path, environment: Mapping[str, str]
) -> Opened:
    with terminal(
        home,
        [*command, document.name],
        document.parent,
        environment,
    ) as screen:
        yield psutil.Process(screen.pid())


def kill_while_it_serves(top: psutil.Process, name: str, dice: random.Random) -> None:
    wait(lambda: serves(top), f"{name} has started its server")
    time.sleep(dice.uniform(0, 0.5))
    # As a desktop does it: the whole tree at once, the editor last.
    for victim in reversed(family(top)):
        with suppress(psutil.NoSuchProcess):
            victim.kill()


def test_a_run_goes_on_while_real_editors_are_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if TMUX is None:
        pytest.skip("tmux cannot be had here")
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))
    project, dice = tiny(tmp_path, tasks=4), random.Random(21)
    script = project.folder / "SPEC.rehearsal.md"
    script.write_text(script.read_text().replace("pace: 0", "pace: 1"))
    project.git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qam", "Slower")
    home = tmp_path / "home"
    found = commands(home)
    program = debian.kate()
    path = f"{NVIM.parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**project.environment, "HOME": str(home), "PATH": path}
    folder = project.start()
    served = 0
    for name, command in found.items():
        served += launch.alive(folder)
        with on_a_screen(home / name, command, project.document, environment) as top:
            kill_while_it_serves(top, name, dice)
        assert launch.alive(folder) or look(folder).over, name
    if program is not None:
        place = (project.document, 1)
        with kate(program, tmp_path / "kate", place, project.environment) as editor:
            kill_while_it_serves(psutil.Process(editor.process.pid), "Kate", dice)
    assert served > 0, "the run was over before an editor was there"
    check_it_went_on(project, folder, ATTEMPTS)

"""A terminal that nobody sees: a program in tmux, the keys that are typed and what is on screen."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

TMUX = shutil.which("tmux")
DEADLINE = 90.0
_SIZE = (110, 32)


class Terminal:
    """One program on one screen, with a tmux server of its own."""

    def __init__(
        self, home: Path, command: Sequence[str | Path], cwd: Path, env: Mapping[str, str]
    ) -> None:
        assert TMUX is not None
        self._socket = home / "tmux.sock"
        columns, lines = map(str, _SIZE)
        self._environment = {**env, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "COLORTERM": ""}
        self._environment["SHELL"] = "/bin/sh"
        config = home / "tmux.conf"
        config.write_text(
            "set -g default-terminal tmux-256color\nset -ga terminal-overrides ',*:Tc'\n"
            "set -g status off\nset -g escape-time 0\nset -g remain-on-exit on\n"
        )
        self._tmux(
            *("-f", str(config), "new-session", "-d", "-x", columns, "-y", lines),
            *("-c", str(cwd), "--", *map(str, command)),
        )

    def keys(self, *keys: str) -> None:
        """Press keys, each by tmux's name for it."""
        self._tmux("send-keys", *keys)

    def type(self, text: str) -> None:
        """Type a text as it is."""
        self._tmux("send-keys", "-l", text)

    def screen(self, *, colours: bool = False) -> str:
        """What is to be seen now; with the escape sequences of its colours."""
        return self._tmux("capture-pane", "-p", *(("-e", "-N") if colours else ()))

    def pid(self) -> int:
        """The process of the program."""
        return int(self._tmux("display-message", "-p", "#{pane_pid}"))

    def wait(self, condition: Callable[[], object], what: str, seconds: float = DEADLINE) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"not within {seconds} s: {what}\n{self.screen()}"
            time.sleep(0.1)

    def shows(self, pattern: str, seconds: float = DEADLINE) -> None:
        """Wait until the screen has something that a regular expression finds."""
        self.wait(lambda: re.search(pattern, self.screen()), f"the screen shows {pattern}", seconds)

    def end(self) -> None:
        subprocess.run(
            [TMUX or "tmux", "-S", str(self._socket), "kill-server"],
            capture_output=True,
            check=False,
            timeout=60,
        )

    def _tmux(self, *arguments: str) -> str:
        done = subprocess.run(
            [TMUX or "tmux", "-S", str(self._socket), *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, (arguments, done.stderr)
        return done.stdout


@contextmanager
def terminal(
    home: Path, command: Sequence[str | Path], cwd: Path, env: Mapping[str, str]
) -> Generator[Terminal]:
    home.mkdir(parents=True, exist_ok=True)
    seen = Terminal(home, command, cwd, {"PATH": os.environ["PATH"], **env})
    try:
        yield seen
    finally:
        seen.end()

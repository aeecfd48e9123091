"""A real Kate without a screen, the hands of who sits there, and all that it and its server say."""

import json
import os
import re
import shlex
import subprocess
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from support.guide import recipe
from support.neovim import NVIM
from support.ports import free_port
from support.vnc import Screen

DEADLINE = 120.0
AGAIN = 10.0
"""Seconds after which a key that had no effect is taken for lost."""
ENTRY = 15
"""Lines of the screen that an entry of a menu has at least."""

_PLUGIN = """\
[Kate Plugins]
lspclientplugin=true

[lspclient]
AllowedServerCommandLines={server} lsp
"""
_HEADER = b"Content-Length: "


class Kate:
    """A Kate with one document open; what it and the server said is written down between them."""

    def __init__(
        self, program: str, home: Path, place: tuple[Path, int], environment: Mapping[str, str]
    ) -> None:
        document, line = place
        settings = home / ".config" / "kate" / "lspclient"
        settings.mkdir(parents=True)
        (settings / "settings.json").write_text(recipe("Kate", "json"), "utf-8")
        self._home, server = home, home / "bin" / "code-orch"
        server.parent.mkdir()
        real = shlex.quote(str(NVIM.with_name("code-orch")))
        server.write_text(
            f'#!/bin/sh\ntee "$HOME/asked" | {real} "$@" | tee "$HOME/answered"\n', "utf-8"
        )
        server.chmod(0o755)
        (home / ".config" / "katerc").write_text(_PLUGIN.format(server=server), "utf-8")
        home.chmod(0o700)
        port = free_port()
        self.process = subprocess.Popen(
            [program, "--new", "--block", "--line", str(line), document],
            env={
                **environment,
                "HOME": str(home),
                "XDG_RUNTIME_DIR": str(home),
                "QT_QPA_PLATFORM": f"vnc:port={port}:size=1100x700",
                "PATH": f"{server.parent}{os.pathsep}{os.environ['PATH']}",
            },
            cwd=document.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.screen = Screen(port)
        self._closed: list[bytes] = []

    def asked(self, method: str) -> list[dict[str, Any]]:
        """The messages of Kate with such a method."""
        return [one for one in self._said("asked") if one.get("method") == method]

    def answers(self, method: str) -> list[Any]:
        """What the server answered to those that it has answered."""
        wanted = [one["id"] for one in self.asked(method)]
        given = {one["id"]: one.get("result") for one in self._said("answered") if "result" in one}
        return [given[one] for one in wanted if one in given]

    def wait(self, condition: Callable[[], Any], what: str) -> None:
        end = time.monotonic() + DEADLINE
        while not condition():
            if time.monotonic() > end:
                self.screen.picture(self._home / "screen.png")
                raise AssertionError(f"not within {DEADLINE} s: {what}; see {self._home}")
            time.sleep(0.1)

    def offers(self) -> list[str]:
        """Open the menu of code actions: the titles of what can be done, in its order."""
        before = len(self.answers("textDocument/codeAction"))

        def opened() -> bool:
            # A menu that is still open takes the keys; what is pressed once may go astray.
            self.screen.keys("Escape")
            time.sleep(0.2)
            self._closed = self.screen.rows()
            self.screen.keys("alt+Return")
            return self._soon(lambda: len(self.answers("textDocument/codeAction")) > before)

        self.wait(opened, "actions are offered")
        latest: list[dict[str, Any]] = self.answers("textDocument/codeAction")[-1] or []
        return [str(one["title"]) for one in latest]

    def act(self, label: str) -> None:
        """Look at what can be done until the regular expression `label` finds it; choose that."""
        before = len(self.asked("workspace/executeCommand"))

        def chosen() -> bool:
            offered = self.offers()
            found = [place for place, one in enumerate(offered) if re.match(label, one)]
            # The menu has them when Kate has read the answer, which only its height tells.
            if not found or not self._soon(lambda: self._risen() >= len(offered) * ENTRY):
                return False
            self.screen.keys(*["Down"] * (found[0] + 1), "Return")
            return self._soon(lambda: len(self.asked("workspace/executeCommand")) > before)

        self.wait(chosen, f"“{label}” is chosen")
        self.wait(
            lambda: len(self.answers("workspace/executeCommand")) > before, f"“{label}” is done"
        )

    def _soon(self, condition: Callable[[], Any]) -> bool:
        """Whether it is so before what was pressed has to be taken for lost."""
        end = time.monotonic() + AGAIN
        while not condition():
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True

    def _risen(self) -> int:
        """How many lines of the screen are others than before the menu was asked for."""
        return sum(
            now != before for now, before in zip(self.screen.rows(), self._closed, strict=True)
        )

    def _said(self, who: str) -> list[dict[str, Any]]:
        file = self._home / who
        rest = file.read_bytes() if file.exists() else b""
        found: list[dict[str, Any]] = []
        while rest.startswith(_HEADER):
            header, _, rest = rest.partition(b"\r\n\r\n")
            size = int(header.partition(b"\r\n")[0].removeprefix(_HEADER))
            if len(rest) < size:
                break
            found.append(json.loads(rest[:size]))
            rest = rest[size:]
        return found


@contextmanager
def kate(
    program: str, home: Path, place: tuple[Path, int], environment: Mapping[str, str]
) -> Generator[Kate]:
    """A Kate whose cursor stands in a line, counted from 1, of a document."""
    home.mkdir(parents=True)
    editor = Kate(program, home, place, environment)
    try:
        with editor.screen:
            yield editor
    finally:
        editor.process.kill()
        editor.process.wait(10)

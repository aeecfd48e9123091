"""A program on a terminal of its own, with somebody at the keyboard."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

_SPAWN = "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)"
PATIENCE = 120.0


class Terminal:
    """Types and reads; `kind` is what the program is told of the terminal (TERM)."""

    def __init__(
        self, argv: Sequence[str], folder: Path, environment: Mapping[str, str], kind: str
    ) -> None:
        size = {"TERM": kind, "COLUMNS": "100", "LINES": "40", "LANG": "C.UTF-8"}
        self._process = subprocess.Popen(
            [sys.executable, "-c", _SPAWN, *argv],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=folder,
            env={**environment, **size},
        )
        self.said = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def type(self, text: str) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # it has gone already
            self._process.stdin.write(text.encode())
            self._process.stdin.flush()

    def look(self, seconds: float = 0.1) -> str:
        """All that it has said, once it has had so long to say more."""
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        # `select` knows no descriptor above 1,023, and a process of many tests may have more.
        ready = select.poll()
        ready.register(descriptor, select.POLLIN)
        if ready.poll(seconds * 1000):
            self.said += os.read(descriptor, 65536).decode(errors="replace")
        return self.said

    def wait_for(self, text: str) -> None:
        end = time.monotonic() + PATIENCE
        while text not in self.look():
            assert time.monotonic() < end, f"never said {text!r}: {self.said[-2000:]}"

    def code(self) -> int:
        """Its exit code, once it has ended."""
        end = time.monotonic() + PATIENCE
        while self._process.poll() is None:
            self.look()
            assert time.monotonic() < end, self.said[-2000:]
        self.look()
        return self._process.returncode

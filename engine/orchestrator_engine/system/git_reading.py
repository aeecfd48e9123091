"""Asking one git many things: a process of git that answers what is in a repository.

To start a git costs more than what it is mostly asked. References are looked up anew for each
question, so an answer is as true as that of a git that was started for it.
"""

import os
import subprocess
import threading
import weakref
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from orchestrator_engine.system.git_command import GitFailed, started

_COMMAND = ("cat-file", "--batch-command", "-z")


@dataclass(frozen=True, slots=True)
class Found:
    """An object: its name, its type (blob, tree, commit, tag), and its content if asked for."""

    name: str
    type: str
    content: bytes = b""


class Reading:
    """Answers about one repository. The process begins with the first question."""

    def __init__(self, top: Path, environment: Mapping[str, str]) -> None:
        self._top = top
        self._environment = environment
        self._lock = threading.Lock()
        self._end: weakref.finalize[[subprocess.Popen[bytes]], Reading] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def info(self, name: str) -> Found | None:
        """The object that a name stands for, or None."""
        return self._ask("info", name)

    def content(self, name: str) -> Found | None:
        """The object that a name stands for with its content, or None."""
        return self._ask("contents", name)

    def close(self) -> None:
        """End the process; the next question starts another one."""
        with self._lock:
            self._close()

    def _ask(self, what: str, name: str) -> Found | None:
        if "\n" in name or "\0" in name:
            raise ValueError(f"git would take this name apart: {name!r}")
        with self._lock:
            for last in (False, True):
                try:
                    return self._answer(what, name)
                except OSError as error:
                    # It may have been ended from outside, or the repository been put back anew.
                    self._close()
                    if last:
                        raise GitFailed(_COMMAND, None, str(error)) from error
        raise AssertionError

    def _answer(self, what: str, name: str) -> Found | None:
        asking, answering = self._pipes()
        asking.write(os.fsencode(f"{what} {name}\0"))
        asking.flush()
        head = answering.readline()
        if not head.endswith(b"\n"):
            raise OSError("it ended without an answer")
        words = head.split()
        # A name can have blanks in it, and anything else: only the end of the line is sure.
        if words[-1] in (b"missing", b"ambiguous"):
            return None
        found, kind, size = (word.decode() for word in words)
        if what == "info":
            return Found(found, kind)
        content = answering.read(int(size) + 1)
        if len(content) != int(size) + 1:
            raise OSError("it ended amid an answer")
        return Found(found, kind, content[:-1])

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        process = self._process
        if process is None:
            process = self._process = started(self._top, _COMMAND, self._environment)
            self._end = weakref.finalize(self, _end, process)
        assert process.stdin is not None
        assert process.stdout is not None
        return process.stdin, process.stdout

    def _close(self) -> None:
        if self._end is not None:
            self._end()
        self._process = self._end = None


def _end(process: subprocess.Popen[bytes]) -> None:
    """It ends when nobody can ask any more; there is nothing that it could lose."""
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
    process.wait()

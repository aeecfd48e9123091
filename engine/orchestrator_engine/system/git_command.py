"""Running git: durable, without hooks, questions or the person's environment, and in time."""

import errno
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from orchestrator_engine.errors import BadProject

OLDEST = (2, 38)
"""The first version with `merge-tree --write-tree`."""

SECONDS = 120.0
LONG = 900.0
"""Seconds for what reads or writes a whole tree."""

_OPTIONS = (
    # Without it a power cut can lose a commit whose event is already durable.
    "core.fsync=committed,loose-object,reference",
    "gc.auto=0",
    "maintenance.auto=false",
    f"core.hooksPath={os.devnull}",
    "core.fsmonitor=",
    "core.safecrlf=false",
    "core.editor=false",
    "core.pager=cat",
    "diff.external=",
    "protocol.ext.allow=never",
    "commit.gpgSign=false",
    "submodule.recurse=false",
    "advice.addEmbeddedRepo=false",
    "i18n.commitEncoding=UTF-8",
    "i18n.logOutputEncoding=UTF-8",
    "log.showSignature=false",
    "trailer.separators=:",
)

STRICT = {
    # Nothing is fetched, by whatever program the repository names for it.
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    # No attributes, no other places for settings than the repository's own.
    "GIT_ATTR_NOSYSTEM": "1",
}
"""The environment in which git is run on a repository that nobody trusts."""

_KEPT = re.compile(r"GIT_(CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)|EXEC_PATH)")
"""Of git's own variables, those that say how; others would say where, and that is ours to say."""

_HINT = "install git 2.38 or newer: https://git-scm.com/downloads"


class GitFailed(Exception):  # noqa: N818  # said of a command, like CalledProcessError's returncode
    """A git command failed where none should: `code` is None when it did not end by itself.

    `out` and `said` are what it wrote to standard output and standard error.
    """

    def __init__(
        self, command: Sequence[str | Path], code: int | None, said: str, out: bytes = b""
    ) -> None:
        # In which folders we have it work tells a person nothing.
        ours = ("--git-dir=", "--work-tree=")
        words = " ".join(str(word) for word in command if not str(word).startswith(ours))
        ending = "" if code is None else f" ended with {code}"
        super().__init__(f"git {words}{ending}: {said.strip() or 'it said nothing'}")
        self.command = tuple(command)
        self.code = code
        self.said = said
        self.out = out

    @property
    def killed(self) -> bool:
        """Whether somebody ended it from outside, which says nothing about the next try."""
        return self.code is not None and self.code < 0

    @property
    def full(self) -> bool:
        """Whether there was no room left on the disk."""
        return os.strerror(errno.ENOSPC) in self.said


def git(  # noqa: PLR0913  # what a command is run with
    folder: Path,
    command: Sequence[str | Path],
    *,
    stdin: str | bytes = b"",
    seconds: float = SECONDS,
    more: Mapping[str, str] | None = None,
    holding: Sequence[int] = (),
) -> bytes:
    """What git says in a folder, with `more` in its environment.

    Locks whose descriptors it is `holding` stay locked until it has ended.

    Raises `GitFailed`, and `BadProject` when there is no git.
    """
    try:
        done = subprocess.run(
            (*_program(folder), *command),
            input=os.fsencode(stdin),
            capture_output=True,
            check=False,
            timeout=seconds,
            pass_fds=holding,
            env={**_environment(), **(more or {})},
        )
    except (FileNotFoundError, PermissionError) as error:
        raise BadProject("git is not installed, or not on PATH", _HINT) from error
    except subprocess.TimeoutExpired as late:
        raise GitFailed(command, None, f"did not finish in time ({seconds:g} s)") from late
    if done.returncode:
        said = done.stderr.decode(errors="replace")
        raise GitFailed(command, done.returncode, said, done.stdout)
    return done.stdout


def started(
    folder: Path, command: Sequence[str], more: Mapping[str, str]
) -> "subprocess.Popen[bytes]":
    """A git that answers what it is asked on its standard input, until that is closed.

    Raises `BadProject` when there is no git.
    """
    try:
        return subprocess.Popen(
            (*_program(folder), *command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**_environment(), **more},
        )
    except (FileNotFoundError, PermissionError) as error:
        raise BadProject("git is not installed, or not on PATH", _HINT) from error


def _program(folder: Path) -> tuple[str | Path, ...]:
    options = (word for option in _OPTIONS for word in ("-c", option))
    return ("git", "-C", folder, *options)


def text(data: bytes) -> str:
    """A name as git gives it; bytes that are no UTF-8 survive the way there and back."""
    return os.fsdecode(data)


@cache
def check_version() -> None:
    """Raise `BadProject` when git is missing or too old."""
    said = git(Path(os.sep), ("version",)).decode(errors="replace")
    number = re.search(r"(\d+)\.(\d+)", said)
    if number is None or (int(number[1]), int(number[2])) < OLDEST:
        raise BadProject(f"git is too old: {said.strip()}", _HINT)


def _environment() -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or _KEPT.fullmatch(name)
    }
    # Looking must not even refresh the person's index; messages are for our eyes.
    return {**kept, "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}

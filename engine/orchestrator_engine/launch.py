"""Starting a run's supervisor so that it outlives whoever started it, and finding the dead.

POSIX only: on Windows a process is let go in other ways, which nobody has tried yet.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestrator_engine import journal
from orchestrator_engine.errors import AlreadyRunning, NoSuchRun, Refusal
from orchestrator_engine.places import RunFolder, find_runs
from orchestrator_engine.sequel import FOLLOWING, owed
from orchestrator_engine.system.locks import held

SUPERVISOR = (sys.executable, "-P", "-m", "orchestrator_engine.supervisor")
"""What is started; the folder of the run follows. (-P: nothing is imported from that folder.)"""

GO = b"go\n"
"""What a supervisor waits for before it starts a worker (see there)."""

HANDSHAKE = 20.0
"""Seconds within which a supervisor must answer."""

_HOP = """\
import os, sys
if os.fork() == 0:
    os.execv(sys.argv[1], sys.argv[1:])
"""
"""The short-lived process between us and the supervisor.

Editors end their language server by walking the tree of parents. Once this process is gone, the
supervisor's parent is the system's first process, and nobody who walks from us meets it.
"""


class ProjectBusy(AlreadyRunning):
    """Another run works in the same repository: `run` is its id."""

    def __init__(self, run: str) -> None:
        super().__init__(
            f"run {run} is going on in this project", f"see how it goes: code-orch status {run}"
        )
        self.run = run


class NotStarted(Refusal):
    """The run's own processes could not be started."""

    name = "not-started"


def start(
    folder: RunFolder, supervisor: Sequence[str] = SUPERVISOR, seconds: float = HANDSHAKE
) -> None:
    """Start the supervisor of a run, and return once it holds its locks.

    Raises `NoSuchRun`, `ProjectBusy`, or `NotStarted` when it says why it cannot, or nothing.
    """
    if not folder.store.exists():
        raise NoSuchRun(f"there is no run {folder.id}", "see the runs: code-orch status")
    if not hasattr(os, "fork"):
        raise NotStarted(
            "a run cannot be started on this system", "use Linux or macOS; on Windows, WSL"
        )
    argv, deadline = (*supervisor, str(folder.path)), time.monotonic() + seconds
    answer = detached(argv, folder.supervisor_log, folder.path, deadline)
    word, _, rest = answer.partition(" ")
    if word == "ready":
        return
    if word == "busy":
        raise ProjectBusy(rest)
    raise NotStarted(
        f"the run could not be started: {rest or 'its supervisor did not answer'}",
        f"its log may say why: {folder.supervisor_log}",
    )


def alive(folder: RunFolder) -> bool:
    """Whether somebody drives the run. Says nothing about whether it is over."""
    return held(folder.supervisor_lock)


def left(folder: RunFolder) -> bool:
    """Whether somebody drove the run and nobody does now. Says nothing about whether it is over.

    False where a person has to look first. One that nobody drove yet is just being started.
    """
    begun = folder.supervisor_lock.exists()
    return begun and not folder.given_up.exists() and not alive(folder)


def follow_up(folder: RunFolder) -> bool:
    """Have the run begun that follows this one by itself, where it is owed; whether it is."""
    if alive(folder) or not owed(folder):
        return False
    if held(folder.sequel_lock):
        return True
    detached((*FOLLOWING, str(folder.path)), folder.supervisor_log, folder.path, time.monotonic())
    return True


@dataclass(frozen=True, slots=True)
class Resumed:
    """Runs that had died and were `started`, and those that are `followed` by one of their own."""

    started: tuple[RunFolder, ...]
    followed: tuple[RunFolder, ...]


def resume_all(state: Path, supervisor: Sequence[str] = SUPERVISOR) -> Resumed:
    """Start the supervisors of all runs that died before their end, and what was to follow others.

    Runs whose supervisor gave up are left alone: a person has to look at them first.
    """
    started: list[RunFolder] = []
    followed: list[RunFolder] = []
    for folder in find_runs(state):
        try:
            if not left(folder):
                continue
            if not journal.over(folder):
                start(folder, supervisor)
                started.append(folder)
            elif follow_up(folder):
                followed.append(folder)
        except (Refusal, OSError):
            # One that cannot be read or started must not keep the others from it.
            continue
    return Resumed(tuple(started), tuple(followed))


def detached(argv: Sequence[str], log: Path, cwd: Path, deadline: float) -> str:
    """Start a process that is nobody's child, with nothing of ours; its first line, or nothing."""
    ours, theirs = socket.socketpair()
    with ours:
        try:
            with theirs, log.open("ab") as output:
                hop = subprocess.Popen(
                    (sys.executable, "-I", "-S", "-c", _HOP, *argv),
                    # In a folder of ours: one of the person's may be deleted or unmounted.
                    cwd=cwd,
                    stdin=subprocess.DEVNULL,
                    stdout=theirs.fileno(),
                    stderr=output,
                    # A session of its own: the terminal's Ctrl-C and hang-up do not reach it.
                    start_new_session=True,
                )
        except OSError as error:
            return f"error {error}"
        try:
            answer = _line(ours, deadline)
            if answer.partition(" ")[0] == "ready":
                # Only who hears this starts the worker: a supervisor that was too slow for us goes.
                ours.sendall(GO)
        except OSError:
            return ""
        finally:
            _wait(hop, deadline)
    return answer


def _wait(hop: "subprocess.Popen[bytes]", deadline: float) -> None:
    """Take note of the end of the short-lived process: it must not stay as a zombie."""
    try:
        hop.wait(max(deadline - time.monotonic(), 1))
    except subprocess.TimeoutExpired:
        hop.kill()
        hop.wait()


def _line(talk: socket.socket, deadline: float) -> str:
    """The first line that comes before the deadline, or what there is of it."""
    data = b""
    while b"\n" not in data and (left := deadline - time.monotonic()) > 0:
        talk.settimeout(left)
        try:
            more = talk.recv(4096)
        except TimeoutError:
            break
        if not more:
            break
        data += more
    return data.partition(b"\n")[0].decode(errors="replace")

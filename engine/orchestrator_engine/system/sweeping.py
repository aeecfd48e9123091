"""Ending what we started, down to grandchildren that tried to get away.

Every program that the engine starts carries a mark in its environment, and so does everything that
it starts in turn. A program may leave its parent, its group and its session; it keeps its mark.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psutil import Process

MARK_VARIABLE = "CODE_ORCH_MARK"
KEEPER_VARIABLE = "CODE_ORCH_KEEPER"
"""What the keepers of programs (`keeper.py`) have instead: they end their programs, then go."""

GRACE = 2.0
"""Seconds between the request to end and the end."""

_LIMIT = 5.0
"""Seconds after the grace in which everything must be gone; more only if the kernel is stuck."""

_KEEPERS = 4.0
"""Seconds more that a keeper gets: it goes by itself once its program's whole family is gone."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Whom a program belongs to: an attempt at a task of a run."""

    run: str
    task: str
    attempt: int

    def __str__(self) -> str:
        # A colon parts the marks of a program that has several.
        return f"{self.run}/{self.task.replace(':', '%3a')}/{self.attempt}"


def marked(environment: Mapping[str, str], mark: Mark) -> dict[str, str]:
    """That environment with the mark.

    What runs inside an attempt of another run keeps that run's mark too: it belongs to both.
    """
    outer = [
        each
        for each in os.environ.get(MARK_VARIABLE, "").split(":")
        if each and not each.startswith(f"{mark.run}/")
    ]
    return {**environment, MARK_VARIABLE: ":".join((*outer, str(mark)))}


def sweep(prefix: str, grace: float = GRACE) -> int:
    """End every process whose mark is `prefix` or goes on from it with `/`; how many there were.

    A process is asked to end first and gets `grace` seconds. Never ends the caller, nor those
    that the caller comes from.
    """
    import psutil  # noqa: PLC0415  # tens of milliseconds that only ending something is worth

    spared = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    return _end(lambda: _carriers(prefix, spared), grace)


def end_tree(root: int | None, mark: Mark, grace: float = GRACE) -> int:
    """End a child of ours that leads a session of its own, with all that came of it; how many.

    `root` is the child's number, or None when it has been waited for: from then on the number may
    be somebody else's, and its tree is found by the mark alone.
    """
    import psutil  # noqa: PLC0415  # as above

    known: dict[int, Process] = {}

    def found() -> dict[int, "Process"]:
        if root is not None:
            known.update(_session(root))
        # What was seen once stays known: it may lose its parent when that one is ended.
        for process in list(known.values()):
            with suppress(psutil.Error):
                known.update((child.pid, child) for child in process.children(recursive=True))
        known.update(_carriers(str(mark), {os.getpid()}))
        return known

    return _end(found, grace)


def program_works_in(name: str, folders: Sequence[Path]) -> bool:
    """Whether a program whose name begins like that works in one of the folders, or may do so."""
    import psutil  # noqa: PLC0415  # as above

    for process in psutil.process_iter():
        try:
            if not process.name().startswith(name):
                continue
            here = Path(process.cwd())
        except psutil.NoSuchProcess:
            continue
        except psutil.Error:
            return True  # it does not let itself be looked at
        if any(here.is_relative_to(folder) for folder in folders):
            return True
    return False


def _carriers(prefix: str, spared: set[int]) -> "dict[int, Process]":
    """The processes that carry the mark, by their numbers."""
    import psutil  # noqa: PLC0415  # as above

    carriers: dict[int, Process] = {}
    for pid in psutil.pids():
        if pid in spared:
            continue
        try:
            process = psutil.Process(pid)
            environment = process.environ()
            value = environment.get(MARK_VARIABLE) or environment.get(KEEPER_VARIABLE, "")
        except (psutil.Error, OSError):
            continue  # gone, or somebody else's
        if any(f"{mark}/".startswith(f"{prefix}/") for mark in value.split(":")):
            carriers[pid] = process
    return carriers


def _session(leader: int) -> "dict[int, Process]":
    """The processes of the session that a child of ours leads, by their numbers."""
    import psutil  # noqa: PLC0415  # as above

    members: dict[int, Process] = {}
    if sys.platform == "win32":
        return members
    for pid in psutil.pids():
        with suppress(OSError, psutil.Error):
            if os.getsid(pid) == leader:
                members[pid] = psutil.Process(pid)
    return members


def _end(found: "Callable[[], Mapping[int, Process]]", grace: float) -> int:
    """Ask all that is found to end, wait, then end it; again until nothing is found."""
    ended: set[int] = set()
    start = time.monotonic()
    asked: set[int] = set()
    pause = 0.002
    while alive := [process for process in found().values() if _alive(process)]:
        waited = time.monotonic() - start
        if waited > grace + _LIMIT:
            break
        for process in alive:
            if waited >= grace + (_KEEPERS if _keeps(process) else 0):
                _signal(process, force=True)
            elif process.pid not in asked:
                _signal(process, force=False)
            asked.add(process.pid)
            ended.add(process.pid)
        time.sleep(pause)
        pause = min(pause * 2, 0.05)
    return len(ended)


def _alive(process: "Process") -> bool:
    """Whether it still runs. A zombie has ended, and waits for its parent to notice."""
    import psutil  # noqa: PLC0415  # as above

    try:
        # Also false when another process has been given the number since.
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _keeps(process: "Process") -> bool:
    import psutil  # noqa: PLC0415  # as above

    try:
        return KEEPER_VARIABLE in process.environ()
    except (psutil.Error, OSError):
        return False


def _signal(process: "Process", *, force: bool) -> None:
    import psutil  # noqa: PLC0415  # as above

    try:
        if force:
            process.kill()
            return
        process.terminate()
        if hasattr(signal, "SIGCONT"):
            # A stopped process cannot hear that it is asked to end.
            process.send_signal(signal.SIGCONT)
    except psutil.Error:
        pass

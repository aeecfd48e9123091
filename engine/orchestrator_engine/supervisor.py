"""Keeps the worker of one run alive: `python -m orchestrator_engine.supervisor RUN_FOLDER`.

It holds two locks for as long as it lives: its repository's (one run a repository) and its run's
(which is what "alive" means). `tending` starts its worker again and again, and `one_worker` is one.

Its first and only line of output is the answer to whoever started it:

    ready             the locks are held, the worker is about to start
    busy RUN_ID       another run works in this repository
    error MESSAGE     it cannot start

Where its output is a socket, it starts the worker only once `go` was said on that: whoever has
given up waiting, or died, has told nobody that the run goes on.

Exit codes: 0 the run is over, 75 stopped or taken over, 1 given up or not started.
"""

import json
import os
import signal
import stat
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

from orchestrator_engine.errors import BadStore, Refusal
from orchestrator_engine.events import RunCreated
from orchestrator_engine.one_worker import GONE, OVER, Stop, sweep_up, worker_of
from orchestrator_engine.places import ProjectPlaces, RunFolder, project
from orchestrator_engine.settings import Settings
from orchestrator_engine.store import SqliteStore, Store
from orchestrator_engine.system.keeper import adopt_orphans
from orchestrator_engine.system.locks import Lock, Taken, held
from orchestrator_engine.system.logs import Log
from orchestrator_engine.tending import GAVE_UP, Tended, keep_alive

SUPERVISOR = "supervisor"
"""Who says something in the log of a run, as its worker does."""

GO = b"go\n"
"""What whoever started a supervisor says once it has heard that this one is ready."""


def main(arguments: Sequence[str]) -> int:
    """Supervise the run in the folder that is named; the exit code."""
    if len(arguments) != 1:
        _answer("error usage: python -m orchestrator_engine.supervisor RUN_FOLDER")
        return 2
    folder = RunFolder(Path(arguments[0]).absolute())
    code = supervise(folder, worker_of(folder))
    if code == OVER:
        _follow(folder)
    return code


def _follow(folder: RunFolder) -> None:
    """Become what begins the run that follows, if there is one: nobody else may be there."""
    from orchestrator_engine.sequel import FOLLOWING, owed  # noqa: PLC0415  # small while it runs

    with suppress(Refusal):
        if owed(folder):
            os.execv(FOLLOWING[0], (*FOLLOWING, str(folder.path)))  # noqa: S606  # ours


def supervise(folder: RunFolder, worker: Sequence[str]) -> int:
    """Hold the run's locks, answer, and keep `worker` alive until the run is over."""
    log = Log(folder.supervisor_log, SUPERVISOR)
    stop = Stop()
    for number in (signal.SIGTERM, signal.SIGINT, *_HANG_UP):
        # Handled, not ignored: what is ignored would stay so in every agent and check.
        signal.signal(number, stop)
    adopt_orphans()
    store: Store | None = None
    locks: list[Lock] = []
    try:
        locks.append(_ours(folder))
        if held(folder.worker_lock):
            # The worker of a supervisor before. Frozen in the middle of a transaction, it would
            # keep everybody from reading the store.
            sweep_up(folder, log)
        store = SqliteStore(folder.store, write=False)
        repository, settings = _created(store, folder)
        locks.append(_only(folder, project(repository, folder.state)))
        if not _answer("ready"):
            log.say("whoever started it waits no more", "warning")
            return GONE
        # What a person lets go on after it was given up begins with new patience.
        since = time.time() if folder.given_up.exists() else 0.0
        folder.given_up.unlink(missing_ok=True)
        return keep_alive(Tended(folder, worker, store, stop, log, since), settings)
    except Taken as taken:
        _answer(f"busy {taken}")
        return GAVE_UP
    except Refusal as refusal:
        log.say(f"stopped: {refusal.message}", "error")
        _answer(f"error {refusal.message}")
        return GAVE_UP
    except OSError as error:
        log.say(f"stopped by an error of the system: {error}", "error")
        _answer(f"error {error}")
        return GAVE_UP
    finally:
        if store is not None:
            store.close()
        for lock in reversed(locks):
            lock.release()


_HANG_UP = (signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()


def _ours(folder: RunFolder) -> Lock:
    """The run's lock; raises `Taken` with the run's id."""
    try:
        return Lock(folder.supervisor_lock)
    except Taken:
        raise Taken(folder.id) from None


def _only(folder: RunFolder, places: ProjectPlaces) -> Lock:
    """The repository's lock; raises `Taken` with the id of the run that has it."""
    try:
        repository = Lock(places.lock)
    except Taken:
        raise Taken(_run_of(places)) from None
    draft = places.run.with_name(f"{places.run.name}.{folder.id}")
    draft.write_text(folder.id)
    draft.replace(places.run)
    return repository


def _run_of(places: ProjectPlaces) -> str:
    try:
        return places.run.read_text().strip()
    except OSError:
        return "unknown"


def _created(store: Store, folder: RunFolder) -> tuple[Path, Settings]:
    """The run's repository and settings.

    Read as plain JSON: the library that structures events would double the supervisor's memory.
    """
    row = store.latest(RunCreated.kind)
    known = {field.name for field in fields(Settings)}
    try:
        created = json.loads(row.entry.data if row else "")
        given = {name: value for name, value in created["settings"].items() if name in known}
        return Path(created["origin"]["repository"]), Settings(**given)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise BadStore(
            f"{folder.store} does not begin with the creation of a run", "run the document again"
        ) from error


def _answer(line: str) -> bool:
    """Tell whoever started us, once; whether that one knows. Then nobody's pipe is held open."""
    known = False
    with suppress(OSError):
        os.write(1, f"{line.splitlines()[0]}\n".encode())
        known = not stat.S_ISSOCK(os.fstat(1).st_mode) or os.read(1, 10) == GO
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.close(nothing)
    return known


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

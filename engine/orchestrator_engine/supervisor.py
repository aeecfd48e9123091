"""Keeps the worker of one run alive: `python -m orchestrator_engine.supervisor RUN_FOLDER`.

It holds two locks for as long as it lives: its repository's (one run a repository) and its run's
(which is what "alive" means). The worker's standard input is a pipe that only the supervisor holds:
when the supervisor dies, the worker sees it close and stops.

Its first and only line of output is the answer to whoever started it:

    ready             the locks are held, the worker is about to start
    busy RUN_ID       another run works in this repository
    error MESSAGE     it cannot start

Where its output is a socket, it starts the worker only once `go` was said on that: whoever has
given up waiting, or died, has told nobody that the run goes on.

A run that crashes again and again is held: a last worker writes down that it waits for a person,
and why, so that every face can say so. Where that does not work either, the reason is in the run's
folder (`given-up`).

Exit codes of a worker: 0 the run is over; 75 it was told to go, or another one took over; 78 it
cannot work, and wrote down why; anything else is a crash. The supervisor's own: 0 the run is over,
75 stopped or taken over, 1 given up or not started.
"""

import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from types import FrameType

from orchestrator_engine.durations import in_words
from orchestrator_engine.errors import BadStore, Refusal
from orchestrator_engine.events import (
    PhaseEnded,
    RunCreated,
    RunResumed,
    TaskMerged,
    WorkerTookOver,
)
from orchestrator_engine.places import ProjectPlaces, RunFolder, project
from orchestrator_engine.settings import Settings
from orchestrator_engine.store import SqliteStore, Store
from orchestrator_engine.system.keeper import adopt_orphans, end_all
from orchestrator_engine.system.locks import Lock, Taken, held
from orchestrator_engine.system.logs import Heard, Log
from orchestrator_engine.system.sweeping import GRACE, Mark, marked, sweep

OVER = 0
ASKED_TO_GO = 75
GAVE_UP = 1
REFUSED = 78

FOLLOWING = (sys.executable, "-P", "-m", "orchestrator_engine.following")
"""What begins the run that follows one by itself; the folder of that one follows."""

_AS_IT_SHOULD = (OVER, ASKED_TO_GO)

SUPERVISOR = "supervisor"
WORKER = "worker"
"""Who says something in the log of a run."""

GO = b"go\n"
"""What whoever started a supervisor says once it has heard that this one is ready."""

FAREWELL = 10.0
"""Seconds that a worker has to stop when its input closes."""

_LOOK = 0.25
"""Seconds between looks into the inbox while no worker is there to look."""

LOOP_STARTS = 10
"""Starts of a worker that got nowhere, after which the run is held ..."""

LOOP_DELAYS = 10
"""... when they came within so many of the longest delays between two starts (10 minutes)."""

_LAST_WORDS = 60.0
"""Seconds that writing down a hold may take."""


@dataclass(slots=True)
class Patience:
    """How long to wait before a worker is started again, and when to give up.

    The delay doubles with each crash up to a cap. A phase that ended since the last crash is
    progress: the count and the delay begin anew.
    """

    settings: Settings
    phases: int = 0
    crashes: int = 0

    def after_crash(self, phases: int) -> float | None:
        """Seconds to wait, or None to give up; `phases` grows whenever a phase ends."""
        if phases > self.phases:
            self.crashes = 0
        self.phases = phases
        self.crashes += 1
        if self.crashes > self.settings.max_restarts:
            return None
        doubled = self.settings.restart_delay * 2.0 ** min(self.crashes - 1, 64)
        return min(doubled, self.settings.restart_delay_cap)


class Stop:
    """Whether somebody asked the supervisor to stop, by a signal; passes it on to the worker."""

    def __init__(self, farewell: float = FAREWELL) -> None:
        self.told = False
        self._farewell = farewell
        self._worker: subprocess.Popen[bytes] | None = None

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        """The signal handler. It raises nothing: what is being tidied up is tidied up."""
        self.told = True
        self._pass_on()

    def watch(self, worker: "subprocess.Popen[bytes]") -> None:
        """From here on `worker` is the one to be asked to go."""
        self._worker = worker
        if self.told:
            self._pass_on()

    def _pass_on(self) -> None:
        worker = self._worker
        if worker is None or worker.stdin is None or worker.stdin.closed:
            return
        worker.stdin.close()
        timer = threading.Timer(self._farewell, worker.kill)
        timer.daemon = True
        timer.start()


def main(arguments: Sequence[str]) -> int:
    """Supervise the run in the folder that is named; the exit code."""
    if len(arguments) != 1:
        _answer("error usage: python -m orchestrator_engine.supervisor RUN_FOLDER")
        return 2
    folder = RunFolder(Path(arguments[0]).absolute())
    code = supervise(folder, worker_of(folder))
    if code == OVER and _is_followed(folder):
        # In its own place: nobody else may be there to begin it.
        os.execv(FOLLOWING[0], (*FOLLOWING, str(folder.path)))  # noqa: S606  # ours
    return code


def _is_followed(folder: RunFolder) -> bool:
    from orchestrator_engine.sequel import owed  # noqa: PLC0415  # small while it supervises

    with suppress(Refusal):
        return owed(folder)
    return False


def worker_of(folder: RunFolder) -> tuple[str, ...]:
    """The command that is a run's worker."""
    return (sys.executable, "-P", "-m", "orchestrator_engine.worker", str(folder.path))


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
            _sweep(folder, log)
        store = SqliteStore(folder.store, write=False)
        repository, settings = _created(store, folder)
        locks.append(_only(folder, project(repository, folder.state)))
        if not _answer("ready"):
            log.say("whoever started it waits no more", "warning")
            return ASKED_TO_GO
        # What a person lets go on after it was given up begins with new patience.
        since = time.time() if folder.given_up.exists() else 0.0
        folder.given_up.unlink(missing_ok=True)
        patience = Patience(settings, _phases(store))
        return _keep_alive(folder, worker, store, patience, since, stop, log)
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


def _keep_alive(  # noqa: PLR0913, PLR0917  # all that a supervisor knows
    folder: RunFolder,
    worker: Sequence[str],
    store: Store,
    patience: Patience,
    since: float,
    stop: Stop,
    log: Log,
) -> int:
    """Start the worker, again and again, until the run is over or patience is."""
    phases = patience.phases
    before = OVER
    while not stop.told:
        why = _loop(store, patience.settings, since)
        if why is not None:
            return hold(folder, worker, why, log)
        heard = _sent(store)
        code = _one_worker(folder, worker, stop, log)
        log.say(f"the worker ended: {_words(code)}", "info" if code in _AS_IT_SHOULD else "warning")
        if code in (OVER, ASKED_TO_GO):
            return code
        if code == before == REFUSED:
            # Once may have been a moment's trouble with the disk.
            log.say("giving up: the next one would say the same", "error")
            return GAVE_UP
        before = code
        if stop.told:
            break
        # What cannot be read now is no progress, and no reason to leave the run alone.
        with suppress(BadStore):
            phases = _phases(store)
        delay = patience.after_crash(phases)
        if delay is None:
            why = f"the worker crashed {patience.crashes} times without ending a phase"
            return hold(folder, worker, why, log)
        log.say(f"starting it again in {delay:g} s")
        folder.given_up.unlink(missing_ok=True)
        _wait(delay, store, stop, heard)
    log.say("told to stop")
    return ASKED_TO_GO


def _phases(store: Store) -> int:
    """A number that grows whenever a phase ends."""
    last = store.latest(PhaseEnded.kind)
    return last.seq if last is not None else 0


def _loop(store: Store, settings: Settings, since: float) -> str | None:
    """Why the run is held, if its workers only ever start.

    Counted in the journal: that whoever supervised them died too makes it no better.
    """
    window = LOOP_DELAYS * settings.restart_delay_cap
    now = time.time()
    try:
        progress = store.latest(PhaseEnded.kind, TaskMerged.kind, RunResumed.kind)
        starts = sum(
            row.entry.kind == WorkerTookOver.kind
            # (A clock that was set back is no reason to forget what was just seen.)
            and abs(now - row.at) < window
            and row.at >= since
            for row in store.read(progress.seq if progress is not None else 0)
        )
    except BadStore:
        return None  # the worker will say what is wrong with it
    if starts < LOOP_STARTS:
        return None
    return f"the worker was started {starts} times in {in_words(window)} and got nowhere"


def hold(folder: RunFolder, worker: Sequence[str], why: str, log: Log) -> int:
    """Have it written into the journal that the run waits for a person; the exit code."""
    log.say(f"giving up: {why}", "error")
    words = f"{why}; see {folder.supervisor_log}"
    written = False
    with suppress(OSError, subprocess.TimeoutExpired), folder.supervisor_log.open("ab") as said:
        last = subprocess.run(
            (*worker, "hold", words),
            cwd=folder.path,
            env=marked(os.environ, Mark(folder.id, "worker", 0)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            timeout=_LAST_WORDS,
            check=False,
        )
        written = last.returncode == OVER
    if not written:
        folder.given_up.write_text(f"{why}\n")
    return GAVE_UP


def _sent(store: Store) -> int | None:
    """How many commands were ever sent; None where that cannot be read now."""
    try:
        return len(store.commands())
    except BadStore:
        return None


def _wait(delay: float, store: Store, stop: Stop, heard: int | None) -> None:
    """Sleep; but a command that the last worker did not find there is not kept waiting.

    It may have come while that worker was dying: `heard` were there when it was started.
    """
    until = time.monotonic() + delay
    while not stop.told and (left := until - time.monotonic()) > 0:
        sent = _sent(store)
        if heard is None:
            heard = sent
        elif sent is not None and sent > heard:
            return
        time.sleep(min(left, _LOOK))


def _one_worker(folder: RunFolder, worker: Sequence[str], stop: Stop, log: Log) -> int:
    """Run one worker to its end; its exit code. Nothing that it started is left afterwards."""
    with subprocess.Popen(
        worker,
        cwd=folder.path,
        # So that the next worker can end this one, should it be frozen and not see its input close.
        env=marked(os.environ, Mark(folder.id, "worker", 0)),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        bufsize=0,
    ) as process:
        stop.watch(process)
        listener = threading.Thread(target=_listen, args=(process, log), daemon=True)
        listener.start()
        code = process.wait()
        _end_family(folder, log)
        # Nothing is left that could write to it.
        listener.join(1)
        return code


def _end_family(folder: RunFolder, log: Log) -> None:
    """End what a worker that has ended left behind."""
    if sys.platform != "linux":
        _sweep(folder, log)
        return
    # All of it are our children by now (keepers among them, which are about to go by themselves).
    met, left = end_all(GRACE)
    if met:
        log.say(f"ended {met} processes that a worker left behind")
    if left:
        log.say(f"{left} processes of it could not be ended", "error")


def _sweep(folder: RunFolder, log: Log) -> None:
    swept = sweep(folder.id)
    if swept:
        log.say(f"ended {swept} processes that a worker left behind")


def _listen(process: "subprocess.Popen[bytes]", log: Log) -> None:
    """Put what the worker says into the log, until its pipe is closed."""
    assert process.stderr is not None
    heard = Heard(log, WORKER)
    with suppress(OSError, ValueError):
        while data := os.read(process.stderr.fileno(), 65536):
            heard.feed(data)
    heard.end()


def _words(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

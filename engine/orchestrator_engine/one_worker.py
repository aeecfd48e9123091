"""One worker of a run, from its start to the end of the last thing that it left behind.

Its standard input is a pipe that only the supervisor holds: when the supervisor dies, the worker
sees it close and stops.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType

from orchestrator_engine.places import RunFolder
from orchestrator_engine.system.keeper import end_all
from orchestrator_engine.system.logs import Heard, Log
from orchestrator_engine.system.sweeping import GRACE, Mark, marked, sweep

OVER = 0
"""The exit code of a worker whose run has ended."""

GONE = 75
"""The exit code of a worker that was told to go, or found that another one has its run."""

REFUSED = 78
"""The exit code of a worker that cannot work, and would say the same each time."""

CRASHED = 1
"""The exit code of a worker that may have more luck next time."""

WORKER = "worker"
"""Who says something in the log of a run."""

FAREWELL = 10.0
"""Seconds that a worker has to stop when its input closes."""


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


def worker_of(folder: RunFolder) -> tuple[str, ...]:
    """The command that is a run's worker."""
    return (sys.executable, "-P", "-m", "orchestrator_engine.worker", str(folder.path))


def run_worker(folder: RunFolder, worker: Sequence[str], stop: Stop, log: Log) -> int:
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
        sweep_up(folder, log)
        return
    # All of it are our children by now (keepers among them, which are about to go by themselves).
    met, left = end_all(GRACE)
    if met:
        log.say(f"ended {met} processes that a worker left behind")
    if left:
        log.say(f"{left} processes of it could not be ended", "error")


def sweep_up(folder: RunFolder, log: Log) -> None:
    """End what runs on of a worker, found by its mark."""
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


def ending(code: int) -> str:
    """How a worker ended, in words."""
    return f"signal {-code}" if code < 0 else f"exit code {code}"

"""Child processes as the engine sees them: started, watched, and ended with all that came of them.

On Linux each program has a keeper (`keeper.py`), and nothing gets away from it. Elsewhere there is
nothing like a subreaper: a program is found again by its session, its parents and its mark, and one
that changed all three is not.
"""

import errno
import logging
import marshal
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

import anyio
from anyio import to_thread

from orchestrator_engine.system import keeper, sandbox
from orchestrator_engine.system.sweeping import (
    KEEPER_VARIABLE,
    Mark,
    end_tree,
    marked,
    sweep,
)

log = logging.getLogger(__name__)

KEEPS = sys.platform == "linux"
"""Whether programs have keepers here."""

_KILLED = frozenset(128 + number for number in (signal.SIGABRT, signal.SIGKILL, signal.SIGSEGV))

_held: list[int] = []


@contextmanager
def holding(descriptor: int) -> Generator[None]:
    """Have this open file kept open by all keepers that are started meanwhile, until they end.

    A worker says so of its lock: whoever gets the lock then knows that nothing is left.
    """
    _held.append(descriptor)
    try:
        yield
    finally:
        _held.remove(descriptor)


class Child(Protocol):
    """A program that was started. Its three streams are pipes of `process`."""

    process: "subprocess.Popen[bytes]"
    pid: int
    news: int | None
    """A descriptor that can be read once the program may have ended, where there is one."""

    def exit_code(self) -> int | None:
        """The exit code, negative for a signal, or None while it runs."""
        ...

    async def end(self, grace: float) -> None:
        """End what is left of it and of all that it started, in bounded time, and let it go."""
        ...


async def start(
    argv: Sequence[str], cwd: Path, env: Mapping[str, str], mark: Mark, *, merged: bool
) -> Child:
    """Start a program in a session of its own; raises `OSError`, `ValueError` or `IndexError`.

    It is behind the walls of `sandbox.behind`, where there are any.
    `merged` makes its standard error part of its standard output.
    """
    walls = sandbox.current()
    if walls is not None and argv:
        argv = sandbox.wrapped(argv, cwd, env, walls)
    if KEEPS:
        return await _Kept.start(argv, cwd, marked(env, mark), mark, merged=merged)
    return _Plain(argv, cwd, marked(env, mark), mark, merged=merged)


class _Kept:
    """A program with a keeper, which is the child that we have; `pid` is the program's own."""

    def __init__(
        self, process: "subprocess.Popen[bytes]", control: socket.socket, mark: Mark
    ) -> None:
        self.process = process
        self.pid = 0
        self.news: int | None = control.fileno()
        self._control = control
        self._mark = mark
        self._said = b""
        self._code: int | None = None
        self._closed = False
        self._walled = sandbox.current() is not None

    @classmethod
    async def start(
        cls, argv: Sequence[str], cwd: Path, env: Mapping[str, str], mark: Mark, *, merged: bool
    ) -> "_Kept":
        if not argv:
            raise IndexError("a program without a name")
        job = marshal.dumps((list(argv), str(cwd), dict(env)))
        process, control = _a_keeper(mark, merged=merged)
        child = cls(process, control, mark)
        try:
            await child._give(len(job).to_bytes(8, "big") + job)
            await child._begun()
        except BaseException:
            with anyio.CancelScope(shield=True):
                await child.end(0.0)
            for stream in (process.stdin, process.stdout, process.stderr):
                if stream is not None:
                    stream.close()
            raise
        return child

    async def _give(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[self._control.send(view) :]
            except BlockingIOError:
                await anyio.wait_writable(self._control)

    async def _begun(self) -> None:
        """Wait until the program runs; raises `OSError` when it could not be started."""
        while not self.pid:
            await anyio.wait_readable(self._control)
            self._listen()
            if self._closed and not self.pid:
                raise OSError(errno.ECHILD, "its keeper could not be started")

    def _listen(self) -> None:
        """Take in what the keeper says."""
        try:
            while data := self._control.recv(4096):
                self._said += data
            self._closed = True
        except BlockingIOError:
            pass
        except OSError:
            self._closed = True
        *lines, self._said = self._said.split(b"\n")
        for word, _, number in (line.partition(b" ") for line in lines):
            match word:
                case b"pid":
                    self.pid = int(number)
                case b"failed":
                    raise OSError(int(number), os.strerror(int(number)))
                case b"exit":
                    self._code = int(number)
                case _:
                    log.warning("%s of %s could not be ended", number.decode(), self._mark)

    def exit_code(self) -> int | None:
        self._listen()
        if self._code is None and self._closed:
            # Without its keeper a program is killed by the kernel.
            return -signal.SIGKILL
        if self._walled and self._code is not None and self._code in _KILLED:
            # The walls stand between: they say like a shell that a signal ended it.
            return 128 - self._code
        return self._code

    async def end(self, grace: float) -> None:
        # Without a thread: where a program has used up all processes, there is none to be had.
        with suppress(OSError):
            self._control.send(b"end %f\n" % grace)
        # Somebody may have stopped the whole family, its keeper too.
        self.process.send_signal(signal.SIGCONT)
        with anyio.move_on_after(grace + keeper.LIMIT + 1):
            while not self._closed:
                await anyio.wait_readable(self._control)
                with suppress(OSError):  # that it could not be started has been told
                    self._listen()
        if not self._closed:
            self.process.kill()
        self._control.close()
        # The socket closes in the instant of its end.
        if self.process.wait() != 0:
            log.warning("the keeper of %s was killed", self._mark)
            await to_thread.run_sync(keeper.end_strangers, grace)
            await to_thread.run_sync(sweep, str(self._mark), grace)


def _a_keeper(mark: Mark, *, merged: bool) -> "tuple[subprocess.Popen[bytes], socket.socket]":
    """A new keeper, and our end of the socket on which it waits for its job."""
    ours, theirs = socket.socketpair()
    ours.settimeout(0)
    passed = (theirs.fileno(), *_held)
    try:
        process = subprocess.Popen(
            (sys.executable, "-I", "-S", keeper.__file__, *map(str, passed)),
            cwd=os.sep,
            # Found by this, it is asked to end its program rather than ended before that one.
            env=_keepers_environment(mark),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if merged else subprocess.PIPE,
            bufsize=0,
            pass_fds=passed,
        )
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    return process, ours


def _keepers_environment(mark: Mark) -> dict[str, str]:
    # A Python that was put somewhere unusual may need the second to find its own library.
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    return {KEEPER_VARIABLE: str(mark), **kept}


class _Plain:
    """A program that is our own child."""

    def __init__(
        self, argv: Sequence[str], cwd: Path, env: Mapping[str, str], mark: Mark, *, merged: bool
    ) -> None:
        self.process = subprocess.Popen(
            argv,
            cwd=cwd,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if merged else subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )
        self.pid = self.process.pid
        self.news: int | None = None
        self._mark = mark

    def exit_code(self) -> int | None:
        """As above.

        Where the system allows it, the child is left as a zombie: as long as nobody has waited for
        it, its number is its own, and what else is in its session can be found by that.
        """
        if self.process.returncode is not None or not hasattr(os, "waitid"):
            return self.process.poll()
        look = os.WEXITED | os.WNOHANG | os.WNOWAIT
        try:
            ended = os.waitid(os.P_PID, self.pid, look)
        except ChildProcessError:
            return self.process.poll()
        if ended is None:
            return None
        return ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status

    async def end(self, grace: float) -> None:
        root = self.pid if self.process.returncode is None else None
        await to_thread.run_sync(end_tree, root, self._mark, grace)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(1)

"""Programs that we start and that leave nothing behind.

    async with program(argv, ...) as running:
        async for chunk in running.chunks():
            ...
        finished = await running.wait()

How a program ended is a value, also when it could not be started. Leaving the context ends the
whole tree of it, whatever happened, within a bounded time. POSIX only: on Windows pipes cannot be
waited for like this.
"""

import errno
import math
import os
import selectors
import signal
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import anyio

from orchestrator_engine.system import children
from orchestrator_engine.system.children import Child
from orchestrator_engine.system.spool import Spool
from orchestrator_engine.system.sweeping import GRACE, Mark, sweep

__all__ = ["Finished", "Mark", "Program", "program", "run_program", "sweep", "until_orphaned"]

CHUNK = 64 * 1024
_LINGER = 0.25
"""Seconds that what a program started may go on writing after the program itself has ended."""

_POLL = 0.02
"""Seconds between looks at a child, where nobody tells of its end."""

_SLICE = 1.0
"""Seconds that one wait takes at most: what takes much longer was no waiting (`_awake`)."""


@dataclass(frozen=True, slots=True)
class Finished:
    """How a program ended: `code` is None when it did not end by itself, and `why` says why.

    `seconds` is how long it took, `tail` the end of its output.
    """

    code: int | None
    why: str
    seconds: float
    tail: str


class Program:
    """A program that was started, or could not be. Made by `program`."""

    def __init__(
        self,
        child: Child | None,
        why: str,
        spool: Spool,
        deadlines: tuple[float, float | None],
    ) -> None:
        self._child = child
        self._process = None if child is None else child.process
        self._why = why
        self._spool = spool
        self._begun = time.monotonic()
        self._end = self._begun + deadlines[0]
        self._idle = deadlines[1]
        self._heard = self._begun
        self._selector = selectors.DefaultSelector()
        self._code: int | None = None
        self._seconds: float | None = None
        self._news: int | None = None
        if child is None:
            self._seconds = 0.0
            return
        process = child.process
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                os.set_blocking(stream.fileno(), False)
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                self._selector.register(stream.fileno(), selectors.EVENT_READ)
        self._news = child.news
        if self._news is not None:
            self._selector.register(self._news, selectors.EVENT_READ)

    @property
    def pid(self) -> int | None:
        """The number of its process, or None when it could not be started."""
        return None if self._child is None else self._child.pid

    async def send(self, data: bytes) -> bool:
        """Write to its standard input; False when it does not listen any more, or in time.

        Whoever sends more than a pipe holds (64 KiB) has to read its output meanwhile.
        """
        stream = self._process and self._process.stdin
        if stream is None or stream.closed:
            return False
        view = memoryview(data)
        with anyio.move_on_after(max(self._end - time.monotonic(), 0)):
            while view:
                try:
                    view = view[os.write(stream.fileno(), view) :]
                except BlockingIOError:
                    await anyio.wait_writable(stream.fileno())
                except OSError:
                    break
            else:
                return True
        self.close_input()
        return False

    @contextmanager
    def waiting(self) -> Generator[None]:
        """Time that it waits for a person, which does not count."""
        end, self._end = self._end, math.inf
        begun = time.monotonic()
        try:
            yield
        finally:
            self._end = end + time.monotonic() - begun

    def close_input(self) -> None:
        """Tell it that nothing more will be written to its standard input."""
        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()

    async def chunks(self) -> AsyncIterator[bytes]:
        """Its standard output as it comes, at most 64 KiB at a time, until it has ended.

        Standard error, where it is not the same, goes to the spool alone. Time without a sign of
        life counts only while somebody waits here for the next chunk.
        """
        self._heard = time.monotonic()
        stdout = self._process and self._process.stdout and self._process.stdout.fileno()
        async for stream, data in self._output():
            self._spool.write(data)
            if stream == stdout:
                yield data

    async def wait(self) -> Finished:
        """Read what output is left, wait for the end, and say how it ended."""
        async for _ in self.chunks():
            pass
        assert self._seconds is not None
        return Finished(self._code, self._why, self._seconds, self._spool.text())

    async def _output(self) -> AsyncIterator[tuple[int, bytes]]:
        """Chunks of both streams, until the program has ended or its time is over."""
        while self._seconds is None:
            assert self._process is not None
            open_streams = len(self._selector.get_map()) - (self._news is not None)
            if self._ended():
                async for item in self._rest(open_streams):
                    yield item
                return
            deadline = self._deadline()
            if deadline <= time.monotonic():
                self._seconds = time.monotonic() - self._begun
                return
            for stream in await self._ready(deadline):
                data = self._read(stream)
                if data:
                    self._heard = time.monotonic()
                    yield stream, data

    async def _rest(self, open_streams: int) -> AsyncIterator[tuple[int, bytes]]:
        """What is left in the pipes; another process may hold them open for as long as it likes."""
        if self._news is not None:
            self._selector.unregister(self._news)
            self._news = None
        until = time.monotonic() + _LINGER
        while open_streams and time.monotonic() < until:
            for stream in await self._ready(until):
                data = self._read(stream)
                if data:
                    yield stream, data
            open_streams = len(self._selector.get_map())

    def _deadline(self) -> float:
        """When the wait for the next sign of life is over, and what to say then."""
        if self._idle is not None and self._heard + self._idle < self._end:
            self._why = f"no sign of life for {self._idle:g} s"
            return self._heard + self._idle
        self._why = f"not finished after {self._end - self._begun:g} s"
        return self._end

    async def _ready(self, deadline: float) -> list[int]:
        """The streams with something to read, once there are any or the deadline is here."""
        if not self._selector.get_map():
            await anyio.sleep(_POLL)
            return []
        begun = time.monotonic()
        wait = min(max(deadline - begun, 0), _SLICE if self._news is not None else _POLL)
        with anyio.move_on_after(wait):
            # One descriptor stands for all of them: no task a stream, nothing to tidy up.
            await anyio.wait_readable(self._selector.fileno())
        self._awake(time.monotonic() - begun - wait)
        return [key.fd for key, _ in self._selector.select(0) if key.fd != self._news]

    def _awake(self, more: float) -> None:
        """Take note that a wait lasted `more` seconds longer than it may.

        Then the machine slept, or everything was stopped, and the program could do no more than we:
        that time does not count, or each pause would end all agents at once.
        """
        if more > _SLICE:
            self._end += more
            self._heard += more
            self._begun += more

    def _read(self, stream: int) -> bytes:
        try:
            data = os.read(stream, CHUNK)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._selector.unregister(stream)
        return data

    def _ended(self) -> bool:
        """Whether the program has ended by itself; notes how, once it has."""
        assert self._child is not None
        code = self._child.exit_code()
        if code is None:
            return False
        self._seconds = time.monotonic() - self._begun
        self._code, self._why = (None, _killed(-code)) if code < 0 else (code, "")
        return True

    async def leave(self, grace: float) -> None:
        """End what is left of the tree, and close everything. Bounded, and never cancelled."""
        with anyio.CancelScope(shield=True):
            self._selector.close()
            if self._child is not None:
                await self._child.end(grace)
            self._close()

    def _close(self) -> None:
        if self._process is not None:
            for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
                if stream is not None:
                    with suppress(OSError):
                        stream.close()
        self._spool.close()


@asynccontextmanager
async def program(  # noqa: PLR0913  # what a program is started with
    argv: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    mark: Mark,
    spool: Path,
    seconds: float,
    idle_seconds: float | None = None,
    merged: bool = False,
    grace: float = GRACE,
) -> AsyncGenerator[Program]:
    """Start a program in a session of its own; leaving the context ends its whole tree.

    It may take `seconds` in all, and `idle_seconds` without output. `merged` makes standard error
    part of standard output; else it goes to the spool alone. `env` is all that it gets to see.
    """
    child, why = None, ""
    try:
        child = await children.start(argv, cwd, env, mark, merged=merged)
    except (OSError, ValueError, IndexError) as error:
        why = _not_started(argv, cwd, error)
    running = Program(child, why, Spool(spool), (seconds, idle_seconds))
    try:
        yield running
    finally:
        await running.leave(grace)


async def run_program(  # noqa: PLR0913  # as above
    argv: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    mark: Mark,
    spool: Path,
    seconds: float,
    idle_seconds: float | None = None,
    stdin: bytes | None = None,
    on_output: Callable[[bytes], None] | None = None,
    grace: float = GRACE,
) -> Finished:
    """Run a program to its end, both of its outputs in one; nothing of it is left afterwards."""
    async with program(
        argv,
        cwd=cwd,
        env=env,
        mark=mark,
        spool=spool,
        seconds=seconds,
        idle_seconds=idle_seconds,
        merged=True,
        grace=grace,
    ) as running:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_feed, running, stdin or b"")
            async for chunk in running.chunks():
                if on_output is not None:
                    on_output(chunk)
            tasks.cancel_scope.cancel()
        return await running.wait()


async def _feed(running: Program, data: bytes) -> None:
    await running.send(data)
    running.close_input()


async def until_orphaned(descriptor: int = 0) -> None:
    """Return when the other end of that pipe is closed: our parent is gone, or wants us to go.

    No thread waits here: one that is blocked in a read would keep the interpreter from ending.
    """
    while True:
        try:
            await anyio.wait_readable(descriptor)
        except PermissionError:
            pass  # a file, or nothing at all: reading never waits, and meets the end at once
        except (OSError, ValueError):
            return
        try:
            if not os.read(descriptor, CHUNK):
                return
        except BlockingIOError:
            continue
        except OSError:
            return


def _not_started(argv: Sequence[str], cwd: Path, error: Exception) -> str:
    name = argv[0] if argv else "nothing"
    if not cwd.is_dir():
        return f"no such folder: {cwd}"
    if isinstance(error, FileNotFoundError):
        # The file may be there, and the interpreter named in its first line not.
        found = "/" in name and (cwd / name).exists()
        return f"its interpreter was not found: {name}" if found else f"program not found: {name}"
    if isinstance(error, PermissionError):
        return f"not executable: {name}"
    if isinstance(error, OSError) and error.errno == errno.ENOEXEC:
        return f"not a program: {name}"
    return f"{name} could not be started: {error}"


def _killed(number: int) -> str:
    try:
        name = signal.Signals(number).name
    except ValueError:
        return f"killed by signal {number}"
    return f"killed by signal {number} ({name})"

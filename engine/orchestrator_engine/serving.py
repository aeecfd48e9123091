"""Whether a project's dev server answers: started by us, asked over the loopback, and ended again.

It is ended with everything that it started, whether that left its session or not. A port that
somebody else has is not asked: their answer would say nothing of the project.
"""

import time
from collections.abc import Mapping
from pathlib import Path

import anyio

from orchestrator_engine.attempt import CheckResult
from orchestrator_engine.plan import Check
from orchestrator_engine.system.processes import Mark, Program, program

LOOPBACK = ("127.0.0.1", "::1")
"""Where servers listen that mean “localhost”."""

_PAUSE = 0.15
_ONE_TRY = 10.0
"""Seconds that one request may take: the first page of many servers is built when it is asked."""

_AFTER_END = 5.0
"""Seconds that what a starter left behind has for its first answer, once that has ended well."""

_BAD = 500
_MISSING = 400


async def answers(
    check: Check, tree: Path, environment: Mapping[str, str], mark: Mark, spool: Path
) -> CheckResult:
    """Start the server in `tree`, wait for an answer, and end it with its children."""
    assert check.port is not None
    begun = time.monotonic()
    if await _listens(check.port):
        why = f"not tried: port {check.port} of this machine is taken by another program"
        return untried(check, why)
    async with program(
        check.command,
        cwd=tree,
        env={**environment, "PORT": str(check.port), "HOST": LOOPBACK[0], "BROWSER": "none"},
        mark=mark,
        spool=spool,
        seconds=check.seconds + _ONE_TRY,
        merged=True,
    ) as running:
        watch = _Watch(running)
        status = why = None
        async with anyio.create_task_group() as group:
            group.start_soon(watch.until_its_end)
            status, why = await _asked(check, watch)
            group.cancel_scope.cancel()
    seconds = round(time.monotonic() - begun, 3)
    least = _BAD if check.path == "/" else _MISSING
    passed = status is not None and status < least
    where = f"http://localhost:{check.port}{check.path}"
    said = f"{where} answered {status}" if status is not None else f"{where}: {why}"
    tail = "" if passed else watch.tail
    return CheckResult(check.name, passed, 0 if passed else 1, seconds, tail, said, spool.name)


def untried(check: Check, why: str) -> CheckResult:
    """A check that could not be made, through no fault of the work."""
    return CheckResult(
        check.name, passed=True, code=None, seconds=0.0, tail="", why=why, log="", tried=False
    )


class _Watch:
    """Reads what a program says, so that it is never kept waiting, and notes its end."""

    def __init__(self, running: Program) -> None:
        self._running = running
        self.code: int | None = None
        self.ended: float | None = None
        self._said = b""

    async def until_its_end(self) -> None:
        async for chunk in self._running.chunks():
            self._said = (self._said + chunk)[-_TAIL:]
        finished = await self._running.wait()
        self.code, self.ended = finished.code, time.monotonic()
        self._said = self._said or finished.why.encode()

    @property
    def tail(self) -> str:
        return self._said.decode(errors="replace")

    @property
    def given_up(self) -> bool:
        """Whether nobody can answer any more; a starter that ended well may have left a server."""
        if self.ended is None:
            return False
        return self.code != 0 or time.monotonic() > self.ended + _AFTER_END


_TAIL = 8 * 1024


async def _asked(check: Check, watch: _Watch) -> tuple[int | None, str]:
    """The status of the first answer, or None with the reason."""
    assert check.port is not None
    until = time.monotonic() + check.seconds
    while time.monotonic() < until:
        for host in LOOPBACK:
            status = await _status(host, check.port, check.path)
            if status is not None:
                return status, ""
        if watch.given_up:
            how = "it could not be started" if watch.code is None else f"exit code {watch.code}"
            return None, f"the server ended before it answered ({how})"
        await anyio.sleep(_PAUSE)
    return None, f"no answer within {check.seconds:g} s"


async def _listens(port: int) -> bool:
    """Whether somebody listens there."""
    for host in LOOPBACK:
        try:
            with anyio.fail_after(_ONE_TRY):
                stream = await anyio.connect_tcp(host, port)
        except (OSError, TimeoutError):
            continue
        await stream.aclose()
        return True
    return False


async def _status(host: str, port: int, path: str) -> int | None:
    """The status of an HTTP answer, or None where none came."""
    request = (
        f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAccept: */*\r\nConnection: close\r\n\r\n"
    )
    said = b""
    try:
        with anyio.fail_after(_ONE_TRY):
            async with await anyio.connect_tcp(host, port) as stream:
                await stream.send(request.encode())
                while b"\r\n" not in said and len(said) < _TAIL:
                    said += await stream.receive()
    except (OSError, TimeoutError, anyio.EndOfStream, anyio.BrokenResourceError):
        return None
    words = said.split(b"\r\n", 1)[0].split()
    spoken = len(words) > 1 and words[0].startswith(b"HTTP/") and words[1].isdigit()
    return int(words[1]) if spoken else None

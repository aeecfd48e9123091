"""The process: its lock, its sockets, its server, and when it goes."""

import asyncio
import contextlib
import json
import logging
import os
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from orchestrator_engine.dashboard.app import FREE, Dashboard
from orchestrator_engine.dashboard.guard import MOST_BODY, Guard
from orchestrator_engine.dashboard.token import SHORT, Gate, take
from orchestrator_engine.opening import FIRST_PORT, NoDashboard, Places, mine
from orchestrator_engine.system import logs
from orchestrator_engine.system.locks import Lock, NoLocks, Taken

HOST = "127.0.0.1"
IDLE = 3600.0
"""Seconds without anybody after which the dashboard goes; the next `open` starts another."""

_PORTS = 100
_REQUEST = 10.0
"""Seconds that a connection has for its first request."""

_LOOK = 15.0
_log = logging.getLogger(__name__)


class Server(uvicorn.Server):
    """uvicorn's, on sockets that are bound already, leaving signals and the clock to us."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._ended = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave signals to whoever runs the process."""
        yield

    async def main_loop(self) -> None:
        """Wait for the end, rather than look for it ten times a second."""
        await self.on_tick(0)
        await self._ended.wait()

    def end(self) -> None:
        """Let it come to its end."""
        self.should_exit = True
        self._ended.set()


class Protocol(H11Protocol):
    """uvicorn's, for connections of this person that ask something soon."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Refuse other people's programs on the socket of ours."""
        super().connection_made(transport)
        if not ours(transport.get_extra_info("socket")):
            transport.abort()
            return
        self.loop.call_later(_REQUEST, self._hurry)

    def _hurry(self) -> None:
        # One that upgraded has another protocol by now, and one that asked has had an answer.
        if self.cycle is None and self.transport.get_protocol() is self:  # pyright: ignore[reportUnnecessaryComparison]
            self.transport.abort()


def ours(connection: Any) -> bool:  # noqa: ANN401  # a socket, or asyncio's wrapper of one
    """Whether whoever is at the other end of a connection is the same person."""
    if connection is None or connection.family != getattr(socket, "AF_UNIX", None):
        return True
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:  # the folder's rights are what there is
        return True
    size = struct.calcsize("3i")
    _, uid, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, option, size))
    return uid == os.getuid()


def bind(port: int | None) -> socket.socket:
    """A socket on this machine's own address: on that port, or the first free one from 3111."""
    tried = range(FIRST_PORT, FIRST_PORT + _PORTS) if port is None else (port,)
    for each in tried:
        bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((HOST, each))
            bound.listen(128)
        except (OSError, OverflowError):
            bound.close()
            continue
        bound.settimeout(0)
        return bound
    where = f"port {port} is" if port is not None else f"ports from {FIRST_PORT} on are all"
    raise NoDashboard(f"{where} in use", "name another one: code-orch open --port N")


def bind_file(path: Path) -> socket.socket | None:
    """A socket in the dashboard's own folder, for its owner alone; None where it cannot be made.

    One that is left over is replaced: who holds the dashboard's lock knows that its owner is gone.
    """
    if not hasattr(socket, "AF_UNIX"):
        return None
    path.unlink(missing_ok=True)
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        bound.bind(str(path))
        bound.listen(16)
    except OSError:  # the path is too long for one, say
        bound.close()
        return None
    finally:
        os.umask(before)
    bound.settimeout(0)
    return bound


def config(guard: Guard) -> uvicorn.Config:
    """How uvicorn is to serve it."""
    return uvicorn.Config(
        guard,
        http=Protocol,
        ws="websockets-sansio",
        ws_max_size=MOST_BODY,
        ws_per_message_deflate=False,
        lifespan="off",
        access_log=False,
        log_config=None,
        date_header=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=32 * 1024,
    )


async def serve(
    state: Path,
    bound: list[socket.socket],
    token: str | None,
    ready: Callable[[int], None],
    idle: float = IDLE,
) -> None:
    """Answer on these sockets until a signal comes or nobody has been there for so long."""
    port: int = bound[0].getsockname()[1]
    dashboard = Dashboard(state)
    gate = None if token is None else Gate(token)
    guard = Guard(dashboard.app, port=port, gate=gate, free=FREE, shell=dashboard.shell)
    server = Server(config(guard))
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(name, server.end)
    following = asyncio.create_task(_following(dashboard))
    watching = asyncio.create_task(_go_when_idle(dashboard, server, idle, state))
    loop.call_soon(ready, port)
    try:
        await server.serve(sockets=bound)
    finally:
        for task in (following, watching):
            task.cancel()
        await asyncio.gather(following, watching, return_exceptions=True)
        await dashboard.close()


async def _following(dashboard: Dashboard) -> None:
    while True:
        try:
            await dashboard.desk.follow()
        except Exception:  # noqa: BLE001  # one look that failed must not be the last
            _log.exception("looking at the runs failed")
            await asyncio.sleep(1)


async def _go_when_idle(dashboard: Dashboard, server: Server, idle: float, state: Path) -> None:
    there = state.is_dir  # one whose folder was taken away has nothing to show any more
    while dashboard.desk.idle < idle and there():  # noqa: ASYNC110  # time alone makes it so
        await asyncio.sleep(min(_LOOK, idle / 4))
    server.end()


def main(arguments: list[str]) -> int:
    """`STATE [PORT]`: be the dashboard of that state folder. Says `ready PORT` or why not."""
    os.umask(0o077)
    state = Path(arguments[0])
    logs.to_file(Places.of(state).log, "dashboard")
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    port = int(arguments[1]) if arguments[1:] else None
    try:
        mine(state)
        places = Places.of(state)
        lock = Lock(places.lock)
    except Taken:
        _say("busy")
        return 0
    except (NoDashboard, NoLocks, OSError) as error:
        _say(f"error {getattr(error, 'message', error)}")
        return 1
    try:
        return _be(state, places, port)
    finally:
        places.address.unlink(missing_ok=True)
        places.socket.unlink(missing_ok=True)
        lock.release()


def _be(state: Path, places: Places, port: int | None) -> int:
    try:
        token = take(places.token)
        bound = [bind(port)]
    except (NoDashboard, OSError) as error:
        _say(f"error {getattr(error, 'message', error)}")
        return 1
    if len(token) < SHORT:
        _log.warning("the token has fewer than %d characters: it can be guessed", SHORT)
    file = bind_file(places.socket)
    if file is not None:
        bound.append(file)

    def ready(port: int) -> None:
        draft = places.address.with_suffix(".new")
        draft.write_text(json.dumps({"port": port, "pid": os.getpid(), "at": time.time()}), "utf-8")
        draft.replace(places.address)
        _say(f"ready {port}")

    asyncio.run(serve(state, bound, token, ready))
    return 0


def _say(line: str) -> None:
    """Tell whoever started us, if they still listen."""
    with contextlib.suppress(OSError):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

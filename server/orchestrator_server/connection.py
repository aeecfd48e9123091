"""One connection after its handshake: the loop, who feeds it, and the six ways it ends.

They are `exit`, the end of the editor's stream, a stream that is broken, an editor that reads no
more, the death of the process that the editor said it is, and a signal.
"""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable

from orchestrator_server import app
from orchestrator_server.capabilities import Client
from orchestrator_server.messages import Message
from orchestrator_server.protocol import Server
from orchestrator_server.session import Session
from orchestrator_server.transport import Inbox, Wire

WATCH_SECONDS = 1.0
"""How often the editor's process is looked for where the kernel cannot tell of its end."""


def hold(client: Client, wire: Wire, version: str) -> int:
    """Serve the editor until one of us leaves; gives the exit code."""
    return asyncio.run(_hold(client, wire, version))


async def _hold(client: Client, wire: Wire, version: str) -> int:
    loop = asyncio.get_running_loop()
    gone = asyncio.Event()
    server = Server(version)
    session = Session(client, server)
    server.protocol.attach(wire, app.routes(session), gone.set)

    def soon(callback: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has closed, nobody needs to know
            loop.call_soon_threadsafe(callback)

    intake = _Intake(loop, wire.inbox, server.protocol.receive, gone.set)
    for ending in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(ValueError, RuntimeError):  # not the process's main thread
            loop.add_signal_handler(ending, gone.set)
    wire.writer.when_lost(lambda: soon(gone.set))
    wire.inbox.attend(lambda: soon(intake.wake))
    watch = asyncio.create_task(_watch(client.process, gone.set))
    try:
        await gone.wait()
    finally:
        watch.cancel()
        await session.close()
    return 0 if wire.shut else 1


class _Intake:
    """Takes one message a turn of the loop, so that nothing else in it waits for a burst of them.

    `ended` is called when the last message has been handled and no more will come.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        inbox: Inbox,
        handle: Callable[[Message], None],
        ended: Callable[[], None],
    ) -> None:
        self._loop = loop
        self._inbox = inbox
        self._handle = handle
        self._ended = ended
        self._awake = False

    def wake(self) -> None:
        """There may be something to take."""
        if not self._awake:
            self._awake = True
            self._take()

    def _take(self) -> None:
        # Asked before the inbox is looked at: what comes in between must not be lost.
        over = self._inbox.over
        message = self._inbox.get()
        if message is not None:
            self._handle(message)
            self._loop.call_soon(self._take)
            return
        self._awake = False
        if over:
            self._ended()


async def _watch(process: int | None, died: Callable[[], None]) -> None:
    """Call `died` when that process ends.

    One that cannot be seen from the start lives elsewhere (a container, another machine); then the
    end of the stream must do. So it must on Windows, where to look would be to press Ctrl-C there.
    """
    if process is None or sys.platform == "win32" or not _alive(process):
        return
    try:
        handle = os.pidfd_open(process)
    except (OSError, AttributeError):  # an old kernel, a sandbox, no Linux
        while _alive(process):  # noqa: ASYNC110  # nothing but looking tells of its end
            await asyncio.sleep(WATCH_SECONDS)
        died()
        return
    loop = asyncio.get_running_loop()
    loop.add_reader(handle, died)
    try:
        await asyncio.Event().wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is there and belongs to somebody else
        return True
    return True

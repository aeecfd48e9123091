"""The pipe to the editor: a reader and a writer that never keep the event loop waiting."""

import json
import logging
import os
import threading
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from typing import Any

from orchestrator_server.framing import Broken, Frames, frame
from orchestrator_server.messages import Cancellation, Id, Message, parse

MAX_UNREAD = 64 * 1024 * 1024
"""Bytes that may wait for an editor that has stopped reading, before it counts as gone."""

log = logging.getLogger(__name__)

_PIECE = 64 * 1024


def claim_stdio() -> tuple[int, int]:
    """Take the protocol's two descriptors out of everybody else's reach: (read from, write to).

    Afterwards descriptor 0 is empty and descriptor 1 leads to standard error, so that neither a
    `print` nor a child process can read from the protocol or write into it.
    """
    source, sink = os.dup(0), os.dup(1)
    for end in (source, sink):
        # Whoever started us may have left them otherwise; our threads are there to wait.
        if hasattr(os, "set_blocking"):  # not in a Python 3.11 on Windows, where they always wait
            os.set_blocking(end, True)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    try:
        os.dup2(2, 1)
    except OSError:  # there is no standard error
        os.dup2(nowhere, 1)
    os.close(nowhere)
    return source, sink


def bodies(source: int) -> Iterator[bytes]:
    """Every message body that arrives, until the editor closes the stream.

    Raises `Broken` when the stream can no longer be understood.
    """
    frames = Frames()
    while piece := _read(source):
        yield from frames.feed(piece)


def _read(source: int) -> bytes:
    try:
        return os.read(source, _PIECE)
    except OSError:  # the other end is gone in a way that is not an end of file
        return b""


class Writer:
    """Sends messages in the order of `send`, from a thread of its own.

    An editor that is busy stops reading for seconds; the loop must not wait for it, and what piles
    up meanwhile must have an end.
    """

    def __init__(self, sink: int) -> None:
        self._sink = sink
        self._lost: Callable[[], None] = _nobody
        self._queue: SimpleQueue[bytes | None] = SimpleQueue()
        self._unread = 0
        self._counting = threading.Lock()
        self._broken = False
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def when_lost(self, lost: Callable[[], None]) -> None:
        """Have `lost` called, from any thread, once nobody can read or too much lies unread."""
        self._lost = lost
        if self._broken:
            lost()

    def send(self, message: dict[str, Any]) -> None:
        """Send a message, now or as soon as the editor reads; never waits.

        `message` holds nothing but what JSON has.
        """
        # ASCII only: a lone surrogate out of an editor's text has no UTF-8 form of its own.
        self.write(json.dumps(message, separators=(",", ":")).encode("ascii"))

    def write(self, body: bytes) -> None:
        """Send a message that is JSON already; never waits."""
        if self._broken:
            return
        data = frame(body)
        with self._counting:
            self._unread += len(data)
            too_much = self._unread > MAX_UNREAD
        if too_much:
            self._give_up()
            return
        self._queue.put(data)

    def close(self, seconds: float) -> None:
        """Let what was sent go out, for at most `seconds`."""
        self._queue.put(None)
        self._thread.join(seconds)

    def _run(self) -> None:
        while (data := self._queue.get()) is not None:
            rest = memoryview(data)
            while rest and not self._broken:
                try:
                    rest = rest[os.write(self._sink, rest) :]
                except OSError:
                    self._give_up()
            with self._counting:
                self._unread -= len(data)

    def _give_up(self) -> None:
        if not self._broken:
            self._broken = True
            self._lost()


class Inbox:
    """Messages between the thread that reads them and the loop that handles them.

    A cancellation overtakes what is still waiting: the thread notes it while the loop may be busy
    with something older, so that a request can be cancelled before it is begun.
    """

    def __init__(self) -> None:
        self._queue: SimpleQueue[Message] = SimpleQueue()
        self._overtaken: set[Id] = set()
        self._arrived: Callable[[], None] = _nobody
        self.over = False

    def __len__(self) -> int:
        return self._queue.qsize()

    def attend(self, arrived: Callable[[], None]) -> None:
        """Have `arrived` called, from any thread, after each message, and once it is `over`."""
        self._arrived = arrived
        # For what came before anybody attended.
        arrived()

    def put(self, message: Message) -> None:
        """Take a message from the wire."""
        if isinstance(message, Cancellation):
            self._overtaken.add(message.id)
        self._queue.put(message)
        self._arrived()

    def close(self) -> None:
        """Nothing more will come: what is here is the last."""
        self.over = True
        self._arrived()

    def get(self) -> Message | None:
        """The oldest message, or None when there is none."""
        try:
            return self._queue.get_nowait()
        except Empty:
            return None

    def cancelled(self, request: Id) -> bool:
        """Whether a cancellation of this request waits further back."""
        return request in self._overtaken

    def settle(self, request: Id) -> None:
        """Forget a cancellation that has been handled in its turn."""
        self._overtaken.discard(request)


class Wire:
    """Both directions of one connection, and whether the editor has said `shutdown`."""

    def __init__(self, source: int, sink: int) -> None:
        self.bodies = bodies(source)
        self.writer = Writer(sink)
        self.inbox = Inbox()
        self.shut = False

    def read_on(self, ended: Callable[[], None]) -> None:
        """Read into the inbox, in a thread of its own; `ended` is called there at the very end."""

        def run() -> None:
            try:
                for body in self.bodies:
                    self.inbox.put(parse(body))
            except Broken as error:
                log.warning("the editor's stream is broken: %s", error)
            self.inbox.close()
            ended()

        threading.Thread(target=run, name="reader", daemon=True).start()


def _nobody() -> None:
    """What is called while nobody listens."""

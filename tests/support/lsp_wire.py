"""A raw client of the language server: bytes on pipes, so that wire bugs cannot hide."""

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Self

from orchestrator_server.framing import frame
from orchestrator_server.serve import connect
from orchestrator_server.transport import Wire, bodies

DEADLINE = 60.0
COMMAND = (sys.executable, "-c", "from orchestrator_server.serve import serve; serve()")

Json = dict[str, Any]


class RawClient:
    """Sends what it is told and keeps all that comes back, in order."""

    def __init__(self, source: int, sink: int) -> None:
        self._sink = sink
        self._queue: queue.SimpleQueue[Json | None] = queue.SimpleQueue()
        self._writing = threading.Lock()
        self.reading = threading.Event()
        self.reading.set()
        self._next = 0
        self.seen: list[Json] = []
        self.answers: dict[str, Callable[[Json], object]] = {}
        """How requests of the server are answered, in the thread that reads; others are not."""
        self._source = source
        self._reader = threading.Thread(target=self._read, args=(source,), daemon=True)
        self._reader.start()

    def _read(self, source: int) -> None:
        for body in bodies(source):
            self.reading.wait()
            message = json.loads(body)
            self._queue.put(message)
            with suppress(OSError):  # the test has hung up
                self._respond(message)
        self._queue.put(None)

    def raw(self, data: bytes) -> Self:
        with self._writing:
            while data:
                data = data[os.write(self._sink, data) :]
        return self

    def send(self, message: object) -> Self:
        return self.raw(frame(json.dumps(message).encode()))

    def notify(self, method: str, params: object = None) -> Self:
        return self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, params: object = None) -> int:
        self._next += 1
        self.send({"jsonrpc": "2.0", "id": self._next, "method": method, "params": params})
        return self._next

    def ask(self, method: str, params: object = None) -> Any:  # noqa: ANN401  # whatever JSON there is
        """The result of a request; raises `AssertionError` with the error otherwise."""
        answer = self.answer_to(self.request(method, params))
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def refusal(self, method: str, params: object = None) -> Json:
        return self.answer_to(self.request(method, params))["error"]

    def answer_to(self, id_: object) -> Json:
        return self.wait(lambda m: "method" not in m and m.get("id") == id_)

    def wait(self, matches: Callable[[Json], bool], seconds: float = DEADLINE) -> Json:
        """The first message that matches, from those seen already on."""
        for message in self.seen:
            if matches(message):
                return message
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                message = self._queue.get(timeout=left)
            except queue.Empty:
                break
            assert message is not None, f"the server has gone; seen: {self.seen}"
            self.seen.append(message)
            if matches(message):
                return message
        raise AssertionError(f"no such message within {seconds} s; seen: {self.seen}")

    def _respond(self, message: Json) -> None:
        """Answer a request of the server's as an editor does, by itself."""
        if "method" in message and "id" in message:
            handler = self.answers.get(message["method"])
            if handler is not None:
                result = handler(message.get("params") or {})
                self.send({"jsonrpc": "2.0", "id": message["id"], "result": result})

    def settle(self, marker: str = "workspace/noSuchThing") -> list[Json]:
        """Everything that the server has said until it has handled all that was sent."""
        self.answer_to(self.request(marker))
        return self.seen

    def initialize(self, params: Mapping[str, Any] | None = None) -> Json:
        result = self.ask("initialize", {"processId": None, "capabilities": {}, **(params or {})})
        self.notify("initialized", {})
        return result

    def open(self, uri: str, text: str) -> None:
        item = {"uri": uri, "languageId": "markdown", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def hang_up(self) -> None:
        sink, self._sink = self._sink, -1
        os.close(sink)


class InProcess(RawClient):
    """A server in a thread of this process; `code` is its exit code once it has ended."""

    def __init__(self) -> None:
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        super().__init__(ours_in, ours_out)
        self.wire = Wire(theirs_in, theirs_out)
        self.code: int | None = None

        def run() -> None:
            self.code = connect(self.wire)
            os.close(theirs_out)

        self.thread = threading.Thread(target=run, daemon=True)
        self.thread.start()

    def end(self) -> int | None:
        self.thread.join(DEADLINE)
        assert not self.thread.is_alive()
        # Hundreds of these live in one process of tests, which has room for a thousand files.
        if self._sink >= 0:
            self.hang_up()
        self._reader.join(DEADLINE)
        if self._source >= 0 and not self._reader.is_alive():
            source, self._source = self._source, -1
            os.close(source)
        return self.code


@contextmanager
def in_process() -> Generator[InProcess]:
    client = InProcess()
    try:
        yield client
    finally:
        if client.thread.is_alive():
            try:
                client.request("shutdown")
                client.notify("exit")
            except OSError:
                pass
            client.end()


class Process(RawClient):
    """A server in a process of its own."""

    def __init__(
        self, command: tuple[str, ...] = COMMAND, env: Mapping[str, str] | None = None
    ) -> None:
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=None if env is None else {**os.environ, **env},
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        super().__init__(self.process.stdout.fileno(), self.process.stdin.fileno())

    def hang_up(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()

    def code(self, seconds: float = DEADLINE) -> int:
        return self.process.wait(seconds)

    def complaints(self) -> bytes:
        assert self.process.stderr is not None
        return self.process.stderr.read()


@contextmanager
def process(
    command: tuple[str, ...] = COMMAND, env: Mapping[str, str] | None = None
) -> Generator[Process]:
    client = Process(command, env)
    try:
        yield client
    finally:
        client.process.kill()
        client.process.wait(DEADLINE)
        for stream in (client.process.stdin, client.process.stdout, client.process.stderr):
            if stream is not None and not stream.closed:
                with suppress(OSError):
                    stream.close()

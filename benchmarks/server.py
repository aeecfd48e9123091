"""The language server on the wire, beside a minimal server on stock pygls."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from select import select
from typing import Any

from benchmarks.measure import Row, in_turns, show

OURS = (sys.executable, "-m", "orchestrator_engine", "lsp")
STOCK = (
    sys.executable,
    "-c",
    "from pygls.lsp.server import LanguageServer; LanguageServer('stock', 'v1').start_io()",
)
LOOP = """
import json, sys
i, o = sys.stdin.buffer, sys.stdout.buffer
n = int(i.readline().split(b":")[1])
i.readline()
m = json.loads(i.read(n))
b = json.dumps({"jsonrpc": "2.0", "id": m["id"], "result": {"capabilities": {}}}).encode()
o.write(b"Content-Length: %d\\r\\n\\r\\n" % len(b) + b)
o.flush()
i.read()
"""
BARE = (sys.executable, "-c", LOOP)
LENGTHS = (1_000, 10_000)
URI = "file:///benchmark/SPEC.md"
EDITS = 40


class Client:
    """Asks one thing after the other; enough for a measurement."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdout is not None
        self._process = process
        self._source = process.stdout.fileno()
        self._read = b""
        self._count = 0

    def send(self, message: dict[str, Any]) -> None:
        """Send a message."""
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        """The next message; what the server asks is answered with next to nothing."""
        while True:
            message = self._next()
            if "method" not in message or "id" not in message:
                return message
            wanted = (message.get("params") or {}).get("items")
            result = None if wanted is None else [None for _ in wanted]
            self.send({"id": message["id"], "result": result})

    def _next(self) -> dict[str, Any]:
        head = self._until(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split()[0])
        while len(self._read) < length:
            self._more()
        body, self._read = self._read[:length], self._read[length:]
        return json.loads(body)

    def _until(self, end: bytes) -> bytes:
        while end not in self._read:
            self._more()
        head, _, self._read = self._read.partition(end)
        return head

    def _more(self) -> None:
        piece = os.read(self._source, 1 << 20)
        if not piece:
            raise EOFError("the server has gone")
        self._read += piece

    def ask(self, method: str, params: object) -> Any:  # noqa: ANN401  # any JSON value
        """The result of a request."""
        self._count += 1
        self.send({"id": self._count, "method": method, "params": params})
        while (answer := self.receive()).get("id") != self._count:
            pass
        return answer.get("result")

    def until(self, method: str) -> None:
        """Wait for a notification."""
        while self.receive().get("method") != method:
            pass

    def drain(self, seconds: float = 0.15) -> None:
        """Take what still comes, until nothing has come for a while."""
        while self._read or select([self._source], [], [], seconds)[0]:
            self.receive()


def main() -> None:
    """Start, edit to diagnostics, code action, memory, end."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ORCHESTRATOR_STATE_DIR"] = folder
        rows = in_turns(
            9,
            {
                "a JSON loop in bare Python": lambda: _start(BARE),
                "stock pygls, minimal": lambda: _start(STOCK),
                "code-orch lsp": lambda: _start(OURS),
            },
        )
        show("From spawn to the answer to initialize", rows, beside="stock pygls, minimal")
        for length in LENGTHS:
            _edits(length)
        _end()


def _start(command: tuple[str, ...]) -> None:
    with serving(command) as (client, _):
        client.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}})


def _edits(length: int) -> None:
    lines = [
        f"- [ ] B-{n}: Do thing {n}, see `src/{n}.py`" if n % 10 else f"\n## Part {n}\n"
        for n in range(length)
    ]
    with serving(OURS) as (client, process):
        _open(client, "# Benchmark\n\n" + "\n".join(lines) + "\n")
        diagnostics: list[float] = []
        actions: list[float] = []
        for number in range(2, EDITS + 2):
            begun = time.perf_counter()
            _type(client, number, length // 2 + 3)
            where = {"line": length // 2 + 3, "character": 0}
            params = {"textDocument": {"uri": URI}, "range": {"start": where, "end": where}}
            client.ask("textDocument/codeAction", {**params, "context": {"diagnostics": []}})
            actions.append(time.perf_counter() - begun)
            client.until("textDocument/publishDiagnostics")
            diagnostics.append(time.perf_counter() - begun)
        with open(f"/proc/{process.pid}/status") as status:  # noqa: PTH123  # a pseudo file
            resident = next(line.split()[1] for line in status if line.startswith("VmRSS"))
    rows = [Row("edit to code actions", tuple(actions))]
    rows.append(Row("edit to diagnostics", tuple(diagnostics)))
    show(f"A document of {length} lines ({int(resident) / 1024:.0f} MB resident)", rows)


def _open(client: Client, text: str) -> None:
    client.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
    client.send({"method": "initialized", "params": {}})
    document = {"uri": URI, "languageId": "markdown", "version": 1, "text": text}
    client.send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
    client.until("textDocument/publishDiagnostics")


def _type(client: Client, version: int, line: int) -> None:
    where = {"line": line, "character": 25}
    change = {"range": {"start": where, "end": where}, "text": "x"}
    params = {"textDocument": {"uri": URI, "version": version}, "contentChanges": [change]}
    client.send({"method": "textDocument/didChange", "params": params})


def _end() -> None:
    rows: list[float] = []
    for _ in range(5):
        with serving(OURS) as (client, process):
            _open(client, "# One\n\n- [ ] B-1: Do it\n")
            assert process.stdin is not None
            begun = time.perf_counter()
            process.stdin.close()
            process.wait(10)
            rows.append(time.perf_counter() - begun)
    show("From end of input to the end of the process", [Row("code-orch lsp", tuple(rows))])


@contextmanager
def serving(command: tuple[str, ...]) -> Generator[tuple[Client, "subprocess.Popen[bytes]"]]:
    """A server and a client that speaks to it."""
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield Client(process), process
        finally:
            process.kill()

"""The language server on the wire, beside a minimal server on stock pygls."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from select import select
from typing import Any

from benchmarks.measure import Row, in_turns, show
from orchestrator_server.reader import Reader

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
SILENCE = 60
"""Seconds after which a server is not waited for any more."""
DENSE, WRITTEN = 200, 2_000
"""Documents of a workspace: of items alone, and with as many words between as people write."""
OPENINGS = ("for the first time", "again")
AWHILE = 4.0
"""Seconds in which questions are asked while those are read."""
PART = """
## Part @ of the whole

This part is about the @th thing, see [there](docs/a@.md) and `code`.

### BUG-@: The lid sticks

**Status**: Open

- [ ] T@ Fix the lid in `src/lid@.py`
  - [x] measure it
  - [ ] cut it within TBD seconds

| Name | Value |
|------|-------|
| a | @ |
"""
WORDS = """
Whoever opens box @ with one hand, and holds a spoon in the other, has found that out by now. It
was not so in the first year of @, when the lid was of tin; since then it has been made of wood,
which grows when it is wet, and nobody at @ has asked for anything else. Three ways were thought of:

- to plane the edge of @, which is quick and has to be done again in a year or two
- to oil the wood, so that @ takes in less; that was tried on one of the lids, and it helped some

The first of them is what is meant for @. What else comes up while it is done is written down, with
the day and the place of @, and is looked at when the others are; see what was said last spring.
"""
BOX = 9
"""The line in a part that is typed in, from 0."""


class Client:
    """Asks one thing after the other; enough for a measurement."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdout is not None
        self._process = process
        self._source = process.stdout.fileno()
        self._read = b""
        self._count = 0
        self.settings: dict[str, Any] = {}
        """What the server is told where it asks for a section of the configuration."""

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
            params: dict[str, Any] = message.get("params") or {}
            wanted: list[dict[str, str]] | None = params.get("items")
            result = wanted and [self.settings.get(one.get("section", "")) for one in wanted]
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
        if not select([self._source], [], [], SILENCE)[0]:
            raise EOFError("the server says nothing")
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
        _workspace()
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


def _open(client: Client, text: str, *folders: dict[str, str]) -> None:
    greeting: dict[str, Any] = {"processId": None, "capabilities": {}, "workspaceFolders": folders}
    client.ask("initialize", greeting)
    client.send({"method": "initialized", "params": {}})
    document = {"uri": URI, "languageId": "markdown", "version": 1, "text": text}
    client.send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
    client.until("textDocument/publishDiagnostics")


def _type(client: Client, version: int, line: int) -> None:
    where = {"line": line, "character": 25}
    change = {"range": {"start": where, "end": where}, "text": "x"}
    params = {"textDocument": {"uri": URI, "version": version}, "contentChanges": [change]}
    client.send({"method": "textDocument/didChange", "params": params})


def _workspace() -> None:
    """Read workspaces in the background, and ask about an open document meanwhile."""
    _index("documents of items alone", DENSE, PART, 40)
    _index("documents as people write them", WRITTEN, PART + WORDS, 6)


def _index(what: str, documents: int, part: str, parts: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, size = Path(name), 0
        for number in range(documents):
            text = "".join(part.replace("@", str(number * 100 + place)) for place in range(parts))
            size += (folder / f"{number}.md").write_text(f"# Bugs {number}\n{text}", "utf-8")
        for when in OPENINGS:
            taken, used = _read(folder, documents)
            print(
                f"\n  {documents} {what} ({size / 1e6:.1f} MB), opened {when}, are read at "
                f"{size / taken / 1e6:.2f} MB/s; each processor reads "
                f"{size / used / 1e6:.2f} MB in a second of its time"
            )
        # As for the first time: what is kept of them is of other texts.
        for path in folder.iterdir():
            path.write_text(path.read_text("utf-8") + "\n", "utf-8")
        for when in OPENINGS:
            row = _hovers(folder)
            show(f"Hover while {documents} {what} are opened {when}", [row])
            print(f"  the latest came after {max(row.times) * 1e3:.1f} ms")


def _hovers(folder: Path) -> Row:
    """How long answers take while a folder is read."""
    times: list[float] = []
    with serving(OURS) as (client, _):
        _open(client, "# One\n\n- [ ] B-1: Do it\n", {"uri": folder.as_uri(), "name": "it"})
        while sum(times) < AWHILE:
            begun = time.perf_counter()
            place = {"line": 2, "character": 8}
            client.ask("textDocument/hover", {"textDocument": {"uri": URI}, "position": place})
            times.append(time.perf_counter() - begun)
    return Row("code-orch lsp", tuple(times))


def _read(folder: Path, documents: int) -> tuple[float, float]:
    """Read a folder's documents; gives seconds, and those of processors."""
    reader, used, begun = Reader(), _of_children(), time.perf_counter()
    found = sum(entry is not None for _, entry in reader.find(folder))
    taken = time.perf_counter() - begun
    reader.end()
    assert found == documents
    return taken, _of_children() - used


def _of_children() -> float:
    """The processor's seconds that processes of ours have used which have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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

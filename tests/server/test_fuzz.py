"""Thousands of broken inputs: after each the server answers, or it has left with exit code 1."""

import json
import random
import sys
from typing import Any

import psutil
import pytest

from orchestrator_server import app, names
from orchestrator_server.framing import frame
from support.lsp_runs import SPEC
from support.lsp_wire import Json, Process, process

URI = "file:///nowhere/SPEC.md"
MEMORY = 200 * 1024 * 1024
"""Bytes that the server may hold, whatever it was sent."""

SLICE = 1_500
WHOLE = 10_000
STORM = 30
"""Edits in one input, some of them."""

ODD: tuple[Any, ...] = (
    None, True, 0, -1, 2**31 - 1, 2**63, 1.5, "", "é😀\u2028\ud800", [], {}, [[]],
    {"jsonrpc": "2.0"},
    {"uri": URI}, {"uri": 3}, {"line": -1, "character": 2**31}, {"textDocument": {"uri": URI}},
)  # fmt: skip
HARMLESS = (names.STOP, names.REPORT, names.CONFIRM, names.STATE, names.VIEW, "no.such")
HEADERS = (
    b"Content-Length: -1\r\n\r\n",
    b"Content-Length: 99999999999\r\n\r\n",
    b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    b"Content-Length: \xff\xfe\r\n\r\n",
    b"Content-Length: 1e3\r\n\r\n",
    b"Content-Type: x\r\n\r\n{}",
    b"no header at all\r\n\r\n",
    b"x" * 9_000,
    b"Content-Length: 12\n\nhello",
)
"""What no message can follow."""


class Fuzzer:
    """Sends broken inputs to a server, and starts another one where that one rightly left."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.left = 0
        self.most = 0

    def odd(self, depth: int = 0) -> Any:  # noqa: ANN401  # whatever JSON there is
        if depth < 3 and self.dice.random() < 0.4:
            keys = ("textDocument", "position", "range", "context", "contentChanges", "command",
                    "arguments", "uri", "text", "start", "end", "line", "id", "token")  # fmt: skip
            chosen = self.dice.sample(keys, self.dice.randint(0, 4))
            return {key: self.odd(depth + 1) for key in chosen}
        return self.dice.choice(ODD)

    def message(self) -> bytes:
        """One message, broken in some way or other, in a frame that is right."""
        body: Json = {
            "jsonrpc": self.dice.choice(("2.0", "2.0", "1.0", None)),
            "method": self.dice.choice((*app.TABLE, "$/cancelRequest", "initialize", "no/such", 3)),
            "params": self.odd(),
        }
        if self.dice.random() < 0.6:
            body["id"] = self.dice.choice((self.dice.randint(10**6, 10**7), "x", None, 1.5, []))
        if body["method"] == "workspace/executeCommand":
            body["params"] = {"command": self.dice.choice(HARMLESS), "arguments": [self.odd()]}
        data = json.dumps(body).encode()
        kind = self.dice.random()
        if kind < 0.1:
            data = data[: self.dice.randint(0, len(data))]
        elif kind < 0.2:
            at = self.dice.randrange(len(data))
            data = data[:at] + bytes([self.dice.randrange(256)]) + data[at + 1 :]
        elif kind < 0.22:
            data = b"[" * self.dice.randint(1, 50_000)
        return frame(data)

    def storm(self) -> bytes:
        """Many edits at once, right ones and wrong ones."""
        edits: list[bytes] = []
        for version in range(STORM):
            line, column = self.dice.randint(-1, 9), self.dice.randint(-1, 60)
            place = {"line": line, "character": column}
            end = {"line": line + self.dice.randint(-1, 2), "character": self.dice.randint(0, 60)}
            text = self.dice.choice(("", "x", "é😀", "\n", "- [ ] GREET-9: more\n", "\r", "```\n"))
            change: Json = {"range": {"start": place, "end": end}, "text": text}
            if self.dice.random() < 0.1:
                change = {"text": SPEC}
            params = {"textDocument": {"uri": URI, "version": version}, "contentChanges": [change]}
            message = {"jsonrpc": "2.0", "method": "textDocument/didChange", "params": params}
            edits.append(frame(json.dumps(message).encode()))
        return b"".join(edits)

    def session(self, inputs: int) -> int:
        """Send so many inputs to one server; how many it took before it left."""
        with process() as client:
            client.initialize()
            client.open(URI, SPEC)
            for sent in range(1, inputs + 1):
                if self.dice.random() < 0.01:
                    self._break(client)
                    return sent
                client.raw(self.storm() if self.dice.random() < 0.05 else self.message())
                self._answers(client)
                if sent % 100 == 0:
                    memory = psutil.Process(client.process.pid).memory_info().rss
                    self.most = max(self.most, memory)
            client.ask("shutdown")
            client.notify("exit")
            assert client.code(30) == 0
        return inputs

    def _answers(self, client: Process) -> None:
        client.seen.clear()
        id_ = client.request("workspace/noSuchThing")
        answer = client.wait(lambda m: "method" not in m and m.get("id") == id_, 120)
        assert answer["error"]["code"] == -32601

    def _break(self, client: Process) -> None:
        client.raw(self.dice.choice(HEADERS))
        client.hang_up()
        assert client.code(30) == 1
        assert client.complaints() == b""
        self.left += 1


def fuzz(inputs: int, seed: int) -> Fuzzer:
    fuzzer = Fuzzer(seed)
    sent = 0
    while sent < inputs:
        sent += fuzzer.session(min(500, inputs - sent))
    assert fuzzer.most < MEMORY, f"{fuzzer.most:,} bytes"
    return fuzzer


@pytest.mark.slow
def test_a_server_answers_after_every_broken_input() -> None:
    fuzz(SLICE, 7)


@pytest.mark.torture
@pytest.mark.timeout(1800)
def test_a_server_answers_after_ten_thousand_broken_inputs() -> None:
    fuzzer = fuzz(WHOLE, random.randrange(2**32))
    sys.stdout.write(
        f"{WHOLE:,} inputs; {fuzzer.left} streams that could not be read, each left with code 1; "
        f"at most {fuzzer.most / 2**20:.0f} MB\n"
    )

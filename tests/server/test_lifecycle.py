"""The life of a connection on the wire: what stock pygls gets wrong is right here."""

import asyncio
import gc
import json
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import pytest

from orchestrator_server import app
from orchestrator_server.framing import frame
from orchestrator_server.session import Session
from support.lsp_wire import COMMAND, DEADLINE, InProcess, in_process, process

URI = "file:///tmp/a.md"
HOVER = {"textDocument": {"uri": URI}, "position": {"line": 0, "character": 0}}
SLOW = "textDocument/definition"


class Slow:
    """A handler that takes as long as it is let, and says what became of it."""

    def __init__(self) -> None:
        self.begun = 0
        self.cancelled = 0

    async def __call__(self, _session: Session, _params: object) -> None:
        self.begun += 1
        try:
            await asyncio.sleep(DEADLINE)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise


def busy(_session: Session, _params: object) -> None:
    time.sleep(0.3)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    slow = Slow()
    monkeypatch.setattr(app, "TABLE", {**app.TABLE, SLOW: slow, "textDocument/references": busy})
    return slow


@contextmanager
def initialized() -> Generator[InProcess]:
    with in_process() as client:
        client.initialize()
        yield client


def test_a_request_with_odd_parameters_is_refused_and_says_where(slow: Slow) -> None:
    with initialized() as client:
        refusal = client.refusal(SLOW, {"textDocument": {"uri": URI}})
        assert refusal["code"] == -32602
        assert "position" in refusal["message"]
        assert client.refusal(SLOW, [1])["code"] == -32602
        assert client.refusal(SLOW)["code"] == -32602
        assert slow.begun == 0


@pytest.mark.parametrize(
    "odd",
    [
        {"trace": "compact"},
        {"capabilities": {"workspace": {"workspaceEdit": {"resourceOperations": ["teleport"]}}}},
        {"capabilities": {"workspace": {"workspaceEdit": {"failureHandling": "shrug"}}}},
        {"capabilities": {"textDocument": {"hover": {"contentFormat": ["markdown", "braille"]}}}},
        {"capabilities": {"general": {"positionEncodings": ["utf-7", 8, None]}}},
        {"capabilities": {"general": "none", "window": [], "textDocument": 3}},
        {"capabilities": None, "clientInfo": "me", "processId": "many"},
        {"workspaceFolders": "here", "rootUri": 7},
    ],
)
def test_an_editor_that_is_ahead_of_the_types_is_served(odd: dict[str, Any]) -> None:
    with in_process() as client:
        result = client.initialize(odd)
        assert result["capabilities"]["positionEncoding"] == "utf-16"


def test_a_value_that_the_types_do_not_know_is_taken_for_what_it_is() -> None:
    with initialized() as client:
        client.open(URI, "# A\n")
        context = {"diagnostics": [], "only": ["x.y"], "triggerKind": 99}
        params = {"textDocument": {"uri": URI}, "range": RANGE, "context": context}
        answer = client.answer_to(client.request("textDocument/codeAction", params))
        assert answer.get("error", {}).get("code") != -32602


RANGE = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}


def test_a_key_that_looks_like_a_message_is_only_a_key() -> None:
    with initialized() as client:
        params = {"command": "no.such", "arguments": [{"jsonrpc": "2.0", "id": 3, "method": "x"}]}
        assert "code" in client.refusal("workspace/executeCommand", params)


def test_every_request_is_answered_whatever_it_is() -> None:
    with initialized() as client:
        assert client.refusal("no/such/method")["code"] == -32601
        assert client.refusal("$/noSuchThing")["code"] == -32601
        assert client.refusal("initialize", {"capabilities": {}})["code"] == -32600
        client.notify("$/noSuchThing").notify("no/such/notification").notify("textDocument/didOpen")
        client.raw(frame(b"{"))
        assert client.wait(lambda m: m.get("error", {}).get("code") == -32700)["id"] is None
        client.send([1, 2])
        assert client.wait(lambda m: m.get("error", {}).get("code") == -32600 and m["id"] is None)
        client.send({"jsonrpc": "2.0", "id": {"a": 1}, "method": "shutdown"})
        client.send({"jsonrpc": "2.0", "id": "a word", "method": "no/such"})
        assert client.answer_to("a word")["error"]["code"] == -32601


def test_before_initialize_requests_are_refused_and_notifications_dropped() -> None:
    with in_process() as client:
        client.open(URI, "")
        assert client.refusal("textDocument/hover", HOVER)["code"] == -32002
        assert client.refusal("shutdown")["code"] == -32002
        assert client.refusal("initialize")["code"] == -32602
        client.send({"jsonrpc": "2.0", "id": 99, "result": None})
        client.initialize()
        assert not any(message.get("id") == 99 for message in client.seen)


def test_a_cancelled_handler_hears_of_it_and_is_answered_once(slow: Slow) -> None:
    with initialized() as client:
        id_ = client.request(SLOW, HOVER)
        client.settle()
        began = time.monotonic()
        client.notify("$/cancelRequest", {"id": id_}).notify("$/cancelRequest", {"id": id_})
        assert client.answer_to(id_)["error"]["code"] == -32800
        assert time.monotonic() - began < DEADLINE / 2
        client.settle()
        assert slow.cancelled == 1
        assert [message.get("id") for message in client.seen].count(id_) == 1


def test_a_request_cancelled_while_it_waits_is_never_begun(slow: Slow) -> None:
    with initialized() as client:
        client.request(
            "textDocument/references", {**HOVER, "context": {"includeDeclaration": True}}
        )
        waiting = [client.request(SLOW, HOVER) for _ in range(5)]
        for id_ in waiting:
            client.notify("$/cancelRequest", {"id": id_})
        assert all(client.answer_to(id_)["error"]["code"] == -32800 for id_ in waiting)
        assert slow.begun == 0


def test_a_cancellation_of_something_else_harms_nothing() -> None:
    with initialized() as client:
        client.notify("$/cancelRequest", {"id": 12345}).notify("$/cancelRequest", {})
        client.notify("$/cancelRequest").notify("$/cancelRequest", {"id": None})
        assert client.refusal("no/such")["code"] == -32601


def test_shutdown_ends_what_is_being_done_and_exit_is_0(slow: Slow) -> None:
    with initialized() as client:
        running = [client.request(SLOW, HOVER) for _ in range(12)]
        client.settle()
        assert slow.begun == len(running)
        began = time.monotonic()
        assert client.ask("shutdown") is None
        assert all(client.answer_to(id_)["error"]["code"] == -32800 for id_ in running)
        assert client.refusal("textDocument/hover", HOVER)["code"] == -32600
        client.send({"jsonrpc": "2.0", "id": "late", "result": None})
        client.notify("exit")
        assert client.end() == 0
        assert time.monotonic() - began < DEADLINE / 2


def test_a_client_that_does_not_read_does_not_stop_the_loop() -> None:
    with initialized() as client:
        client.reading.clear()
        # Far more than the pipe holds: every answer repeats the name.
        waiting = [client.request("no/such/" + "y" * 1000) for _ in range(1000)]
        end = time.monotonic() + DEADLINE
        while len(client.wire.inbox) and time.monotonic() < end:
            time.sleep(0.005)
        assert len(client.wire.inbox) == 0
        client.reading.set()
        assert all(client.answer_to(id_)["error"]["code"] == -32601 for id_ in waiting)


def test_exit_without_shutdown_is_1() -> None:
    with process() as client:
        client.initialize()
        client.notify("exit")
        assert client.code() == 1
        assert client.complaints() == b""


def test_the_end_of_the_stream_is_the_end_of_the_server() -> None:
    with process() as client:
        client.initialize()
        client.settle()
        began = time.monotonic()
        client.hang_up()
        assert client.code() == 1
        assert time.monotonic() - began < DEADLINE / 2
        assert client.complaints() == b""


def test_an_editor_that_leaves_during_the_start_ends_the_server() -> None:
    with process() as client:
        client.ask("initialize", {"capabilities": {}})
        client.hang_up()
        assert client.code() == 1


def test_after_shutdown_the_end_of_the_stream_counts_as_exit() -> None:
    with process() as client:
        client.initialize()
        client.ask("shutdown")
        client.hang_up()
        assert client.code() == 0


def test_what_was_sent_before_the_end_of_the_stream_is_still_answered() -> None:
    with process() as client:
        client.initialize()
        client.settle()
        asked = [client.request("no/such") for _ in range(20)]
        client.request("shutdown")
        client.notify("exit")
        client.hang_up()
        assert all(client.answer_to(id_)["error"]["code"] == -32601 for id_ in asked)
        assert client.code() == 0


@pytest.mark.parametrize("when", ["before", "after"])
def test_garbage_ends_the_server_cleanly(when: str) -> None:
    with process() as client:
        if when == "after":
            client.initialize()
        client.raw(b"\x00\xff\x17 garbage\r\n\r\n" * 10)
        assert client.code() == 1
        assert client.complaints() == b""


def test_a_closed_standard_output_ends_the_server() -> None:
    with process() as client:
        client.initialize()
        client.settle()
        assert client.process.stdout is not None
        client.process.stdout.close()
        for _ in range(5):
            try:
                client.request("no/such")
            except BrokenPipeError:
                break
            time.sleep(0.02)
        assert client.code() == 1


def test_the_death_of_the_editor_ends_the_server_though_somebody_holds_the_stream() -> None:
    waiting = [sys.executable, "-c", "input()"]
    with subprocess.Popen(waiting, stdin=subprocess.PIPE) as editor, process() as client:
        client.initialize({"processId": editor.pid})
        client.settle()
        editor.kill()
        began = time.monotonic()
        assert client.code() == 1
        assert time.monotonic() - began < DEADLINE / 2


def test_an_editor_whose_process_cannot_be_seen_is_served() -> None:
    with process() as client:
        client.initialize({"processId": 2**22 + 1})
        client.settle()
        assert client.process.poll() is None


def test_prints_and_children_do_not_get_into_the_protocol() -> None:
    code = (
        "import subprocess, sys\n"
        "from orchestrator_server import app, serve\n"
        "from orchestrator_server.handlers import synchronisation\n"
        "def loud(session, params):\n"
        "    print('printed', flush=True)\n"
        "    subprocess.run(['sh', '-c', 'echo from a child; cat'], check=True)\n"
        "synchronisation.opened = loud\n"
        "app.TABLE = {**app.TABLE, 'textDocument/didOpen': loud}\n"
        "serve.serve()\n"
    )
    with process((sys.executable, "-c", code)) as client:
        client.initialize()
        client.open(URI, "x")
        client.settle()
        client.ask("shutdown")
        client.notify("exit")
        assert client.code() == 0
        assert client.complaints() == b"printed\nfrom a child\n"


def test_the_server_starts_without_what_only_the_engine_needs() -> None:
    with process((*COMMAND[:2], LOOK)) as client:
        client.initialize()
        client.open(URI, "# A\n\n- [ ] X-1 do\n")
        client.settle()
        client.ask("shutdown")
        client.notify("exit")
        client.code()
        modules = set(json.loads(client.complaints()))
        assert not modules & {"anyio", "pydantic", "psutil", "rich"}


LOOK = """
import json, sys
from orchestrator_server.serve import connect
from orchestrator_server.transport import Wire, claim_stdio
connect(Wire(*claim_stdio()))
sys.stderr.write(json.dumps(sorted(sys.modules)))
"""


def test_memory_does_not_grow_with_edits() -> None:
    with initialized() as client:
        client.open(URI, "# A\n")
        counted: list[int] = []
        for _ in range(4):
            for _ in range(500):
                document = {"uri": URI, "version": 2}
                change = {"range": RANGE, "text": "x"}
                params = {"textDocument": document, "contentChanges": [change]}
                client.notify("textDocument/didChange", params)
            client.settle()
            gc.collect()
            counted.append(len(gc.get_objects()))
        # What is made ready once is made at some time; what an edit leaves is left each time.
        assert min(after - before for before, after in pairwise(counted)) < 250, counted

"""A model behind the Anthropic Messages API that says what a test wrote down, on 127.0.0.1.

    with ModelApi(Tool("Write", {"file_path": "a.txt", "content": "a"}), Text("Done.")) as api:
        run_agent(ANTHROPIC_BASE_URL=api.url)
    assert len(api.requests) == 2

Each request takes the next turn; one that finds none left is answered with an error that says so.
"""

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self, cast


@dataclass(frozen=True)
class Text:
    """Say something, and be done."""

    text: str


@dataclass(frozen=True)
class Tool:
    """Use a tool; the next turn is what follows on its result."""

    name: str
    input: Mapping[str, Any]


@dataclass(frozen=True)
class Error:
    """Answer with an HTTP error."""

    status: int
    kind: str
    message: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Silence:
    """Begin to answer and then say nothing until the server is closed."""


@dataclass(frozen=True)
class Cut:
    """Begin to answer and then close the connection."""


Turn = Text | Tool | Error | Silence | Cut

INPUT_TOKENS = 1000
OUTPUT_TOKENS = 100


class ModelApi:
    """The server, for as long as its context is open."""

    @property
    def handler(self) -> "type[Handler]":
        """What answers on a connection."""
        return Handler

    def __init__(self, *turns: Turn, port: int = 0) -> None:
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.closing = threading.Event()
        self._turns = iter(turns)
        self._lock = threading.Lock()
        api = self

        class Ours(self.handler):
            model = api

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Ours)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def port(self) -> int:
        """Where it listens; another one may listen there once this one is closed."""
        return self._server.server_address[1]

    @property
    def url(self) -> str:
        """What goes into ANTHROPIC_BASE_URL."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def take(self, request: dict[str, Any], key: str) -> tuple[int, Turn]:
        """The number (from 1) and the turn that answers a request."""
        with self._lock:
            self.requests.append(request)
            self.keys.append(key)
            nothing = Error(400, "invalid_request_error", "the test wrote no more turns down")
            return len(self.requests), next(self._turns, nothing)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Handler(BaseHTTPRequestHandler):
    """What answers on a connection: another API is another `path` and other `_answer`s."""

    protocol_version = "HTTP/1.1"
    path_served = "/v1/messages"
    model: ModelApi

    def do_GET(self) -> None:
        self.send_json(404, _error("not_found_error", "there is nothing here"), {})

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))))
        if self.path.partition("?")[0] != self.path_served:
            self.send_json(404, _error("not_found_error", self.path), {})
            return
        key = self.headers.get("x-api-key") or self.headers.get("authorization", "")
        number, turn = self.model.take(body, key.removeprefix("Bearer "))
        try:
            self.answer(number, turn, body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the agent went away, as some tests want

    def answer(self, number: int, turn: Turn, body: dict[str, Any]) -> None:
        match turn:
            case Error(status, kind, message, headers):
                self.send_json(status, _error(kind, message), headers)
            case Text() | Tool() if not body.get("stream"):
                self.send_json(200, _message(number, turn, body["model"]), {})
            case Text() | Tool():
                self.begin_stream()
                for event in _events(_message(number, turn, body["model"])):
                    self.send_event(event)
            case Silence():
                self.begin_stream()
                self.send_event(next(_events(_message(number, Text(""), body["model"]))))
                self.model.closing.wait()
            case Cut():
                self.begin_stream()
                self.send_event(next(_events(_message(number, Text(""), body["model"]))))

    def send_json(self, status: int, value: object, headers: Mapping[str, str]) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        for name, text in headers.items():
            self.send_header(name, text)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def begin_stream(self) -> None:
        # The end of a stream is the end of the connection: no length is known beforehand.
        self.close_connection = True
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()

    def send_event(self, event: dict[str, Any]) -> None:
        self.wfile.write(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name above
        """Say nothing: the test asks `ModelApi.requests`."""


def _error(kind: str, message: str) -> dict[str, Any]:
    return {"type": "error", "error": {"type": kind, "message": message}}


def _message(number: int, turn: Text | Tool, model: str) -> dict[str, Any]:
    match turn:
        case Text(text):
            content = {"type": "text", "text": text}
        case Tool(name, given):
            content = {
                "type": "tool_use",
                "id": f"toolu_{number:04}",
                "name": name,
                "input": dict(given),
            }
    return {
        "id": f"msg_{number:04}",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [content],
        "stop_reason": "tool_use" if isinstance(turn, Tool) else "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": INPUT_TOKENS, "output_tokens": OUTPUT_TOKENS},
    }


def _events(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The message as the events of a stream."""
    start: dict[str, Any] = message | {"content": list[str](), "stop_reason": None}
    start["usage"] = message["usage"] | {"output_tokens": 1}
    yield {"type": "message_start", "message": start}
    for index, content in enumerate(cast("list[dict[str, Any]]", message["content"])):
        if content["type"] == "text":
            empty: dict[str, Any] = {"type": "text", "text": ""}
            delta: dict[str, Any] = {"type": "text_delta", "text": content["text"]}
        else:
            empty = content | {"input": {}}
            delta = {"type": "input_json_delta", "partial_json": json.dumps(content["input"])}
        yield {"type": "content_block_start", "index": index, "content_block": empty}
        yield {"type": "content_block_delta", "index": index, "delta": delta}
        yield {"type": "content_block_stop", "index": index}
    yield {
        "type": "message_delta",
        "delta": {"stop_reason": message["stop_reason"], "stop_sequence": None},
        "usage": {"output_tokens": message["usage"]["output_tokens"]},
    }
    yield {"type": "message_stop"}

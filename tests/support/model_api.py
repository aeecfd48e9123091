"""A model that says what a test wrote down, on 127.0.0.1, whatever API it is asked through.

    with ModelApi(Tool("Write", {"file_path": "a.txt", "content": "a"}), Text("Done.")) as api:
        run_agent(ANTHROPIC_BASE_URL=api.url)
    assert len(api.requests) == 2

Each request takes the next turn; one that finds none left is answered with an error that says so.
Where the order is not the test's to say, `by` chooses the turn by what is asked.
The path of a request tells the API: Anthropic's Messages, OpenAI's Responses and Chat Completions,
or Gemini's (`support.dialects`).
"""

import json
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from support.dialects import chat, gemini, messages, responses
from support.dialects.dialect import Dialect
from support.dialects.turns import (
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    Cut,
    Error,
    Reply,
    Silence,
    Text,
    Tool,
    Turn,
)

__all__ = [
    "INPUT_TOKENS",
    "OUTPUT_TOKENS",
    "Cut",
    "Error",
    "ModelApi",
    "Silence",
    "Text",
    "Tool",
    "Turn",
    "without_tools",
]

DIALECTS: tuple[Dialect, ...] = (messages, responses, chat, gemini)

KEYS = ("x-api-key", "x-goog-api-key", "authorization")
"""The headers that a key comes in."""

ASIDE = Text("A title")
NOTHING = Error(400, "invalid_request_error", "the test wrote no more turns down")

Body = Mapping[str, Any]
Aside = Callable[[Body], bool]


def without_tools(body: Body) -> bool:
    """Whether a request offers no tools: some programs have a title found that way."""
    return not body.get("tools")


class ModelApi:
    """The server, for as long as its context is open.

    Requests that are `aside` take no turn and are not in `requests`: they are no part of the work.
    """

    def __init__(
        self,
        *turns: Turn,
        port: int = 0,
        aside: Aside = lambda _: False,
        by: Callable[[Body], Turn] | None = None,
    ) -> None:
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.closing = threading.Event()
        self._turns = iter(turns)
        self._by = by or self._next
        self._aside = aside
        self._lock = threading.Lock()
        api = self

        class Ours(_Handler):
            model = api

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Ours)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def port(self) -> int:
        """Where it listens; another one may listen there once this one is closed."""
        return self._server.server_address[1]

    @property
    def url(self) -> str:
        """What goes into ANTHROPIC_BASE_URL and GOOGLE_GEMINI_BASE_URL."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def openai_url(self) -> str:
        """What programs call the base URL that speak OpenAI's APIs."""
        return f"{self.url}/v1"

    def take(self, request: dict[str, Any], key: str) -> tuple[int, Turn]:
        """The number (from 1) and the turn that answers a request."""
        with self._lock:
            self.keys.append(key)
            if self._aside(request):
                return 0, ASIDE
            self.requests.append(request)
            return len(self.requests), self._by(request)

    def _next(self, _: Body) -> Turn:
        return next(self._turns, NOTHING)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Listen no more."""
        if self.closing.is_set():
            return
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    """What answers on a connection."""

    protocol_version = "HTTP/1.1"
    model: ModelApi

    def do_GET(self) -> None:
        self._send_json(404, {"error": {"message": f"there is nothing at {self.path}"}})

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))))
        path = self.path.partition("?")[0]
        dialect = next((each for each in DIALECTS if each.serves(path)), None)
        if dialect is None:
            self.do_GET()
            return
        key = next((self.headers[name] for name in KEYS if name in self.headers), "")
        number, turn = self.model.take(body, key.removeprefix("Bearer "))
        try:
            self._answer(dialect, path, number, turn, body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the agent went away, as some tests want

    def _answer(
        self, dialect: Dialect, path: str, number: int, turn: Turn, body: dict[str, Any]
    ) -> None:
        model = str(body.get("model", "scripted"))
        match turn:
            case Error():
                self._send_json(turn.status, dialect.error(turn), turn.headers)
            case Text() | Tool() if not dialect.streams(path, body):
                self._send_json(200, dialect.whole(Reply(number, turn, model)))
            case Text() | Tool():
                self._begin_stream()
                for piece in dialect.stream(Reply(number, turn, model)):
                    self._send(piece)
            case Silence() | Cut():
                self._begin_stream()
                self._send(next(dialect.stream(Reply(number, Text(""), model))))
                if isinstance(turn, Silence):
                    self.model.closing.wait()

    def _send_json(
        self, status: int, value: object, headers: Mapping[str, str] | None = None
    ) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        for name, text in (headers or {}).items():
            self.send_header(name, text)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _begin_stream(self) -> None:
        # The end of a stream is the end of the connection: no length is known beforehand.
        self.close_connection = True
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()

    def _send(self, piece: bytes) -> None:
        self.wfile.write(piece)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name above
        """Say nothing: the test asks `ModelApi.requests`."""

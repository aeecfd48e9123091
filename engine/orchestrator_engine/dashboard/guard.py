"""What stands before everything else that the dashboard answers, WebSockets included.

Any web page in the person's browser can send requests here, one that an agent is just building and
serving on another port among them. So each request is looked at in the same order: its one Host,
its size, its Origin, what the browser says about where it comes from, its method, its body, its
token. All of it by comparing bytes: nothing is parsed that could be written in two ways.
"""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from orchestrator_engine.dashboard.token import Gate

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_FIELDS = 64
MOST_HEADER = 16 * 1024
MOST_BODY = 64 * 1024
PROTOCOL = "orch.v1"
TOKEN_PROTOCOL = "orch.token."  # noqa: S105  # what stands in front of a token

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)

SECURITY: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cache-control", b"no-store"),
)
"""What every answer says, whoever gives it."""


class _TooLarge(Exception):  # noqa: N818  # it is an answer, not a mishap
    """The body goes on beyond what is taken."""


class Guard:
    """An ASGI application before another one, which sees only what may pass.

    `free` are the paths that need no token, because nothing of the person is there; `shell` is what
    a page that may not be seen yet shows.
    """

    def __init__(  # noqa: PLR0913  # each by its name
        self,
        app: App,
        *,
        port: int,
        gate: Gate | None,
        free: Iterable[str],
        shell: bytes,
        hosts: Iterable[str] = ("127.0.0.1", "localhost", "[::1]"),
    ) -> None:
        self._app = app
        self._gate = gate
        self._free = frozenset(free)
        self._shell = shell
        names = tuple(hosts)
        self._hosts = frozenset(f"{name}:{port}".encode() for name in names)
        self._origins = frozenset(f"http://{name}:{port}".encode() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] not in ("http", "websocket"):
            return
        headers: list[tuple[bytes, bytes]] = [*scope["headers"]]
        refused = self._refused(scope, headers)
        if refused is not None:
            await self._answer(scope, send, *refused)
            return
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
            return
        await self._pass(scope, receive, send)

    def _refused(self, scope: Scope, headers: list[tuple[bytes, bytes]]) -> tuple[int, str] | None:
        return (
            self._host(headers)
            or _size(headers)
            or self._origin(headers)
            or _site(scope, headers)
            or _method(scope, headers)
            or self._token(scope, headers)
        )

    def _host(self, headers: list[tuple[bytes, bytes]]) -> tuple[int, str] | None:
        hosts = _all(headers, b"host")
        if len(hosts) != 1:
            return 400, "a request names one host"
        # Lower case is all that is made of it: a host has no other spelling here.
        if hosts[0].lower() not in self._hosts:
            return 421, "this host is not ours"
        return None

    def _origin(self, headers: list[tuple[bytes, bytes]]) -> tuple[int, str] | None:
        origins = _all(headers, b"origin")
        if len(origins) > 1 or any(origin not in self._origins for origin in origins):
            return 403, "another page may not ask"
        return None

    def _token(self, scope: Scope, headers: list[tuple[bytes, bytes]]) -> tuple[int, str] | None:
        if self._gate is None:
            return None
        shown = [token for token in _shown(scope, headers) if token]
        # A right one counts also beside a wrong one.
        if any(self._gate.right(token) for token in shown):
            return None
        if scope["type"] == "http" and scope["path"] in self._free:
            return None
        if self._gate.tired:
            return 429, "too many wrong tokens; wait a minute"
        return 401, "the token is missing or wrong"

    async def _answer(self, scope: Scope, send: Send, status: int, why: str) -> None:
        page = status == 401 and scope["type"] == "http" and scope["path"] == "/"  # noqa: PLR2004  # no token
        kind = b"text/html; charset=utf-8" if page else b"text/plain; charset=utf-8"
        body = self._shell if page else f"{why}\n".encode()
        before = "websocket.http.response" if scope["type"] == "websocket" else "http.response"
        start = {
            "type": f"{before}.start",
            "status": status,
            "headers": [
                *SECURITY,
                (b"content-type", kind),
                (b"content-length", str(len(body)).encode()),
                # What follows a request that is refused is never read.
                (b"connection", b"close"),
            ],
        }
        await send(start)
        await send({"type": f"{before}.body", "body": body})

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        taken, answering = 0, False

        async def counted() -> MutableMapping[str, Any]:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MOST_BODY:
                raise _TooLarge
            return message

        async def secured(message: MutableMapping[str, Any]) -> None:
            nonlocal answering
            if message["type"] == "http.response.start":
                answering = True
                message = {**message, "headers": [*SECURITY, *message.get("headers", ())]}
            await send(message)

        try:
            await self._app(scope, counted, secured)
        except _TooLarge:
            if not answering:
                await self._answer(scope, send, 413, "the body is too large")


def _all(headers: list[tuple[bytes, bytes]], name: bytes) -> list[bytes]:
    return [value for key, value in headers if key.lower() == name]


def _size(headers: list[tuple[bytes, bytes]]) -> tuple[int, str] | None:
    # uvicorn has a limit of its own, which headers pass that come in one piece.
    if len(headers) > MOST_FIELDS or sum(len(k) + len(v) for k, v in headers) > MOST_HEADER:
        return 431, "the header is too large"
    return None


def _site(scope: Scope, headers: list[tuple[bytes, bytes]]) -> tuple[int, str] | None:
    sites = _all(headers, b"sec-fetch-site")
    if not sites or sites in ([b"same-origin"], [b"none"]):
        return None
    # A link on another page may lead here, as long as it shows the page itself, and nothing else.
    followed = (
        sites == [b"cross-site"]
        and scope["type"] == "http"
        and scope["method"] == "GET"
        and scope["path"] == "/"
        and _all(headers, b"sec-fetch-mode") == [b"navigate"]
        and _all(headers, b"sec-fetch-dest") == [b"document"]
    )
    return None if followed else (403, "another page may not ask")


def _method(  # noqa: PLR0911  # one answer a line
    scope: Scope, headers: list[tuple[bytes, bytes]]
) -> tuple[int, str] | None:
    if scope["type"] == "websocket":
        return None
    if scope["method"] not in ("GET", "HEAD", "POST"):
        return 405, "only GET and POST are answered"
    lengths = _all(headers, b"content-length")
    if lengths and _all(headers, b"transfer-encoding"):
        return 400, "a body has one length"
    if any(not length.isdigit() for length in lengths) or len(lengths) > 1:
        return 400, "a body has one length"
    if lengths and (len(lengths[0]) > 9 or int(lengths[0]) > MOST_BODY):  # noqa: PLR2004  # digits
        return 413, "the body is too large"
    kinds = _all(headers, b"content-type")
    if scope["method"] != "POST" or not kinds:
        return None
    # Only what a page of another origin cannot send without asking first.
    if len(kinds) > 1 or kinds[0].partition(b";")[0].strip().lower() != b"application/json":
        return 415, "a body is JSON"
    return None


def _shown(scope: Scope, headers: list[tuple[bytes, bytes]]) -> Iterable[bytes]:
    """Every token that a request shows, wherever it is allowed to."""
    for value in _all(headers, b"authorization"):
        word, _, rest = value.partition(b" ")
        if word.lower() == b"bearer":
            yield rest.strip()
    query: bytes = scope["query_string"]
    if b"token=" in query:
        pairs = parse_qsl(query.decode("latin-1"), max_num_fields=None)
        yield from (value.encode() for name, value in pairs if name == "token")
    if scope["type"] == "websocket":
        for name in scope["subprotocols"]:
            if name.startswith(TOKEN_PROTOCOL):
                yield name.removeprefix(TOKEN_PROTOCOL).encode()

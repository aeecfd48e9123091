"""What is wrong with a guard of the dashboard, by what it does with the requests of `guarded`."""

import asyncio
from collections.abc import Iterable, Iterator, MutableMapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from support.guarded import FREE, HOST, JSON, PORT, RIGHT, SHELL, TOKEN, Asked, Header

SAID = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
    b"cache-control": b"no-store",
}
"""What every answer says, beside its policy and its kind."""


@dataclass
class Answered:
    """What came back; `inside` says that it came from behind the guard."""

    status: int = 0
    headers: list[Header] = field(default_factory=list[Header])
    body: bytes = b""
    inside: bool = False

    def header(self, name: bytes) -> list[bytes]:
        return [value for key, value in self.headers if key.lower() == name]


async def _inside(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    more = True
    while more:
        more = (await receive()).get("more_body", False)
    headers = [(b"content-type", b"text/x-inside")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"inside"})


def guard_of(guards: ModuleType, tokens: ModuleType, token: str = TOKEN) -> Any:  # noqa: ANN401
    gate = tokens.Gate(token)
    return guards.Guard(_inside, port=PORT, gate=gate, free=FREE, shell=SHELL)


async def answer(guard: Any, request: Asked) -> Answered:  # noqa: ANN401  # the guard of a mutant
    """What comes of a request."""
    told = Answered()
    pieces = [*request.body] or [b""]

    async def receive() -> MutableMapping[str, Any]:
        piece = pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    async def send(message: MutableMapping[str, Any]) -> None:
        kind: str = message["type"]
        if kind == "websocket.accept":
            told.status, told.inside = 101, True
        elif kind.endswith("response.start"):
            assert kind.startswith("websocket") == (request.kind == "websocket")
            told.status, told.headers = message["status"], [*message["headers"]]
        elif kind.endswith("response.body"):
            assert "headers" not in message
            told.body += message.get("body", b"")

    scope = {
        "type": request.kind,
        "path": request.path,
        "raw_path": request.path.encode(),
        "query_string": request.query,
        "headers": [(key.lower(), value) for key, value in request.headers],
        "subprotocols": [*request.protocols],
    }
    if request.kind == "http":  # a WebSocket has no method
        scope["method"] = request.method
    await guard(scope, receive, send)
    told.inside = told.inside or told.body == b"inside"
    return told


def wrong(request: Asked, told: Answered) -> str:
    """What is wrong with an answer, or nothing."""
    if told.status != request.status:
        return f"{request.what}: {told.status} instead of {request.status}"
    if told.inside is not (request.status in (101, 200)):
        return f"{request.what}: it {'got' if told.inside else 'did not get'} inside"
    if request.status == 101:
        return ""
    for name in (b"content-security-policy", b"content-type", *SAID):
        values = told.header(name)
        if len(values) != 1 or values[0] != SAID.get(name, values[0]):
            return f"{request.what}: {values} of {name!r}"
    if not told.inside:
        return _refusal(request, told)
    return ""


def _refusal(request: Asked, told: Answered) -> str:
    page = request.kind == "http" and request.path == "/" and request.status == 401
    if (told.body == SHELL) is not page:
        return f"{request.what}: {'no' if page else 'a'} page"
    if not told.body or TOKEN.encode() in told.body:
        return f"{request.what}: {told.body!r}"
    kind = b"text/html; charset=utf-8" if page else b"text/plain; charset=utf-8"
    if told.header(b"content-type") != [kind] or told.header(b"connection") != [b"close"]:
        return f"{request.what}: {told.headers}"
    if told.header(b"content-length") != [str(len(told.body)).encode()]:
        return f"{request.what}: a wrong length"
    return ""


def faults(guards: ModuleType, tokens: ModuleType, requests: Iterable[Asked]) -> Iterator[str]:
    """What is wrong with a guard, fault by fault."""
    for request in requests:
        try:
            told = asyncio.run(answer(guard_of(guards, tokens), request))
        except Exception as error:  # noqa: BLE001  # a mutant may fail in any way
            yield f"{request.what}: {error!r}"
            continue
        said = wrong(request, told)
        if said:
            yield said
    yield from beside(guards, tokens)
    yield from guessing(guards, tokens)


def beside(guards: ModuleType, tokens: ModuleType) -> Iterator[str]:
    """What is wrong with a guard where no single request shows it."""
    for what, probe in (
        ("what is no request", _no_request),
        ("no gate", _no_gate),
        ("a body that is too large for an answer under way", _late),
    ):
        try:
            right = asyncio.run(probe(guards, tokens))
        except Exception as error:  # noqa: BLE001  # a mutant may fail in any way
            yield f"{what}: {error!r}"
            continue
        if not right:
            yield what


async def _no_request(guards: ModuleType, tokens: ModuleType) -> bool:
    """Whether the server's own messages go no further."""
    calls: list[object] = []

    async def called(*_: object) -> None:  # an ASGI application
        calls.append(_)

    guard = guards.Guard(called, port=PORT, gate=tokens.Gate(TOKEN), free=FREE, shell=SHELL)
    await guard({"type": "lifespan"}, called, called)
    return not calls


async def _no_gate(guards: ModuleType, _tokens: ModuleType) -> bool:
    """Whether everybody is let in where no token is asked for."""
    guard = guards.Guard(_inside, port=PORT, gate=None, free=FREE, shell=SHELL)
    return (await answer(guard, Asked("", 200, (HOST,)))).inside


async def _late(guards: ModuleType, tokens: ModuleType) -> bool:
    """Whether an answer that has begun is not begun again."""
    begun: list[object] = []

    async def early(_scope: object, receive: Any, send: Any) -> None:  # noqa: ANN401
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while (await receive())["more_body"]:
            pass

    async def receive() -> MutableMapping[str, Any]:  # an ASGI application's
        return {"type": "http.request", "body": b"a" * 70_000, "more_body": True}

    async def send(message: MutableMapping[str, Any]) -> None:
        begun.append(message["type"])

    guard = guards.Guard(early, port=PORT, gate=tokens.Gate(TOKEN), free=FREE, shell=SHELL)
    scope = {"type": "http", "method": "POST", "path": "/stop", "query_string": b""}
    await guard({**scope, "headers": [HOST, RIGHT, JSON]}, receive, send)
    return begun == ["http.response.start"]


def guessing(guards: ModuleType, tokens: ModuleType) -> Iterator[str]:
    """What is wrong with how a guard takes guessing."""
    right, bad = Asked("", 200), Asked("", 401, (HOST, (b"Authorization", b"Bearer wrong")))

    async def guess() -> list[int]:
        guard = guard_of(guards, tokens)
        told = [(await answer(guard, bad)).status for _ in range(22)]
        none = (await answer(guard, Asked("", 401, (HOST,)))).status
        told += [none, (await answer(guard, right)).status]
        tokens.time = _Later(tokens.time)  # pyright: ignore[reportAttributeAccessIssue]
        try:
            told.append((await answer(guard, bad)).status)
        finally:
            tokens.time = tokens.time.real  # pyright: ignore[reportAttributeAccessIssue]
        return told

    told = asyncio.run(guess())
    wanted = [401] * 19 + [429] * 3 + [429, 200, 401]
    if told != wanted:
        yield f"guessing: {told}"


class _Later:
    """A clock that is a minute and a bit ahead."""

    def __init__(self, real: Any) -> None:  # noqa: ANN401  # the module `time`
        self.real = real

    def monotonic(self) -> float:
        return self.real.monotonic() + 60.5

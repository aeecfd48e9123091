"""What can arrive: one value a kind of message, and the one place that tells them apart."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeGuard, cast

from orchestrator_engine.json_values import is_list, is_object, members_of

Id = int | str

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
NOT_INITIALIZED = -32002
CANCELLED = -32800


@dataclass(frozen=True, slots=True)
class Request:
    """A message that wants exactly one answer."""

    method: str
    id: Id
    params: Any


@dataclass(frozen=True, slots=True)
class Notification:
    """A message that wants none."""

    method: str
    params: Any


@dataclass(frozen=True, slots=True)
class Cancellation:
    """The editor does not want the answer to request `id` any more."""

    id: Id


@dataclass(frozen=True, slots=True)
class Response:
    """The answer to request `id` of ours: `result` counts where there is no `error`.

    An editor that could not read the request may answer with an id that is none of ours, or none.
    """

    id: Any
    result: Any
    error: str | None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What is no message; `code` is the error of JSON-RPC that says so, `why` is for a person."""

    code: int
    why: str


@dataclass(frozen=True, slots=True)
class Encoded:
    """The result of a request as it goes over the wire, in ASCII."""

    json: bytes


Message = Request | Notification | Cancellation | Response | Unreadable


def parse(body: bytes) -> Message:
    """Read the body of a message. Never raises."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        return Unreadable(PARSE_ERROR, f"not JSON: {error}")
    if not is_object(data):
        return Unreadable(INVALID_REQUEST, "a message is a JSON object")
    return _classify(data)


def encoded(result: object, plain: Callable[[object], object]) -> Encoded:
    """Put a result into JSON, piece by piece, so that no other thread has to wait for all of it.

    `plain` makes of each what JSON has. Of what an iterator gives, there is one at a time.
    """
    if isinstance(result, list | Iterator):
        each = cast("Iterable[object]", result)
        return Encoded(f"[{','.join([_text(plain(one)) for one in each])}]".encode("ascii"))
    return Encoded(_text(plain(result)).encode("ascii"))


def _text(value: object) -> str:
    # The encoder of the standard library lets no other thread run while it is at it.
    if is_list(value):
        return f"[{','.join(map(_text, value))}]"
    if is_object(value) and "children" in value:
        members = dict(value)
        children = _text(members.pop("children"))
        return f'{{"children":{children},{_dumped(members)[1:]}'
    return _dumped(value)


def _dumped(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def answer(id_: Id, result: Encoded) -> bytes:
    """Give the answer to a request, as a message on the wire."""
    return b'{"jsonrpc":"2.0","id":%b,"result":%b}' % (json.dumps(id_).encode(), result.json)


def notification(method: str, head: dict[str, Any], name: str, rest: Encoded) -> bytes:
    """Give a notification with some parameters, and one more by its name, on the wire."""
    words = (json.dumps(method), json.dumps(head)[:-1], json.dumps(name))
    parts = (one.encode() for one in words)
    return b'{"jsonrpc":"2.0","method":%b,"params":%b,%b:%b}}' % (*parts, rest.json)


def refusal(id_: Id | None, code: int, message: str) -> dict[str, Any]:
    """An error answer; `id_` is None where the request has none that could be read."""
    return {"jsonrpc": "2.0", "id": id_, "error": {"code": code, "message": message}}


def _classify(data: dict[str, Any]) -> Message:
    method, id_, params = data.get("method"), data.get("id"), data.get("params")
    if isinstance(method, str):
        if "id" not in data:
            return _cancellation(method, params) or Notification(method, params)
        if _is_id(id_):
            return Request(method, id_, params)
        return Unreadable(INVALID_REQUEST, "an id is a number or a string")
    if "error" in data:
        return Response(id_, None, str(data["error"]))
    if "result" in data:
        return Response(id_, data["result"], None)
    return Unreadable(INVALID_REQUEST, "neither a request nor a notification nor a response")


def _cancellation(method: str, params: object) -> Cancellation | None:
    if method != "$/cancelRequest":
        return None
    wanted = members_of(params).get("id")
    return Cancellation(wanted) if _is_id(wanted) else None


def _is_id(value: object) -> TypeGuard[Id]:
    return isinstance(value, int | str) and not isinstance(value, bool)

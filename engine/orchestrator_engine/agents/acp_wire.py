"""The messages of the Agent Client Protocol as lines: JSON-RPC 2.0, one object a line.

Pure. A line that is no message, or a message without the fields that its kind needs, is None: an
agent may say anything, and nothing that it says is an error of ours.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orchestrator_engine.json_values import count_of, object_of, parse_object, text_of

VERSION = 1
"""The version of the protocol that we speak."""

LOGIN_NEEDED = -32000
NOT_SERVED = -32601
INVALID = -32602
FAILED = -32603

Number = int | str
"""What a request is numbered with: ours are whole numbers from 1, an agent's what it likes."""


@dataclass(frozen=True, slots=True)
class Call:
    """What the agent wants of us; `number` is None where it wants no answer."""

    method: str
    params: dict[str, Any]
    number: Number | None


@dataclass(frozen=True, slots=True)
class Fault:
    """What the agent could not do: `words` are for a person."""

    code: int
    words: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the agent answered to our request of that number."""

    number: int
    result: dict[str, Any] | Fault


def parse(line: bytes) -> Call | Reply | None:
    """The message on a line."""
    message = parse_object(line)
    if message is None:
        return None
    return _call(message) if "method" in message else _reply(message)


def request(number: int, method: str, params: Mapping[str, Any]) -> bytes:
    """The line that asks the agent for something."""
    return _line({"id": number, "method": method, "params": params})


def notice(method: str, params: Mapping[str, Any]) -> bytes:
    """The line that tells the agent something."""
    return _line({"method": method, "params": params})


def result(number: Number, value: Mapping[str, Any] | None) -> bytes:
    """The line that gives the agent what it asked for."""
    return _line({"id": number, "result": value})


def error(number: Number, code: int, words: str) -> bytes:
    """The line that tells the agent why it does not get what it asked for."""
    return _line({"id": number, "error": {"code": code, "message": words}})


def _call(message: dict[str, Any]) -> Call | None:
    method, number = text_of(message["method"]), message.get("id")
    if not method:
        return None
    if "id" not in message:
        return Call(method, object_of(message.get("params")) or {}, None)
    if isinstance(number, bool) or not isinstance(number, int | str):
        return None
    return Call(method, object_of(message.get("params")) or {}, number)


def _reply(message: dict[str, Any]) -> Reply | None:
    number = count_of(message.get("id"))
    if number is None:
        return None
    if "error" in message:
        return Reply(number, _fault(object_of(message["error"]) or {}))
    return Reply(number, object_of(message["result"]) or {}) if "result" in message else None


def _line(message: Mapping[str, Any]) -> bytes:
    return json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n"


def _fault(told: dict[str, Any]) -> Fault:
    code = told.get("code")
    known = code if isinstance(code, int) and not isinstance(code, bool) else FAILED
    inner = object_of((parse_object(text_of(told.get("message")).encode()) or {}).get("error"))
    if inner is not None:
        # Gemini hands on what the API of the model said, as it was.
        return Fault(known, f"{text_of(inner.get('message'))} ({inner.get('code')})")
    data = told.get("data")
    about = object_of(data) or {}
    details = text_of(data) or text_of(about.get("details")) or text_of(about.get("message"))
    words = text_of(told.get("message"))
    # Many agents say “Internal error”, and what it was beside it.
    told_all = f"{words}: {details}" if words and details and details not in words else words
    return Fault(known, told_all or details or "the agent gave no reason")

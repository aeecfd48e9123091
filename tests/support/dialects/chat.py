"""OpenAI's Chat Completions API, which most others speak too."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from support.dialects.dialect import data
from support.dialects.turns import INPUT_TOKENS, OUTPUT_TOKENS, Error, Reply, Text


def serves(path: str) -> bool:
    return path == "/v1/chat/completions"


def streams(_path: str, body: Mapping[str, Any]) -> bool:
    return bool(body.get("stream"))


def error(error: Error) -> dict[str, Any]:
    return {"error": {"type": error.kind, "code": error.kind, "message": error.message}}


def whole(reply: Reply) -> dict[str, Any]:
    message = {"role": "assistant", "content": None} | _said(reply)
    choice = {"index": 0, "message": message, "finish_reason": _finish(reply)}
    return _completion(reply, "chat.completion") | {"choices": [choice], "usage": _USAGE}


def stream(reply: Reply) -> Iterator[bytes]:
    begun = {"role": "assistant", "content": ""}
    yield _chunk(reply, {"index": 0, "delta": begun, "finish_reason": None})
    yield _chunk(reply, {"index": 0, "delta": _said(reply), "finish_reason": None})
    yield _chunk(reply, {"index": 0, "delta": {}, "finish_reason": _finish(reply)})
    # Those who want the usage have it in a piece without a choice.
    yield data(_completion(reply, _CHUNK) | {"choices": list[str](), "usage": _USAGE})
    yield b"data: [DONE]\n\n"


_CHUNK = "chat.completion.chunk"

_USAGE = {
    "prompt_tokens": INPUT_TOKENS,
    "completion_tokens": OUTPUT_TOKENS,
    "total_tokens": INPUT_TOKENS + OUTPUT_TOKENS,
}


def _completion(reply: Reply, kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl_{reply.number:04}",
        "object": kind,
        "created": 0,
        "model": reply.model,
    }


def _chunk(reply: Reply, choice: Mapping[str, Any]) -> bytes:
    return data(_completion(reply, _CHUNK) | {"choices": [choice]})


def _finish(reply: Reply) -> str:
    return "stop" if isinstance(reply.turn, Text) else "tool_calls"


def _said(reply: Reply) -> dict[str, Any]:
    if isinstance(reply.turn, Text):
        return {"content": reply.turn.text}
    call = {
        "index": 0,
        "id": f"call_{reply.number:04}",
        "type": "function",
        "function": {"name": reply.turn.name, "arguments": json.dumps(dict(reply.turn.input))},
    }
    return {"tool_calls": [call]}

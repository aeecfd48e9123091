"""Anthropic's Messages API."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from support.dialects.dialect import named
from support.dialects.turns import INPUT_TOKENS, OUTPUT_TOKENS, Error, Reply, Text


def serves(path: str) -> bool:
    return path == "/v1/messages"


def streams(_path: str, body: Mapping[str, Any]) -> bool:
    return bool(body.get("stream"))


def error(error: Error) -> dict[str, Any]:
    return {"type": "error", "error": {"type": error.kind, "message": error.message}}


def whole(reply: Reply) -> dict[str, Any]:
    said = isinstance(reply.turn, Text)
    return {
        "id": f"msg_{reply.number:04}",
        "type": "message",
        "role": "assistant",
        "model": reply.model,
        "content": [_block(reply)],
        "stop_reason": "end_turn" if said else "tool_use",
        "stop_sequence": None,
        "usage": {"input_tokens": INPUT_TOKENS, "output_tokens": OUTPUT_TOKENS},
    }


def stream(reply: Reply) -> Iterator[bytes]:
    message = whole(reply)
    begun = {"content": list[str](), "stop_reason": None}
    usage = message["usage"] | {"output_tokens": 1}
    yield named({"type": "message_start", "message": message | begun | {"usage": usage}})
    block = _block(reply)
    if isinstance(reply.turn, Text):
        empty: dict[str, Any] = {"type": "text", "text": ""}
        delta: dict[str, Any] = {"type": "text_delta", "text": reply.turn.text}
    else:
        empty = block | {"input": {}}
        delta = {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
    yield named({"type": "content_block_start", "index": 0, "content_block": empty})
    yield named({"type": "content_block_delta", "index": 0, "delta": delta})
    yield named({"type": "content_block_stop", "index": 0})
    stop = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    used = {"output_tokens": OUTPUT_TOKENS}
    yield named({"type": "message_delta", "delta": stop, "usage": used})
    yield named({"type": "message_stop"})


def _block(reply: Reply) -> dict[str, Any]:
    if isinstance(reply.turn, Text):
        return {"type": "text", "text": reply.turn.text}
    return {
        "type": "tool_use",
        "id": f"toolu_{reply.number:04}",
        "name": reply.turn.name,
        "input": dict(reply.turn.input),
    }

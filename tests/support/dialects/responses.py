"""OpenAI's Responses API, which Codex asks."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from support.dialects.dialect import named
from support.dialects.turns import INPUT_TOKENS, OUTPUT_TOKENS, Error, Reply, Text


def serves(path: str) -> bool:
    return path == "/v1/responses"


def streams(_path: str, body: Mapping[str, Any]) -> bool:
    return bool(body.get("stream"))


def error(error: Error) -> dict[str, Any]:
    return {"error": {"type": error.kind, "code": error.kind, "message": error.message}}


def whole(reply: Reply) -> dict[str, Any]:
    usage = {
        "input_tokens": INPUT_TOKENS,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": OUTPUT_TOKENS,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": INPUT_TOKENS + OUTPUT_TOKENS,
    }
    return {
        "id": f"resp_{reply.number:04}",
        "object": "response",
        "status": "completed",
        "model": reply.model,
        "output": [_item(reply)],
        "usage": usage,
    }


def stream(reply: Reply) -> Iterator[bytes]:
    begun = {"id": f"resp_{reply.number:04}"}
    yield named({"type": "response.created", "response": begun})
    item = _item(reply)
    yield named({"type": "response.output_item.added", "output_index": 0, "item": item})
    yield named({"type": "response.output_item.done", "output_index": 0, "item": item})
    yield named({"type": "response.completed", "response": whole(reply)})


def _item(reply: Reply) -> dict[str, Any]:
    if isinstance(reply.turn, Text):
        return {
            "type": "message",
            "id": f"msg_{reply.number:04}",
            "role": "assistant",
            "content": [{"type": "output_text", "text": reply.turn.text}],
        }
    return {
        "type": "function_call",
        "id": f"fc_{reply.number:04}",
        "call_id": f"call_{reply.number:04}",
        "name": reply.turn.name,
        "arguments": json.dumps(dict(reply.turn.input)),
    }

"""Google's Gemini API, whose paths name the model and the method."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from support.dialects.dialect import data
from support.dialects.turns import INPUT_TOKENS, OUTPUT_TOKENS, Error, Reply, Text

_PATH = re.compile(r"/v1(?:alpha|beta)?/models/[^/:]+:(?:generate|streamGenerate)Content")


def serves(path: str) -> bool:
    return _PATH.fullmatch(path) is not None


def streams(path: str, _body: Mapping[str, Any]) -> bool:
    return path.endswith(":streamGenerateContent")


def error(error: Error) -> dict[str, Any]:
    return {"error": {"code": error.status, "status": error.kind, "message": error.message}}


def whole(reply: Reply) -> dict[str, Any]:
    candidate = _candidate(_part(reply)) | {"finishReason": "STOP"}
    usage = {
        "promptTokenCount": INPUT_TOKENS,
        "candidatesTokenCount": OUTPUT_TOKENS,
        "totalTokenCount": INPUT_TOKENS + OUTPUT_TOKENS,
    }
    return _named(reply) | {"candidates": [candidate], "usageMetadata": usage}


def stream(reply: Reply) -> Iterator[bytes]:
    yield data(_named(reply) | {"candidates": [_candidate({"text": ""})]})
    yield data(whole(reply))


def _named(reply: Reply) -> dict[str, Any]:
    return {"responseId": f"resp_{reply.number:04}", "modelVersion": reply.model}


def _candidate(part: Mapping[str, Any]) -> dict[str, Any]:
    return {"index": 0, "content": {"role": "model", "parts": [part]}}


def _part(reply: Reply) -> dict[str, Any]:
    if isinstance(reply.turn, Text):
        return {"text": reply.turn.text}
    return {"functionCall": {"name": reply.turn.name, "args": dict(reply.turn.input)}}

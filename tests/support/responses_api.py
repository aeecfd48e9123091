"""A model behind the OpenAI Responses API that says what a test wrote down, on 127.0.0.1.

The turns are those of `model_api`; what asks is pointed at `ResponsesApi.url` + "/v1".
"""

import json
from collections.abc import Iterator
from typing import Any

from support.model_api import (
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    Cut,
    Error,
    Handler,
    ModelApi,
    Silence,
    Text,
    Tool,
    Turn,
)


class ResponsesApi(ModelApi):
    """The server, for as long as its context is open."""

    @property
    def handler(self) -> type[Handler]:
        """What answers on a connection."""
        return _Responses


class _Responses(Handler):
    path_served = "/v1/responses"

    def answer(self, number: int, turn: Turn, body: dict[str, Any]) -> None:
        match turn:
            case Error(status, kind, message, headers):
                error = {"error": {"type": kind, "code": kind, "message": message}}
                self.send_json(status, error, headers)
            case Text() | Tool():
                self.begin_stream()
                for event in _events(number, turn, body):
                    self.send_event(event)
            case Silence():
                self.begin_stream()
                self.send_event(_created(number))
                self.model.closing.wait()
            case Cut():
                self.begin_stream()
                self.send_event(_created(number))


def _created(number: int) -> dict[str, Any]:
    return {"type": "response.created", "response": {"id": f"resp_{number:04}"}}


def _events(number: int, turn: Text | Tool, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield _created(number)
    item = _item(number, turn)
    yield {"type": "response.output_item.added", "output_index": 0, "item": item}
    yield {"type": "response.output_item.done", "output_index": 0, "item": item}
    usage = {
        "input_tokens": INPUT_TOKENS,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": OUTPUT_TOKENS,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": INPUT_TOKENS + OUTPUT_TOKENS,
    }
    response = {"id": f"resp_{number:04}", "model": body.get("model"), "usage": usage}
    yield {"type": "response.completed", "response": response | {"output": [item]}}


def _item(number: int, turn: Text | Tool) -> dict[str, Any]:
    match turn:
        case Text(text):
            content = [{"type": "output_text", "text": text}]
            return {
                "type": "message",
                "id": f"msg_{number:04}",
                "role": "assistant",
                "content": content,
            }
        case Tool(name, given):
            return {
                "type": "function_call",
                "id": f"fc_{number:04}",
                "call_id": f"call_{number:04}",
                "name": name,
                "arguments": json.dumps(dict(given)),
            }

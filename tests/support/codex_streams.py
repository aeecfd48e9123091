"""What Codex says in runs that end in all the ways that there are: by name, one JSON line each."""

import json


def _bytes(*lines: dict[str, object]) -> bytes:
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def _item(number: int, kind: str, **fields: object) -> dict[str, object]:
    return {"type": "item.completed", "item": {"id": f"item_{number}", "type": kind, **fields}}


_BEGIN: tuple[dict[str, object], ...] = (
    {"type": "thread.started", "thread_id": "0199a213-81c0-7800-8aa1-bbab2a035a53"},
    {"type": "turn.started"},
)
_COMMAND: dict[str, object] = {
    "type": "item.started",
    "item": {
        "id": "item_0",
        "type": "command_execution",
        "command": "ls",
        "aggregated_output": "",
        "exit_code": None,
        "status": "in_progress",
    },
}
_RAN = _item(
    0,
    "command_execution",
    command="ls",
    aggregated_output="a.txt\n",
    exit_code=0,
    status="completed",
)
_EDITED = _item(
    1,
    "file_change",
    changes=[{"path": "/tree/a.txt", "kind": "update"}],
    status="completed",
)
_USAGE: dict[str, object] = {
    "type": "turn.completed",
    "usage": {"input_tokens": 2000, "cached_input_tokens": 500, "output_tokens": 200},
}
_VERDICT = '{"score": 7, "summary": "It is short.", "remarks": []}'


def _failed(words: str) -> tuple[dict[str, object], ...]:
    return (
        {"type": "error", "message": words},
        {"type": "turn.failed", "error": {"message": words}},
    )


STREAMS: dict[str, bytes] = {
    "edit": _bytes(
        *_BEGIN, _COMMAND, _RAN, _EDITED, _item(2, "agent_message", text="Done."), _USAGE
    ),
    "review": _bytes(*_BEGIN, _item(0, "agent_message", text=_VERDICT), _USAGE),
    "retried, then fine": _bytes(
        *_BEGIN,
        {"type": "error", "message": "Reconnecting... 1/5"},
        _item(0, "agent_message", text="Done after all."),
        _USAGE,
    ),
    "usage limit": _bytes(
        *_BEGIN, *_failed("You've hit your usage limit. Try again in 2 hours 3 minutes.")
    ),
    "not logged in": _bytes(*_BEGIN, *_failed("unexpected status 401 Unauthorized: no key")),
    "overloaded": _bytes(*_BEGIN, _RAN, *_failed("unexpected status 503: at capacity")),
    "too long": _bytes(*_BEGIN, *_failed("Your input exceeds the context window of this model.")),
    "died": _bytes(*_BEGIN, _COMMAND, _RAN, _item(1, "agent_message", text="I begin.")),
}

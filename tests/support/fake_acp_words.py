"""What agents of the Agent Client Protocol say when all goes well: steps for `acps.fake`."""

import json
from typing import Any

Step = tuple[Any, ...]

THREAD = "thread-1"

ANSWERS: dict[str, dict[str, Any]] = {
    "initialize": {
        "protocolVersion": 1,
        "agentCapabilities": {
            "loadSession": True,
            "sessionCapabilities": {"fork": {}, "resume": {}},
        },
        "authMethods": [],
    },
    "session/new": {
        "sessionId": "thread-1",
        "modes": {
            "currentModeId": "wild",
            "availableModes": [{"id": "wild", "name": "Wild"}, {"id": "default", "name": "Ask"}],
        },
        "models": {
            "currentModelId": "big",
            "availableModels": [
                {"modelId": "big", "name": "Big"},
                {"modelId": "small", "name": "S"},
            ],
        },
        "configOptions": [
            {
                "id": "effort",
                "category": "thought_level",
                "type": "select",
                "currentValue": "low",
                "options": [{"value": "low", "name": "Low"}, {"value": "high", "name": "High"}],
            }
        ],
    },
    "session/fork": {"sessionId": "thread-1"},
}
"""What is answered to requests; what is not named here gets an empty result."""

DONE: Step = (
    "end",
    {"stopReason": "end_turn", "usage": {"totalTokens": 120, "inputTokens": 100}},
)


def said(text: str) -> Step:
    """A piece of its words."""
    content = {"type": "text", "text": text}
    return ("update", {"sessionUpdate": "agent_message_chunk", "content": content})


def cost(amount: float, currency: str = "USD") -> Step:
    """What the thread has cost so far."""
    told = {"amount": amount, "currency": currency}
    return ("update", {"sessionUpdate": "usage_update", "used": 1, "size": 2, "cost": told})


def tool(number: str, kind: str, **fields: object) -> Step:
    """The beginning of the use of a tool."""
    told = {"sessionUpdate": "tool_call", "toolCallId": number, "kind": kind, **fields}
    return ("update", told)


def came_back(number: str, *content: dict[str, Any], status: str = "completed") -> Step:
    """The end of the use of a tool."""
    told = {"sessionUpdate": "tool_call_update", "toolCallId": number, "status": status}
    return ("update", {**told, "content": content} if content else told)


def edit(path: str, text: str, old: str | None = None) -> dict[str, Any]:
    """A change of a file as it is told."""
    return {"type": "diff", "path": path, "oldText": old, "newText": text}


def wrote(path: str, text: str) -> list[Step]:
    """A file that was made, and told of."""
    return [
        ("file", path, text),
        tool("t1", "edit", title=f"Write {path}"),
        came_back("t1", edit(path, text)),
    ]


def bytes_of(*steps: Step) -> bytes:
    """What the steps are as output, after the answers to the two requests before the prompt."""
    answers: list[dict[str, Any]] = [
        {"id": 1, "result": ANSWERS["initialize"]},
        {"id": 2, "result": ANSWERS["session/new"]},
    ]
    lines = answers + [line for line in map(_line_of, steps) if line is not None]
    return b"".join(json.dumps({"jsonrpc": "2.0", **line}).encode() + b"\n" for line in lines)


def _line_of(step: Step) -> dict[str, Any] | None:
    match step:
        case ("update", update):
            return {"method": "session/update", "params": {"sessionId": THREAD, "update": update}}
        case ("call", method, params):
            return {"id": 0, "method": method, "params": {"sessionId": THREAD, **params}}
        case ("end", {"error": error}):
            return {"id": 3, "error": error}
        case ("end", result):
            return {"id": 3, "result": result}
        case _:
            return None


_ASKS: Step = (
    "call",
    "session/request_permission",
    {
        "toolCall": {"toolCallId": "t2", "kind": "execute", "rawInput": {"command": "make"}},
        "options": [{"optionId": "yes", "kind": "allow_once"}],
    },
)
_VALUE = '```json\n{"score": 7}\n```'

STREAMS: dict[str, bytes] = {
    "edit": bytes_of(
        said("I write."), *wrote("a.txt", "a\nb\n"), _ASKS, said("Done."), cost(0.25), DONE
    ),
    "value": bytes_of(said(_VALUE), cost(0.5), DONE),
    "limit": bytes_of(said("I wr"), cost(0.5), ("end", {"stopReason": "max_tokens"})),
    "refusal": bytes_of(said("No."), ("end", {"stopReason": "refusal"})),
    "cancelled": bytes_of(said("I wr"), ("end", {"stopReason": "cancelled"})),
    "fault": bytes_of(said("I wr"), ("end", {"error": {"code": 500, "message": "boom"}})),
    "login": bytes_of(("end", {"error": {"code": -32000, "message": "who are you?"}})),
    "silent": bytes_of(("end", {"stopReason": "end_turn"})),
    "torn": bytes_of(said("I wr"), cost(0.5)),
}
"""Whole outputs, one of each kind of end."""

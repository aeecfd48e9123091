"""What agents of the Agent Client Protocol say when all goes well: steps for `acps.fake`."""

from typing import Any

Step = tuple[Any, ...]

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

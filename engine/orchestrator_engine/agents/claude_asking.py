"""The questions of Claude Code, and the answers that it is given: pure functions."""

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orchestrator_engine.agents.protocol import Answer, Request
from orchestrator_engine.agents.tool_words import command_of, created, inside, title_of
from orchestrator_engine.json_values import object_of, text_of

NOBODY = Answer(allow=False, message="Nobody is there who could be asked. Go on without it.")

_REFUSED = "The person who looks after this work said no."


@dataclass(frozen=True, slots=True)
class Question:
    """A request of it, as it numbers them, with all that the tool is given."""

    id: str
    given: dict[str, Any]
    request: Request


def question(message: Mapping[str, Any], folder: str) -> Question | None:
    """The question that a control request puts, or None for requests of other kinds."""
    asked = object_of(message.get("request")) or {}
    number = text_of(message.get("request_id"))
    if asked.get("subtype") != "can_use_tool" or not number:
        return None
    tool = text_of(asked.get("tool_name")) or "a tool"
    given = object_of(asked.get("input")) or {}
    request = Request(
        id=text_of(asked.get("tool_use_id")) or number,
        tool=tool,
        title=title_of(tool, given, folder),
        input=command_of(given, folder) or text_of(json.dumps(given, ensure_ascii=False, indent=2)),
        paths=_paths(asked, given, folder),
        diff=_diff(given, folder),
    )
    return Question(number, given, request)


def answered(question: Question, answer: Answer) -> dict[str, Any]:
    """The message that answers a question."""
    told: dict[str, Any] = {"behavior": "allow", "updatedInput": question.given}
    if not answer.allow:
        told = {"behavior": "deny", "message": answer.message or _REFUSED, "interrupt": False}
    return _response({"subtype": "success", "request_id": question.id, "response": told})


def not_served(message: Mapping[str, Any]) -> dict[str, Any]:
    """The message that answers a request of a kind that we do not know: it must not wait for us."""
    number = text_of(message.get("request_id"))
    return _response({"subtype": "error", "request_id": number, "error": "not supported"})


def _response(told: dict[str, Any]) -> dict[str, Any]:
    return {"type": "control_response", "response": told}


def _paths(asked: dict[str, Any], given: dict[str, Any], folder: str) -> tuple[str, ...]:
    named = [given.get(name) for name in ("file_path", "notebook_path", "path")]
    paths = [inside(text_of(path), folder) for path in (*named, asked.get("blocked_path"))]
    return tuple(dict.fromkeys(path for path in paths if path))


def _diff(given: dict[str, Any], folder: str) -> str:
    """What an edit would change, without line numbers: only the tool knows where it stands."""
    path = inside(text_of(given.get("file_path")), folder)
    if path and isinstance(given.get("content"), str):
        return created(path, text_of(given.get("content")))
    if not path or not isinstance(given.get("new_string"), str):
        return ""
    old, new = (text_of(given.get(name)).splitlines() for name in ("old_string", "new_string"))
    lines = difflib.unified_diff(old, new, f"a/{path}", f"b/{path}", lineterm="")
    return "".join(f"{line}\n" for line in lines)

"""The questions of agents over the Agent Client Protocol, and the answers: pure but for `settled`.

What is allowed is allowed once: what an agent would remember, it may write into the settings of the
person who is asked, and it is the engine that remembers for as long as a run takes.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestrator_engine.agents import acp_wire as wire
from orchestrator_engine.agents.acp_files import held
from orchestrator_engine.agents.acp_stream import (
    CHANGING,
    block_diff,
    paths_of,
    title_of,
    tool_of,
)
from orchestrator_engine.agents.protocol import Access, Answer, Request
from orchestrator_engine.agents.tool_words import command_of, inside
from orchestrator_engine.json_values import object_of, objects_of, text_of

LOOKING = frozenset({"read", "search", "think"})
"""Kinds of tools that only look."""


@dataclass(frozen=True, slots=True)
class Question:
    """A request of it: the kind of tool, the files as it names them, and how to say yes and no."""

    number: wire.Number
    kind: str
    paths: tuple[str, ...]
    request: Request
    yes: str | None
    no: str | None


def question(call: wire.Call, folder: str) -> Question:
    """The question that a request for permission puts."""
    assert call.number is not None
    told = object_of(call.params.get("toolCall")) or {}
    paths = paths_of(told)
    blocks = [each for each in objects_of(told.get("content")) if each.get("type") == "diff"]
    options = objects_of(call.params.get("options"))
    request = Request(
        id=text_of(told.get("toolCallId")) or str(call.number),
        tool=tool_of(told),
        title=title_of(told, folder),
        input=_input(told, folder),
        paths=tuple(inside(path, folder) for path in paths),
        diff="".join(block_diff(block, folder) for block in blocks),
    )
    return Question(
        number=call.number,
        kind=text_of(told.get("kind")),
        paths=paths,
        request=request,
        yes=_option(options, "allow_once"),
        no=_option(options, "reject_once") or _option(options, "reject_always"),
    )


def settled(question: Question, access: Access, tree: Path) -> Answer | None:
    """The answer that needs nobody; None where somebody has to be asked.

    The file system is looked at, to see where a link leads.
    """
    if access is Access.FREE:
        return Answer(allow=True)
    inside_tree = all(held(path, tree) for path in question.paths)
    if question.kind in LOOKING and inside_tree:
        return Answer(allow=True)
    if access is Access.READ:
        return Answer(allow=False)
    if question.kind in CHANGING and question.paths and inside_tree:
        return Answer(allow=True)
    return None


def answered(question: Question, answer: Answer) -> tuple[bytes, bool]:
    """The line that answers a question, and whether that allows it."""
    chosen = question.yes if answer.allow else question.no
    if chosen is None:
        # There is no such answer among those that it takes.
        return withdrawn(question.number), False
    outcome = {"outcome": "selected", "optionId": chosen}
    return wire.result(question.number, {"outcome": outcome}), answer.allow


def withdrawn(number: wire.Number) -> bytes:
    """The line that answers a question by nothing, as the work is over."""
    return wire.result(number, {"outcome": {"outcome": "cancelled"}})


def _option(options: list[dict[str, Any]], kind: str) -> str | None:
    found = (text_of(each.get("optionId")) for each in options if each.get("kind") == kind)
    return next((option for option in found if option), None)


def _input(told: dict[str, Any], folder: str) -> str:
    given = told.get("rawInput")
    command = command_of(object_of(given) or {}, folder)
    if command:
        return command
    if given is None:
        return text_of(told.get("title"))
    return text_of(given) or json.dumps(given, ensure_ascii=True, indent=2)

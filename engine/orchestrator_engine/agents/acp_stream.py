"""What an agent tells over the Agent Client Protocol, as our events.

Pure: bytes in, values out. What has an unexpected shape, another thread or no place in the order
is passed by; how a prompt ended is for `acp_end` to judge from what was `Heard`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from orchestrator_engine.agents import acp_wire as wire
from orchestrator_engine.agents.lines import Lines
from orchestrator_engine.agents.protocol import (
    Acted,
    Acting,
    AgentEvent,
    Refused,
    Said,
)
from orchestrator_engine.agents.tool_words import diff_of, inside, on_a_line
from orchestrator_engine.json_values import amount_of, object_of, objects_of, text_of

TOOLS = {
    "read": "Read",
    "edit": "Edit",
    "delete": "Delete",
    "move": "Move",
    "search": "Search",
    "execute": "Shell",
    "think": "Think",
    "fetch": "Fetch",
    "switch_mode": "Mode",
}
"""Our names for the kinds of tools; what is of none of them is a tool."""

CHANGING = frozenset({"edit", "delete", "move"})
"""Kinds of tools that change files."""

_MOST_SAID = 1_000_000
"""Characters that are kept of what it said, from the end."""

_MOST_TOLD = 64_000
"""Characters that are kept of what a tool gave."""

_PIECE = 4_000
"""Characters after which words are told though no end of them was seen."""

_PATHS = ("file_path", "filePath", "filepath", "absolute_path", "notebook_path", "path")
"""Where the tools of different agents keep the file that they are about."""

_MOST_OPEN = 1_000
"""Tools at work at once of which something is remembered."""


@dataclass
class _Use:
    """A tool at work."""

    kind: str = ""
    output: str = ""
    diffs: dict[str, str] = field(default_factory=dict[str, str])


@dataclass
class Heard:
    """What there is to judge a prompt by.

    `thread` is the conversation, once there is one, and `listening` whether what is told belongs
    to our prompt (before, it is the past of a thread that goes on). `said` are all of its words,
    `answered` says whether it said or did anything, `edited` whether it changed a file. `refused`
    is what was not allowed, by number. `total` are the dollars of the whole thread, None where
    they are unknown, and `calls` the requests that wait for us; `withdrawn` are those that do not
    any more.
    """

    thread: str | None = None
    listening: bool = False
    said: str = ""
    answered: bool = False
    edited: bool = False
    total: float | None = None
    replies: dict[int, wire.Reply] = field(default_factory=dict[int, wire.Reply])
    calls: list[wire.Call] = field(default_factory=list[wire.Call])
    withdrawn: set[wire.Number] = field(default_factory=set[wire.Number])
    refused: list[Refused] = field(default_factory=list[Refused])


class Stream:
    """Reads the output of one agent; what comes after the answer to its prompt belongs to nothing.

    `expected` are the numbers of our requests that have no answer yet, and `prompt` is that of the
    prompt, once it was put.
    """

    def __init__(self, folder: str) -> None:
        self.heard = Heard()
        self.expected: set[int] = set()
        self.prompt: int | None = None
        self._folder = folder
        self._lines = Lines()
        self._words = ""
        self._uses: dict[str, _Use] = {}

    def feed(self, data: bytes) -> list[AgentEvent]:
        """The events that the next bytes of output complete."""
        return [event for line in self._lines.feed(data) for event in self._read(line)]

    def flush(self) -> list[AgentEvent]:
        """The words that nothing has ended yet."""
        words, self._words = self._words.strip(), ""
        return [Said(words)] if words else []

    @property
    def reply(self) -> wire.Reply | None:
        """The answer to the prompt, once it is there."""
        return None if self.prompt is None else self.heard.replies.get(self.prompt)

    def _read(self, line: bytes) -> Iterable[AgentEvent]:
        if self.reply is not None:
            return []
        match wire.parse(line):
            case wire.Reply(number=number) as reply if number in self.expected:
                # The first one counts.
                self.expected.discard(number)
                self.heard.replies[number] = reply
            case wire.Call(method="session/update", params=params):
                return self._updated(params)
            case wire.Call(method="$/cancel_request", params=params, number=None):
                number = params.get("requestId")
                if isinstance(number, int | str) and len(self.heard.withdrawn) < _MOST_OPEN:
                    self.heard.withdrawn.add(number)
            case wire.Call(number=number) as call if number is not None:
                self.heard.calls.append(call)
                if call.method == "session/request_permission":
                    return self._asked(call.params)
            case _:
                pass
        return []

    def _updated(self, params: dict[str, Any]) -> list[AgentEvent]:
        heard = self.heard
        update = object_of(params.get("update")) or {}
        kind = update.get("sessionUpdate")
        if heard.thread is not None and params.get("sessionId") != heard.thread:
            return []
        if kind == "usage_update":
            self._counted(update)
        if not heard.listening:
            return []
        match kind:
            case "agent_message_chunk":
                return self._chunk(update)
            case "agent_thought_chunk" | "plan":
                heard.answered = True
                return self.flush()
            case "tool_call" | "tool_call_update":
                heard.answered = True
                return [*self.flush(), *self._used(update)]
            case _:
                return []

    def _asked(self, params: dict[str, Any]) -> list[AgentEvent]:
        """Some tell of a tool, or of what it would change, only when they ask for it."""
        told = object_of(params.get("toolCall")) or {}
        if not self.heard.listening or params.get("sessionId") != self.heard.thread:
            return []
        return [*self.flush(), *self._used(told | {"status": "pending"})]

    def _counted(self, update: dict[str, Any]) -> None:
        cost = object_of(update.get("cost")) or {}
        amount = amount_of(cost.get("amount"))
        if amount is not None and cost.get("currency") == "USD":
            # What a thread has cost never becomes less.
            self.heard.total = max(amount, self.heard.total or 0.0)

    def _chunk(self, update: dict[str, Any]) -> list[AgentEvent]:
        text = text_of((object_of(update.get("content")) or {}).get("text"))
        if not text:
            return []
        heard = self.heard
        heard.answered = True
        between = "\n\n" if heard.said and not self._words else ""
        heard.said = f"{heard.said}{between}{text}"[-_MOST_SAID:]
        self._words += text
        return self.flush() if len(self._words) > _PIECE else []

    def _used(self, update: dict[str, Any]) -> list[AgentEvent]:
        number = text_of(update.get("toolCallId"))
        if not number:
            return []
        events: list[AgentEvent] = []
        use = self._uses.get(number)
        if use is None:
            if len(self._uses) >= _MOST_OPEN:
                del self._uses[next(iter(self._uses))]
            use = self._uses[number] = _Use(text_of(update.get("kind")))
            events.append(Acting(number, tool_of(update), title_of(update, self._folder)))
        use.kind = text_of(update.get("kind")) or use.kind
        for block in objects_of(update.get("content")):
            self._content(use, block)
        if update.get("status") not in {"completed", "failed"}:
            return events
        del self._uses[number]
        ok = update["status"] == "completed"
        diff = "".join(use.diffs.values())
        self.heard.edited = self.heard.edited or (ok and bool(diff or use.kind in CHANGING))
        return [*events, Acted(number, ok, use.output[:_MOST_TOLD], diff)]

    def _content(self, use: _Use, block: dict[str, Any]) -> None:
        if block.get("type") == "diff":
            path = inside(text_of(block.get("path")), self._folder)
            use.diffs[path] = block_diff(block, self._folder)
        elif block.get("type") == "content":
            # Each update tells the whole.
            use.output = text_of((object_of(block.get("content")) or {}).get("text"))


def block_diff(block: dict[str, Any], folder: str) -> str:
    """The unified diff of an edit that is told as the text before and after."""
    path = inside(text_of(block.get("path")), folder)
    new, old = text_of(block.get("newText")), block.get("oldText")
    return diff_of(path, old if isinstance(old, str) else None, new) if path else ""


def tool_of(told: dict[str, Any]) -> str:
    """Our name for the tool of a call."""
    return TOOLS.get(text_of(told.get("kind")), "Tool")


def title_of(told: dict[str, Any], folder: str) -> str:
    """What a tool is used for, on one line."""
    title = text_of(told.get("title"))
    if not title:
        paths = [inside(path, folder) for path in paths_of(told)]
        title = f"{tool_of(told)} {', '.join(paths)}".strip()
    return on_a_line(title.replace(f"{folder}/", "") if folder else title)


def paths_of(told: dict[str, Any]) -> tuple[str, ...]:
    """The files that a call of a tool is about, as it names them."""
    given = object_of(told.get("rawInput")) or {}
    named = [
        *(each.get("path") for each in objects_of(told.get("locations"))),
        *(each.get("path") for each in objects_of(told.get("content"))),
        *(given.get(name) for name in _PATHS),
    ]
    return tuple(dict.fromkeys(path for path in map(text_of, named) if path))

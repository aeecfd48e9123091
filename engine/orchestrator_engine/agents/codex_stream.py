"""What `codex exec --json` tells on its standard output, as our events, and how it ended.

Pure: bytes in, values out. It tells tokens of the whole thread, so that what one job used is the
difference to what was known of the thread before; else it is unknown.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from orchestrator_engine.agents.lines import Lines
from orchestrator_engine.agents.protocol import (
    Acted,
    Acting,
    AgentEvent,
    Ended,
    Said,
    Started,
    Waiting,
)
from orchestrator_engine.agents.tool_words import inside, on_a_line
from orchestrator_engine.agents.usage_limits import resets_at, usage_limit
from orchestrator_engine.attempt import Ending, Trouble
from orchestrator_engine.bad_luck import ending_of
from orchestrator_engine.json_values import (
    count_of,
    object_of,
    objects_of,
    parse_object,
    text_of,
)

_TOOLS = {
    "command_execution": "Shell",
    "file_change": "Edit",
    "mcp_tool_call": "MCP",
    "web_search": "WebSearch",
}

_RETRIES = re.compile(r"Reconnecting\.\.\. (?:\d+/\d+|waiting)")
_OFFLINE = re.compile(r"waiting for network", re.IGNORECASE)

_PATIENCE = 3
"""How often in a row it may say that it waits for the network: it would do so for ever."""

_TOO_LONG = re.compile(r"context window|context length|prompt is too long", re.IGNORECASE)

_TROUBLES: tuple[tuple[str, Trouble], ...] = (
    (r"\b40[13]\b|not logged in|log in again|unauthorized|api key", Trouble.LOGIN),
    (
        r"quota exceeded|billing|credit balance|insufficient_quota|\b402\b|payment required",
        Trouble.BILLING,
    ),
    (r"\b429\b|too many requests|rate limit", Trouble.RATE),
    (r"model.{0,80}(?:not supported|not found|does not exist)|\b404\b", Trouble.MODEL),
    (r"\b5\d\d\b|overloaded|at capacity|high demand", Trouble.OVERLOADED),
    (
        r"error sending request|stream disconnected|connection (?:refused|reset|failed)|timed out",
        Trouble.UNREACHED,
    ),
)


@dataclass
class Heard:
    """What there is to judge a run by: `total` are the tokens of its thread, once it has ended.

    `ended` says whether its turn came to an end, `fault` why it failed, `said` its last words, and
    `offline` how often in a row it has told that there is no network.
    """

    thread: str | None = None
    said: str = ""
    fault: str = ""
    ended: bool = False
    total: int | None = None
    offline: int = 0
    acting: set[str] = field(default_factory=set[str])

    @property
    def hopeless(self) -> bool:
        """Whether it should not go on trying by itself."""
        lasting = bool(self.fault) and (vain(self.fault) or self.offline >= _PATIENCE)
        return lasting and not self.ended


class Stream:
    """Reads the output of one run: one turn, and what comes after it belongs to none."""

    def __init__(self, folder: str, model: str | None = None) -> None:
        self.heard = Heard()
        self._folder = folder
        self._model = model
        self._lines = Lines()

    def feed(self, data: bytes) -> list[AgentEvent]:
        """The events that the next bytes of output complete."""
        return self._read(self._lines.feed(data))

    def close(self) -> list[AgentEvent]:
        """The events of a last line that was not ended."""
        return self._read(self._lines.close())

    def _read(self, lines: list[bytes]) -> list[AgentEvent]:
        events: list[AgentEvent] = []
        for line in lines:
            message = parse_object(line)
            if message is not None and not self.heard.ended:
                events += self._message(message)
        return events

    def _message(self, message: dict[str, Any]) -> list[AgentEvent]:
        heard = self.heard
        match message.get("type"):
            case "thread.started" if heard.thread is None:
                heard.thread = text_of(message.get("thread_id")) or None
                return [Started(heard.thread, self._model)]
            case "turn.completed":
                heard.ended, heard.fault = True, ""
                heard.total = _tokens(object_of(message.get("usage")))
            case "turn.failed":
                heard.ended = True
                error = object_of(message.get("error")) or {}
                heard.fault = text_of(error.get("message")) or heard.fault or "codex failed"
            case "error":
                return self._error(text_of(message.get("message")))
            case "item.started" | "item.completed" as kind:
                return self._item(object_of(message.get("item")) or {}, over="completed" in kind)
            case _:
                pass
        return []

    def _error(self, words: str) -> list[AgentEvent]:
        self.heard.fault = words or "codex failed"
        self.heard.offline = self.heard.offline + 1 if _OFFLINE.search(words) else 0
        # It says no more about the pause than that there is one.
        return [Waiting(words, 0.0)] if _RETRIES.match(words) else []

    def _item(self, item: dict[str, Any], *, over: bool) -> list[AgentEvent]:
        self.heard.offline = 0
        kind = text_of(item.get("type"))
        if kind == "agent_message" and over:
            self.heard.said = text_of(item.get("text"))
            return [Said(self.heard.said)] if self.heard.said else []
        tool = _TOOLS.get(kind)
        if tool is None:
            return []
        number = text_of(item.get("id"))
        acting: list[AgentEvent] = []
        if number not in self.heard.acting:
            self.heard.acting.add(number)
            acting.append(Acting(number, tool, self._title(tool, item)))
        if not over:
            return acting
        code = item.get("exit_code")
        ok = item.get("status") == "completed" and (code is None or code == 0)
        return [*acting, Acted(number, ok, text_of(item.get("aggregated_output")))]

    def _title(self, tool: str, item: dict[str, Any]) -> str:
        paths = [
            inside(text_of(change.get("path")), self._folder)
            for change in objects_of(item.get("changes"))
        ]
        about = text_of(item.get("command")) or ", ".join(paths) or text_of(item.get("query"))
        return on_a_line(f"{tool} {about}")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a run failed, and what that says about the next one."""

    status: Ending
    trouble: Trouble | None = None
    until: float | None = None


def fault_of(words: str, now: float) -> Fault:
    """What kind of failure words tell of; `now` is in seconds since 1970."""
    if usage_limit(words):
        return Fault(Ending.LIMIT, Trouble.USAGE, resets_at(words, now))
    if _TOO_LONG.search(words):
        return Fault(Ending.FAILED, Trouble.TOO_LONG)
    for pattern, trouble in _TROUBLES:
        if re.search(pattern, words, re.IGNORECASE):
            return Fault(ending_of(trouble), trouble)
    return Fault(Ending.FAILED)


def ended(heard: Heard, *, wants_value: bool, tokens: int | None, now: float) -> Ended:
    """The end of a run whose turn ended, or that met what trying again does not mend.

    `tokens` are those of this run alone, `now` is in seconds since 1970.
    """
    if heard.fault:
        fault = fault_of(heard.fault, now)
        return Ended(
            fault.status,
            text=heard.said,
            thread=heard.thread,
            tokens=tokens,
            why=heard.fault,
            trouble=fault.trouble,
            until=fault.until,
        )
    value = parse_object(heard.said.encode()) if wants_value else None
    lacks = wants_value and value is None
    why = "codex gave no answer of the form that was asked for" if lacks else ""
    trouble = Trouble.FORM if lacks else None
    status = ending_of(trouble, Ending.DONE)
    return Ended(
        status, heard.said, value, thread=heard.thread, tokens=tokens, why=why, trouble=trouble
    )


def vain(words: str) -> bool:
    """Whether trying again cannot mend a failure, though codex does so for a while."""
    return fault_of(words, 0.0).trouble in (Trouble.LOGIN, Trouble.BILLING, Trouble.MODEL)


def _tokens(usage: dict[str, Any] | None) -> int | None:
    """All tokens that went in and came out; those that were cached are among the former."""
    if usage is None:
        return None
    counts = [count_of(usage.get(name)) for name in ("input_tokens", "output_tokens")]
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None

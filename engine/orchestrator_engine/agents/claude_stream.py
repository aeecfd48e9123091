"""What Claude Code tells on its standard output, as our events.

Pure: bytes in, values out. Lines that are no JSON or have an unexpected shape are passed by; how
a run ended is for `claude_end` to judge from what was `Heard`.
"""

from dataclasses import dataclass, field
from typing import Any

from orchestrator_engine.agents.claude_asking import Question, question
from orchestrator_engine.agents.lines import Lines
from orchestrator_engine.agents.protocol import (
    Acted,
    Acting,
    AgentEvent,
    Refused,
    Said,
    Started,
    Used,
    Waiting,
)
from orchestrator_engine.agents.tool_words import created, hunk_of, inside, title_of
from orchestrator_engine.json_values import (
    amount_of,
    count_of,
    object_of,
    objects_of,
    parse_object,
    text_of,
)

FATAL = frozenset(
    {"authentication_failed", "billing_error", "invalid_request", "model_not_found"},
)
"""Errors of the API that trying again does not mend, though Claude Code does so for minutes."""

_SYNTHETIC = "<synthetic>"
"""The model of messages that Claude Code wrote itself, such as those about errors."""


@dataclass
class Heard:
    """What there is to judge a run by.

    `error` is the API's last error by Claude Code's name for it, `fatal` the same where it makes
    all further tries vain, `refused` what was not allowed (by tool use), `answered` whether a
    model said anything, `result` the result line. `reset` is when a limit that it ran into is
    lifted, `retry_in` the longest pause that it was told to make for one (seconds), and `tokens`
    what its finished messages used, where it tells about each. `edited` says whether it changed a
    file. `questions` wait for an answer, `unknown` requests for one that says so, and what is
    `withdrawn` (by number) for none any more.
    """

    thread: str | None = None
    folder: str = ""
    said: str = ""
    answered: bool = False
    error: str = ""
    fatal: str = ""
    refused: dict[str, Refused] = field(default_factory=dict[str, Refused])
    result: dict[str, Any] | None = None
    reset: float | None = None
    retry_in: float = 0.0
    tokens: int = 0
    edited: bool = False
    questions: list[Question] = field(default_factory=list["Question"])
    unknown: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    withdrawn: set[str] = field(default_factory=set[str])


class Stream:
    """Reads the output of one run; what comes after the first result line belongs to no run."""

    def __init__(self) -> None:
        self.heard = Heard()
        self._lines = Lines()
        self._begun = False
        # What went in and what came out, by message.
        self._messages: dict[str, tuple[int, int]] = {}
        self._message_id = ""

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
            if message is not None and self.heard.result is None:
                events += self._message(message)
        return events

    def _message(  # noqa: PLR0911  # one answer a kind
        self, message: dict[str, Any]
    ) -> list[AgentEvent]:
        match message.get("type"):
            case "system":
                return self._system(message)
            case "assistant":
                return self._assistant(message)
            case "user":
                return self._user(message)
            case "result":
                self.heard.result = message
                self.heard.thread = text_of(message.get("session_id")) or self.heard.thread
                return []
            case "control_request":
                return self._asked(message)
            case "control_cancel_request":
                self.heard.withdrawn.add(text_of(message.get("request_id")))
                return []
            case "stream_event":
                return self._counted(object_of(message.get("event")) or {})
            case "rate_limit_event":
                told = object_of(message.get("rate_limit_info")) or {}
                if told.get("status") == "rejected":
                    self.heard.reset = amount_of(told.get("resetsAt"))
                return []
            case _:
                return []

    def _asked(self, message: dict[str, Any]) -> list[AgentEvent]:
        asked = question(message, self.heard.folder)
        if asked is None:
            self.heard.unknown.append(message)
        else:
            self.heard.questions.append(asked)
        return []

    def _counted(self, event: dict[str, Any]) -> list[AgentEvent]:
        """What a message used: its beginning tells what went in, its end what came out so far."""
        match event.get("type"):
            case "message_start":
                message = object_of(event.get("message")) or {}
                self._message_id = text_of(message.get("id"))
                told = _tokens(object_of(message.get("usage")) or {}), 0
            case "message_delta" if self._message_id:
                usage = object_of(event.get("usage")) or {}
                told = 0, count_of(usage.get("output_tokens")) or 0
            case _:
                return []
        # Told twice is used once.
        before = self._messages.get(self._message_id, (0, 0))
        used = max(before[0], told[0]), max(before[1], told[1])
        self._messages[self._message_id] = used
        self.heard.tokens += sum(used) - sum(before)
        return [Used(tokens=self.heard.tokens)]

    def _system(self, message: dict[str, Any]) -> list[AgentEvent]:
        match message.get("subtype"):
            case "init" if not self._begun:
                self._begun = True
                self.heard.thread = text_of(message.get("session_id")) or None
                self.heard.folder = text_of(message.get("cwd"))
                return [Started(self.heard.thread, text_of(message.get("model")) or None)]
            case "permission_denied":
                tool = text_of(message.get("tool_name")) or "a tool"
                why = text_of(message.get("message")) or text_of(message.get("decision_reason"))
                use = text_of(message.get("tool_use_id")) or f"unnamed {len(self.heard.refused)}"
                refused = Refused(tool, why or "it was not allowed")
                self.heard.refused[use] = refused
                return [refused]
            case "api_retry":
                return self._retry(message)
            case _:
                return []

    def _retry(self, message: dict[str, Any]) -> list[AgentEvent]:
        error = text_of(message.get("error")) or "unknown"
        status = count_of(message.get("error_status"))
        self.heard.error = error
        if error in FATAL:
            self.heard.fatal = error
        delay = amount_of(message.get("retry_delay_ms")) or 0.0
        if error in {"rate_limit", "overloaded"}:
            self.heard.retry_in = max(self.heard.retry_in, delay / 1000)
        why = error.replace("_", " ") + (f" ({status})" if status else "")
        return [Waiting(why, delay / 1000)]

    def _assistant(self, message: dict[str, Any]) -> list[AgentEvent]:
        words = object_of(message.get("message")) or {}
        # An error is followed by an answer where a further try went well.
        self.heard.error = text_of(message.get("error"))
        if words.get("model") != _SYNTHETIC and not self.heard.error:
            self.heard.answered = True
        events: list[AgentEvent] = []
        for block in objects_of(words.get("content")):
            match block.get("type"):
                case "text" if text := text_of(block.get("text")):
                    self.heard.said = text
                    events.append(Said(text))
                case "tool_use":
                    tool = text_of(block.get("name")) or "a tool"
                    title = self._title(tool, object_of(block.get("input")) or {})
                    events.append(Acting(text_of(block.get("id")), tool, title))
                case _:
                    pass
        return events

    def _user(self, message: dict[str, Any]) -> list[AgentEvent]:
        words = object_of(message.get("message")) or {}
        diff = self._diff(object_of(message.get("tool_use_result")) or {})
        acted = [
            Acted(
                text_of(block.get("tool_use_id")),
                ok=block.get("is_error", False) is False,
                output=_output(block.get("content")),
                diff=diff,
            )
            for block in objects_of(words.get("content"))
            if block.get("type") == "tool_result"
        ]
        self.heard.edited = self.heard.edited or any(one.ok and one.diff for one in acted)
        return [*acted]

    def _title(self, tool: str, given: dict[str, Any]) -> str:
        return title_of(tool, given, self.heard.folder)

    def _diff(self, result: dict[str, Any]) -> str:
        path = inside(text_of(result.get("filePath")), self.heard.folder)
        if not path:
            return ""
        if result.get("type") == "create":
            return created(path, text_of(result.get("content")))
        hunks = [hunk_of(each) for each in objects_of(result.get("structuredPatch"))]
        return f"--- a/{path}\n+++ b/{path}\n{''.join(hunks)}" if hunks else ""


def _tokens(usage: dict[str, Any]) -> int:
    names = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
    return sum(count_of(usage.get(name)) or 0 for name in names)


def _output(content: object) -> str:
    if isinstance(content, str):
        return content
    return "\n".join(text_of(block.get("text")) for block in objects_of(content))

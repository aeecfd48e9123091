"""A recording: one job of an agent as a file of JSON lines, to be looked at and given again.

The first line says what it is, then comes what the agent told, in order and with the seconds since
it began; at the end what it changed, and how it ended. `docs/guides/recordings.md` describes it.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, TextIO, TypeVar

from orchestrator_engine.agents.protocol import (
    Acted,
    Acting,
    AgentEvent,
    Ended,
    Feature,
    Refused,
    Said,
    Started,
    Subject,
    Used,
    Waiting,
)
from orchestrator_engine.attempt import Role
from orchestrator_engine.errors import BadStore
from orchestrator_engine.json_values import object_of, parse_object, text_of, texts_of

FORMAT = 1
"""The version of the file's shape."""

MOST = 16 * 1024 * 1024
"""Bytes of what an agent tells that are kept: what it changed and how it ended come on top."""

LONG = 64 * 1024
"""Letters of one text that are kept."""

KINDS: dict[str, type[AgentEvent]] = {
    "started": Started,
    "said": Said,
    "acting": Acting,
    "acted": Acted,
    "refused": Refused,
    "waiting": Waiting,
    "used": Used,
    "ended": Ended,
}
"""What an agent can tell, by its name in the file."""

_NAMES = {kind: name for name, kind in KINDS.items()}

Told = TypeVar("Told", bound=AgentEvent)

Redact = Callable[[object], object]
"""Takes the secrets out of a value of JSON."""


def as_it_is(value: object) -> object:
    """Nothing is taken out."""
    return value


@dataclass(frozen=True, slots=True)
class About:
    """What was recorded: who did what, when (ISO 8601), and in which versions."""

    agent: str
    version: str | None
    features: tuple[Feature, ...]
    at: str
    engine: str
    subject: Subject
    access: str
    model: str | None
    prompt: str


@dataclass(frozen=True, slots=True)
class Recording:
    """A whole recording. `edits` are as `edits.apply` takes them; `ended` is None: cut short.

    `events` are all that was told before, each with its second. `dropped` lines did not fit in.
    """

    file: Path
    about: About
    events: tuple[tuple[float, AgentEvent], ...]
    asked: tuple[dict[str, Any], ...]
    edits: tuple[dict[str, Any], ...]
    ended: Ended | None
    dropped: int

    @property
    def title(self) -> str:
        """What it is, for a person: nobody shall take it for work that is done now."""
        who = f"{self.about.agent} {self.about.version or '(version unknown)'}"
        subject = self.about.subject
        what = f"{' + '.join(subject.items) or subject.task}, round {subject.round}"
        if subject.review:
            what = f"{what}, review {subject.review}"
        return f"Recording of {who}, {self.about.at}: {what}"


class Writer:
    """Writes a recording line by line; what does not fit in is counted.

    Raises `OSError`.
    """

    def __init__(self, file: TextIO, redact: Redact) -> None:
        self._file = file
        self._redact = redact
        self._room = MOST
        self.dropped = 0

    def begin(self, about: About) -> None:
        """Say what is recorded."""
        self._write({"recording": FORMAT, **asdict(about)})

    def told(self, seconds: float, event: AgentEvent) -> None:
        """Keep something that the agent told before its end."""
        fields = self._shortened(asdict(event))
        self._bounded({"after": round(seconds, 3), "told": _NAMES[type(event)], **fields})

    def asked(self, seconds: float, request: dict[str, Any], answer: dict[str, Any]) -> None:
        """Keep what the agent asked, and what it was answered."""
        kept = self._shortened(request)
        self._bounded({"after": round(seconds, 3), "asked": kept, "answer": answer})

    def end(self, seconds: float, edits: Iterable[dict[str, Any]], ended: Ended) -> None:
        """Keep what it changed, and how it ended."""
        for edit in edits:
            self._write({"changed": edit["file"], **edit})
        told = {"told": "ended", **asdict(ended)}
        self._write({"after": round(seconds, 3), **told, "dropped": self.dropped})

    def _shortened(self, fields: dict[str, Any]) -> dict[str, Any]:
        # Without secrets before it is cut: a part of one would not be known for one.
        return {name: _short(self._redact(value)) for name, value in fields.items()}

    def _bounded(self, line: dict[str, Any]) -> None:
        text = self._line(line)
        self._room -= len(text)
        if self._room < 0:
            self.dropped += 1
        else:
            self._put(text)

    def _write(self, line: dict[str, Any]) -> None:
        self._put(self._line(line))

    def _line(self, line: dict[str, Any]) -> str:
        # The one way into the file.
        return json.dumps(self._redact(line), ensure_ascii=True) + "\n"

    def _put(self, text: str) -> None:
        self._file.write(text)
        self._file.flush()


def _short(value: object) -> object:
    if not isinstance(value, str) or len(value) <= LONG:
        return value
    return f"{value[:LONG]}\n… ({len(value) - LONG} more characters were not kept)"


def read(file: Path) -> Recording:
    """Read a recording; a last line that is torn is left out.

    Raises `BadStore` where the file is none, or a later version's.
    """
    try:
        lines = file.read_bytes().split(b"\n")
    except OSError as error:
        message = f"{file} cannot be read: {error.strerror or error}"
        raise BadStore(message, "Check the path.") from error
    first = parse_object(lines[0]) or {}
    version = first.get("recording")
    if not isinstance(version, int):
        raise BadStore(f"{file} is no recording", "Record one with: code-orch run … --record")
    if version > FORMAT:
        raise BadStore(f"{file} was recorded by a later version", "Update Code Orchestrator.")
    try:
        return _read(file, _about(first), lines[1:])
    except Exception as error:
        why = error if isinstance(error, ValueError) else type(error).__name__
        raise BadStore(f"{file} is damaged: {why}", "Take it from where it came again.") from error


def _read(file: Path, about: About, lines: Sequence[bytes]) -> Recording:
    events: list[tuple[float, AgentEvent]] = []
    asked: list[dict[str, Any]] = []
    edits: list[dict[str, Any]] = []
    for number, line in enumerate(lines, 2):
        told = parse_object(line)
        if told is None and line and number <= len(lines):
            raise ValueError(f"line {number} cannot be read")
        told = told or {}
        kind = KINDS.get(text_of(told.get("told")))
        if "changed" in told:
            edits.append(told)
        elif "asked" in told:
            asked.append(told)
        elif kind is Ended:
            ended = _event(Ended, told)
            dropped = int(told.get("dropped", 0))
            return Recording(file, about, tuple(events), tuple(asked), tuple(edits), ended, dropped)
        elif kind is not None:
            events.append((float(told.get("after", 0.0)), _event(kind, told)))
    return Recording(file, about, tuple(events), tuple(asked), (), None, 0)


def _about(line: dict[str, Any]) -> About:
    subject = object_of(line.get("subject")) or {}
    return About(
        agent=text_of(line["agent"]),
        version=text_of(line.get("version")) or None,
        features=tuple(
            Feature(name) for name in texts_of(line.get("features")) if name in set(Feature)
        ),
        at=text_of(line.get("at")),
        engine=text_of(line.get("engine")),
        subject=Subject(
            task=text_of(subject["task"]),
            items=tuple(texts_of(subject.get("items"))),
            role=Role(subject["role"]),
            round=int(subject["round"]),
            review=int(subject.get("review", 0)),
        ),
        access=text_of(line.get("access")),
        model=text_of(line.get("model")) or None,
        prompt=text_of(line.get("prompt")),
    )


def _event(kind: type[Told], line: dict[str, Any]) -> Told:
    known = {name: line[name] for name in kind.__dataclass_fields__ if name in line}
    return _converter().structure(known, kind)


@cache
def _converter() -> Any:  # noqa: ANN401  # cattrs' converter is generic over everything
    # Imported on first use: nobody else is to pay for it.
    from cattrs import Converter  # noqa: PLC0415

    return Converter(detailed_validation=False)

"""What a command was given: held against a table before anything is done with it.

Everything may be missing. What is there has to be what it is called: a key that a command does
not know, or a value of another kind, is refused in words that say so, and nothing is guessed.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeGuard

from orchestrator_engine.api import Detail
from orchestrator_engine.json_values import is_list, is_object, members_of
from orchestrator_engine.questions import Choice
from orchestrator_engine.run_log import LEVELS
from orchestrator_server import names
from orchestrator_server.protocol import Refused

LONGEST = 100_000
"""Characters of a prompt: it has to fit into the arguments of a program."""

MANY = 10_000
"""Items that can be named at once."""

_NAME = 500
_RUN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_MODE = re.compile(r"[a-z][a-z0-9_-]{0,63}")

Place = tuple[int, int]
"""Line and column, from 0, as the editor counts them."""


class Scope(StrEnum):
    """How much of a document a run is about."""

    DOCUMENT = "document"
    SECTION = "section"
    ITEM = "item"
    SELECTION = "selection"
    DEPENDENCIES = "dependencies"
    OPEN_BUGS = "openBugs"


class How(StrEnum):
    """What becomes of what is under way when a run is stopped."""

    FINISH = "finish"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of one command; what was not given is None, and a switch that was not is False.

    `alone` asks that nothing else was done since this was offered, and `open` is True unless it was
    said to be False.
    """

    uri: str | None = None
    run: str | None = None
    mode: str | None = None
    scope: Scope | None = None
    items: tuple[str, ...] | None = None
    item: str | None = None
    task: str | None = None
    range: tuple[Place, Place] | None = None
    position: Place | None = None
    prompt: str | None = None
    question: str | None = None
    answer: Choice | None = None
    remark: str | None = None
    reason: str | None = None
    message: str | None = None
    how: How | None = None
    number: int | None = None
    what: Detail | None = None
    other: str | None = None
    attempt: int | None = None
    level: str | None = None
    text: str | None = None
    before: int | None = None
    offset: int | None = None
    limit: int | None = None
    arm: bool = False
    edit: bool = False
    alone: bool = False
    choose: bool = False
    open: bool = True


class _Wrong(Exception):  # noqa: N818  # it is turned into a refusal
    """A value is not what it should be; its text says what that is."""


def _text(value: object) -> str:
    if not isinstance(value, str) or not value or len(value) > _NAME or "\0" in value:
        raise _Wrong(f"a text of 1 to {_NAME} characters")
    return value


def _uri(value: object) -> str:
    if not isinstance(value, str) or ":" not in value or "\0" in value:
        raise _Wrong("the address of a document")
    return value


def _run(value: object) -> str:
    if not isinstance(value, str) or _RUN.fullmatch(value) is None:
        raise _Wrong("the id of a run")
    return value


def _mode(value: object) -> str:
    if not isinstance(value, str) or _MODE.fullmatch(value) is None:
        raise _Wrong("the name of a mode, such as “build”")
    return value


def _choice(kind: type[StrEnum]) -> Callable[[object], StrEnum]:
    def choice(value: object) -> StrEnum:
        if not isinstance(value, str) or value not in tuple(kind):
            raise _Wrong("one of " + ", ".join(one.value for one in kind))
        return kind(value)

    return choice


def _level(value: object) -> str:
    if not isinstance(value, str) or value not in LEVELS:
        raise _Wrong("one of " + ", ".join(LEVELS))
    return value


def _items(value: object) -> tuple[str, ...]:
    if not is_list(value) or len(value) > MANY:
        raise _Wrong("a list of items")
    return tuple(map(_text, value))


def _place(value: object) -> Place:
    line, column = _at(value, "line"), _at(value, "character")
    if not _counts(line) or not _counts(column):
        raise _Wrong('a place, {"line", "character"}')
    return line, column


def _counts(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _range(value: object) -> tuple[Place, Place]:
    try:
        first, last = sorted((_place(_at(value, "start")), _place(_at(value, "end"))))
    except _Wrong:
        raise _Wrong('a range, {"start", "end"}') from None
    return first, last


def _at(value: object, key: str) -> object:
    return members_of(value).get(key)


def _words(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST or "\0" in value:
        raise _Wrong(f"a text of 1 to {LONGEST} characters")
    return value


def _remark(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST or "\0" in value:
        raise _Wrong(f"a text of at most {LONGEST} characters")
    return value


def _number(value: object) -> int:
    if not _counts(value):
        raise _Wrong("a whole number")
    return value


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise _Wrong("true or false")
    return value


_KINDS: Mapping[str, Callable[[object], Any]] = {
    "uri": _uri,
    "run": _run,
    "mode": _mode,
    "scope": _choice(Scope),
    "items": _items,
    "item": _text,
    "task": _text,
    "range": _range,
    "position": _place,
    "prompt": _words,
    "question": _text,
    "answer": _choice(Choice),
    "remark": _text,
    "reason": _words,
    "message": _remark,
    "how": _choice(How),
    "number": _number,
    "what": _choice(Detail),
    "other": _run,
    "attempt": _number,
    "level": _level,
    "text": _remark,
    "before": _number,
    "offset": _number,
    "limit": _number,
    "arm": _switch,
    "edit": _switch,
    "alone": _switch,
    "choose": _switch,
    "open": _switch,
}

_OF_RUN = ("uri", "run")
_OF_TASK = (*_OF_RUN, "task", "item")

KEYS: Mapping[str, tuple[str, ...]] = {
    names.ANALYZE: ("uri",),
    names.RUN: ("uri", "mode", "choose", "scope", "items", "range", "prompt"),
    names.CONFIRM: ("uri", "alone"),
    names.STOP: (*_OF_RUN, "how"),
    names.PAUSE: _OF_RUN,
    names.RESUME: _OF_RUN,
    names.RESTART: _OF_RUN,
    names.APPROVE: (*_OF_RUN, "number"),
    names.RETRY: _OF_TASK,
    names.SKIP: _OF_TASK,
    names.REVERT: _OF_TASK,
    names.PLAN: ("uri", "mode", "scope", "items", "range"),
    names.PROMPT: ("uri", "mode", "items", "range", "edit"),
    names.ANSWER: (*_OF_RUN, "question", "answer", "arm", "message"),
    names.REPORT: _OF_RUN,
    names.DIFF: _OF_TASK,
    names.COMPARE: _OF_RUN,
    names.HISTORY: _OF_RUN,
    names.DASHBOARD: (*_OF_RUN, "open"),
    names.TRACE: ("uri", "position", "item"),
    names.MEND: (*_OF_RUN, "remark"),
    names.DISMISS: (*_OF_RUN, "remark", "reason"),
    names.REOPEN: (*_OF_RUN, "remark"),
    names.DEBUG: ("text",),
    names.VIEW: _OF_RUN,
    names.DETAILS: (
        *("what", "run", "other", "task", "attempt"),
        *("level", "text", "before", "offset", "limit"),
    ),
    names.STATE: _OF_RUN,
}
"""What each command understands. Another key is a mistake, and is told."""


def read(command: str, given: Sequence[object] | None) -> Arguments:
    """Read the arguments of a command that there is. Raises `Refused` where they make no sense."""
    first = given[0] if given else None
    if first is None:
        return Arguments()
    if not is_object(first) or len(given or ()) > 1:
        raise Refused(f"{command} takes one object with named values, or nothing")
    known = KEYS[command]
    found: dict[str, Any] = {}
    for key, value in first.items():
        if key not in known:
            has = ", ".join(known) or "nothing"
            raise Refused(f"{command} does not know “{str(key)[:60]}”: it takes {has}")
        if value is None:
            continue
        try:
            found[key] = _KINDS[key](value)
        except _Wrong as wrong:
            raise Refused(f"{command}: “{key}” is to be {wrong}") from None
    return Arguments(**found)

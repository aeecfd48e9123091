"""What can be said of `.orchestrator.toml`, and of our table in `pyproject.toml`: pure.

All of it comes from the schema that the engine ships.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from orchestrator_engine.json_values import is_object
from orchestrator_engine.settings_schema import Schema, at, properties, schema, types_of
from orchestrator_server.setting_values import expected, listed, problem
from orchestrator_server.toml_lines import Entry, Path, entries, table_at

NAME = ".orchestrator.toml"
PROJECT, TABLE = "pyproject.toml", ("tool", "code-orchestrator")

_LINE = re.compile(r"line (\d+), column (\d+)")
_PERSONS: Mapping[Path, str] = {("sandbox",): "off", ("permission_mode",): "free"}
"""What a project may not say: it would take down what protects the person."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong between two offsets; `warns` where it is ignored rather than refused."""

    start: int
    end: int
    message: str
    code: str
    warns: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What may be written between two offsets."""

    label: str
    text: str
    detail: str
    start: int
    end: int


def prefix_of(uri: str) -> Path | None:
    """Under which table our settings stand in a file; None for a file that has none."""
    name = uri.rpartition("/")[2]
    prefixes: Mapping[str, Path] = {NAME: (), PROJECT: TABLE}
    return prefixes.get(name)


def faults(text: str, prefix: Path) -> list[Fault]:
    """Everything that is wrong with the settings, in the text's order."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return [] if prefix else [_unreadable(text, str(error))]
    for key in prefix:
        inner = data.get(key)
        if not is_object(inner):
            return []
        data = inner
    places: dict[Path, Entry] = {}
    for entry in entries(text):
        if entry.path[: len(prefix)] == prefix:
            places.setdefault(entry.path[len(prefix) :], entry)
    found = [*_check(data, schema(), (), places)]
    return sorted(found, key=lambda fault: fault.start)


def hover(text: str, prefix: Path, offset: int) -> tuple[str, int, int] | None:
    """What the key at an offset means, as markdown, and where it stands."""
    for entry in entries(text):
        if entry.start <= offset <= entry.end and entry.path[: len(prefix)] == prefix:
            path = entry.path[len(prefix) :]
            told = at(path)
            if path and told is not None:
                return _described(path, told), entry.start, entry.end
    return None


def complete(text: str, prefix: Path, offset: int) -> list[Proposal]:
    """What may be written at an offset: keys at the beginning of a line, values behind `=`."""
    begin = text.rfind("\n", 0, offset) + 1
    typed = text[begin:offset]
    all_entries = entries(text)
    table = table_at(all_entries, begin)
    key, equals, value = typed.partition("=")
    path = (*table, key.strip().strip("\"'"))
    if path[: len(prefix)] != prefix and table[: len(prefix)] != prefix:
        return []
    if equals:
        told = at(path[len(prefix) :])
        start = offset - len(value.lstrip())
        return [] if told is None else [*_values(told, start, offset)]
    if typed.lstrip().startswith(("[", "#")) or table[: len(prefix)] != prefix:
        return []
    here = at(table[len(prefix) :])
    taken = {entry.path for entry in all_entries if not begin <= entry.start <= offset}
    start = offset - len(typed.lstrip())
    known = properties(here or {})
    return [
        Proposal(name, _written(name, told), _first(told), start, offset)
        for name, told in known.items()
        if (*table, name) not in taken
    ]


def _unreadable(text: str, why: str) -> Fault:
    place = _LINE.search(why)
    lines = text.splitlines(keepends=True)
    line = min(int(place[1]), len(lines)) - 1 if place else len(lines) - 1
    start = sum(map(len, lines[: max(line, 0)]))
    end = start + len(lines[line].rstrip()) if lines else start
    return Fault(start, end, f"This is no TOML: {why}", "unreadable")


def _check(
    data: Mapping[str, Any], told: Schema, path: Path, places: Mapping[Path, Entry]
) -> Iterator[Fault]:
    known: Mapping[str, object] = properties(told)
    others: object = told.get("additionalProperties", True)
    for key, value in data.items():
        here = (*path, key)
        inner: object = known.get(key, others)
        if inner is False:
            near = get_close_matches(key, known, 1)
            hint = f"; did you mean “{near[0]}”?" if near else ""
            yield _fault(here, places, f"There is no setting “{key}”{hint}", "unknown-setting")
        elif is_object(inner):
            yield from _value(value, inner, here, places)


def _value(
    value: object, told: Schema, path: Path, places: Mapping[Path, Entry]
) -> Iterator[Fault]:
    why = problem(value, told)
    if why is not None:
        yield _fault(path, places, f"“{path[-1]}” {why}", "wrong-value", value=True)
    elif _PERSONS.get(path) == value:
        words = f'Only you can say “{path[-1]} = "{value}"”, in your own settings, and no project'
        yield _fault(path, places, words, "not-for-projects", value=True, warns=True)
    elif is_object(value):
        yield from _check(value, told, path, places)


def _fault(  # noqa: PLR0913  # what a fault is made of
    path: Path,
    places: Mapping[Path, Entry],
    message: str,
    code: str,
    *,
    value: bool = False,
    warns: bool = False,
) -> Fault:
    """A fault at its key or value; at the nearest key around it where it has no line of its own."""
    for length in range(len(path), 0, -1):
        entry = places.get(path[:length])
        if entry is not None:
            if value and not entry.table:
                return Fault(entry.value_start, entry.value_end, message, code, warns)
            return Fault(entry.start, entry.end, message, code, warns)
    return Fault(0, 0, message, code, warns)


def _described(path: Path, told: Schema) -> str:
    lines = [f"**{'.'.join(path)}**: {expected(told)}", "", str(told.get("description", ""))]
    if "enum" in told:
        lines += ["", f"One of {listed(told['enum'])}."]
    if "default" in told:
        lines += ["", f"Default: `{json.dumps(told['default'])}`"]
    if "x-detected" in told:
        lines += ["", "Default: it is detected."]
    if "x-one-way" in told:
        lines += ["", f"A project can only make it stricter ({told['x-one-way']})."]
    if "x-more" in told:
        lines += ["", f"More: {told['x-more']}"]
    return "\n".join(lines)


def _first(told: Schema) -> str:
    return str(told.get("description", "")).split(". ")[0]


def _written(name: str, told: Schema) -> str:
    examples: Sequence[object] = told.get("examples", ())
    value = told.get("default", examples[0] if examples else None)
    if value is None and "enum" in told:
        value = told["enum"][0]
    return (
        f"{name} = "
        if value is None or isinstance(value, dict)
        else f"{name} = {json.dumps(value)}"
    )


def _values(told: Schema, start: int, end: int) -> Iterator[Proposal]:
    default = told.get("default")
    examples: Sequence[object] = told.get("examples", ())
    booleans = (True, False) if "boolean" in types_of(told) else ()
    wanted: list[object] = [*told.get("enum", ()), *booleans, *examples]
    if default is not None:
        wanted.append(default)
    written = dict.fromkeys(json.dumps(one) for one in wanted if not isinstance(one, dict))
    for text in written:
        detail = "default" if text == json.dumps(default) else ""
        yield Proposal(text, text, detail, start, end)

"""What is wrong with settings, in words: where it stands, and what was probably meant."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from orchestrator_engine.config.keys import PATTERNS, Keys
from orchestrator_engine.config.reading import Source
from orchestrator_engine.errors import BadConfig


def checked(source: Source) -> Keys:
    """What a source sets, validated by itself. Raises `BadConfig` with all that is wrong."""
    try:
        return Keys.model_validate(dict(source.table))
    except ValidationError as error:
        problems = [_problem(source, dict(details)) for details in error.errors()]
        problems.sort(key=lambda one: (one[0] or 0, one[1]))
        if len(problems) == 1:
            ((_, message, hint),) = problems
        else:
            message = "\n".join(f"{what}. {hint}" for _, what, hint in problems)
            hint = "Correct these lines; what is left out has its default."
        raise BadConfig(message, hint) from error


def _problem(source: Source, details: Mapping[str, Any]) -> tuple[int | None, str, str]:
    """The line of what is wrong with one key, what it is with its place, and what to do."""
    place = [str(part) for part in details["loc"] if isinstance(part, str)]
    line, key = source.line(place), ".".join(place)
    where = source.where(place)
    if details["type"] == "extra_forbidden":
        near = get_close_matches(place[-1], known_at(place[:-1]), n=1, cutoff=0.5)
        known = f"Known keys{' there' if place[:-1] else ''}: {', '.join(known_at(place[:-1]))}."
        return line, f"{where}: unknown key {key}", f"Did you mean {near[0]}?" if near else known
    if details["type"] == "missing":
        return line, f"{where}: {key} is missing", f"Add {place[-1]} to [{'.'.join(place[:-1])}]."
    if details["type"] == "string_pattern_mismatch":
        like = PATTERNS[details["ctx"]["pattern"]]
        return line, f"{where}: {key}: {details['input']!r} is none: {like}", f"Correct {key}."
    what = str(details["msg"]).removeprefix("Value error, ").removeprefix("Input ")
    return line, f"{where}: {key}: {what}", f"Correct {key}, or leave it out to have the default."


def require_known(place: Sequence[str]) -> None:
    """Raise `BadConfig` where there is no such setting at all."""
    for depth, part in enumerate(place):
        known = known_at(place[:depth])
        if known and part not in known:
            near = get_close_matches(part, known, n=1, cutoff=0.5)
            meant = ".".join((*place[:depth], *near))
            hint = f"Did you mean {meant}?" if near else "All there are: code-orch config show"
            raise BadConfig(f"there is no setting {'.'.join(place[: depth + 1])}", hint)


def known_at(table: Iterable[str]) -> tuple[str, ...]:
    """The keys that there are in a table, by its place."""
    kind: object = Keys
    for part in table:
        kind = _element(kind)
        if get_origin(kind) is dict:
            # The name of a mode or of an agent, which people choose.
            kind = get_args(kind)[1]
        else:
            field = _fields(kind).get(part)
            kind = None if field is None else field.annotation
    return tuple(_fields(_element(kind)))


def _element(kind: object) -> object:
    """What a list is of."""
    return get_args(kind)[0] if get_origin(kind) in {tuple, list} else kind


def _fields(kind: object) -> Mapping[str, FieldInfo]:
    return kind.model_fields if isinstance(kind, type) and issubclass(kind, BaseModel) else {}

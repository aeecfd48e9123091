"""Settings from the environment: `ORCHESTRATOR_MIN_TASK_SCORE=9`, `__` for what is nested."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from orchestrator_engine import settings_schema
from orchestrator_engine.config.reading import Layer, Source
from orchestrator_engine.errors import BadConfig
from orchestrator_engine.json_values import is_object
from orchestrator_engine.places import CONFIG_VARIABLE, STATE_VARIABLE

PREFIX = "ORCHESTRATOR_"
EDITOR = "ORCHESTRATOR_EDITOR_SETTINGS"
"""What an editor's own settings say, as a JSON object: a layer of its own."""

OTHERS = frozenset({STATE_VARIABLE, CONFIG_VARIABLE, "ORCHESTRATOR_TOKEN", EDITOR})
"""Variables of ours that are no settings of a project."""

_NOT_FROM_EDITORS = frozenset(
    {"setup", "build", "test", "lint", "types", "format", "end_to_end", "dev", "checks"}
    | {"agents", "plugins", "notify"}
)
"""What a folder executes is in files that trust looks at, not in an editor's memory."""

_TELLS_AGENTS = frozenset({"arguments", "system", "prompt", "rubric"})
"""Words that an agent's program or an agent obeys: a folder can bring an editor's settings along,
so that these, too, have to be where trust looks."""


def of_environment(environment: Mapping[str, str]) -> Source | None:
    """What the environment sets, or None. Raises `BadConfig` for a name that is nearly a key.

    A variable that begins like ours and is like no key is another program's.
    """
    told = {
        tuple(name.removeprefix(PREFIX).lower().split("__")): (name, text)
        for name, text in environment.items()
        if name.startswith(PREFIX) and name not in OTHERS
    }
    known = settings_schema.keys()
    given: dict[tuple[str, ...], object] = {}
    names: dict[tuple[str, ...], str] = {}
    for place, (name, text) in sorted(told.items()):
        if place[0] not in known:
            near = get_close_matches(place[0], known, n=1, cutoff=0.75)
            if not near:
                continue
            hint = f"Did you mean {PREFIX}{near[0].upper()}? Otherwise give it another name."
            raise BadConfig(f"{name}: unknown key {'.'.join(place)}", hint)
        given[place] = value(place, text)
        names[place] = name
    if not given:
        return None
    return Source(Layer.ENVIRONMENT, nested(given, names), names=names)


def of_editor(environment: Mapping[str, str]) -> Source | None:
    """What an editor sets for the programs that it starts, or None. Raises `BadConfig`."""
    text = environment.get(EDITOR)
    if not text:
        return None
    try:
        told = json.loads(text)
    except ValueError as error:
        raise BadConfig(
            f"{EDITOR} is no JSON: {error}", "It is set by an editor; report it to its extension."
        ) from error
    if not is_object(told):
        raise BadConfig(f"{EDITOR} is no JSON object", "Report it to the editor's extension.")
    wrong = sorted(_NOT_FROM_EDITORS & told.keys())
    if wrong:
        raise BadConfig(
            f"the editor's settings cannot set {wrong[0]}: it names what is executed",
            "Put it into .orchestrator.toml, which is looked at before it is trusted.",
        )
    for place in _places({key: told[key] for key in ("roles", "modes") if key in told}):
        if place[-1] in _TELLS_AGENTS:
            raise BadConfig(
                f"the editor's settings cannot set {'.'.join(place)}: an agent obeys it",
                "Put it into .orchestrator.toml, which is looked at before it is trusted, or into "
                "your own config.toml.",
            )
    names = {(key,): f"the editor's setting {key}" for key in told}
    return Source(Layer.EDITOR, told, names=names)


def _places(table: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in table.items():
        yield (*above, key)
        if is_object(value):
            yield from _places(value, (*above, key))


def value(place: tuple[str, ...], text: str) -> object:
    """What a text stands for: itself where the key takes texts, else what TOML makes of it."""
    kinds = settings_schema.types(place)
    if text[:1] not in {"[", "{"} and "string" in kinds:
        return text
    if text[:1] not in {"[", "{"} and not kinds:
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def nested(
    given: Mapping[tuple[str, ...], object], names: Mapping[tuple[str, ...], str]
) -> dict[str, Any]:
    """Tables of values by their places. Raises `BadConfig` where one is a value and a table."""
    made: dict[str, Any] = {}
    for place, value in given.items():
        table = made
        for part in place[:-1]:
            inner = table.setdefault(part, {})
            if not is_object(inner):
                raise BadConfig(
                    f"{names[place]}: {part} has a value already", "Leave one of the two out."
                )
            table = inner
        table[place[-1]] = value
    return made

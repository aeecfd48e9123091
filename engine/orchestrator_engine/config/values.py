"""Values as people write them in settings: spans of time, commands, money, names.

Each type reads what a TOML file can hold, and refuses the rest with a `ValueError` in words for who
wrote it. `WithJsonSchema` says what can be written; `x-kind` tells spans and money from plain
numbers.
"""

from difflib import get_close_matches
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from orchestrator_analyzer.rules import NAMES as RULE_NAMES
from orchestrator_engine import durations, money
from orchestrator_engine.json_values import is_list
from orchestrator_engine.lenses import LENSES
from orchestrator_engine.listeners import Occasion, name_of_file
from orchestrator_engine.modes import MODES
from orchestrator_engine.plan import At
from orchestrator_engine.questions import Whom


def _span(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("a span of time is a text in quotes, for example “15m”")  # noqa: TRY004
    return durations.parse(value)


def _command(value: object) -> object:
    """A text is a shell line, a list is a program and its arguments."""
    if isinstance(value, str):
        if not value.strip():
            raise ValueError("a command cannot be empty; leave the key out to have it detected")
        return ("/bin/sh", "-c", value)
    if is_list(value):
        return tuple(value)
    raise ValueError("a command is a text (a shell line) or a list (a program and its arguments)")


def _fixed(value: object) -> object:
    """A list as what never changes; each of its values is checked next."""
    return tuple(value) if is_list(value) else value


def _switch(value: object) -> object:
    return value if isinstance(value, bool) else _command(value)


def _when(value: object) -> object:
    if value not in tuple(At):
        raise ValueError(f"it is one of {', '.join(At)}")
    return At(str(value))


def _inside(value: tuple[str, ...]) -> tuple[str, ...]:
    for name in value:
        if not name or name.startswith("/") or ".." in name.split("/"):
            raise ValueError(f"“{name}” is no path from the top of the project on")
    return value


def _lenses(value: object) -> object:
    if not is_list(value) or not all(isinstance(name, str) for name in value):
        raise ValueError("this is a list of lenses, for example [“correctness”, “security”]")
    names = tuple(map(str, value))
    for name in names:
        if name not in LENSES:
            near = get_close_matches(name, LENSES, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(LENSES)}"
            raise ValueError(f"there is no lens {name}{hint}")
    return tuple(dict.fromkeys(names))


def _mode(value: object) -> object:
    if value not in MODES:
        near = get_close_matches(str(value), MODES, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(MODES)}"
        raise ValueError(f"there is no mode {value}; {hint}")
    return value


def _rule_names(value: object) -> object:
    if not is_list(value) or not all(isinstance(name, str) for name in value):
        raise ValueError("this is a list of names of rules, for example [“vague-wording”]")
    names = tuple(map(str, value))
    for name in names:
        if name not in RULE_NAMES:
            near = get_close_matches(name, sorted(RULE_NAMES), n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ValueError(f"there is no rule {name}{hint}")
    return names


def _usd(value: object) -> object:
    if isinstance(value, str):
        return money.parse(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return money.parse(f"{value:.9f}")
    raise ValueError("an amount of money is a number of US dollars, or a text such as “5usd”")


def _tokens(value: object) -> object:
    return money.parse_tokens(value) if isinstance(value, str) else value


def whom(value: object) -> object:
    """Whom to ask, of its word."""
    if value not in tuple(Whom):
        raise ValueError(f"it is “{Whom.NOBODY}” or “{Whom.ATTACHED}”")
    return Whom(str(value))


def occasions(value: object) -> object:
    """What to be told of, of its words."""
    known = ", ".join(Occasion)
    if not is_list(value) or any(each not in tuple(Occasion) for each in value):
        raise ValueError(f"this is a list of {known}")
    return tuple(Occasion(str(each)) for each in value)


def _plugin_files(value: object) -> object:
    if not is_list(value):
        raise ValueError("this is a list of paths, for example [“tools/orchestrate.py”]")
    paths = tuple(map(str, value))
    for path in paths:
        if path.startswith("/") or ".." in path.split("/") or not path.endswith(".py"):
            raise ValueError(f"“{path}” is no path of a Python file, from the project's top on")
    paths = tuple(dict.fromkeys(path.removeprefix("./") for path in paths))
    names: dict[str, str] = {}
    for path in paths:
        other = names.setdefault(name_of_file(path), path)
        if other != path:
            raise ValueError(f"“{other}” and “{path}” have the same name; rename one of them")
    return paths


_SPAN = WithJsonSchema(
    {"type": "string", "x-kind": "span", "pattern": r"^(\s*\d+(\.\d+)?\s*(ms|s|m|h|d))+\s*$"}
)
_COMMAND = WithJsonSchema(
    {
        "anyOf": [
            {"type": "string", "minLength": 1},
            {"type": "array", "items": {"type": "string"}, "minItems": 1},
        ],
        "x-kind": "command",
    }
)

Span = Annotated[float, BeforeValidator(_span), Field(gt=0, le=30 * 86_400), _SPAN]
"""Seconds."""

Pause = Annotated[float, BeforeValidator(_span), Field(ge=0, le=86_400), _SPAN]
"""Seconds, none among them."""

Usd = Annotated[
    int,
    BeforeValidator(_usd),
    WithJsonSchema({"type": ["number", "string"], "x-kind": "usd"}),
]
"""Billionths of a US dollar."""

Tokens = Annotated[
    int,
    BeforeValidator(_tokens),
    Field(gt=0),
    WithJsonSchema({"type": ["integer", "string"], "x-kind": "tokens", "minimum": 1}),
]
Attempts = Annotated[int, Field(gt=0)]
Command = Annotated[tuple[str, ...], BeforeValidator(_command), Field(min_length=1), _COMMAND]
Switch = Annotated[
    tuple[str, ...] | bool,
    BeforeValidator(_switch),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "boolean"},
                {"type": "string", "minLength": 1},
                {"type": "array", "items": {"type": "string"}, "minItems": 1},
            ],
            "x-kind": "command",
        }
    ),
]
"""A command, or whether the one that is detected is used."""

When = Annotated[At, BeforeValidator(_when), WithJsonSchema({"enum": [str(each) for each in At]})]
RuleNames = Annotated[
    tuple[str, ...],
    BeforeValidator(_rule_names),
    WithJsonSchema(
        {"type": "array", "items": {"type": "string", "enum": sorted(RULE_NAMES)}, "default": []}
    ),
]
LensNames = Annotated[
    tuple[str, ...],
    BeforeValidator(_lenses),
    WithJsonSchema({"type": "array", "items": {"type": "string", "enum": list(LENSES)}}),
]
ModeName = Annotated[str, BeforeValidator(_mode), WithJsonSchema({"enum": list(MODES)})]
Words = Annotated[str, Field(min_length=1)]
Texts = Annotated[
    tuple[str, ...],
    BeforeValidator(_fixed),
]
Paths = Annotated[Texts, AfterValidator(_inside)]
"""Patterns of files, from the top of the project on."""
PluginFiles = Annotated[
    tuple[str, ...],
    BeforeValidator(_plugin_files),
    WithJsonSchema({"type": "array", "items": {"type": "string", "pattern": "[.]py$"}}),
]

"""Whether a setting's value is one that its schema allows, and what it should be: pure."""

import json
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from orchestrator_engine.json_values import is_list
from orchestrator_engine.settings_schema import Schema, alternatives, types_of

_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
_WORDS = {
    "string": "text in quotes",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a table",
}
_KINDS = {"span": 'a time such as "15m"', "usd": "dollars, such as 2.50", "tokens": "tokens"}


def problem(value: object, told: Schema) -> str | None:
    """What is wrong with a value, as the end of a sentence; None where nothing is."""
    choice = alternatives(told)
    if choice:
        ends = [problem(value, one) for one in choice]
        if None in ends:
            return None
        # The one whose type is right says best what is wrong; else all types are told.
        right = [end for end, one in zip(ends, choice, strict=True) if _is(value, one)]
        return right[0] if right else f"must be {expected(told)}"
    if not _is(value, told):
        return f"must be {expected(told)}"
    allowed: Sequence[object] = told.get("enum", ())
    if allowed and value not in allowed:
        near = get_close_matches(str(value), [str(one) for one in allowed], 1)
        hint = f"; did you mean {json.dumps(near[0])}?" if near else ""
        return f"must be one of {listed(allowed)}{hint}"
    return _limits(value, told)


def _limits(value: object, told: Schema) -> str | None:  # noqa: PLR0911  # a limit each
    if isinstance(value, str):
        pattern = told.get("pattern")
        if pattern and not re.search(pattern, value):
            return f"must be {_KINDS.get(told.get('x-kind', ''), f'text like {pattern}')}"
        if len(value) < told.get("minLength", 0):
            return "must not be empty"
    if is_list(value):
        if len(value) < told.get("minItems", 0):
            return "must not be empty"
        each: Schema = told.get("items", {})
        return next((why for one in value if (why := problem(one, each)) is not None), None)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if value < told.get("minimum", value):
            return f"must be at least {told['minimum']}"
        if value > told.get("maximum", value):
            return f"must be at most {told['maximum']}"
        if "exclusiveMinimum" in told and value <= told["exclusiveMinimum"]:
            return f"must be more than {told['exclusiveMinimum']}"
    return None


def _is(value: object, told: Schema) -> bool:
    names = types_of(told)
    if isinstance(value, bool):
        return not names or "boolean" in names
    return not names or any(isinstance(value, _TYPES[name]) for name in names if name in _TYPES)


def expected(told: Schema) -> str:
    """What a value should be, in words."""
    kind = _KINDS.get(str(told.get("x-kind", "")))
    return kind or " or ".join(_WORDS.get(name, name) for name in types_of(told))


def listed(values: Sequence[object]) -> str:
    """Values as they are written in a file."""
    return ", ".join(json.dumps(value) for value in values)

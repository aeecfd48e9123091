"""JSON that somebody else wrote, read without trusting its shape."""

import json
import math
from typing import Any, NoReturn, cast


def parse_object(line: bytes) -> dict[str, Any] | None:
    """The JSON object on a line, or None for whatever else stands there."""
    try:
        value = json.loads(line.decode(errors="replace"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return object_of(value)


def object_of(value: object) -> dict[str, Any] | None:
    """`value` if it is an object."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def objects_of(value: object) -> list[dict[str, Any]]:
    """The objects in a list; nothing when it is no list."""
    if not isinstance(value, list):
        return []
    return [item for item in map(object_of, cast("list[object]", value)) if item is not None]


def text_of(value: object) -> str:
    """`value` if it is a string, else the empty one.

    JSON can hold halves of characters (lone surrogates), which cannot be stored: they become "?".
    """
    if not isinstance(value, str):
        return ""
    return value if value.isascii() else value.encode(errors="replace").decode()


def texts_of(value: object) -> list[str]:
    """The strings in a list that are not empty; nothing when it is no list."""
    if not isinstance(value, list):
        return []
    return [text for text in map(text_of, cast("list[object]", value)) if text]


def amount_of(value: object) -> float | None:
    """`value` if it is a finite number that is not negative."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        amount = float(value)
    except OverflowError:
        return None
    return amount if math.isfinite(amount) and amount >= 0 else None


def count_of(value: object) -> int | None:
    """`value` if it is a whole number that is not negative."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if value >= 0 else None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")

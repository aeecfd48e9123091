"""JSON that somebody else wrote, read without trusting its shape."""

import json
from typing import Any, NoReturn, cast

MOST = 2**53
"""No amount of anything is more: what says so is misread, and could not be added up exactly."""

DEEP = 100
"""How deep objects and lists may lie in each other: what writes them goes in by calling itself."""


def parse_object(line: bytes) -> dict[str, Any] | None:
    """The JSON object on a line, or None for whatever else stands there."""
    try:
        value = json.loads(line.decode(errors="replace"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    found = object_of(value)
    # Only what opens often can be deep: most lines are not looked at.
    if found is not None and line.count(b"[") + line.count(b"{") > DEEP and _is_deep(found):
        return None
    return found


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
    """`value` if it is a number that is not negative, and no more than `MOST`."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= MOST else None


def count_of(value: object) -> int | None:
    """`value` if it is a whole number that is not negative, and no more than `MOST`."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= MOST else None


def _is_deep(value: object) -> bool:
    level: list[object] = [value]
    for _ in range(DEEP):
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return False
    return True


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(cast("dict[str, object]", value).values())
    return cast("list[object]", value) if isinstance(value, list) else []


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")

"""JSON, or TOML, that somebody else wrote, read without trusting its shape.

The type checker believes `isinstance` of a dict or a list, and knows nothing of what is in it;
here that is said once: its keys are texts, and its values anything.
"""

import json
from collections.abc import Iterator
from typing import Any, NoReturn, TypeGuard

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


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a value of JSON is an object (in TOML: a table)."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[object]]:
    """Whether a value of JSON is a list."""
    return isinstance(value, list)


def is_series(value: object) -> TypeGuard[list[object] | tuple[object, ...]]:
    """Whether a value becomes a list where it is written as JSON."""
    return isinstance(value, list | tuple)


def object_of(value: object) -> dict[str, Any] | None:
    """`value` if it is an object."""
    return value if is_object(value) else None


def members_of(value: object) -> dict[str, Any]:
    """`value` if it is an object, else an empty one."""
    return value if is_object(value) else {}


def list_of(value: object) -> list[object]:
    """`value` if it is a list, else an empty one."""
    return value if is_list(value) else []


def objects_of(value: object) -> list[dict[str, Any]]:
    """The objects in a list; nothing when it is no list."""
    return [item for item in list_of(value) if is_object(item)]


def text_of(value: object) -> str:
    """`value` if it is a string, else the empty one.

    JSON can hold halves of characters (lone surrogates), which cannot be stored: they become "?".
    """
    if not isinstance(value, str):
        return ""
    return value if value.isascii() else value.encode(errors="replace").decode()


def texts_of(value: object) -> list[str]:
    """The strings in a list that are not empty; nothing when it is no list."""
    return [text for text in map(text_of, list_of(value)) if text]


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
    return list(value.values()) if is_object(value) else list_of(value)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def within(values: list[object]) -> Iterator[int]:
    """The lists and objects among values and in them, each once, as `id` tells them."""
    seen: set[int] = set()
    left = list(values)
    while left:
        one = left.pop()
        inner = one.values() if is_object(one) else list_of(one)
        if not (is_object(one) or is_list(one)) or id(one) in seen:
            continue
        seen.add(id(one))
        yield id(one)
        left.extend(inner)

"""The schema of settings, as it is shipped: what keys there are, of which type, in which words.

Read by the standard library alone, so that completion, `config schema` and editors need no models.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, cast

NAME = "settings.schema.json"


def text() -> str:
    """The schema's file."""
    return (resources.files("orchestrator_engine") / "schemas" / NAME).read_text("utf-8")


@cache
def schema() -> Mapping[str, Any]:
    """The schema."""
    return json.loads(text())


def keys() -> tuple[str, ...]:
    """Every key of the outermost table."""
    return tuple(schema()["properties"])


def at(place: Sequence[str]) -> Mapping[str, Any] | None:
    """What the schema says of the key at a place, or None where there is none."""
    told: Mapping[str, Any] = schema()
    for part in place:
        inside = cast("Mapping[str, Any]", told.get("properties", {})).get(part)
        if inside is None:
            more = told.get("additionalProperties")
            inside = cast("Mapping[str, Any]", more) if isinstance(more, dict) else None
        if inside is None:
            return None
        told = cast("Mapping[str, Any]", inside)
    return told


def types(place: Sequence[str]) -> frozenset[str]:
    """The JSON types that the key at a place takes."""
    told = at(place)
    if told is None:
        return frozenset()
    found: set[str] = set()
    for one in (told, *told.get("anyOf", ())):
        named = one.get("type", [])
        found |= {named} if isinstance(named, str) else set(named)
    return frozenset(found)

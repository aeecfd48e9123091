"""The schema of settings, as it is shipped: what keys there are, of which type, in which words.

Read by the standard library alone, so that completion, `config schema` and editors need no models.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from orchestrator_engine.json_values import object_of

Schema = Mapping[str, Any]
"""A part of the schema."""

NAME = "settings.schema.json"


def text() -> str:
    """The schema's file."""
    return (resources.files("orchestrator_engine") / "schemas" / NAME).read_text("utf-8")


@cache
def schema() -> Schema:
    """The schema."""
    return json.loads(text())


def keys() -> tuple[str, ...]:
    """Every key of the outermost table."""
    return tuple(schema()["properties"])


def at(place: Sequence[str]) -> Schema | None:
    """What the schema says of the key at a place, or None where there is none."""
    told = schema()
    for part in place:
        inside = properties(told).get(part)
        if inside is None:
            inside = object_of(told.get("additionalProperties"))
        if inside is None:
            return None
        told = inside
    return told


def properties(told: Schema) -> Mapping[str, Schema]:
    """What is said of each key of a table, by its name."""
    return told.get("properties", {})


def alternatives(told: Schema) -> Sequence[Schema]:
    """What a value may be instead of one thing, if there is a choice."""
    return told.get("anyOf", ())


def types(place: Sequence[str]) -> frozenset[str]:
    """The JSON types that the key at a place takes."""
    told = at(place)
    return frozenset() if told is None else frozenset(types_of(told))


def types_of(told: Schema) -> list[str]:
    """The JSON types that a value may have, in the schema's order; none named allows any."""
    named: str | list[str] = told.get("type", [])
    found = [named] if isinstance(named, str) else [*named]
    for one in alternatives(told):
        found += types_of(one)
    return list(dict.fromkeys(found))

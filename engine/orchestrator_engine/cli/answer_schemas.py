"""`--schema`: the JSON schema of what a command prints with `--json`, as shipped."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from orchestrator_engine.json_values import is_object, list_of

OWN = ("analyze", "trace")
"""Commands whose schema is a file of its own."""


def schema(command: str) -> str:
    """The schema of one line of a command's answer, as text."""
    if command in OWN:
        return _file(command).rstrip("\n")
    every: dict[str, Any] = json.loads(_file("answers"))
    shapes: list[dict[str, str]] = every["commands"][command]
    about = {
        "$schema": every["$schema"],
        "title": f"A line of `code-orch {command} --json`",
        "anyOf": shapes,
        "$defs": {name: every["$defs"][name] for name in sorted(_needed(shapes, every["$defs"]))},
    }
    return json.dumps(about, indent=2, ensure_ascii=False)


def _needed(shapes: object, known: dict[str, Any]) -> set[str]:
    """The names of all shapes that these are made of."""
    needed: set[str] = set()
    waiting = [*_named(shapes)]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += _named(known[name])
    return needed


def _named(value: object) -> Iterator[str]:
    if is_object(value):
        for key, each in value.items():
            if key == "$ref":
                yield str(each).rpartition("/")[2]
            else:
                yield from _named(each)
    for each in list_of(value):
        yield from _named(each)


def _file(name: str) -> str:
    return (files("orchestrator_engine") / "schemas" / f"{name}.json").read_text("utf-8")

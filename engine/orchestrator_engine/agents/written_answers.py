"""Values from agents that have no notion of a schema: asked for in words, found in their text."""

import json
import re
from collections.abc import Mapping
from typing import Any

from orchestrator_engine.json_values import object_of, parse_object

_BLOCK = re.compile(r"^```(?:json)?[ \t]*\n(?P<json>.*?)^```", re.MULTILINE | re.DOTALL)


def asked_for(prompt: str, schema: Mapping[str, Any] | None) -> str:
    """The prompt, with the wish for a block of JSON that keeps the schema."""
    if schema is None:
        return prompt
    return (
        f"{prompt.rstrip()}\n\n"
        "End your answer with one block of JSON (```json … ```), and nothing after it. It keeps "
        f"this JSON Schema:\n\n```json\n{json.dumps(schema, indent=2)}\n```\n"
    )


def value_in(text: str) -> dict[str, Any] | None:
    """The last JSON object that a text holds, in a block of its own or as all of it.

    Whether it keeps the schema is for whoever wanted it to see.
    """
    blocks = [found["json"] for found in _BLOCK.finditer(text)]
    for block in reversed(blocks):
        value = parse_object(block.encode(errors="replace"))
        if value is not None:
            return value
    return _last_object(text)


def _last_object(text: str) -> dict[str, Any] | None:
    """The object that the text ends with, where it stands at the beginning of a line."""
    decoder = json.JSONDecoder(parse_constant=lambda _: None)
    for found in reversed([*re.finditer(r"^\{", text, re.MULTILINE)][-100:]):
        try:
            value, end = decoder.raw_decode(text, found.start())
        except (ValueError, RecursionError):
            continue
        if not text[end:].strip():
            return object_of(value)
    return None

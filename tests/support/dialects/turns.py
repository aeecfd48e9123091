"""What a model does in its turn, as a test writes it down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

INPUT_TOKENS = 1000
OUTPUT_TOKENS = 100
"""What each reply says that it took."""


@dataclass(frozen=True)
class Text:
    """Say something, and be done."""

    text: str


@dataclass(frozen=True)
class Tool:
    """Use a tool; the next turn is what follows on its result."""

    name: str
    input: Mapping[str, Any]


@dataclass(frozen=True)
class Error:
    """Answer with an HTTP error."""

    status: int
    kind: str
    message: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Silence:
    """Begin to answer and then say nothing until the server is closed."""


@dataclass(frozen=True)
class Cut:
    """Begin to answer and then close the connection."""


Turn = Text | Tool | Error | Silence | Cut


@dataclass(frozen=True)
class Reply:
    """A turn that is an answer; `number` counts the requests from 1, `model` is who was asked."""

    number: int
    turn: Text | Tool
    model: str

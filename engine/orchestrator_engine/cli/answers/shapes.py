"""What every answer is made of."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(frozen=True, strict=True, use_attribute_docstrings=True)


class Answer(Shape):
    """Something that a command prints."""

    shape: Literal[1] = Field(alias="schema")
    """The version of this shape."""


class Refused(Answer):
    """Nothing was done, and why; the exit code says of which sort that is."""

    error: str
    """The sort, in a word."""
    message: str
    hint: str
    """What to do about it."""
    run: str | None = None
    """The run that is in the way."""

"""What goes to the terminal: words on standard output, notes on standard error, or JSON."""

import json
import sys
from collections.abc import Mapping, Sequence

from orchestrator_engine import visible
from orchestrator_engine.system.secrets import redactor

SCHEMA = 1
"""The version of every JSON object that the command line prints."""


def clean(text: str) -> str:
    """The text with nothing in it that a terminal would obey, and no secret that is known."""
    return visible.clean(redactor().text(text))


def one_line(text: str) -> str:
    """The text as one clean line."""
    return clean(" ".join(text.split()))


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells as a table of plain text."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def say(text: str) -> None:
    """Say something to the person who asked."""
    sys.stdout.write(clean(text) + "\n")
    sys.stdout.flush()


def note(text: str) -> None:
    """Say something beside the answer: a hint, a warning, what went wrong."""
    sys.stdout.flush()
    sys.stderr.write(clean(text) + "\n")
    sys.stderr.flush()


def emit(answer: Mapping[str, object]) -> None:
    """Print one JSON object on a line of its own."""
    sys.stdout.write(as_json(answer) + "\n")
    sys.stdout.flush()


def as_json(answer: Mapping[str, object]) -> str:
    """One JSON object on one line, in plain ASCII, with the version of its shape."""
    text = json.dumps({"schema": SCHEMA, **answer}, ensure_ascii=True)
    if redactor().text(text) == text:
        return text
    return json.dumps(redactor().value({"schema": SCHEMA, **answer}), ensure_ascii=True)


def asks() -> bool:
    """Whether there is a person at the keyboard who could answer a question."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str) -> bool:
    """Ask a person for a yes; anything else, and the end of the input, means no."""
    sys.stderr.write(f"{clean(question)} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")

"""Settings files: found, read and parsed, or refused with file and line."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from orchestrator_engine.config.lookup import TABLE, line_of, line_of_place
from orchestrator_engine.errors import BadConfig
from orchestrator_engine.json_values import is_object, members_of

FILE = ".orchestrator.toml"
LOCAL_FILE = ".orchestrator.local.toml"
PROJECT_FILE = "pyproject.toml"


class Layer(StrEnum):
    """Where a setting may come from; the later wins."""

    BUILT_IN = "built-in"
    SYSTEM = "system"
    USER = "user"
    PROJECT = "project"
    LOCAL = "local"
    ENVIRONMENT = "environment"
    EDITOR = "editor"
    FLAG = "flag"


FOLDERS = frozenset({Layer.PROJECT, Layer.LOCAL, Layer.EDITOR})
"""Layers that a folder can bring along: these tighten, and never loosen."""


@dataclass(frozen=True, slots=True)
class Source:
    """What one place sets: `table` as TOML gives it, `text` the file for line numbers.

    `names` are what a person wrote for keys that stand in no file: variables or flags.
    """

    layer: Layer
    table: Mapping[str, Any]
    file: Path | None = None
    text: str = ""
    names: Mapping[tuple[str, ...], str] = field(default_factory=dict[tuple[str, ...], str])

    def line(self, place: Sequence[str]) -> int | None:
        """The line, from 1, that sets what is at `place`; None where there are no lines."""
        return line_of_place(self.text, place) if self.file else None

    def where(self, place: Sequence[str]) -> str:
        """`file:line` of what is at `place`, or the variable or flag that says it."""
        if self.file is not None:
            return f"{self.file}:{self.line(place)}"
        for length in range(len(place), 0, -1):
            if name := self.names.get(tuple(place[:length])):
                return name
        inside = (name for at, name in self.names.items() if at[: len(place)] == tuple(place))
        return next(inside, f"{self.layer} settings")


def of_file(file: Path, layer: Layer) -> Source | None:
    """What a file of its own sets; None where there is none. Raises `BadConfig`."""
    text = _read(file)
    return None if text is None else Source(layer, _parsed(file, text), file, text)


def of_project(top: Path) -> Source | None:
    """What the project whose top folder is `top` sets.

    `.orchestrator.toml` wins whole over `[tool.code-orchestrator]` in `pyproject.toml`; the two are
    not mixed. Raises `BadConfig`.
    """
    own = of_file(top / FILE, Layer.PROJECT)
    if own is not None:
        return own
    shared = top / PROJECT_FILE
    text = _read(shared)
    # A project file that is broken, and says nothing of us, is not ours to complain about.
    if text is None or TABLE not in text:
        return None
    table = _table(shared, text)
    return None if table is None else Source(Layer.PROJECT, table, shared, text)


def _read(file: Path) -> str | None:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except UnicodeDecodeError as error:
        message = f"{file}: it is not UTF-8 (byte {error.start + 1})"
        raise BadConfig(message, "Save the file as UTF-8.") from error
    except OSError as error:
        message = f"{file}: it cannot be read: {error.strerror}"
        raise BadConfig(message, "Make it a readable file, or remove it.") from error


def _parsed(file: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(
            r"\s*\(at line (\d+), column \d+\)$|\s*\(at end of document\)$", str(error)
        )
        what = str(error)[: found.start()] if found else str(error)
        line = found[1] if found and found[1] else str(text.count("\n") + 1)
        hint = 'Correct that line; a text needs quotes, as in agent = "claude".'
        raise BadConfig(f"{file}:{line}: it is not TOML: {what}", hint) from error


def _table(file: Path, text: str) -> dict[str, Any] | None:
    table = members_of(_parsed(file, text).get("tool")).get(TABLE)
    if table is None or is_object(table):
        return table
    line = line_of(text, TABLE)
    raise BadConfig(
        f"{file}:{line}: tool.{TABLE} is not a table", f"Begin it with a line [tool.{TABLE}]."
    )

"""Which rules a project does not want, read leniently and without compiled packages.

The command line checks all settings and refuses wrong ones (`config.py`). A face that only shows
findings must not fall silent for a mistake elsewhere in them: what cannot be read silences nothing.
"""

import tomllib
from pathlib import Path
from typing import cast

from orchestrator_analyzer.rules import NAMES

FILE = ".orchestrator.toml"
PROJECT_FILE = "pyproject.toml"
TABLE = "code-orchestrator"


def silenced(top: Path) -> frozenset[str]:
    """Give the rules that the project whose top folder is `top` silences; never raises."""
    own = _read(top / FILE)
    if own is not None:
        return _names(own)
    shared = _table(_read(top / PROJECT_FILE), "tool")
    return _names(_table(shared, TABLE))


def _read(file: Path) -> dict[str, object] | None:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        return {}
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


def _table(table: dict[str, object] | None, key: str) -> dict[str, object] | None:
    inner = table.get(key) if table else None
    return cast("dict[str, object]", inner) if isinstance(inner, dict) else None


def _names(table: dict[str, object] | None) -> frozenset[str]:
    value = table.get("silence") if table else None
    listed = cast("list[object]", value) if isinstance(value, list) else []
    return frozenset(name for name in listed if isinstance(name, str) and name in NAMES)

"""Which rules a project does not want, read leniently and without compiled packages.

The command line checks all settings and refuses wrong ones (`config.py`). A face that only shows
findings must not fall silent for a mistake elsewhere in them: what cannot be read silences nothing.
"""

import tomllib
from pathlib import Path

from orchestrator_analyzer.rules import NAMES
from orchestrator_engine.json_values import list_of, members_of

FILE = ".orchestrator.toml"
PROJECT_FILE = "pyproject.toml"
TABLE = "code-orchestrator"


def silenced(top: Path) -> frozenset[str]:
    """Give the rules that the project whose top folder is `top` silences; never raises."""
    own = _read(top / FILE)
    if own is None:
        tools = members_of((_read(top / PROJECT_FILE) or {}).get("tool"))
        own = members_of(tools.get(TABLE))
    listed = list_of(own.get("silence"))
    return frozenset(name for name in listed if isinstance(name, str) and name in NAMES)


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

"""The modes that a project's settings add to ours, for faces that only offer them.

Read without checking: whoever starts a run looks closely, and says what is wrong.
"""

import tomllib
from pathlib import Path
from typing import Any, cast

from orchestrator_engine.modes import MODES


def own_modes(top: Path) -> dict[str, str]:
    """By the name of each mode of the project at `top`, what it is for; none where nobody can tell.

    The settings file wins over the table of the project file, as for runs.
    """
    table = _table(top / ".orchestrator.toml")
    if table is None:
        shared = _within(_table(top / "pyproject.toml") or {}, "tool")
        table = _within(shared, "code-orchestrator")
    found: dict[str, str] = {}
    for name, said in _within(table, "modes").items():
        keys = cast("dict[str, Any]", said) if isinstance(said, dict) else {}
        base = MODES.get(str(keys.get("base", "")))
        if name not in MODES and base is not None:
            found[name] = str(keys.get("title") or base.summary)
    return found


def _within(table: dict[str, Any], key: str) -> dict[str, Any]:
    inner = table.get(key)
    return cast("dict[str, Any]", inner) if isinstance(inner, dict) else {}


def _table(file: Path) -> dict[str, Any] | None:
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return {}

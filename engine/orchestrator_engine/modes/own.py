"""What settings say of modes and of who works in them, for faces that only offer things.

Read without checking and without compiled packages: whoever starts a run looks closely, and says
what is wrong.
"""

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from orchestrator_engine.json_values import members_of
from orchestrator_engine.modes import MODES
from orchestrator_engine.places import system_settings, user_settings


def own_modes(
    top: Path | None,
    editor: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """By the name of each mode of one's own, what it is for; none where nobody can tell.

    It may be said by the machine, the person, the project at `top` (or its local file), or the
    `editor`: what the later says of a mode wins, as for runs.
    """
    environment = os.environ if environment is None else environment
    told: dict[str, dict[str, Any]] = {}
    for table in _tables(top, editor or {}, environment):
        for name, said in members_of(table.get("modes")).items():
            told.setdefault(name, {}).update(members_of(said))
    found: dict[str, str] = {}
    for name, keys in told.items():
        base = MODES.get(str(keys.get("base", "")))
        if name not in MODES and base is not None:
            found[name] = str(keys.get("title") or base.summary)
    return found


def named_worker(
    mode: str,
    top: Path | None,
    editor: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> str | None:
    """The agent that does the work of a mode by those settings; None where they name nobody."""
    environment = os.environ if environment is None else environment
    by_place: dict[int, str] = {}
    for table in (*_tables(top, editor or {}, environment), _said_outside(environment)):
        worker = _within(table, "roles", "worker")
        special = _within(table, "modes", mode, "roles", "worker")
        # What is nearer to the work wins, whichever file it stands in; of one, the later.
        for place, keys in enumerate((table, worker, special)):
            if isinstance(named := keys.get("agent"), str):
                by_place[place] = named
    return by_place[max(by_place)] if by_place else None


def _within(table: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    for name in names:
        table = members_of(table.get(name))
    return table


def _said_outside(environment: Mapping[str, str]) -> dict[str, Any]:
    named = environment.get("ORCHESTRATOR_AGENT")
    return {"agent": named} if named else {}


def _tables(
    top: Path | None, editor: Mapping[str, Any], environment: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """All that is set in files and by the editor, the weakest first."""
    yield _table(system_settings(environment)) or {}
    yield _table(user_settings(environment)) or {}
    if top is not None:
        own = _table(top / ".orchestrator.toml")
        # The settings file wins whole over the table of the project file.
        yield _of_project(top) if own is None else own
        yield _table(top / ".orchestrator.local.toml") or {}
    yield dict(editor)


def _of_project(top: Path) -> dict[str, Any]:
    tools = members_of((_table(top / "pyproject.toml") or {}).get("tool"))
    return members_of(tools.get("code-orchestrator"))


def _table(file: Path) -> dict[str, Any] | None:
    try:
        return tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError):
        return {}

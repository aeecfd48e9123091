"""Manifests that serve two masters: most of them is work, and a part of them judges it.

A dependency may be added to `package.json`; the script that runs its tests may not be bent.
"""

import json
import posixpath
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from orchestrator_engine.json_values import members_of

Part = dict[str, Any]

JUDGING_TOOLS = frozenset(
    {"basedpyright", "black", "coverage", "mypy", "pylint", "pyright", "pytest", "ruff", "tox"}
)
"""Tables below `tool` in `pyproject.toml` that say how work is judged."""


_UNREADABLE = ValueError, RecursionError


def rewired(path: str, before: bytes, after: bytes) -> bool:
    """Whether a change to a manifest alters what judges the work.

    Scripts and settings that are new are not counted, unless the old ones are gone or different,
    or npm would run them around an old one. A manifest that cannot be read any more is bent.
    """
    judging = READERS.get(posixpath.basename(path))
    if judging is None:
        return False
    try:
        old = judging(before)
    except _UNREADABLE:
        return False  # it was broken before, and nothing could be judged by it
    try:
        new = judging(after)
    except _UNREADABLE:
        return bool(old)
    around = {f"{when}{name}" for name in old for when in ("pre", "post")}
    return any(new.get(name) != part for name, part in old.items()) or any(
        name in around for name in new.keys() - old.keys()
    )


def _scripts(content: bytes) -> Part:
    """The scripts of a `package.json`."""
    return members_of(members_of(json.loads(content)).get("scripts"))


def _tools(content: bytes) -> Part:
    """The judging tables of a `pyproject.toml`; one that is not there yet is an empty one."""
    tools = members_of(tomllib.loads(content.decode()).get("tool"))
    return {name: tools.get(name, {}) for name in sorted(JUDGING_TOOLS)}


READERS: Mapping[str, Callable[[bytes], Part]] = {
    "package.json": _scripts,
    "pyproject.toml": _tools,
}

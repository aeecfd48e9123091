"""Which plugins there are: installed ones, and the files of a project as its commit has them."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import entry_points
from pathlib import Path

from orchestrator_engine.errors import BadConfig
from orchestrator_engine.listeners import Plugin
from orchestrator_engine.places import RunFolder
from orchestrator_engine.plugins.host import GROUP
from orchestrator_engine.system.git import Repository

HOST = (sys.executable, "-P", "-m", "orchestrator_engine.plugins.host")
"""The program that a plugin lives in; what kind of plugin and which one come behind it."""

_ASKED = 10.0
"""Seconds that an installed plugin has to say what it offers."""

OURS = "code-orchestrator"
"""The distribution whose own entry points add commands and nothing else."""


def installed() -> tuple[Plugin, ...]:
    """The plugins of other packages, by name. Loads none of them."""
    entries = sorted(entry_points(group=GROUP), key=lambda entry: entry.name)
    return tuple(
        Plugin(entry.name, "entry", entry.name)
        for entry in entries
        if entry.dist is None or entry.dist.name != OURS
    )


def judges(plugin: Plugin, top: Path) -> bool:
    """Whether a plugin judges phases, as far as can be told without executing what is not trusted.

    Of a file, its words are looked at; what is installed is asked, in a process of its own.
    """
    if plugin.kind == "file":
        try:
            return "add_validator" in (top / plugin.target).read_text("utf-8", errors="replace")
        except OSError:
            return False
    try:
        told = subprocess.run(
            [*HOST, plugin.kind, plugin.target],
            check=False,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_ASKED,
        )
        return bool(json.loads(told.stdout).get("validators"))
    except (subprocess.SubprocessError, OSError, ValueError, AttributeError):
        return False


def argv(plugin: Plugin, folder: RunFolder) -> tuple[str, ...]:
    """The program of a plugin of a run."""
    target = str(place(plugin, folder)) if plugin.kind == "file" else plugin.target
    return (*HOST, plugin.kind, target)


def files_of(plugins: Iterable[Plugin]) -> Iterator[str]:
    """The paths of those that are files of the project."""
    return (plugin.target for plugin in plugins if plugin.kind == "file")


def require(plugins: Iterable[Plugin], repository: Repository, commit: str, source: str) -> None:
    """Have every file there; raises `BadConfig`. What is not committed is not trusted either."""
    for path in files_of(plugins):
        if repository.read(commit, path) is None:
            raise BadConfig(
                f"{source}: the plugin {path} is not in the commit that the run begins at",
                "Correct plugins, or commit the file.",
            )


def place(plugin: Plugin, folder: RunFolder) -> Path:
    """Where the file of a plugin is kept with the run."""
    return folder.plugins / f"{plugin.name}.py"


def keep(plugins: Iterable[Plugin], repository: Repository, commit: str, folder: RunFolder) -> None:
    """Keep the files with the run as they were trusted: nobody changes them while it goes on."""
    for plugin in plugins:
        if plugin.kind == "file":
            path = place(plugin, folder)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            path.write_bytes(repository.read(commit, plugin.target) or b"")

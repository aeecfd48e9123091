"""Commands that other packages bring, through the entry point group `code_orchestrator.plugins`.

A plugin is a function `register(orchestrator)`, and this is all it needs to add a command:

    def register(orchestrator):
        orchestrator.add_command("lsp", "a language server over stdio", load)

`load` takes nothing and returns the command: a function that takes the list of arguments and
returns an exit code. It is called only when the command is given, so `register` must import
nothing that takes time.
"""

import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import Any, Protocol

from orchestrator_engine.cli import output

GROUP = "code_orchestrator.plugins"
Act = Callable[[list[str]], int]


class Orchestrator(Protocol):
    """What a plugin is given."""

    def add_command(self, name: str, help: str, load: Callable[[], Act]) -> None:  # noqa: A002  # as plugins write it
        """Offer a command; `help` is a few words without a full stop."""
        ...

    def add_hook(self, name: str, function: Callable[[dict[str, Any]], Any]) -> None:
        """Have a function called at a hook of a run: in a process of its own, never here."""
        ...

    def add_validator(self, name: str, function: Callable[[str, dict[str, Any]], Any]) -> None:
        """Have a function judge a phase: in a process of its own, never here."""
        ...


@dataclass(frozen=True, slots=True)
class PluginCommand:
    """A command that a plugin offers."""

    help: str
    load: Callable[[], Act]


@dataclass(slots=True)
class _Commands:
    offered: dict[str, PluginCommand] = field(default_factory=dict[str, PluginCommand])

    def add_command(self, name: str, help: str, load: Callable[[], Act]) -> None:  # noqa: A002  # as plugins write it
        self.offered[name] = PluginCommand(help, load)

    def add_hook(self, name: str, function: Callable[[dict[str, Any]], Any]) -> None:
        pass

    def add_validator(self, name: str, function: Callable[[str, dict[str, Any]], Any]) -> None:
        pass


def commands() -> dict[str, PluginCommand]:
    """The commands of all plugins that are installed, by name.

    A plugin that cannot be registered is named on standard error, and does not stop the others.
    """
    found = _Commands()
    for entry in entry_points(group=GROUP):
        try:
            # What it prints belongs into no answer, and its end is not ours.
            with redirect_stdout(sys.stderr):
                register: Callable[[Orchestrator], None] = entry.load()
                register(found)
        except (Exception, SystemExit) as error:  # noqa: BLE001  # it is somebody else's code
            output.note(f"The plugin “{entry.name}” ({entry.value}) cannot be used: {error}")
    return found.offered

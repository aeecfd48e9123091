"""The command `lsp`, which this package adds to the command line. Imports nothing at all."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orchestrator_engine.cli.plugins import Orchestrator


def register(orchestrator: "Orchestrator") -> None:
    """Offer `code-orch lsp`."""
    orchestrator.add_command("lsp", "a language server over stdio, for editors", _load)


def _load() -> Callable[[list[str]], int]:
    from orchestrator_server.command import lsp  # noqa: PLC0415  # only when it is asked for

    return lsp

"""Go: `go.mod`."""

from pathlib import Path

from orchestrator_engine.ecosystems import command
from orchestrator_engine.plan import Check


def commands(top: Path) -> tuple[Check, ...]:
    """The commands of a Go module, or none."""
    if not (top / "go.mod").is_file():
        return ()
    return (
        command.build("go", "build", "./...", source="go.mod"),
        command.test("go", "test", "./...", source="go.mod"),
    )

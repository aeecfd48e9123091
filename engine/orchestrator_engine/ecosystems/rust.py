"""Rust: `Cargo.toml`."""

from pathlib import Path

from orchestrator_engine.ecosystems import command
from orchestrator_engine.plan import Check


def commands(top: Path) -> tuple[Check, ...]:
    """The commands of a Cargo package or workspace, or none."""
    if not (top / "Cargo.toml").is_file():
        return ()
    locked = ("--locked",) if (top / "Cargo.lock").is_file() else ()
    return (
        command.build("cargo", "build", "--workspace", *locked, source="Cargo.toml"),
        command.test("cargo", "test", "--workspace", *locked, source="Cargo.toml"),
    )

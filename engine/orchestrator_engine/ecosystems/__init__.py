"""How a project is built and tested, read from its files; nothing is run to find out.

Adding an ecosystem is a file here and a line in `ECOSYSTEMS`.
"""

from collections.abc import Callable
from pathlib import Path

from orchestrator_engine.ecosystems import go, node, python, rust
from orchestrator_engine.plan import Check

ECOSYSTEMS: tuple[Callable[[Path], tuple[Check, ...]], ...] = (
    python.commands,
    node.commands,
    go.commands,
    rust.commands,
)


def detect(top: Path) -> tuple[Check, ...]:
    """Set-up, build and test commands for the project at `top`; empty when none is recognised."""
    return tuple(check for commands in ECOSYSTEMS for check in commands(top))

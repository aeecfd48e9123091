"""The shape that every ecosystem's commands have."""

from orchestrator_engine.plan import Check, CheckKind

SECONDS = 900.0
"""How long a command may take where the settings of a run do not say."""


def setup(*command: str, source: str) -> Check:
    """A command that makes a fresh worktree ready."""
    return Check("setup", CheckKind.SETUP, command, SECONDS, source)


def build(*command: str, source: str) -> Check:
    """A command that builds."""
    return Check("build", CheckKind.BUILD, command, SECONDS, source)


def test(*command: str, source: str) -> Check:
    """A command that tests."""
    return Check("test", CheckKind.TEST, command, SECONDS, source)

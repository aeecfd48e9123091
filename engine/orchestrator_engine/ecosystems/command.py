"""The shape that every ecosystem's commands have."""

from orchestrator_engine.plan import Check, CheckKind

SETUP_SECONDS = 900.0
CHECK_SECONDS = 900.0


def setup(*command: str, source: str) -> Check:
    """A command that makes a fresh worktree ready."""
    return Check("setup", CheckKind.SETUP, command, SETUP_SECONDS, source)


def build(*command: str, source: str) -> Check:
    """A command that builds."""
    return Check("build", CheckKind.BUILD, command, CHECK_SECONDS, source)


def test(*command: str, source: str) -> Check:
    """A command that tests."""
    return Check("test", CheckKind.TEST, command, CHECK_SECONDS, source)

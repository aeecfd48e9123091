"""The coding agents that the engine can drive: one table, one file an adapter.

An adapter keeps `protocol.Agent`; `tests/ports/test_agent_conformance.py` says what that takes.
Adapters are imported when one is made: `code-orch --version` pays for none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from orchestrator_engine.agents.protocol import Agent
from orchestrator_engine.errors import NoAgent


@dataclass(frozen=True, slots=True)
class Adapter:
    """How to make an agent for a document, and what it needs to see.

    `environment` are patterns (`ANTHROPIC_*`) of the variables that this agent gets beside what
    every program gets; nobody else gets them.
    """

    make: Callable[[Path], Agent]
    environment: tuple[str, ...] = ()


def _rehearsal(document: Path) -> Agent:
    from orchestrator_engine.agents.rehearsal import Rehearsal, script_of  # noqa: PLC0415

    return Rehearsal(script_of(document))


def _claude(_: Path) -> Agent:
    from orchestrator_engine.agents.claude import Claude  # noqa: PLC0415

    return Claude()


AGENTS: dict[str, Adapter] = {
    "claude": Adapter(_claude, environment=("ANTHROPIC_*", "CLAUDE_CONFIG_DIR")),
    "rehearsal": Adapter(_rehearsal),
}


def make(name: str, document: Path) -> Agent:
    """The agent of that name, for a run of `document`.

    Raises `errors.NoAgent` for a name that the table does not have. Whether the agent can be used
    on this machine is for its `probe` to say.
    """
    adapter = AGENTS.get(name)
    if adapter is None:
        known = ", ".join(sorted(AGENTS))
        raise NoAgent(f"there is no agent called “{name}”", f"choose one of: {known}")
    return adapter.make(document)

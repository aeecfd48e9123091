"""The coding agents that the engine can drive: one table, one file an adapter.

An adapter keeps `protocol.Agent`; `tests/ports/test_agent_conformance.py` says what that takes.
Adapters are imported when one is made: `code-orch --version` pays for none of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestrator_engine.agents.protocol import Agent
from orchestrator_engine.errors import NoAgent


@dataclass(frozen=True, slots=True)
class Adapter:
    """How to make an agent for a document, and what it needs to see.

    `environment` are patterns (`ANTHROPIC_*`) of the variables that this agent gets beside what
    every program gets; nobody else gets them. `account` are those that tell one account from
    another, `states_cost` says whether it tells what a job cost.
    """

    make: Callable[[Path], Agent]
    environment: tuple[str, ...] = ()
    account: tuple[str, ...] = ()
    states_cost: bool = False


def _rehearsal(document: Path) -> Agent:
    from orchestrator_engine.agents.rehearsal import Rehearsal, script_of  # noqa: PLC0415

    return Rehearsal(script_of(document))


def _claude(_: Path) -> Agent:
    from orchestrator_engine.agents.claude import Claude  # noqa: PLC0415

    return Claude()


AGENTS: dict[str, Adapter] = {
    "claude": Adapter(
        _claude,
        environment=("ANTHROPIC_*", "CLAUDE_CONFIG_DIR"),
        account=(
            "ANTHROPIC_API_KEY",
            "ANTHROPIC_AUTH_TOKEN",
            "ANTHROPIC_BASE_URL",
            "CLAUDE_CONFIG_DIR",
            "HOME",
        ),
        states_cost=True,
    ),
    "rehearsal": Adapter(_rehearsal, account=("HOME",), states_cost=True),
}


def account(name: str, environment: Mapping[str, str]) -> str:
    """A name for the account that an agent works with here, which gives nothing of it away."""
    # Imported where it is needed: it brings OpenSSL, which most commands can do without.
    from hashlib import sha256  # noqa: PLC0415

    adapter = AGENTS[name]
    told = "\0".join(environment.get(variable, "") for variable in adapter.account)
    digest = sha256(told.encode(errors="surrogateescape")).hexdigest()
    return f"{name} {digest[:16]}"


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

"""The coding agents that the engine can drive: one table, one file an adapter.

An adapter keeps `protocol.Agent`; `tests/ports/test_agent_conformance.py` says what that takes.
Adapters are imported when one is made: `code-orch --version` pays for none of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestrator_engine.agents.acp_table import KINDS, Kind, speaker
from orchestrator_engine.agents.protocol import Agent
from orchestrator_engine.choices import Tool
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


def _codex(_: Path) -> Agent:
    from orchestrator_engine.agents.codex import Codex  # noqa: PLC0415

    return Codex()


def _acp(kind: Kind) -> Adapter:
    def make(_: Path) -> Agent:
        from orchestrator_engine.agents.acp import Acp  # noqa: PLC0415

        return Acp(kind)

    named = (name for name in kind.environment if "*" not in name)
    return Adapter(make, kind.environment, ("HOME", *named), kind.states_cost)


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
    "codex": Adapter(
        _codex,
        environment=("OPENAI_*", "CODEX_*"),
        account=("OPENAI_API_KEY", "CODEX_API_KEY", "OPENAI_BASE_URL", "CODEX_HOME", "HOME"),
    ),
    **{name: _acp(kind) for name, kind in KINDS.items()},
    "rehearsal": Adapter(_rehearsal, account=("HOME",), states_cost=True),
}


def adapter(name: str, tools: Sequence[Tool] = ()) -> Adapter:
    """How to make the agent of that name: one of the table, or of the project's `tools`.

    Raises `errors.NoAgent` for a name that nobody has, or two.
    """
    known = AGENTS.get(name)
    by_name = {tool.name: tool for tool in tools}
    if known is not None and name in by_name:
        hint = f"Give the one in [agents.{name}] another name."
        raise NoAgent(f"there are two agents called “{name}”", hint)
    if known is not None:
        return known
    if name in by_name:
        tool = by_name[name]
        if tool.speaks == "acp":
            return _acp(speaker(tool))
        return Adapter(
            lambda _: _command(tool),
            environment=tool.environment,
            account=("HOME", *tool.environment),
        )
    names = ", ".join(sorted({*AGENTS, *by_name}))
    raise NoAgent(f"there is no agent called “{name}”", f"choose one of: {names}")


def _command(tool: Tool) -> Agent:
    from orchestrator_engine.agents.command import Command  # noqa: PLC0415

    return Command(tool)


def account(name: str, environment: Mapping[str, str], tools: Sequence[Tool] = ()) -> str:
    """A name for the account that an agent works with here, which gives nothing of it away."""
    # Imported where it is needed: it brings OpenSSL, which most commands can do without.
    from hashlib import sha256  # noqa: PLC0415

    known = adapter(name, tools).account
    told = "\0".join(environment.get(variable, "") for variable in known)
    digest = sha256(told.encode(errors="surrogateescape")).hexdigest()
    return f"{name} {digest[:16]}"


def make(name: str, document: Path, tools: Sequence[Tool] = ()) -> Agent:
    """The agent of that name, for a run of `document`.

    Raises `errors.NoAgent` for a name that nobody has. Whether the agent can be used on this
    machine is for its `probe` to say.
    """
    return adapter(name, tools).make(document)

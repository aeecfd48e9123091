"""Who is asked in which role: values that a run is fixed with when it is created."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from orchestrator_engine.attempt import Role

REHEARSAL = "rehearsal"
"""The agent that asks nobody."""

NOBODY = "none"
"""What stands for the agent where only somebody who looks is told that there is none."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is asked in a role, and how: what is None is left to the agent.

    `system` are words put after the agent's own instructions, `arguments` go to its program.
    """

    role: Role
    agent: str
    model: str | None = None
    effort: str | None = None
    system: str | None = None
    arguments: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Who it is, for a person: the agent, and what was chosen of it."""
        details = ", ".join(each for each in (self.model, self.effort) if each)
        return f"{self.agent} ({details})" if details else self.agent


@dataclass(frozen=True, slots=True)
class Tool:
    """A program that the project's settings make an agent of.

    `command` does the work and `look` answers without changing anything (empty: it cannot be a
    reviewer). `version` tells the version, `install` says how to get it, and `environment` are
    names or patterns of the variables that it needs to see.

    One that `speaks` acp is talked to over the Agent Client Protocol, and `mode` is the one of its
    modes in which it asks before it changes something (empty: as it begins).
    """

    name: str
    command: tuple[str, ...]
    look: tuple[str, ...] = ()
    version: tuple[str, ...] = ()
    install: str = ""
    environment: tuple[str, ...] = ()
    speaks: Literal["text", "acp"] = "text"
    mode: str = ""

    @property
    def reviews(self) -> bool:
        """Whether it can look at work without changing it."""
        return bool(self.look) or self.speaks == "acp"


def in_words(choices: Iterable[Choice]) -> str:
    """Who does what: one name where it is the same for all, else role by role."""
    told = {choice.role: choice.words for choice in choices}
    if len(set(told.values())) == 1:
        return next(iter(told.values()))
    return ", ".join(f"{role} {words}" for role, words in told.items())

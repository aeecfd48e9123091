"""What the engine asks of a coding agent, and what an agent tells it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from orchestrator_engine.attempt import Ending, Role, Trouble
from orchestrator_engine.system.sweeping import Mark


class Access(StrEnum):
    """What an agent may do in its folder without asking.

    `READ` is to look, `EDIT` also to change files, and nothing else is on offer. `ASK` is to change
    files and to ask for everything else, which is refused where nobody is there to answer. `FREE`
    asks for nothing, and is for a closed room (a sandbox) alone.
    """

    READ = "read"
    EDIT = "edit"
    ASK = "ask"
    FREE = "free"


class Feature(StrEnum):
    """What an agent can do besides the work: an engine may lean on it only where it is named.

    `RESUME` and `FORK` are of threads, `SCHEMA` is a final value that keeps `Job.schema`, `COST`
    and `TOKENS` are told in its `Ended`, `ASK` is to ask before it does something, and `DIFFS` to
    tell each edit as a diff.
    """

    RESUME = "resume"
    FORK = "fork"
    SCHEMA = "schema"
    COST = "cost"
    TOKENS = "tokens"
    ASK = "ask"
    DIFFS = "diffs"


@dataclass(frozen=True, slots=True)
class Probe:
    """Whether an agent can be used here; `missing` says in plain words what to do if it cannot."""

    found: bool
    version: str | None
    missing: str | None
    features: frozenset[Feature] = frozenset()


@dataclass(frozen=True, slots=True)
class Limits:
    """When a job is cut short: seconds in all, and seconds without a sign of life.

    `usd` and `tokens` are what it may cost, None as much as it needs. An agent that can stop in
    time by itself should; the engine stops it as soon as it says that it has used more (`Used`).
    """

    seconds: float
    idle_seconds: float
    usd: float | None = None
    tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a job is about: the task, the labels of its items, the round (from 1).

    `review` counts the reviews of this very round from 1, and is 0 where none is asked for. `title`
    is the task's own.
    """

    task: str
    items: tuple[str, ...]
    role: Role
    round: int
    review: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work for an agent.

    `cwd` is the worktree it works in, `schema` the JSON Schema that its final value must satisfy,
    `environment` all it gets to see, `spool` the file that its raw output goes to, `mark` what its
    processes carry so that none of them is lost.

    `thread` is an earlier conversation to go on with, or with `fork` a copy of it. `model`,
    `effort` and `system` (words put after the agent's own instructions) are its own choice where
    they are None, and `arguments` are handed to its program as they are. `left` hears how a job
    ended that was left early, with what it had cost, from an agent that can still say so.
    """

    subject: Subject
    prompt: str
    cwd: Path
    access: Access
    limits: Limits
    environment: Mapping[str, str]
    spool: Path
    mark: Mark
    schema: Mapping[str, Any] | None = None
    model: str | None = None
    thread: str | None = None
    fork: bool = False
    system: str | None = None
    effort: str | None = None
    arguments: tuple[str, ...] = ()
    left: Callable[["Ended"], None] | None = None

    @property
    def handed(self) -> tuple[Path, ...]:
        """The files beside the spool in which an adapter may hand something to its program.

        Walls let it see these, and nothing else there.
        """
        return self.spool.with_suffix(".prompt.md"), self.spool.with_suffix(".schema.json")


@dataclass(frozen=True, slots=True)
class Request:
    """What an agent asks before it does it.

    `title` says it on one line, `input` is all that the tool is given (a command, or JSON), `paths`
    are the files that it is about and `diff` what it would change, where the agent tells.
    """

    id: str
    tool: str
    title: str
    input: str
    paths: tuple[str, ...] = ()
    diff: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the agent is told: go ahead or not. `message` is for the agent, `remember` for us."""

    allow: bool
    remember: bool = False
    message: str = ""


Ask = Callable[[Request], Awaitable[Answer]]
"""Whoever answers an agent's requests. It may take as long as a person needs."""


@dataclass(frozen=True, slots=True)
class Started:
    """The agent is there: `thread` can be resumed if the agent can, `model` is what it says."""

    thread: str | None
    model: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """Words for a person."""

    text: str


@dataclass(frozen=True, slots=True)
class Acting:
    """The agent began to use a tool."""

    id: str
    tool: str
    title: str


@dataclass(frozen=True, slots=True)
class Acted:
    """The tool came back; `diff` is a unified diff where it changed a file."""

    id: str
    ok: bool
    output: str
    diff: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """The agent was not allowed something."""

    tool: str
    why: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The agent waits, for as long as it says (seconds)."""

    why: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Used:
    """What the job has used so far, all in all; None is what the agent does not say on the way."""

    usd: float | None = None
    tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """The last event, always and once. `value` satisfies the job's schema, or is None.

    `usd` and `tokens` are None where the agent does not say: unknown is never zero. `trouble` is
    what kept it from the work, and `until` when that will be over (seconds since 1970), where it
    says so.
    """

    status: Ending
    text: str = ""
    value: dict[str, Any] | None = None
    thread: str | None = None
    usd: float | None = None
    tokens: int | None = None
    why: str = ""
    refusals: tuple[str, ...] = field(default=())
    trouble: Trouble | None = None
    until: float | None = None


AgentEvent = Started | Said | Acting | Acted | Refused | Waiting | Used | Ended


class Agent(Protocol):
    """A coding tool. `run` never raises for what the tool does: errors are values.

    Leaving the context cancels the job and leaves nothing of it alive.
    """

    name: str

    async def probe(self) -> Probe:
        """Whether the tool can be used here."""
        ...

    def run(
        self, job: Job, ask: Ask | None = None
    ) -> AbstractAsyncContextManager[AsyncIterator[AgentEvent]]:
        """Carry a job out; the events end with exactly one `Ended`.

        Without `ask`, what would be asked is refused, and listed in `Ended.refusals`. The time
        that `ask` takes counts neither as silence nor as part of the job.
        """
        ...

"""One go of an agent at a task, and how it ended."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an agent is asked to be."""

    WORKER = "worker"
    FIXER = "fixer"
    REVIEWER = "reviewer"
    PLANNER = "planner"


class Ending(StrEnum):
    """How an agent's work ended. `done` is the agent's claim, not yet the truth."""

    DONE = "done"
    DENIED = "denied"
    LIMIT = "limit"
    UNAVAILABLE = "unavailable"
    INTERRUPTED = "interrupted"
    TIMEOUT = "timeout"
    FAILED = "failed"

    @property
    def blameless(self) -> bool:
        """Whether it says nothing about the work, so that the same may be tried again later."""
        return self in (Ending.UNAVAILABLE, Ending.LIMIT, Ending.INTERRUPTED)


class Trouble(StrEnum):
    """What an agent met that says nothing about the work; `bad_luck` says what is done about it."""

    USAGE = "usage limit"
    RATE = "rate limit"
    OVERLOADED = "overloaded"
    UNREACHED = "not reached"
    LOGIN = "not logged in"
    BILLING = "not paid for"
    MODEL = "no such model"
    BUDGET = "budget"
    TOO_LONG = "prompt too long"
    MISSING = "not there"
    SILENT = "silent"
    KILLED = "killed"
    FORM = "not the form asked for"

    @property
    def passes(self) -> bool:
        """Whether it goes away by itself, if one waits."""
        return self.everybodys or self in (Trouble.UNREACHED, Trouble.KILLED)

    @property
    def everybodys(self) -> bool:
        """Whether it concerns every run of the account, and not the way to it alone."""
        return self in (Trouble.USAGE, Trouble.RATE, Trouble.OVERLOADED)

    @property
    def idle(self) -> bool:
        """Whether it kept the agent from beginning, so that nothing was tried at all."""
        return self not in (Trouble.SILENT, Trouble.KILLED, Trouble.FORM)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an agent left behind: `usd` and `tokens` are None where it did not say.

    `trouble` is what it met where that is known, and `until` when that will be over (seconds since
    1970), if the agent said so. `refusals` say what it was not allowed, and why. Of `seconds`,
    the time in which a person thought about an answer is no part.
    """

    status: Ending
    text: str
    why: str
    usd: float | None
    tokens: int | None
    thread: str | None
    seconds: float
    trouble: Trouble | None = None
    until: float | None = None
    refusals: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """How it ended, in a word or two."""
        return self.trouble or self.status


@dataclass(frozen=True, slots=True)
class Change:
    """One file that an attempt changed; `lines` are None for a binary file."""

    path: str
    added: int | None
    removed: int | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tests a check executed, and how many of these failed; skipped ones ran not at all.

    `failures` are the names of those that failed, as far as the runner told them. With `partial`
    the runner counts only where something fails, so that its silence says nothing.
    """

    executed: int
    failed: int
    skipped: int
    failures: tuple[str, ...] = ()
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Problems:
    """What a check that reads the code found: how many, and each without its line.

    `names` are empty where there are too many to keep.
    """

    number: int
    names: tuple[str, ...] = ()


LEFT = "left for the next run to mend: "
"""How it begins why a check passed though tests fail that the run wrote (see `showing`)."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """How a check ended: `code` is None when it did not end by itself, and `why` says why.

    `tail` is the end of its output; the whole of it is in the spool file `log`. `counts` is None
    where it runs no tests, or where nobody can tell how many; `problems` likewise where it does not
    read the code. One that could not be `tried`, through no fault of the work, has not passed by
    what it saw.
    """

    name: str
    passed: bool
    code: int | None
    seconds: float
    tail: str
    why: str
    log: str
    counts: Counts | None = None
    problems: Problems | None = None
    tried: bool = True

    @property
    def failure(self) -> str:
        """That it failed, and the end of what it said: for the next agent and for a person."""
        ending = self.why or f"exit code {self.code}"
        return f"check {self.name} failed ({ending}):\n{self.tail}"

"""What can be done next, as values: what `decide` says and the rooms carry out.

An action is named by its subject (a task, a phase, the document, the run): while one is being
done, its subject is busy, and nothing else is decided about it.
"""

from dataclasses import dataclass
from typing import ClassVar

from orchestrator_engine.attempt import Role, Trouble
from orchestrator_engine.run import Status


@dataclass(frozen=True, slots=True)
class _OnTask:
    task: str

    @property
    def subject(self) -> str:
        """What is busy meanwhile."""
        return self.task


@dataclass(frozen=True, slots=True)
class _OnPhase:
    phase: str

    @property
    def subject(self) -> str:
        """What is busy meanwhile."""
        return f"phase {self.phase}"


@dataclass(frozen=True, slots=True)
class TakeBaseline:
    """Have machines look at the project before anything is done, at a commit."""

    commit: str
    subject: ClassVar[str] = "baseline"


@dataclass(frozen=True, slots=True)
class AskPlan:
    """Have an agent plan; `wrong` is why its last plan cannot be carried out.

    `number` counts every call from 1, `round` only those whose plan was sent back.
    """

    number: int
    round: int
    wrong: tuple[str, ...]
    subject: ClassVar[str] = "plan"


@dataclass(frozen=True, slots=True)
class StartPhase(_OnPhase):
    """Let a phase begin."""


@dataclass(frozen=True, slots=True)
class StartAttempt(_OnTask):
    """Have an agent work on a task; `remarks` say what was wrong with the last round."""

    attempt: int
    round: int
    role: Role
    base: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommitAttempt(_OnTask):
    """Put what the agent left behind into git."""


@dataclass(frozen=True, slots=True)
class RunChecks(_OnTask):
    """Have machines look at the attempt's commit."""


@dataclass(frozen=True, slots=True)
class AskReview(_OnTask):
    """Have a fresh reader look at the attempt's diff, through a lens or for all of it."""

    lens: str = ""


@dataclass(frozen=True, slots=True)
class PutOff(_OnTask):
    """Let a call of an agent that could not work count for nothing, and have it made again.

    `attempt` is to be abandoned, None for a review or a plan: they are asked for again after the
    wait.
    `until` is when the trouble will be over (seconds since 1970), as far as somebody said so.
    """

    attempt: int | None
    trouble: Trouble
    until: float | None
    why: str


@dataclass(frozen=True, slots=True)
class Merge(_OnTask):
    """Make the task one commit on the run's branch."""


@dataclass(frozen=True, slots=True)
class FailTask(_OnTask):
    """Give a task up."""

    why: str


@dataclass(frozen=True, slots=True)
class SkipTask(_OnTask):
    """Leave a task undone; `wished` where that follows from what a person asked for."""

    why: str
    wished: bool = False


@dataclass(frozen=True, slots=True)
class TickItems:
    """Show in the document what is done."""

    items: tuple[str, ...]
    subject: ClassVar[str] = "document"


@dataclass(frozen=True, slots=True)
class ValidatePhase(_OnPhase):
    """Run the checks on the run's branch and end the phase."""


@dataclass(frozen=True, slots=True)
class FailPhase(_OnPhase):
    """End a phase that cannot begin or go on."""

    why: str


@dataclass(frozen=True, slots=True)
class StandBack:
    """Begin nothing for a while: other runs have set aside what they may not need."""

    why: str
    subject: ClassVar[str] = "run"


@dataclass(frozen=True, slots=True)
class End:
    """End the run."""

    status: Status
    why: str
    subject: ClassVar[str] = "run"


Action = (
    TakeBaseline
    | AskPlan
    | StartPhase
    | StartAttempt
    | CommitAttempt
    | RunChecks
    | AskReview
    | PutOff
    | Merge
    | FailTask
    | SkipTask
    | TickItems
    | ValidatePhase
    | FailPhase
    | StandBack
    | End
)

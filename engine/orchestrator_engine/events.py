"""What can happen in a run: one frozen dataclass a kind. Never changed once it is written.

All kinds stand in one file, long as it is: it is the one list of what can be in a journal, and who
reads events (the fold, the faces) knows them by this module's name alone.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from orchestrator_engine.attempt import Change, CheckResult, Outcome, Role
from orchestrator_engine.plan import Plan
from orchestrator_engine.review import Review
from orchestrator_engine.settings import Settings
from orchestrator_engine.spending import NOTHING_RESERVED, Budget, Forecast, Reserve
from orchestrator_engine.then import Follows, Then


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a run comes from: real paths, and the commit that it begins at.

    `document` is the file that the person ran, `digest` the SHA-256 of the text that was planned,
    `inside` its path in the repository (POSIX) or None when it lies elsewhere, `returns_to` the
    branch that the person was on, or None for a detached HEAD.
    """

    document: str
    digest: str
    repository: str
    inside: str | None
    base: str
    returns_to: str | None


class Event:
    """Something that happened. `kind` names it in the journal."""

    __slots__ = ()
    kind: ClassVar[str]
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class RunCreated(Event):
    """A person asked for a run; its commits go to `branch`, `engine` is this program's version.

    `forecast` is what the person was told that it would take, `trusted` the digest of all that the
    project could execute when they allowed it, empty for runs of before that was asked. `facts` are
    what was known of the project then, line by line, as agents are told it. `then` is what follows
    once it is completed, `follows` the run that it follows so, and begins at the end of.
    """

    kind: ClassVar[str] = "run.created"
    title: str
    origin: Origin
    branch: str
    settings: Settings
    engine: str
    forecast: Forecast | None = None
    trusted: str = ""
    facts: tuple[str, ...] = ()
    then: Then | None = None
    follows: Follows | None = None


@dataclass(frozen=True, slots=True)
class RunPlanned(Event):
    """The plan stands."""

    kind: ClassVar[str] = "run.planned"
    plan: Plan


@dataclass(frozen=True, slots=True)
class PlanAsked(Event):
    """An agent is about to plan, for the time of that number; `reserve` is set aside for that."""

    kind: ClassVar[str] = "plan.asked"
    number: int
    reserve: Reserve = NOTHING_RESERVED


@dataclass(frozen=True, slots=True)
class PlanAnswered(Event):
    """The planner ended; `wrong` is why its plan cannot be carried out.

    With nothing wrong its plan comes next, or it could not work at all (see the outcome).
    """

    kind: ClassVar[str] = "plan.answered"
    number: int
    outcome: Outcome
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanApproved(Event):
    """A person wants the agent's plan carried out, as it stands; `by` says who, or from where.

    Where they `edited` it, the plan that they made of it has just taken its place.
    """

    kind: ClassVar[str] = "plan.approved"
    by: str
    edited: bool = False


@dataclass(frozen=True, slots=True)
class WorkerTookOver(Event):
    """A worker drives the run from here on; `swept` processes of its predecessor were ended."""

    kind: ClassVar[str] = "worker.took_over"
    pid: int
    engine: str
    swept: int = 0


@dataclass(frozen=True, slots=True)
class BaselineTaken(Event):
    """The checks looked at `commit` before anything was done; `why` says why no task could pass."""

    kind: ClassVar[str] = "baseline.taken"
    commit: str
    results: tuple[CheckResult, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class PhaseStarted(Event):
    """A phase began."""

    kind: ClassVar[str] = "phase.started"
    phase: str


@dataclass(frozen=True, slots=True)
class AttemptStarted(Event):
    """An agent is about to work on a task, from commit `base`.

    `attempt` counts every go from 1; `round` counts only those that were not abandoned, so that a
    go repeated after a crash has the round of the one that it repeats. `reserve` is set aside.
    """

    kind: ClassVar[str] = "attempt.started"
    task: str
    attempt: int
    round: int
    role: Role
    base: str
    reserve: Reserve = NOTHING_RESERVED


@dataclass(frozen=True, slots=True)
class AttemptEnded(Event):
    """The agent ended."""

    kind: ClassVar[str] = "attempt.ended"
    task: str
    attempt: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class AttemptCommitted(Event):
    """The attempt's tree is safe in git; `restored` protected paths were put back to the base.

    `beyond` are the submodules in which there was work that no commit of the project can hold.
    """

    kind: ClassVar[str] = "attempt.committed"
    task: str
    attempt: int
    commit: str
    changes: tuple[Change, ...]
    restored: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AttemptAbandoned(Event):
    """The attempt was cut short by no fault of its own, and is thrown away."""

    kind: ClassVar[str] = "attempt.abandoned"
    task: str
    attempt: int
    why: str


@dataclass(frozen=True, slots=True)
class ChecksEnded(Event):
    """The checks looked at the attempt's commit."""

    kind: ClassVar[str] = "checks.ended"
    task: str
    attempt: int
    results: tuple[CheckResult, ...]


@dataclass(frozen=True, slots=True)
class ReviewStarted(Event):
    """A reviewer is about to look at the attempt; `reserve` is set aside for that."""

    kind: ClassVar[str] = "review.started"
    task: str
    attempt: int
    reserve: Reserve = NOTHING_RESERVED


@dataclass(frozen=True, slots=True)
class TaskReviewed(Event):
    """A reviewer gave a verdict on the attempt, or failed to."""

    kind: ClassVar[str] = "task.reviewed"
    task: str
    attempt: int
    review: Review


@dataclass(frozen=True, slots=True)
class TaskMerged(Event):
    """The task is one commit on the run's branch: a checkpoint."""

    kind: ClassVar[str] = "task.merged"
    task: str
    attempt: int
    commit: str


@dataclass(frozen=True, slots=True)
class RebaseChecked(Event):
    """The checks looked at an accepted attempt again, on top of what others merged: `commit`."""

    kind: ClassVar[str] = "rebase.checked"
    task: str
    attempt: int
    commit: str
    results: tuple[CheckResult, ...]


@dataclass(frozen=True, slots=True)
class TaskReopened(Event):
    """An accepted attempt does not go together with what others merged meanwhile.

    The next round begins at the run's head, with `why` as its remark.
    """

    kind: ClassVar[str] = "task.reopened"
    task: str
    attempt: int
    why: str


@dataclass(frozen=True, slots=True)
class MergeHeld(Event):
    """An accepted attempt waits for a person: something is done with the run's branch elsewhere."""

    kind: ClassVar[str] = "merge.held"
    task: str
    attempt: int
    why: str


@dataclass(frozen=True, slots=True)
class TaskFailed(Event):
    """The task is given up."""

    kind: ClassVar[str] = "task.failed"
    task: str
    why: str


@dataclass(frozen=True, slots=True)
class TaskSkipped(Event):
    """The task will not be done; `wished` where a person left it out, or what it waits for."""

    kind: ClassVar[str] = "task.skipped"
    task: str
    why: str
    wished: bool = False


@dataclass(frozen=True, slots=True)
class TaskRetried(Event):
    """A person has a task that failed or was skipped tried again, with all its rounds.

    What was skipped for its sake waits again, and the phases that this ended are open again.
    """

    kind: ClassVar[str] = "task.retried"
    task: str


@dataclass(frozen=True, slots=True)
class ItemsTicked(Event):
    """The document shows these items (handles) as done, written by `by` (engine or editor).

    `left` are items whose place in the document could not be found or written, with the reason.
    """

    kind: ClassVar[str] = "items.ticked"
    items: tuple[str, ...]
    by: str
    left: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TaskReverted(Event):
    """A person took a merged task back: `commit` on `branch` undoes it.

    The branch is the run's, or one of its own where the person had merged the work already.
    """

    kind: ClassVar[str] = "task.reverted"
    task: str
    commit: str
    branch: str


@dataclass(frozen=True, slots=True)
class ItemsUnticked(Event):
    """The document shows these items (handles) as open again, written by `by`; `left` as above."""

    kind: ClassVar[str] = "items.unticked"
    items: tuple[str, ...]
    by: str
    left: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PhaseEnded(Event):
    """The phase's tasks are over and its checks looked at the run's branch."""

    kind: ClassVar[str] = "phase.ended"
    phase: str
    passed: bool
    why: str
    results: tuple[CheckResult, ...]


@dataclass(frozen=True, slots=True)
class CommandApplied(Event):
    """A command from the inbox was obeyed, or refused for the reason in `why`; never twice.

    `task` is what it is about, where it is about one; `how` is `finish` or `drop` for a stop.
    """

    kind: ClassVar[str] = "command.applied"
    command: str
    name: str
    why: str = ""
    task: str | None = None
    how: str = ""


@dataclass(frozen=True, slots=True)
class RunEnded(Event):
    """The run is over: `status` is completed, failed, stopped, paused or limit."""

    kind: ClassVar[str] = "run.ended"
    status: str
    why: str


@dataclass(frozen=True, slots=True)
class RunResumed(Event):
    """A person let an ended run go on; `budget` is what they allow from now on, None as before."""

    kind: ClassVar[str] = "run.resumed"
    budget: Budget | None = None


@dataclass(frozen=True, slots=True)
class RunWaits(Event):
    """Nothing new is begun before `until` (seconds since 1970), for the reason in `why`.

    It outlives the worker: whoever takes the run over waits on.
    """

    kind: ClassVar[str] = "run.waits"
    until: float
    why: str


@dataclass(frozen=True, slots=True)
class RunOverdue(Event):
    """The time that the run may take is over: what is under way is cut short."""

    kind: ClassVar[str] = "run.overdue"
    why: str


@dataclass(frozen=True, slots=True)
class WaitEnded(Event):
    """The run goes on after a wait, because its time has come or a person said so (`why`)."""

    kind: ClassVar[str] = "wait.ended"
    why: str = ""


@dataclass(frozen=True, slots=True)
class QuestionAsked(Event):
    """The agent of an attempt wants to do something that it may not do by itself, and waits.

    `title` says it on one line, `input` and `diff` are what it would do, as far as they fit, and
    `key` what an answer for the whole run would hold for.
    """

    kind: ClassVar[str] = "question.asked"
    id: str
    task: str
    attempt: int
    tool: str
    title: str
    input: str = ""
    diff: str = ""
    paths: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class QuestionAnswered(Event):
    """A question is answered: `by` says by whom, and is empty where nobody did in time.

    `remember` lets the answer hold for the rest of the run; `message` is for the agent.
    """

    kind: ClassVar[str] = "question.answered"
    id: str
    allow: bool
    remember: bool = False
    by: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class QuestionWithdrawn(Event):
    """A question needs no answer any more: its agent took it back, or is gone."""

    kind: ClassVar[str] = "question.withdrawn"
    id: str
    why: str


@dataclass(frozen=True, slots=True)
class PluginFailed(Event):
    """A plugin did something wrong at a hook, or when it was started; the run goes on."""

    kind: ClassVar[str] = "plugin.failed"
    plugin: str
    hook: str
    why: str


@dataclass(frozen=True, slots=True)
class RemarkDismissed(Event):
    """A person says that a remark (its id) needs nothing done about it, and why."""

    kind: ClassVar[str] = "remark.dismissed"
    remark: str
    why: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class RemarkReopened(Event):
    """A person wants a remark (its id) seen to after all, though it was dismissed."""

    kind: ClassVar[str] = "remark.reopened"
    remark: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class RemarkTaken(Event):
    """Another run (its id) was begun to put a remark right; once its tasks are merged, it is."""

    kind: ClassVar[str] = "remark.taken"
    remark: str
    run: str


@dataclass(frozen=True, slots=True)
class DocumentMoved(Event):
    """The person has given the document another name, or put it elsewhere: `document` is where."""

    kind: ClassVar[str] = "document.moved"
    document: str


@dataclass(frozen=True, slots=True)
class Unknown(Event):
    """An event of a kind that this program does not know; the fold passes it by."""

    kind: ClassVar[str] = "unknown"
    name: str
    data: dict[str, Any] = field(default_factory=dict[str, Any])

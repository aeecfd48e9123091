"""What can happen in a run: one frozen dataclass a kind, and its durable form.

An event is never changed once it is written. Its durable form is its kind, its version and a JSON
object of its fields. Kinds may gain fields that have defaults; a kind that this program does not
know is read as `Unknown`, so that a newer engine's notes do not stop an older reader.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar, NamedTuple

from orchestrator_engine.attempt import Change, CheckResult, Outcome, Role
from orchestrator_engine.choices import Choice, Tool
from orchestrator_engine.listeners import NOBODY, Notify, Plugin
from orchestrator_engine.plan import Plan, Task
from orchestrator_engine.questions import Whom
from orchestrator_engine.review import Review
from orchestrator_engine.spending import NOTHING_RESERVED, UNLIMITED, Budget, Forecast, Reserve
from orchestrator_engine.then import Then


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run may do, fixed when it is created. Times are seconds.

    `max_wait` is how long it waits in one go for an agent that cannot work now, `retry_delay` and
    its cap are the pauses where nobody says how long that takes. `agent` does the work; `roles` say
    who is asked in each role where that is not simply this agent, and `tools` are the programs that
    the project's settings make agents of. `ask` says who answers what agents ask, and
    `answer_timeout` for how long a question waits before it is refused. With `record` each job of
    an agent is recorded, with `planner` an agent plans before anything is done, and with `approval`
    its plan waits for a person's yes.

    `sandbox` is what holds agents and checks (`bubblewrap`, or nothing), `check_network` whether
    checks reach the network then. `permission_mode` is what agents may do by themselves: `edit`,
    `ask` or, held by a sandbox, `free`.

    `plugins` are called at each hook, for at most `plugin_timeout`, and `notify` says how a person
    is told of what happens. `log_level` is the least that the worker writes into its log.
    """

    agent: str
    review: bool = True
    min_task_score: int = 7
    max_review_cycles: int = 2
    max_concurrent_agents: int = 1
    agent_start_delay: float = 1.0
    task_timeout: float = 900.0
    idle_timeout: float = 300.0
    max_restarts: int = 50
    restart_delay: float = 5.0
    restart_delay_cap: float = 60.0
    write_statuses: bool = True
    budget: Budget = UNLIMITED
    max_wait: float = 21_600.0
    retry_delay: float = 30.0
    retry_delay_cap: float = 600.0
    baseline: bool = False
    sandbox: str = ""
    check_network: bool = True
    roles: tuple[Choice, ...] = ()
    tools: tuple[Tool, ...] = ()
    record: bool = False
    planner: bool = False
    approval: bool = False
    ask: Whom = Whom.NOBODY
    answer_timeout: float = 600.0
    phase_timeout: float = 7200.0
    permission_mode: str = "ask"
    plugins: tuple[Plugin, ...] = ()
    plugin_timeout: float = 30.0
    notify: Notify = NOBODY
    lenses: tuple[str, ...] = ()
    mutants: int = 20
    mutation_time: float = 300.0
    log_level: str = "info"

    def lenses_of(self, task: Task) -> tuple[str, ...]:
        """Through which lenses a task's change is looked at; an empty one stands for all of it."""
        return tuple(dict.fromkeys((*self.lenses, *task.lenses))) or ("",)

    def calls_of(self, task: Task) -> int:
        """How many calls of agents a task takes at least: the work, and each review."""
        return 1 + (len(self.lenses_of(task)) if self.review else 0)

    def choice(self, role: Role) -> Choice:
        """Who is asked in a role."""
        return next((one for one in self.roles if one.role is role), Choice(role, self.agent))

    @property
    def crew(self) -> tuple[Choice, ...]:
        """Who is asked in each role that there is."""
        away = {Role.REVIEWER: not self.review, Role.PLANNER: not self.planner}
        return tuple(self.choice(role) for role in Role if not away.get(role))

    @property
    def mixed(self) -> bool:
        """Whether it matters in which role somebody is asked."""
        return len({choice.words for choice in self.crew}) > 1


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
    once it is completed.
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
class RemarkTaken(Event):
    """Another run (its id) was begun to put a remark right; once that is completed, it is."""

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


KINDS: dict[str, type[Event]] = {
    event.kind: event
    for event in (
        RunCreated,
        RunPlanned,
        PlanAsked,
        PlanAnswered,
        PlanApproved,
        WorkerTookOver,
        BaselineTaken,
        PhaseStarted,
        AttemptStarted,
        AttemptEnded,
        AttemptCommitted,
        AttemptAbandoned,
        ChecksEnded,
        ReviewStarted,
        TaskReviewed,
        TaskMerged,
        RebaseChecked,
        TaskReopened,
        MergeHeld,
        TaskFailed,
        TaskSkipped,
        TaskRetried,
        ItemsTicked,
        TaskReverted,
        ItemsUnticked,
        PhaseEnded,
        CommandApplied,
        RunEnded,
        RunResumed,
        RunWaits,
        RunOverdue,
        WaitEnded,
        QuestionAsked,
        QuestionAnswered,
        QuestionWithdrawn,
        PluginFailed,
        RemarkDismissed,
        RemarkTaken,
        DocumentMoved,
    )
}


class Recorded(NamedTuple):
    """An event at its place in the journal: `at` is seconds since 1970, order is by `seq`."""

    seq: int
    epoch: int
    at: float
    event: Event


@cache
def _converter() -> Any:  # noqa: ANN401  # cattrs' converter is generic over everything
    # Imported on first use: `code-orch --version` must not pay for it.
    from cattrs import Converter  # noqa: PLC0415

    return Converter(detailed_validation=False)


def encode(event: Event) -> tuple[str, int, str]:
    """The durable form: kind, version, JSON object of the fields."""
    data = _converter().unstructure(event)
    return event.kind, event.version, json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def decode(kind: str, version: int, data: str) -> Event:
    """Read the durable form back.

    Raises `ValueError` when the text is not what any version of this program writes.
    """
    return _made(kind, version, json.loads(data))


def decode_all(forms: Sequence[tuple[str, int, str]]) -> list[Event]:
    """As `decode`, of many durable forms; their texts are parsed as one, in half the time."""
    try:
        fields: list[Any] = json.loads(f"[{','.join([data for _, _, data in forms])}]")
    except (ValueError, TypeError):
        fields = []
    if len(fields) != len(forms):
        # Each by itself, so that the first that cannot be read is the one that is named.
        return [decode(*form) for form in forms]
    return [
        _made(kind, version, each) for (kind, version, _), each in zip(forms, fields, strict=True)
    ]


def _made(kind: str, version: int, fields: Any) -> Event:  # noqa: ANN401  # whatever JSON says
    known = KINDS.get(kind)
    if known is None or version > known.version:
        return Unknown(kind, fields)
    try:
        return _converter().structure(fields, known)
    except Exception as error:
        raise ValueError(f"the journal holds a {kind!r} event that cannot be read") from error

"""The state of a run: a fold over its events, and nothing that the events do not say."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import assert_never

from orchestrator_engine import events as e
from orchestrator_engine.attempt import Change, CheckResult, Outcome, Role
from orchestrator_engine.plan import Phase, Plan, Task
from orchestrator_engine.review import Review, Verdict


class Status(StrEnum):
    """Where a run stands. Everything but `running` is an end, and `Run.why` says why."""

    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    STOPPED = "stopped"
    PAUSED = "paused"
    LIMIT = "limit"


class Stage(StrEnum):
    """How far a task has come."""

    WAITING = "waiting"
    WORKING = "working"
    ENDED = "ended"
    COMMITTED = "committed"
    CHECKED = "checked"
    REVIEWED = "reviewed"
    MERGED = "merged"
    FAILED = "failed"
    SKIPPED = "skipped"

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to the task."""
        return self in (Stage.MERGED, Stage.FAILED, Stage.SKIPPED)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One go at a task, as far as it has come.

    `rebased` is what the checks said where it had to be put on top of what others merged, and
    `reopened` why it could not be merged although it was accepted.
    """

    number: int
    round: int
    role: Role
    base: str
    at: float
    outcome: Outcome | None = None
    commit: str | None = None
    changes: tuple[Change, ...] = ()
    restored: tuple[str, ...] = ()
    results: tuple[CheckResult, ...] | None = None
    reviews: tuple[Review, ...] = ()
    reviewing: bool = False
    abandoned: str | None = None
    rebased: tuple[CheckResult, ...] | None = None
    reopened: str | None = None

    @property
    def review(self) -> Review | None:
        """The latest review."""
        return self.reviews[-1] if self.reviews else None

    @property
    def checks_passed(self) -> bool:
        """Whether the checks looked at it and all of them passed."""
        return self.results is not None and all(result.passed for result in self.results)


@dataclass(frozen=True, slots=True)
class TaskState:
    """A task and everything that was tried."""

    task: Task
    phase: str
    attempts: tuple[Attempt, ...] = ()
    merged: str | None = None
    failed: str | None = None
    skipped: str | None = None
    over_at: float | None = None
    held: str | None = None
    reverted: str | None = None

    @property
    def attempt(self) -> Attempt | None:
        """The latest attempt that was not abandoned."""
        for attempt in reversed(self.attempts):
            if attempt.abandoned is None:
                return attempt
        return None

    @property
    def base(self) -> str | None:
        """The commit that the task's work begins at, and that its diff is taken against.

        It begins anew where it was reopened.
        """
        gone = [attempt for attempt in self.attempts if attempt.abandoned is None]
        last = max((at for at, each in enumerate(gone) if each.reopened is not None), default=-1)
        return gone[last + 1].base if gone[last + 1 :] else None

    @property
    def reopenings(self) -> int:
        """How often an accepted attempt could not be merged."""
        return sum(attempt.reopened is not None for attempt in self.attempts)

    @property
    def stage(self) -> Stage:  # noqa: PLR0911  # one answer a line
        """How far the task has come, by its latest attempt that was not abandoned."""
        if self.merged is not None:
            return Stage.MERGED
        if self.failed is not None:
            return Stage.FAILED
        if self.skipped is not None:
            return Stage.SKIPPED
        attempt = self.attempt
        if attempt is None:
            return Stage.WAITING
        if attempt.review is not None and not attempt.reviewing:
            return Stage.REVIEWED
        if attempt.results is not None:
            return Stage.CHECKED
        if attempt.commit is not None:
            return Stage.COMMITTED
        if attempt.outcome is not None:
            return Stage.ENDED
        return Stage.WORKING

    @property
    def why(self) -> str:
        """Why it failed or was skipped, or nothing."""
        return self.failed or self.skipped or ""

    @property
    def approved(self) -> bool:
        """Whether a reviewer approved the attempt that counts."""
        attempt = self.attempt
        review = attempt.review if attempt else None
        return review is not None and review.verdict is Verdict.APPROVED


@dataclass(frozen=True, slots=True)
class PhaseState:
    """A phase, whether it began, and how it ended (`passed` is None before)."""

    phase: Phase
    started_at: float | None = None
    ended_at: float | None = None
    passed: bool | None = None
    why: str = ""
    results: tuple[CheckResult, ...] = ()


@dataclass(frozen=True, slots=True)
class Spending:
    """What agents said they cost: `usd` is the sum of what is known, `unknown` what nobody said."""

    usd: float = 0.0
    unknown: int = 0

    def plus(self, usd: float | None) -> "Spending":
        """With one more amount, None for one that nobody stated."""
        if usd is None:
            return replace(self, unknown=self.unknown + 1)
        return replace(self, usd=self.usd + usd)


@dataclass(slots=True)
class Run:
    """One execution of a plan. Only `fold` makes and changes it; everyone else reads.

    `ticked` are the handles of items that the document shows as done, and `left` those that it
    cannot show, with the reason. `paused` is how many seconds it stood still between an end and
    its resume. `vouched` says of ticks that an editor made when it said so: it
    may not have saved them. `baseline` are the checks' results before anything was done, None
    where nobody looked, and `in_the_way` says why no task could pass, until a person resumes.
    """

    created: e.RunCreated
    started_at: float
    plan: Plan | None = None
    tasks: dict[str, TaskState] = field(default_factory=dict[str, TaskState])
    phases: dict[str, PhaseState] = field(default_factory=dict[str, PhaseState])
    baseline: tuple[CheckResult, ...] | None = None
    in_the_way: str = ""
    head: str = ""
    status: Status = Status.RUNNING
    why: str = ""
    ended_at: float | None = None
    paused: float = 0.0
    spending: Spending = field(default_factory=Spending)
    ticked: frozenset[str] = frozenset()
    vouched: dict[str, float] = field(default_factory=dict[str, float])
    left: dict[str, str] = field(default_factory=dict[str, str])
    applied: frozenset[str] = frozenset()
    stopping: str | None = None
    takeovers: int = 0
    seq: int = 0
    epoch: int = 0

    @property
    def title(self) -> str:
        """What the run is called. A rehearsal is called one wherever its title stands."""
        title = self.created.title
        return f"Rehearsal: {title}" if self.rehearsal else title

    @property
    def rehearsal(self) -> bool:
        """Whether a script, and no coding agent, does the work."""
        return self.created.settings.agent == "rehearsal"

    @property
    def over(self) -> bool:
        """Whether the run has ended, for now or for good."""
        return self.status is not Status.RUNNING

    def seconds(self, now: float) -> float:
        """How long it took, or takes until `now` (seconds since 1970), pauses aside."""
        return (now if self.ended_at is None else self.ended_at) - self.started_at - self.paused

    def done(self) -> int:
        """How many tasks are over."""
        return sum(state.stage.over for state in self.tasks.values())

    def merged_items(self) -> tuple[str, ...]:
        """Handles of the items whose tasks are all merged, in the order of the plan."""
        assert self.plan is not None
        unfinished = {
            handle
            for state in self.tasks.values()
            if state.merged is None
            for handle in state.task.items
        }
        return tuple(item.handle for item in self.plan.items if item.handle not in unfinished)


def fold(recorded: Iterable[e.Recorded], onto: Run | None = None) -> Run:
    """The run after these events, in the order of `seq`.

    `onto` is the run before them, and stays as it was. Raises `ValueError` when the first event of
    all is not the run's creation, or when a number is missing in the sequence.
    """
    run = onto and _copy(onto)
    for record in recorded:
        if run is None:
            if not isinstance(record.event, e.RunCreated):
                raise ValueError("a journal begins with the creation of its run")
            run = Run(created=record.event, started_at=record.at, head=record.event.origin.base)
        elif record.seq != run.seq + 1:
            raise ValueError(f"event {run.seq + 1} is missing: the next one is {record.seq}")
        else:
            _apply(run, record)
        run.seq = record.seq
        run.epoch = record.epoch
    if run is None:
        raise ValueError("the journal is empty")
    return run


def _copy(run: Run) -> Run:
    return replace(
        run,
        tasks=dict(run.tasks),
        phases=dict(run.phases),
        vouched=dict(run.vouched),
        left=dict(run.left),
    )


def _apply(run: Run, record: e.Recorded) -> None:  # noqa: C901, PLR0912, PLR0915  # one case an event
    match record.event:
        case e.RunPlanned(plan=plan):
            run.plan = plan
            run.phases = {phase.id: PhaseState(phase) for phase in plan.phases}
            run.tasks = {
                task.id: TaskState(task, phase.id) for phase in plan.phases for task in phase.tasks
            }
        case e.WorkerTookOver():
            run.takeovers += 1
        case e.BaselineTaken(results=results, why=why):
            run.baseline, run.in_the_way = results, why
        case e.PhaseStarted(phase=phase):
            run.phases[phase] = replace(run.phases[phase], started_at=record.at)
        case e.AttemptStarted(task=task) as begun:
            state = run.tasks[task]
            attempt = Attempt(begun.attempt, begun.round, begun.role, begun.base, record.at)
            run.tasks[task] = replace(state, attempts=(*state.attempts, attempt))
        case e.AttemptEnded(task=task, attempt=number, outcome=outcome):
            run.spending = run.spending.plus(outcome.usd)
            _change(run, task, number, outcome=outcome)
        case e.AttemptCommitted(task=task, attempt=number) as committed:
            _change(
                run,
                task,
                number,
                commit=committed.commit,
                changes=committed.changes,
                restored=committed.restored,
            )
        case e.AttemptAbandoned(task=task, attempt=number, why=why):
            if _attempt(run, task, number).outcome is None:
                # It had begun, and nobody will ever say what it cost.
                run.spending = run.spending.plus(0.0 if run.rehearsal else None)
            _change(run, task, number, abandoned=why)
        case e.ChecksEnded(task=task, attempt=number, results=results):
            _change(run, task, number, results=results)
        case e.ReviewStarted(task=task, attempt=number):
            if _attempt(run, task, number).reviewing:
                run.spending = run.spending.plus(0.0 if run.rehearsal else None)
            _change(run, task, number, reviewing=True)
        case e.TaskReviewed(task=task, attempt=number, review=review):
            run.spending = run.spending.plus(review.usd)
            reviews = (*_attempt(run, task, number).reviews, review)
            _change(run, task, number, reviews=reviews, reviewing=False)
        case e.RebaseChecked(task=task, attempt=number, results=results):
            _change(run, task, number, rebased=results)
        case e.TaskReopened(task=task, attempt=number, why=why):
            _change(run, task, number, reopened=why)
        case e.MergeHeld(task=task, why=why):
            run.tasks[task] = replace(run.tasks[task], held=why)
        case e.TaskMerged(task=task, commit=commit):
            run.tasks[task] = replace(run.tasks[task], merged=commit, over_at=record.at)
            run.head = commit
        case e.TaskFailed(task=task, why=why):
            run.tasks[task] = replace(run.tasks[task], failed=why, over_at=record.at)
        case e.TaskSkipped(task=task, why=why):
            run.tasks[task] = replace(run.tasks[task], skipped=why, over_at=record.at)
        case e.ItemsTicked(items=items, by=by, left=left):
            run.ticked = run.ticked.union(items)
            run.left.update(left)
            for item in items:
                run.left.pop(item, None)
                run.vouched.pop(item, None)
                if by == "editor":
                    run.vouched[item] = record.at
        case e.TaskReverted(task=task, commit=commit, branch=branch):
            _take_back(run, task, commit, branch)
        case e.ItemsUnticked(items=items):
            run.ticked = run.ticked.difference(items)
            for item in items:
                run.vouched.pop(item, None)
        case e.PhaseEnded(phase=phase) as ended:
            run.phases[phase] = replace(
                run.phases[phase],
                ended_at=record.at,
                passed=ended.passed,
                why=ended.why,
                results=ended.results,
            )
        case e.CommandApplied(command=command, name=name, why=why):
            run.applied = run.applied.union((command,))
            if name == "stop" and not why:
                run.stopping = "stopped by a person"
        case e.RunEnded(status=status, why=why):
            run.status, run.why, run.ended_at = Status(status), why, record.at
        case e.RunResumed():
            if run.ended_at is not None:
                run.paused += record.at - run.ended_at
            run.status, run.why, run.ended_at, run.stopping = Status.RUNNING, "", None, None
            run.in_the_way = ""
            run.tasks = {task: _ask_again(state) for task, state in run.tasks.items()}
        case e.RunCreated() | e.Unknown():
            pass
        case other:
            assert_never(other)  # pyright: ignore[reportArgumentType]  # `Event` is open for tests


def _take_back(run: Run, task: str, commit: str, branch: str) -> None:
    """On the run's own branch nothing of the task is left; on another one it is still there."""
    state = replace(run.tasks[task], reverted=commit)
    if branch == run.created.branch:
        state = replace(state, merged=None, skipped="a person took it back")
        run.head = commit
    run.tasks[task] = state


def _ask_again(state: TaskState) -> TaskState:
    """Without what a person was asked to see to, and reviews that ended before there was one."""
    state = replace(state, held=None)
    if state.stage is not Stage.REVIEWED:
        return state
    last = state.attempts[-1]
    reviews = tuple(review for review in last.reviews if not review.ending.blameless)
    return replace(state, attempts=(*state.attempts[:-1], replace(last, reviews=reviews)))


def _attempt(run: Run, task: str, number: int) -> Attempt:
    return run.tasks[task].attempts[number - 1]


def _change(run: Run, task: str, number: int, **fields: object) -> None:
    state = run.tasks[task]
    attempt = replace(state.attempts[number - 1], **fields)  # pyright: ignore[reportArgumentType]
    attempts = (*state.attempts[: number - 1], attempt, *state.attempts[number:])
    run.tasks[task] = replace(state, attempts=attempts)

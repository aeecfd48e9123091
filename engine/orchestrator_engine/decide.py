"""What to do next: a pure function of a run.

The worker does what `decide` says and appends what happened; it has no opinions of its own.
An action is named by its subject (a task, a phase, the document, the run): while one is being
done, its subject is busy, and nothing else is decided about it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from orchestrator_engine.attempt import Ending, Role
from orchestrator_engine.review import Severity, Verdict
from orchestrator_engine.run import Attempt, PhaseState, Run, Stage, Status, TaskState

REVIEWS_WITHOUT_VERDICT = 2
"""How often a reviewer may fail to give a verdict before the task fails as unreviewed."""

_WAS = {Stage.FAILED: "failed", Stage.SKIPPED: "was skipped"}


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
    """Have a fresh reader look at the attempt's diff."""


@dataclass(frozen=True, slots=True)
class Merge(_OnTask):
    """Make the task one commit on the run's branch."""


@dataclass(frozen=True, slots=True)
class FailTask(_OnTask):
    """Give a task up."""

    why: str


@dataclass(frozen=True, slots=True)
class SkipTask(_OnTask):
    """Do not begin a task at all."""

    why: str


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
class End:
    """End the run."""

    status: Status
    why: str
    subject: ClassVar[str] = "run"


Action = (
    TakeBaseline
    | StartPhase
    | StartAttempt
    | CommitAttempt
    | RunChecks
    | AskReview
    | Merge
    | FailTask
    | SkipTask
    | TickItems
    | ValidatePhase
    | FailPhase
    | End
)


def decide(run: Run, busy: frozenset[str] = frozenset()) -> tuple[Action, ...]:
    """What to begin now, given the subjects that are `busy`; nothing when there is only to wait."""
    if run.over:
        return ()
    if run.stopping is not None:
        return _close(run, busy, End(Status.STOPPED, run.stopping))
    if (first := _before_anything(run, busy)) is not None:
        return first
    actions = (*_tick(run, busy), *_phases(run, busy))
    for action in actions:
        if isinstance(action, End):
            return _close(run, busy, action)
    if not actions and not busy:
        return (_end(run),)
    return actions


def _before_anything(run: Run, busy: frozenset[str]) -> tuple[Action, ...] | None:
    """What comes before the first task: a look at the project, while nothing has been paid."""
    settings, plan = run.created.settings, run.plan
    begun = any(state.attempts for state in run.tasks.values())
    if (
        settings.baseline
        and plan is not None
        and plan.checks
        and run.baseline is None
        and not begun
    ):
        return () if TakeBaseline.subject in busy else (TakeBaseline(run.head),)
    if run.in_the_way:
        return _close(run, busy, End(Status.PAUSED, run.in_the_way))
    return None


def _close(run: Run, busy: frozenset[str], end: End) -> tuple[Action, ...]:
    """Begin nothing new, let what is under way end, show what is done, and then end the run."""
    return tuple(_tick(run, busy)) or (() if busy else (end,))


def _tick(run: Run, busy: frozenset[str]) -> Iterator[Action]:
    if not run.created.settings.write_statuses or "document" in busy:
        return
    waiting = tuple(
        handle
        for handle in run.merged_items()
        if handle not in run.ticked and handle not in run.left
    )
    if waiting:
        yield TickItems(waiting)


def _phases(run: Run, busy: frozenset[str]) -> Iterator[Action]:
    free = run.created.settings.max_concurrent_agents - len(busy & run.tasks.keys())
    for state in run.phases.values():
        if state.passed is not None or f"phase {state.phase.id}" in busy:
            continue
        before = [run.phases[phase] for phase in state.phase.after]
        if any(phase.passed is False for phase in before):
            yield from _give_up(run, state, before)
        elif all(phase.passed for phase in before):
            if state.started_at is None:
                yield StartPhase(state.phase.id)
                continue
            for action in _within(run, state, busy, free):
                free -= not isinstance(action, FailTask | SkipTask | End)
                yield action
            if all(run.tasks[task.id].stage.over for task in state.phase.tasks):
                yield ValidatePhase(state.phase.id)


def _within(run: Run, phase: PhaseState, busy: frozenset[str], free: int) -> Iterator[Action]:
    """What to do in a phase with `free` agents; giving up and ending take none."""
    lost = any(_is_lost(run.tasks[task.id]) for task in phase.phase.tasks)
    for action in _tasks(run, phase, busy):
        if isinstance(action, FailTask | SkipTask | End):
            yield action
        elif free > 0:
            free -= 1
            yield action
        elif isinstance(action, StartAttempt) and action.round == 1 and not lost:
            # What comes behind can only wait too: a long plan is not looked through.
            break


def _is_lost(state: TaskState) -> bool:
    return state.failed is not None or state.skipped is not None


def _give_up(run: Run, state: PhaseState, before: list[PhaseState]) -> Iterator[Action]:
    failed = next(phase.phase.title for phase in before if phase.passed is False)
    why = f"phase “{failed}” failed"
    waiting = [task for task in state.phase.tasks if not run.tasks[task.id].stage.over]
    for task in waiting:
        yield SkipTask(task.id, why)
    if not waiting:
        yield FailPhase(state.phase.id, why)


def _tasks(run: Run, phase: PhaseState, busy: frozenset[str]) -> Iterator[Action]:
    """The next step of every task that is free, work under way before work not begun."""
    states = [run.tasks[task.id] for task in phase.phase.tasks if task.id not in busy]
    under_way = [state for state in states if state.attempts]
    fresh = [state for state in states if not state.attempts]
    for state in (*under_way, *fresh):
        action = _task(run, state)
        if action is not None:
            yield action


def _task(run: Run, state: TaskState) -> Action | None:  # noqa: PLR0911  # one answer a stage
    attempt = state.attempt
    if state.stage.over:
        return None
    if attempt is None:
        return _begin(run, state)
    if state.stage is Stage.WORKING:
        # Busy while it is being worked on: if not, the worker that began it is gone,
        # and recovery abandons the attempt before `decide` is asked.
        return None
    task = state.task.id
    settings = run.created.settings
    if attempt.reopened is not None or state.held is not None:
        return _unmerged(run, state, attempt)
    if state.stage is Stage.ENDED:
        if attempt.outcome is not None and attempt.outcome.status is Ending.DONE:
            return CommitAttempt(task)
        return _after_bad_end(run, state, attempt)
    if state.stage is Stage.COMMITTED:
        spoilt = attempt.restored or not attempt.changes
        return _again(run, state, attempt) if spoilt else RunChecks(task)
    if state.stage is Stage.CHECKED:
        if not attempt.checks_passed:
            return _again(run, state, attempt)
        return AskReview(task) if settings.review else Merge(task)
    return _after_review(run, state, attempt)


def _begin(run: Run, state: TaskState) -> Action | None:
    before = [run.tasks[task] for task in state.task.after]
    stopped = [other for other in before if other.stage in (Stage.FAILED, Stage.SKIPPED)]
    if stopped:
        other = stopped[0]
        assert run.plan is not None
        label = run.plan.label(other.task)
        return SkipTask(state.task.id, f"it waits for {label}, which {_WAS[other.stage]}")
    if not all(other.stage is Stage.MERGED for other in before):
        return None
    number = len(state.attempts) + 1
    return StartAttempt(state.task.id, number, 1, Role.WORKER, run.head, ())


def _after_bad_end(run: Run, state: TaskState, attempt: Attempt) -> Action:
    assert attempt.outcome is not None
    why = attempt.outcome.why or attempt.outcome.status
    match attempt.outcome.status:
        case Ending.UNAVAILABLE:
            return End(Status.PAUSED, f"the agent is not available: {why}")
        case Ending.INTERRUPTED:
            return End(Status.PAUSED, f"somebody interrupted the agent: {why}")
        case Ending.LIMIT:
            return End(Status.LIMIT, why)
        case Ending.DENIED:
            return FailTask(state.task.id, f"the agent was refused what it needed: {why}")
        case _:
            return _again(run, state, attempt)


def _after_review(run: Run, state: TaskState, attempt: Attempt) -> Action:
    review = attempt.review
    assert review is not None
    if review.verdict is Verdict.APPROVED:
        return Merge(state.task.id)
    if review.verdict is Verdict.REJECTED:
        return _again(run, state, attempt)
    if review.ending is Ending.LIMIT:
        return End(Status.LIMIT, review.why)
    if review.ending.blameless:
        return End(Status.PAUSED, f"the reviewer is not available: {review.why}")
    if len(attempt.reviews) < REVIEWS_WITHOUT_VERDICT:
        return AskReview(state.task.id)
    return FailTask(state.task.id, f"nobody could review it: {review.why}")


def _unmerged(run: Run, state: TaskState, attempt: Attempt) -> Action:
    """Wait for a person, or begin anew from the run's head: nobody is to blame for a conflict.

    Who begins anew has all rounds again.
    """
    if attempt.reopened is None:
        return End(Status.PAUSED, state.held or "")
    task = state.task.id
    if state.reopenings > max(run.created.settings.max_review_cycles, 1):
        times = _times(state.reopenings - 1)
        return FailTask(task, f"reopened {times}, and still: {attempt.reopened}")
    number = len(state.attempts) + 1
    remarks = (attempt.reopened,)
    return StartAttempt(task, number, attempt.round + 1, Role.FIXER, run.head, remarks)


def _again(run: Run, state: TaskState, attempt: Attempt) -> Action:
    """Another round with what was wrong, or the end of the task when the rounds are used up."""
    wrong = faults(attempt)
    task = state.task.id
    rounds = attempt.round - max((a.round for a in state.attempts if a.reopened), default=0)
    if rounds > run.created.settings.max_review_cycles:
        return FailTask(task, f"{_rounds(rounds)}, and still: {wrong[0]}")
    if stalled(state):
        return FailTask(task, f"no progress between two rounds: {wrong[0]}")
    base = attempt.commit or attempt.base
    number = len(state.attempts) + 1
    return StartAttempt(task, number, attempt.round + 1, Role.FIXER, base, wrong)


def _all(count: int) -> str:
    return "the only task is" if count == 1 else f"all {count} tasks are"


def _rounds(count: int) -> str:
    return "1 round" if count == 1 else f"{count} rounds"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def stalled(state: TaskState) -> bool:
    """Whether the last two rounds failed in the very same way."""
    rounds = [attempt for attempt in state.attempts if attempt.abandoned is None]
    if len(rounds) < 2:  # noqa: PLR2004  # two rounds make a comparison
        return False
    before, last = rounds[-2:]
    return faults(before) == faults(last) and (not last.changes or before.commit == last.commit)


def faults(attempt: Attempt) -> tuple[str, ...]:
    """What was wrong with an attempt, in words for the next agent and for a person."""
    if attempt.outcome is not None and attempt.outcome.status is not Ending.DONE:
        return (f"the agent ended {attempt.outcome.status}: {attempt.outcome.why}",)
    if attempt.restored:
        return tuple(
            f"{path} is protected: the change was not asked for and has been undone"
            for path in attempt.restored
        )
    if not attempt.changes:
        return ("the agent says it is done, and changed nothing",)
    if attempt.results is not None and not attempt.checks_passed:
        return tuple(result.failure for result in attempt.results if not result.passed)
    if attempt.review is not None:
        return _remarks(attempt)
    return ()


def _remarks(attempt: Attempt) -> tuple[str, ...]:
    review = attempt.review
    assert review is not None
    score = "no score" if review.score is None else f"score {review.score}"
    return (
        f"the reviewer rejected it ({score}): {review.summary}",
        *(
            f"{remark.file}:{remark.line} ({remark.severity}): {remark.evidence}"
            for remark in review.remarks
            if remark.severity is not Severity.NOTE
        ),
    )


def _end(run: Run) -> End:
    failed = [state for state in run.phases.values() if state.passed is False]
    if failed:
        return End(Status.FAILED, f"phase “{failed[0].phase.title}” did not pass: {failed[0].why}")
    merged = sum(state.stage is Stage.MERGED for state in run.tasks.values())
    if merged == len(run.tasks) and all(state.passed for state in run.phases.values()):
        return End(Status.COMPLETED, f"{_all(merged)} merged and every phase passed")
    return End(Status.FAILED, "nothing can be done any more, and the plan is not finished")

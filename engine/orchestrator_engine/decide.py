"""What to do next: a pure function of a run.

The worker does what `decide` says and appends what happened; it has no opinions of its own.
An action is named by its subject (a task, a phase, the document, the run): while one is being
done, its subject is busy, and nothing else is decided about it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from orchestrator_engine import bad_luck, budget, waiting
from orchestrator_engine.agenda import Agenda
from orchestrator_engine.attempt import Ending, Role, Trouble
from orchestrator_engine.bad_luck import Case, Reaction
from orchestrator_engine.budget import Today
from orchestrator_engine.persistent import Numbers
from orchestrator_engine.review import Review, Severity, Verdict
from orchestrator_engine.run import Attempt, Run, Stage, Status, TaskState, Winding
from orchestrator_engine.wording import count, listed, shorten

REVIEWS_WITHOUT_VERDICT = 2
"""How often a reviewer may fail to give a verdict before the task fails as unreviewed."""

NOBODY_ELSE = Today()

SKIPPED = "skipped by a person"
"""Why a task is skipped that a person does not want."""

PLAN_READY = "the plan is ready, and waits for your yes"
"""Why a run pauses whose plan an agent made."""

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


def decide(
    run: Run, busy: frozenset[str] = frozenset(), today: Today = NOBODY_ELSE
) -> tuple[Action, ...]:
    """What to begin now, given the subjects that are `busy`; nothing when there is only to wait.

    Looks at what the agenda has, and never through the plan.
    """
    if run.over or run.agenda is None:
        return ()
    if run.stopping is not None:
        return _wind_down(run, run.stopping, busy, today)
    if (first := _before_anything(run, run.agenda, busy, today)) is not None:
        return first
    actions = (
        *_tick(run, run.agenda, busy),
        *_phases(run, run.agenda, busy),
        *_tasks(run, run.agenda, busy),
    )
    end = next((action for action in actions if isinstance(action, End)), None)
    if end is not None:
        return _close(run, run.agenda, busy, end)
    if not actions and not busy:
        return (_end(run, run.agenda),)
    allowed, reached = _within_budget(run, actions, today)
    if reached is not None and not allowed and not busy:
        waits = isinstance(reached, StandBack) and run.waits is not None
        allowed = () if waits else (reached,)
    return allowed


def _within_budget(
    run: Run, actions: tuple[Action, ...], today: Today
) -> tuple[tuple[Action, ...], StandBack | End | None]:
    """Without the calls of agents that nobody allows now, and what to do where that leaves nothing.

    What is paid for is still finished.
    """
    allowed: list[Action] = []
    reached: StandBack | End | None = None
    waits = run.waits is not None or any(
        isinstance(action, PutOff) and action.trouble.passes for action in actions
    )
    for action in actions:
        if isinstance(action, StartAttempt | AskReview):
            go = isinstance(action, StartAttempt)
            why = budget.task_refusal(run, action.task, go=go)
            if why is not None:
                allowed.append(FailTask(action.task, why))
                continue
            why = budget.refusal(run, today, go=go)
            if why is not None and reached is None:
                held = budget.others_hold(run, today, go=go)
                reached = End(Status.LIMIT, why) if held is None else StandBack(held)
            if why is not None or waits:
                continue
        allowed.append(action)
    return tuple(allowed), reached


def _before_anything(
    run: Run, agenda: Agenda, busy: frozenset[str], today: Today
) -> tuple[Action, ...] | None:
    """What comes before the first task: a look at the project, while nothing has been paid.

    And before any other, whether the agent is away for longer than anybody wants to wait.
    """
    too_long = waiting.too_long(run)
    if too_long is not None:
        return _close(run, agenda, busy, End(Status.PAUSED, too_long))
    wanted = run.created.settings.baseline and run.baseline is None and not agenda.started
    if wanted and run.plan is not None and run.plan.checks:
        return () if TakeBaseline.subject in busy else (TakeBaseline(run.head),)
    if run.in_the_way:
        return _close(run, agenda, busy, End(Status.PAUSED, run.in_the_way))
    if run.created.settings.planner and not run.planning.done and not agenda.started:
        return () if busy or run.waits is not None else (_plan(run, today),)
    if run.plan_ready:
        return _close(run, agenda, busy, End(Status.PAUSED, PLAN_READY))
    return None


PLANS = 3
"""How many plans an agent may give: the first, and two that mend what was wrong."""


def _plan(run: Run, today: Today) -> Action:
    """Have a plan made, before anything is begun; it is sent back at most twice."""
    planning = run.planning
    outcome = planning.outcome
    if outcome is not None and outcome.status.blameless:
        case = bad_luck.met(outcome.status, outcome.trouble)
        why = case.words(outcome.why or outcome.status, "the planner")
        trouble = _met(run, case)
        if trouble is not None and trouble.passes:
            return PutOff(AskPlan.subject, None, trouble, outcome.until, why)
        return _the_end(case, why) or End(Status.PAUSED, why)
    if len(planning.wrong) >= PLANS:
        return End(
            Status.PAUSED,
            f"no plan of {PLANS} could be carried out, and the last one has this wrong: "
            f"{_brief(planning.wrong[-1])}; without an agent's plan, each item is a task",
        )
    refused = budget.refusal(run, today, go=False)
    if refused is not None:
        held = budget.others_hold(run, today, go=False)
        return End(Status.LIMIT, refused) if held is None else StandBack(held)
    wrong = planning.wrong[-1] if planning.wrong else ()
    return AskPlan(planning.asked + 1, len(planning.wrong) + 1, wrong)


def _wind_down(
    run: Run, winding: Winding, busy: frozenset[str], today: Today
) -> tuple[Action, ...]:
    """Come to the end that a person wants: what is under way is finished, unless it is dropped."""
    assert run.agenda is not None
    if not winding.drop:
        under_way = tuple(_go_on(run, run.agenda, busy, winding=True))
        finishing, _ = _within_budget(run, under_way, today)
        if finishing:
            return (*_tick(run, run.agenda, busy), *finishing)
    everything = len(run.agenda.passed) + len(run.agenda.failed) == len(run.phases)
    # Who asks for an end when all is done is told how it came out.
    end = _end(run, run.agenda) if everything else End(winding.status, winding.why)
    return _close(run, run.agenda, busy, end)


def _close(run: Run, agenda: Agenda, busy: frozenset[str], end: End) -> tuple[Action, ...]:
    """Begin nothing new, let what is under way end, show what is done, and then end the run."""
    return tuple(_tick(run, agenda, busy)) or (() if busy else (end,))


def _tick(run: Run, agenda: Agenda, busy: frozenset[str]) -> Iterator[Action]:
    if agenda.untold and run.created.settings.write_statuses and "document" not in busy:
        assert run.plan is not None
        yield TickItems(tuple(run.plan.items[place].handle for place in agenda.untold))


def _phases(run: Run, agenda: Agenda, busy: frozenset[str]) -> Iterator[Action]:
    for place in agenda.open_:
        yield StartPhase(run.phases.at(place).phase.id)
    for place in agenda.done:
        validate = ValidatePhase(run.phases.at(place).phase.id)
        if validate.subject not in busy:
            yield validate
    for place in agenda.barred:
        yield FailPhase(run.phases.at(place).phase.id, _barrier(run, agenda, place))


def _barrier(run: Run, agenda: Agenda, phase: int) -> str:
    gate = next(gate for gate in agenda.graph.gates[phase] if gate in agenda.failed)
    return f"phase “{run.phases.at(gate).phase.title}” failed"


def _tasks(run: Run, agenda: Agenda, busy: frozenset[str]) -> Iterator[Action]:
    """The next step of every task: work under way comes before work not begun."""
    for place in agenda.unwanted | agenda.doomed:
        state = run.tasks.at(place)
        if state.task.id in busy:
            continue
        if state.unwanted:
            yield SkipTask(state.task.id, SKIPPED, wished=True)
        else:
            yield _doom(run, agenda, place)
    free = _free(run, busy)
    for step in _go_on(run, agenda, busy):
        free -= not isinstance(step, FailTask | End)
        yield step
    yield from _begin(run, agenda, busy, free)


def _free(run: Run, busy: frozenset[str]) -> int:
    """How many more tasks may be worked on at once."""
    return run.created.settings.max_concurrent_agents - len(busy & run.tasks.keys())


def _go_on(
    run: Run, agenda: Agenda, busy: frozenset[str], *, winding: bool = False
) -> Iterator[Action]:
    """The next steps of work under way. Giving up and ending take no agent; all else does.

    While the run is `winding` down an attempt is finished, and no other one begun.
    """
    free = _free(run, busy)
    for place in agenda.begun - agenda.unwanted - agenda.doomed:
        state = run.tasks.at(place)
        step = None if state.task.id in busy else _task(run, state)
        if step is None or (winding and isinstance(step, StartAttempt | End)):
            continue
        if isinstance(step, FailTask | End):
            yield step
        elif free > 0:
            free -= 1
            yield step


def _begin(run: Run, agenda: Agenda, busy: frozenset[str], free: int) -> Iterator[Action]:
    """Begin tasks in the order of the plan, of those that touch the same files one at a time."""
    # One that is busy may wait for its turn to start an agent, and nothing of it is told yet.
    taken = Numbers(run.tasks.place(task) for task in busy & run.tasks.keys())
    ready = agenda.ready - agenda.unwanted - taken
    for place in agenda.begun | taken:
        ready -= agenda.graph.rivals(place)
    while ready and free > 0:
        free -= 1
        place = ready.first()
        ready = ready.minus(place) - agenda.graph.rivals(place)
        state = run.tasks.at(place)
        number = len(state.attempts) + 1
        yield StartAttempt(state.task.id, number, 1, Role.WORKER, run.head, ())


def _doom(run: Run, agenda: Agenda, place: int) -> Action:
    """Skip a task for what it waits for; it is said of the first thing that was not wished."""
    graph = agenda.graph
    state = run.tasks.at(place)
    lost = [run.tasks.at(one) for one in graph.before[place] if one in agenda.lost]
    if not lost:
        return SkipTask(state.task.id, _barrier(run, agenda, graph.phase_of[place]))
    other = next((one for one in lost if not one.wished), lost[0])
    assert run.plan is not None
    label = run.plan.label(other.task)
    why = f"it waits for {label}, which {_WAS[other.stage]}"
    return SkipTask(state.task.id, why, wished=other.wished)


def _task(run: Run, state: TaskState) -> Action | None:  # noqa: PLR0911  # one answer a stage
    attempt = state.attempt
    task = state.task.id
    if attempt is None:
        # Its first attempt was cut short, and the run may have moved on since.
        return StartAttempt(task, len(state.attempts) + 1, 1, Role.WORKER, run.head, ())
    settings = run.created.settings
    if attempt.reopened is not None or state.held is not None:
        return _unmerged(run, state, attempt)
    if state.stage is Stage.ENDED:
        if attempt.outcome is not None and attempt.outcome.status is Ending.DONE:
            return CommitAttempt(task)
        return _after_bad_end(run, state, attempt)
    if state.stage is Stage.COMMITTED:
        spoilt = attempt.restored or attempt.beyond
        spoilt = spoilt or not (attempt.changes or _is_left_as_it_was_put(state))
        return _again(run, state, attempt) if spoilt else RunChecks(task)
    if state.stage is Stage.CHECKED:
        if not attempt.checks_passed:
            return _again(run, state, attempt)
        return (
            AskReview(task, settings.lenses_of(state.task)[0]) if settings.review else Merge(task)
        )
    if state.stage is Stage.REVIEWED:
        return _after_review(run, state, attempt)
    # Busy while it is being worked on: if not, the worker that began it is gone, and recovery
    # abandons the attempt before `decide` is asked.
    return None


def _after_bad_end(run: Run, state: TaskState, attempt: Attempt) -> Action:
    """What the table of bad luck says."""
    outcome = attempt.outcome
    assert outcome is not None
    case = bad_luck.met(outcome.status, outcome.trouble)
    why = case.words(outcome.why or outcome.status)
    trouble = _met(run, case)
    if trouble is not None:
        # Each time of one round counts: the attempts in between were kept from beginning.
        times = sum(
            each.round == attempt.round
            and each.outcome is not None
            and each.outcome.trouble is trouble
            for each in state.attempts[state.earlier :]
        )
        if case.reaction is not Reaction.WAIT and trouble is not Trouble.BUDGET and times > 1:
            return FailTask(state.task.id, f"twice: {why}")
        return PutOff(state.task.id, attempt.number, trouble, outcome.until, why)
    if case.reaction is Reaction.GIVE_UP:
        return FailTask(state.task.id, why)
    return _the_end(case, why) or _again(run, state, attempt)


def _after_review(run: Run, state: TaskState, attempt: Attempt) -> Action:
    """All who are to look do, so that what they say is mended in one go."""
    last = attempt.reviews[-1]
    if last.verdict is Verdict.UNREVIEWED:
        return _after_no_verdict(run, state, attempt, last)
    told = {review.lens for review in attempt.reviews}
    lenses = run.created.settings.lenses_of(state.task)
    if left := [lens for lens in lenses if lens not in told]:
        return AskReview(state.task.id, left[0])
    review = attempt.review
    assert review is not None
    if review.verdict is Verdict.APPROVED:
        return Merge(state.task.id)
    return _again(run, state, attempt)


def _after_no_verdict(run: Run, state: TaskState, attempt: Attempt, review: Review) -> Action:
    """What the table of bad luck says; whoever had its say and gave no verdict is asked again."""
    case = bad_luck.met(review.ending, review.trouble)
    why = case.words(review.why)
    trouble = _met(run, case)
    if trouble is Trouble.BUDGET:
        return AskReview(state.task.id, review.lens)
    # Only such an end is forgotten when the wait is over.
    if trouble is not None and case.reaction is Reaction.WAIT and review.ending.blameless:
        return PutOff(state.task.id, None, trouble, review.until, why)
    if (end := _the_end(case, why)) is not None:
        return end
    same = (one for one in attempt.reviews if one.lens == review.lens)
    if sum(map(_no_verdict, same)) >= REVIEWS_WITHOUT_VERDICT:
        return FailTask(state.task.id, f"nobody could review it: {review.why}")
    return AskReview(state.task.id, review.lens)


def _met(run: Run, case: Case) -> Trouble | None:
    """What an agent met after which the same is tried again, unless it has been often enough.

    The budget is no such thing where it was the agent's own limit.
    """
    if case.trouble is Trouble.BUDGET:
        return Trouble.BUDGET if run.budget.shared else None
    again = case.reaction in (Reaction.WAIT, Reaction.RETRY, Reaction.SHRINK)
    return case.trouble if again else None


def _the_end(case: Case, why: str) -> End | None:
    """The end of the run that a kind of bad luck is."""
    match case.reaction:
        case Reaction.PAUSE:
            return End(Status.PAUSED, why)
        case Reaction.LIMIT:
            return End(Status.LIMIT, why)
        case _:
            return None


def _no_verdict(review: Review) -> bool:
    """Whether a reviewer had its say and gave no verdict, and was not kept from it."""
    return not review.ending.blameless


def _unmerged(run: Run, state: TaskState, attempt: Attempt) -> Action:
    """Wait for a person, or begin anew from the run's head: nobody is to blame for a conflict.

    Who begins anew has all rounds again.
    """
    if attempt.reopened is None:
        return End(Status.PAUSED, state.held or "")
    task = state.task.id
    if state.reopenings > max(run.created.settings.max_review_cycles, 1):
        times = "once" if state.reopenings == 2 else f"{state.reopenings - 1} times"  # noqa: PLR2004
        return FailTask(task, f"reopened {times}, and still: {_brief((attempt.reopened,))}")
    number = len(state.attempts) + 1
    # Its own work is not in the folder any more, and can be looked at.
    look = f"what it had changed is shown by: git diff HEAD...{attempt.commit}"
    remarks = (attempt.reopened, look)
    return StartAttempt(task, number, attempt.round + 1, Role.FIXER, run.head, remarks)


def _again(run: Run, state: TaskState, attempt: Attempt) -> Action:
    """Another round with what was wrong, or the end of the task when the rounds are used up."""
    wrong = faults(attempt)
    task = state.task.id
    rounds = attempt.round - max((each.round for each in state.rounds if each.reopened), default=0)
    if rounds > run.created.settings.max_review_cycles:
        before = _before(state)
        still = f"{before}; the last round: {_brief(wrong)}" if before else _brief(wrong)
        return FailTask(task, f"{count(rounds, 'round')}, and still: {still}")
    if stalled(state):
        before = _before(state)
        still = f"{before}; the last rounds: {_brief(wrong)}" if before else _brief(wrong)
        return FailTask(task, f"no progress between two rounds: {still}")
    base = attempt.commit or attempt.base
    number = len(state.attempts) + 1
    return StartAttempt(task, number, attempt.round + 1, Role.FIXER, base, wrong)


def _before(state: TaskState) -> str:
    """What was wrong with the last round that came to something, where the very last did not.

    That is the cause; how the last round fell short is only how it ended.
    """
    *earlier, last = state.rounds
    if last.changes:
        return ""
    ended = last.outcome is None or last.outcome.status is Ending.DONE
    # An agent that came to nothing says less than one that came to an end before it.
    candidates = [each for each in reversed(earlier) if each.changes or not ended]
    made = next((each for each in candidates if each.changes or _is_done(each)), None)
    made = made or next(iter(candidates), None)
    if made is None or not faults(made) or faults(made) == faults(last):
        return ""
    return _brief(faults(made))


def _is_done(attempt: Attempt) -> bool:
    return attempt.outcome is not None and attempt.outcome.status is Ending.DONE


def _brief(wrong: tuple[str, ...]) -> str:
    """The first thing that was wrong, in one line: what it is, and the last thing it said."""
    first, _, rest = wrong[0].strip().partition("\n")
    said = rest.strip().rpartition("\n")[2]
    more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
    return f"{shorten(first)} {shorten(said)}".strip().removesuffix(":") + more


def stalled(state: TaskState) -> bool:
    """Whether the last two rounds failed in the very same way."""
    rounds = state.rounds
    if len(rounds) < 2:  # noqa: PLR2004  # two rounds make a comparison
        return False
    before, last = rounds[-2:]
    return faults(before) == faults(last) and (not last.changes or before.commit == last.commit)


def _is_left_as_it_was_put(state: TaskState) -> bool:
    """Whether the round before was sent back for protected paths alone, which were put back.

    Who then changes nothing may be right: nothing else is known to be wrong.
    """
    if len(state.rounds) < 2:  # noqa: PLR2004  # two rounds make a before and an after
        return False
    before = state.rounds[-2]
    return bool(before.restored and before.changes and not before.beyond) and (
        before.reopened is None
    )


def faults(attempt: Attempt) -> tuple[str, ...]:
    """What was wrong with an attempt, in words for the next agent and for a person."""
    if attempt.outcome is not None and attempt.outcome.status is not Ending.DONE:
        return (f"the agent ended {attempt.outcome.status}: {attempt.outcome.why}",)
    if attempt.restored or attempt.beyond:
        return (
            *(
                f"{path} is protected: the change was not asked for and has been undone"
                for path in attempt.restored
            ),
            *(
                f"{path} is a submodule: what was done inside of it belongs to another repository "
                "and cannot be kept"
                for path in attempt.beyond
            ),
        )
    if attempt.results is not None and not attempt.checks_passed:
        return tuple(result.failure for result in attempt.results if not result.passed)
    if attempt.review is not None:
        return _remarks(attempt)
    return () if attempt.changes else ("the agent says it is done, and changed nothing",)


def _remarks(attempt: Attempt) -> tuple[str, ...]:
    review = attempt.review
    assert review is not None
    score = "no score" if review.score is None else f"score {review.score}"
    return (
        f"the reviewer rejected it ({score}): {review.summary}",
        *(f"the item asks for it, and it is missing: {each}" for each in review.missing),
        *(
            f"{remark.file}:{remark.line} ({remark.severity}): {remark.evidence}"
            for remark in review.remarks
            if remark.severity is not Severity.NOTE
        ),
    )


def _end(run: Run, agenda: Agenda) -> End:
    """The end of a run in which nothing is left to do."""
    assert run.plan is not None
    if agenda.failed:
        state = run.phases.at(agenda.failed.first())
        others = len(agenda.failed) - 1
        more = f" (and {count(others, 'other phase')} did not pass either)" if others else ""
        return End(Status.FAILED, f"phase “{state.phase.title}” did not pass: {state.why}{more}")
    all_tasks, merged = len(run.tasks), len(agenda.merged)
    if len(agenda.passed) < len(run.phases) or merged + len(agenda.lost) < all_tasks:
        return End(Status.FAILED, "nothing can be done any more, and the plan is not finished")
    if not merged:
        return End(Status.FAILED, "nothing was done: every task was skipped by a person")
    if not agenda.lost:
        every = "the only task is" if merged == 1 else f"all {merged} tasks are"
        return End(Status.COMPLETED, f"{every} merged and every phase passed")
    names = listed([run.plan.label(run.tasks.at(place).task) for place in agenda.lost])
    done = f"{merged} of {all_tasks} tasks merged and every phase passed"
    return End(Status.COMPLETED, f"{done}; left out by a person: {names}")

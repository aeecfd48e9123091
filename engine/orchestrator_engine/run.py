"""The state of a run: what `fold` makes of its events, and nothing that they do not say."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from orchestrator_engine import events as e
from orchestrator_engine.agenda import Agenda
from orchestrator_engine.attempt import Change, CheckResult, Outcome, Role
from orchestrator_engine.persistent import Names, Numbers, Table
from orchestrator_engine.plan import Phase, Plan, Task
from orchestrator_engine.questions import Question, Settled
from orchestrator_engine.review import Review, Verdict, joined
from orchestrator_engine.spending import (
    NOTHING_RESERVED,
    NOTHING_SPENT,
    Budget,
    Reserve,
    Spending,
)


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
    `reopened` why it could not be merged although it was accepted. `allowed` is what a person let
    the agent do that it had to ask for, and `asking` since when it waits for an answer.
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
    beyond: tuple[str, ...] = ()
    results: tuple[CheckResult, ...] | None = None
    reviews: tuple[Review, ...] = ()
    reviewing: bool = False
    abandoned: str | None = None
    reserve: Reserve = NOTHING_RESERVED
    asked: int = 0
    rebased: tuple[CheckResult, ...] | None = None
    reopened: str | None = None
    allowed: tuple[str, ...] = ()
    asking: float | None = None

    @property
    def review(self) -> Review | None:
        """What the reviewers say together, each by the last word."""
        return joined(self.reviews)

    @property
    def checks_passed(self) -> bool:
        """Whether the checks looked at it and all of them passed."""
        return self.results is not None and all(result.passed for result in self.results)


@dataclass(frozen=True, slots=True)
class TaskState:
    """A task and everything that was tried.

    Of the attempts, those before number `earlier` + 1 belong to a try that a person gave another
    one, and of the spending what is `forgiven`: the task's limits begin anew. `unwanted` says that
    a person wants it skipped, `wished` that it was skipped for that, or for another task of which
    they said so. `stood` is how many seconds since its first attempt do not count: between its
    end and another try, while the run stood still, and while it waited for a person's answer.
    """

    task: Task
    phase: str
    attempts: tuple[Attempt, ...] = ()
    merged: str | None = None
    failed: str | None = None
    skipped: str | None = None
    over_at: float | None = None
    stood: float = 0.0
    spending: Spending = NOTHING_SPENT
    earlier: int = 0
    forgiven: Spending = NOTHING_SPENT
    unwanted: bool = False
    wished: bool = False
    held: str | None = None
    reverted: str | None = None

    @property
    def attempt(self) -> Attempt | None:
        """The latest attempt of this try that was not abandoned."""
        for attempt in reversed(self.attempts[self.earlier :]):
            if attempt.abandoned is None:
                return attempt
        return None

    @property
    def rounds(self) -> tuple[Attempt, ...]:
        """The attempts of this try that were not abandoned."""
        return tuple(each for each in self.attempts[self.earlier :] if each.abandoned is None)

    @property
    def base(self) -> str | None:
        """The commit that the task's work begins at, and that its diff is taken against.

        It begins anew where it was reopened.
        """
        rounds = self.rounds
        last = max((at for at, each in enumerate(rounds) if each.reopened is not None), default=-1)
        return rounds[last + 1].base if rounds[last + 1 :] else None

    @property
    def reopenings(self) -> int:
        """How often an accepted attempt of this try could not be merged."""
        return sum(attempt.reopened is not None for attempt in self.rounds)

    @property
    def left_out(self) -> bool:
        """Whether it is not to be done because a person said so."""
        return self.skipped is not None and self.wished

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
    """A phase, whether it began, and how it ended (`passed` is None before).

    `since` is the time of the run (as `elapsed` has it) at which it began, later by what lay
    between its end and another try; `took` how long it went on until its end.
    """

    phase: Phase
    since: float | None = None
    took: float | None = None
    started_at: float | None = None
    ended_at: float | None = None
    passed: bool | None = None
    why: str = ""
    results: tuple[CheckResult, ...] = ()

    def seconds(self, elapsed: float) -> float | None:
        """How long it has gone on at that time of its run, which pauses do not add to."""
        if self.since is None:
            return None
        return self.took if self.took is not None else max(elapsed - self.since, 0.0)


@dataclass(frozen=True, slots=True)
class Winding:
    """What a run is to come to: `drop` says that what is under way is not finished.

    A person wants it, or its time is over.
    """

    status: Status
    why: str
    drop: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing is begun before `until` (seconds since 1970); `since` is when the waiting began.

    `times` counts the waits in a row that have been of no avail, this one included.
    """

    until: float
    why: str
    since: float
    times: int


@dataclass(frozen=True, slots=True)
class Planning:
    """How far an agent has come with the plan: how often it was `asked`, and `done` once it stands.

    `draft` is the plan that the items made by themselves, and `approved` says who agreed to the
    agent's. `wrong` are the faults of each plan that was sent back. `outcome` is how the last call
    ended, None while one is under way or was cut short, and `reserve` what is set aside for it.
    """

    asked: int = 0
    wrong: tuple[tuple[str, ...], ...] = ()
    outcome: Outcome | None = None
    reserve: Reserve | None = None
    done: bool = False
    draft: Plan | None = None
    approved: str = ""


@dataclass(slots=True)
class Run:
    """One execution of a plan. Only `fold` makes and changes it; everyone else reads.

    `ticked` are the handles of items that the document shows as done, and `left` those that it
    cannot show, with the reason. `paused` is how many seconds it stood still between an end and
    its resume, or while a person thought. `vouched` says of ticks that an editor made when it said
    so: it may not have saved them. `stopping` is what a person wants it to come to. `baseline` are
    the checks' results before anything was done, None where nobody looked, and `in_the_way` says
    why no task could pass, until a person resumes. `reserved` is what is set aside for calls of
    agents under way, `goes` counts attempts, `waits` is the wait that the run is in, and `waited`
    the last one since an agent could work. `away` is for how long nobody drove it, up to a
    take-over, and `at` when it was last heard of (seconds since 1970).

    `questions` are open, in the order in which they are put, since `thinking`; `asked` counts all
    that there ever were, and `settled` says how each ended, by its id. `allowed` is what a person
    allows for the whole run: what was asked, by its key. `unheard` is when a question was last left
    unanswered for too long, until somebody answers one again. `faults` are what plugins did wrong,
    `dismissed` the remarks that a person wants nothing done about, by their ids, with the reason,
    and `taken` those that other runs were begun to put right, with their ids.

    `clocks` are the phases that are going on, each with the time of the run (as `elapsed` has it)
    since which its own counts. `stills` are the times in which nobody drove it: from, until.
    """

    created: e.RunCreated
    started_at: float
    plan: Plan | None = None
    agenda: Agenda | None = None
    tasks: Table[TaskState] = field(default_factory=Table[TaskState])
    phases: Table[PhaseState] = field(default_factory=Table[PhaseState])
    planning: Planning = field(default_factory=Planning)
    baseline: tuple[CheckResult, ...] | None = None
    in_the_way: str = ""
    head: str = ""
    status: Status = Status.RUNNING
    why: str = ""
    ended_at: float | None = None
    paused: float = 0.0
    budget: Budget = field(default_factory=Budget)
    spending: Spending = NOTHING_SPENT
    reserved: Reserve = field(default_factory=lambda: Reserve(0, 0))
    goes: int = 0
    waits: Wait | None = None
    waited: Wait | None = None
    ticked: Names = field(default_factory=lambda: Names({}, Numbers()))
    vouched: dict[str, float] = field(default_factory=dict[str, float])
    left: dict[str, str] = field(default_factory=dict[str, str])
    applied: frozenset[str] = frozenset()
    stopping: Winding | None = None
    takeovers: int = 0
    away: float = 0.0
    at: float = 0.0
    questions: tuple[Question, ...] = ()
    thinking: float | None = None
    asked: int = 0
    settled: dict[str, Settled] = field(default_factory=dict[str, Settled])
    allowed: dict[str, str] = field(default_factory=dict[str, str])
    unheard: float | None = None
    faults: tuple[str, ...] = ()
    dismissed: dict[str, str] = field(default_factory=dict[str, str])
    taken: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    seq: int = 0
    clocks: tuple[tuple[str, float], ...] = ()
    stills: tuple[tuple[float, float], ...] = ()
    epoch: int = 0
    _landed: dict[str, int] = field(default_factory=dict[str, int], compare=False, repr=False)

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

    def elapsed(self, now: float) -> float:
        """The time of the run until `now`: without pauses, and while somebody drove it."""
        return max(self.seconds(now) - self.away, 0.0)

    @property
    def plan_ready(self) -> bool:
        """Whether an agent's plan stands, and waits for a person's yes."""
        planning = self.planning
        return self.created.settings.approval and planning.done and not planning.approved

    def seconds(self, now: float) -> float:
        """How long it took, or takes until `now` (seconds since 1970), pauses aside."""
        if self.ended_at is not None:
            until = self.ended_at
        else:
            until = now if self.thinking is None else self.thinking
        return until - self.started_at - self.paused

    @property
    def question(self) -> Question | None:
        """The one question that a person is asked now."""
        return self.questions[0] if self.questions else None

    def done(self) -> int:
        """How many tasks are over."""
        return len(self.agenda.merged) + len(self.agenda.lost) if self.agenda else 0

    def begun(self) -> Iterator[TaskState]:
        """The tasks that are under way, in the order of the plan."""
        return (self.tasks.at(place) for place in self.agenda.begun) if self.agenda else iter(())

    def landed(self, commit: str) -> TaskState | None:
        """The merged task whose commit on the run's branch that is."""
        place = self._landed.get(commit)
        state = None if place is None else self.tasks.at(place)
        return state if state is not None and state.merged == commit else None

    def land(self, commit: str, place: int) -> None:
        """Note whose commit that is; for the fold alone.

        Shared with the runs before: what it says of them is held against what they know.
        """
        self._landed[commit] = place

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


def moved(created: e.RunCreated, document: str) -> e.RunCreated:
    """What a run was created with, whose document lies elsewhere by now."""
    return replace(created, origin=replace(created.origin, document=document))

"""Limits are kept: before a call, during it, and with many at once (R18)."""

from dataclasses import replace
from random import Random

import pytest

from orchestrator_engine import actions as a
from orchestrator_engine import bookkeeping, budget
from orchestrator_engine import decide as d
from orchestrator_engine import events as e
from orchestrator_engine.attempt import Change, Ending, Outcome, Role, Trouble
from orchestrator_engine.budget import Today
from orchestrator_engine.fold import fold
from orchestrator_engine.money import NANOS, nanos_of, usd_of
from orchestrator_engine.plan import Plan
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.review import Remark, Review, Severity, Verdict
from orchestrator_engine.run import Run, Status
from orchestrator_engine.spending import UNLIMITED, Budget, Limit, Reserve, as_data, changed
from support.plans import begun, plan, task

ONE = plan((task(1),))
TWO = plan((task(1), task(2)))
STARTED = e.PhaseStarted("P1")
SEEN = Remark("a.py", 1, Severity.NOTE, "seen")


def allowed(task: Limit = Limit(), run: Limit = Limit(), day: Limit = Limit()) -> Budget:  # noqa: B008  # frozen
    return Budget(task, run, day)


def after(a_plan: Plan, limits: Budget, *events: e.Event, **settings: object) -> Run:
    records = begun(a_plan, agent="claude", budget=limits, **settings)
    for event in (STARTED, *events):
        records.append(Recorded(len(records) + 1, 1, 1.0, event))
    return fold(records)


def spent(
    task: int,
    usd: float | None,
    *,
    tokens: int | None = 0,
    reserve: Reserve = Reserve(),  # noqa: B008  # frozen
) -> tuple[e.Event, ...]:
    failed = Outcome(Ending.FAILED, "", "no idea", usd, tokens, None, 60.0)
    return (
        e.AttemptStarted(f"T{task}", 1, 1, Role.WORKER, "base", reserve),
        e.AttemptEnded(f"T{task}", 1, failed),
    )


def test_a_run_without_limits_sets_nothing_aside() -> None:
    run = after(ONE, UNLIMITED)
    assert budget.grant(run, "T1", Today()) == Reserve(None, None)
    assert budget.refusal(run, Today(), go=True) is None


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (allowed(run=Limit(nanos=NANOS)), "the run's budget of $1.00 is used up ($1.50)"),
        (allowed(run=Limit(tokens=500)), "the run's budget of 500 tokens is used up (700 tokens)"),
        (allowed(run=Limit(attempts=1)), "the run's limit of 1 attempt is reached"),
    ],
)
def test_a_run_that_reached_a_limit_ends_with_it(limits: Budget, words: str) -> None:
    run = after(ONE, limits, *spent(1, 1.5, tokens=700))
    assert d.decide(run) == (a.End(Status.LIMIT, words),)


def test_a_limit_of_the_day_counts_what_other_runs_used() -> None:
    run = after(ONE, allowed(day=Limit(nanos=5 * NANOS)))
    assert isinstance(d.decide(run)[0], a.StartAttempt)
    (end,) = d.decide(run, today=Today(Reserve(5 * NANOS, 0)))
    assert end == a.End(Status.LIMIT, "the day's budget of $5.00 is used up ($5.00)")


def test_what_other_runs_have_set_aside_of_a_day_is_waited_for() -> None:
    run = after(ONE, allowed(day=Limit(nanos=5 * NANOS)))
    today = Today(Reserve(5 * NANOS, 0), elsewhere=Reserve(4 * NANOS, 0))
    (action,) = d.decide(run, today=today)
    assert isinstance(action, a.StandBack)
    waits = fold([Recorded(run.seq + 1, 1, 2.0, e.RunWaits(32.0, action.why))], run)
    assert d.decide(waits, today=today) == ()
    gone = Today(Reserve(6 * NANOS, 0), elsewhere=Reserve(NANOS, 0))
    (end,) = d.decide(waits, today=gone)
    assert isinstance(end, a.End)


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (Limit(nanos=NANOS), "the task's budget of $1.00 is used up ($1.50)"),
        (Limit(attempts=1), "the task's limit of 1 attempt is reached"),
        (Limit(seconds=60.0), "the task's 1 min 00 s of agents' work are used up"),
    ],
)
def test_a_task_that_reached_its_limit_fails_and_the_others_go_on(limit: Limit, words: str) -> None:
    actions = d.decide(after(TWO, allowed(task=limit), *spent(1, 1.5), max_concurrent_agents=2))
    assert a.FailTask("T1", words) in actions
    assert any(isinstance(each, a.StartAttempt) and each.task == "T2" for each in actions)


def test_an_attempt_that_was_cut_short_counts_and_the_reason_says_so() -> None:
    cut = (
        e.AttemptStarted("T1", 1, 1, Role.WORKER, "base"),
        e.AttemptAbandoned("T1", 1, "the run was stopped"),
    )
    actions = d.decide(after(TWO, allowed(task=Limit(attempts=1)), *cut))
    words = "the task's limit of 1 attempt is reached; 1 of them was cut short, and paid for"
    assert a.FailTask("T1", words) in actions


def test_what_is_paid_for_is_finished_before_a_run_ends_at_its_limit() -> None:
    done = Outcome(Ending.DONE, "", "", 2.0, 0, None, 1.0)
    run = after(
        TWO,
        allowed(run=Limit(nanos=NANOS)),
        e.AttemptStarted("T1", 1, 1, Role.WORKER, "base"),
        e.AttemptEnded("T1", 1, done),
    )
    assert d.decide(run) == (a.CommitAttempt("T1"),)


def test_nothing_begins_while_all_that_is_left_is_set_aside() -> None:
    limits = allowed(run=Limit(nanos=NANOS))
    begun_ = e.AttemptStarted("T1", 1, 1, Role.WORKER, "base", Reserve(NANOS, None))
    run = after(TWO, limits, begun_, max_concurrent_agents=2)
    assert d.decide(run, frozenset({"T1"})) == ()
    assert budget.grant(run, "T2", Today()) is None


def test_a_cost_that_nobody_states_is_bounded_by_what_was_set_aside() -> None:
    limits = allowed(run=Limit(nanos=NANOS))
    run = after(ONE, limits, *spent(1, None, reserve=Reserve(NANOS, None)))
    (end,) = d.decide(run)
    assert isinstance(end, a.End)
    cut = "$0.00 stated, up to $1.00 by calls that were cut short"
    assert end.why == f"the run's budget of $1.00 is used up ({cut})"
    assert run.spending.usd == 0


def test_a_call_that_used_up_its_share_is_made_again_with_a_larger_one() -> None:
    limits = allowed(run=Limit(nanos=100 * NANOS))
    out = Outcome(Ending.LIMIT, "", "share", 12.5, 0, None, 1.0, Trouble.BUDGET)
    run = after(
        ONE,
        limits,
        e.AttemptStarted("T1", 1, 1, Role.WORKER, "base", Reserve(nanos_of(12.5), None)),
        e.AttemptEnded("T1", 1, out),
        max_concurrent_agents=8,
    )
    assert d.decide(run) == (a.PutOff("T1", 1, Trouble.BUDGET, None, "share"),)
    share = budget.grant(run, "T1", Today())
    assert share == Reserve(25 * NANOS, None)


def test_a_run_goes_on_with_a_larger_budget() -> None:
    limits = allowed(run=Limit(nanos=NANOS, seconds=60.0))
    more = changed(limits, {"run": {"nanos": 3 * NANOS}})
    assert more == allowed(run=Limit(nanos=3 * NANOS, seconds=60.0))
    ended = e.RunEnded("limit", "used up")
    run = after(ONE, limits, *spent(1, 1.5), ended, e.RunResumed(more))
    assert isinstance(d.decide(run)[0], a.StartAttempt)
    assert budget.way_on(after(ONE, limits, *spent(1, 1.5), ended)) == " --budget 2usd"
    assert budget.way_on(after(ONE, limits, *spent(1, 2.5), ended)) == " --budget 5usd"


def test_a_run_that_used_up_its_time_is_told_how_to_get_more() -> None:
    limits = allowed(run=Limit(seconds=3600.0))
    records = begun(ONE, agent="claude", budget=limits)
    records.append(Recorded(3, 1, 3605.0, e.RunEnded("limit", "its time is over")))
    assert budget.way_on(fold(records)) == " --run-timeout 2h"


def test_a_task_that_is_tried_again_has_its_limits_again_and_the_run_has_not() -> None:
    limit = Limit(nanos=NANOS, tokens=500, attempts=1, seconds=60.0)
    failed = (*spent(1, 1.5, tokens=700), e.TaskFailed("T1", "used up"))
    run = after(ONE, allowed(task=limit), *failed, e.TaskRetried("T1"))
    assert budget.task_refusal(run, "T1", go=True) is None
    assert budget.grant(run, "T1", Today()) == Reserve(NANOS, 500)
    assert run.tasks["T1"].spending.usd == 1.5
    of_the_run = after(ONE, allowed(run=limit), *failed, e.TaskRetried("T1"))
    assert budget.refusal(of_the_run, Today(), go=True) is not None


def test_limits_that_make_no_sense_change_nothing() -> None:
    limits = allowed(run=Limit(nanos=NANOS))
    for told in (
        {},
        {"run": 5},
        {"run": {"nanos": -1}},
        {"run": {"nanos": "5"}},
        {"run": {"x": 1}},
    ):
        assert changed(limits, told) == limits
    assert changed(UNLIMITED, as_data(limits)) == limits


def test_a_run_whose_time_is_over_has_to_end() -> None:
    run = after(ONE, allowed(run=Limit(seconds=60.0)))
    assert budget.overdue(run, 59.0) is None
    why = budget.overdue(run, 60.0)
    assert why == "the run may take 1 min 00 s (run_timeout), and that time is over"
    over = after(ONE, allowed(run=Limit(seconds=60.0)), e.RunOverdue(why))
    assert d.decide(over) == (a.End(Status.LIMIT, why),)


def test_a_phase_whose_time_is_over_ends_the_run_and_a_resume_gives_it_its_time_again() -> None:
    run = after(ONE, UNLIMITED)
    since = dict(run.clocks)["P1"]
    assert budget.overdue(run, since + 7199.0) is None
    why = budget.overdue(run, since + 7200.0)
    assert why is not None
    assert "may take 2 h 00 min (phase_timeout), and that time is over" in why
    ended = (e.RunOverdue(why), e.RunEnded("limit", why))
    records = [*begun(ONE, agent="claude", budget=UNLIMITED)]
    for at, event in ((1.0, STARTED), *((8000.0, one) for one in ended), (9000.0, e.RunResumed())):
        records.append(Recorded(len(records) + 1, 1, at, event))
    again = fold(records)
    assert budget.overdue(again, again.elapsed(9000.0) + 7199.0) is None
    assert after(ONE, UNLIMITED, e.PhaseEnded("P1", passed=True, why="", results=())).clocks == ()


class Spendthrift:
    """A run whose agents cost something, and pass what they were told by less than one answer."""

    def __init__(self, records: list[Recorded], dice: Random) -> None:
        self.run = fold(records)
        self.dice = dice
        self.busy: dict[str, a.Action] = {}
        self.most = 0
        self.stated: list[float] = []

    def append(self, *events: e.Event) -> None:
        seq = self.run.seq
        records = [Recorded(seq + n, 1, 1.0, event) for n, event in enumerate(events, 1)]
        self.run = fold(records, self.run)

    def spend(self) -> Run:
        """Until the run has ended."""
        while not self.run.over:
            for action in d.decide(self.run, frozenset(self.busy)):
                self._begin(action)
            if self.busy:
                self._finish(self.busy.pop(self.dice.choice(sorted(self.busy))))
        return self.run

    def _begin(self, action: a.Action) -> None:
        match action:
            case a.PutOff(task=task, attempt=attempt, why=why):
                assert attempt is not None
                self.append(e.AttemptAbandoned(task, attempt, why))
                return
            case a.StartAttempt(task=task):
                reserve = budget.grant(self.run, task, Today())
                if reserve is None:
                    return
                numbers = (task, action.attempt, action.round, action.role, action.base)
                self.append(e.AttemptStarted(*numbers, reserve))
            case a.AskReview(task=task):
                reserve = budget.grant(self.run, task, Today())
                if reserve is None:
                    return
                self.append(e.ReviewStarted(task, self._number(task), reserve))
            case _:
                events = bookkeeping.outright(action, self.run)
                if events:
                    self.append(*events)
                    return
        self.busy[action.subject] = action

    def _number(self, task: str) -> int:
        return len(self.run.tasks[task].attempts)

    def _cost(self, task: str) -> tuple[float, bool]:
        limit = budget.told(self.run, self.run.tasks[task].attempts[-1].reserve).nanos
        assert limit is not None
        usd = round(self.dice.uniform(0.01, 1.0), 6)
        over = nanos_of(usd) > limit
        if over:
            usd = usd_of(limit) + self.dice.uniform(0, 0.02)
        self.most = max(self.most, nanos_of(usd))
        self.stated.append(usd)
        return usd, over

    def _finish(self, action: a.Action) -> None:
        match action:
            case a.StartAttempt(task=task, attempt=attempt):
                usd, over = self._cost(task)
                out = Outcome(Ending.DONE, "", "", usd, 10, None, 1.0)
                if over:
                    out = replace(out, status=Ending.LIMIT, trouble=Trouble.BUDGET)
                self.append(e.AttemptEnded(task, attempt, out))
            case a.AskReview(task=task):
                usd, over = self._cost(task)
                told = Review(Verdict.APPROVED, 8, "", (SEEN,), usd, 1.0, "", tokens=10)
                if over:
                    told = replace(told, verdict=Verdict.UNREVIEWED, trouble=Trouble.BUDGET)
                    told = replace(told, ending=Ending.LIMIT)
                self.append(e.TaskReviewed(task, self._number(task), told))
            case a.CommitAttempt(task=task):
                change = (Change("a.py", 1, 0),)
                self.append(e.AttemptCommitted(task, self._number(task), "c", change))
            case a.RunChecks(task=task):
                self.append(e.ChecksEnded(task, self._number(task), ()))
            case a.Merge(task=task):
                self.append(e.TaskMerged(task, self._number(task), "m"))
            case a.TickItems(items=items):
                self.append(e.ItemsTicked(items, "engine"))
            case a.ValidatePhase(phase=phase):
                self.append(e.PhaseEnded(phase, passed=True, why="", results=()))
            case _:
                raise AssertionError(action)


@pytest.mark.parametrize("seed", range(8))
def test_eight_agents_at_once_pass_a_budget_by_no_more_than_one_call(seed: int) -> None:
    dice = Random(seed)
    limit = dice.choice([2, 20, 60]) * NANOS
    wide = plan(tuple(task(number) for number in range(1, 101)))
    records = begun(
        wide, agent="claude", budget=allowed(run=Limit(nanos=limit)), max_concurrent_agents=8
    )
    simulation = Spendthrift(records, dice)
    run = simulation.spend()
    assert run.spending.nanos == sum(map(nanos_of, simulation.stated))
    assert run.spending.nanos <= limit + simulation.most
    assert run.reserved == Reserve(0, 0)
    if run.status is not Status.COMPLETED:
        assert run.status is Status.LIMIT, run.why
        assert run.spending.nanos >= limit


def test_the_ledger_of_a_thousand_tasks_is_the_sum_of_what_was_stated() -> None:
    dice = Random(18)
    wide = plan(tuple(task(number) for number in range(1, 1001)))
    limits = allowed(run=Limit(nanos=10**6 * NANOS))
    records = begun(wide, agent="claude", budget=limits, max_concurrent_agents=8)
    simulation = Spendthrift(records, dice)
    run = simulation.spend()
    assert len(simulation.stated) >= 2000
    assert run.spending.nanos == sum(map(nanos_of, simulation.stated))
    assert run.spending.nanos == sum(state.spending.nanos for state in run.tasks.values())

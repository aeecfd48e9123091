"""What a person allows, held against what is spent: pure questions, asked before each call.

Before an agent is called, a part of what is left is set aside for it (`grant`), and that is all
it may use. Nothing begins when what is spent and what is set aside reach a limit, so that many
agents at once pass it by no more than one call of one of them does.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from orchestrator_engine.durations import in_words as span
from orchestrator_engine.durations import write
from orchestrator_engine.money import in_words as money
from orchestrator_engine.money import tokens_in_words
from orchestrator_engine.run import Run
from orchestrator_engine.spending import Budget, Limit, Reserve

GENEROUS = 2
"""How many times the largest call so far is set aside, where a fair share is less."""


NOTHING_GONE = Reserve(0, 0)

_TOLD = 3
"""Quarters of its share that a call is told of, where others are made at the same time."""


@dataclass(frozen=True, slots=True)
class Today:
    """What all runs of this person used today; `gone` counts what is set aside, too.

    `elsewhere` is the part of it that is set aside for calls of other runs under way.
    """

    gone: Reserve = NOTHING_GONE
    attempts: int = 0
    seconds: float = 0.0
    elsewhere: Reserve = NOTHING_GONE


@dataclass(frozen=True, slots=True)
class _Scope:
    """One limit and what counts against it; `slots` calls share it at once.

    `assumed` is the part of what is gone that no agent stated, and `cut` how many of the attempts a
    crash or a person ended: they were paid for, too.
    """

    whose: str
    limit: Limit
    gone: Reserve
    reserved: Reserve
    attempts: int
    seconds: float
    slots: int = 1
    assumed: Reserve = NOTHING_GONE
    cut: int = 0


def task_refusal(run: Run, task: str, *, go: bool) -> str | None:
    """Why no agent may be called for the task any more; `go` is for an attempt, not a review."""
    return _used_up(_task(run, task), go=go)


def refusal(run: Run, today: Today, *, go: bool) -> str | None:
    """Why no agent may be called in the run now: a limit is reached, or all of it is set aside."""
    for scope in _shared(run, today):
        why = _used_up(scope, go=go)
        if why is not None:
            return why
    return None


def others_hold(run: Run, today: Today, *, go: bool) -> str | None:
    """Why a call that is refused may be allowed later: other runs may not need all they have."""
    free = replace(today, gone=today.gone.less(today.elsewhere), elsewhere=NOTHING_GONE)
    if today.elsewhere == NOTHING_GONE or refusal(run, free, go=go) is not None:
        return None
    return "what is left of the day's budget is set aside for what other runs are doing just now"


def overdue(run: Run, elapsed: float) -> str | None:
    """Why the run has to end after so many seconds, if it has to."""
    most = run.budget.run.seconds
    if most is not None and elapsed >= most:
        return f"the run may take {span(most)} (run_timeout), and that time is over"
    most = run.created.settings.phase_timeout
    for phase, since in run.clocks:
        if elapsed - since >= most:
            title = run.phases[phase].phase.title
            return f"phase “{title}” may take {span(most)} (phase_timeout), and that time is over"
    return None


def grant(run: Run, task: str, today: Today, *, go: bool = False) -> Reserve | None:
    """What to set aside for one more call; None when there is nothing left to set aside.

    `go` is for an attempt: several may have been decided when there was one left. What is no task
    of the run, such as its planning, counts for the run and the day alone.
    """
    nanos: list[int] = []
    tokens: list[int] = []
    own = (_task(run, task),) if task in run.tasks else ()
    for scope in (*own, *_shared(run, today)):
        most_goes = scope.limit.attempts
        if go and most_goes is not None and most_goes <= scope.attempts:
            return None
        for limit, gone, reserved, most, shares in (
            (scope.limit.nanos, scope.gone.nanos, scope.reserved.nanos, run.spending.most, nanos),
            (
                scope.limit.tokens,
                scope.gone.tokens,
                scope.reserved.tokens,
                run.spending.most_tokens,
                tokens,
            ),
        ):
            if limit is None:
                continue
            room = limit - (gone or 0) - (reserved or 0)
            if room <= 0:
                return None
            shares.append(min(room, max(-(-room // scope.slots), GENEROUS * most)))
    return Reserve(min(nanos, default=None), min(tokens, default=None))


def told(run: Run, reserve: Reserve) -> Reserve:
    """What a call is told that it may use of what is set aside for it.

    An agent is stopped after the answer of its model that passes this. Where several work at once,
    a part is held back, so that those answers do not add up to more than the limit.
    """
    if run.created.settings.max_concurrent_agents == 1:
        return reserve
    nanos, tokens = reserve.nanos, reserve.tokens
    return Reserve(
        None if nanos is None else max(nanos * _TOLD // 4, 1),
        None if tokens is None else max(tokens * _TOLD // 4, 1),
    )


def seconds_left(run: Run, task: str, today: Today) -> float:
    """How long a call may work, by the limits that count what agents work; infinite without one."""
    own = (_task(run, task),) if task in run.tasks else ()
    scopes = (*own, _day(run, today))
    left = [scope.limit.seconds - scope.seconds for scope in scopes if scope.limit.seconds]
    return max(min(left, default=float("inf")), 1.0)


def way_on(run: Run) -> str:
    """What to add to `code-orch resume` so that a run that reached a limit of its own goes on."""
    limit, gone = run.budget.run, run.spending.gone()
    if limit.nanos is not None and (gone.nanos or 0) >= limit.nanos:
        return f" --budget {_more(limit.nanos, gone.nanos or 0) / 1e9:g}usd"
    if limit.tokens is not None and (gone.tokens or 0) >= limit.tokens:
        return f" --budget-tokens {_more(limit.tokens, gone.tokens or 0)}"
    if limit.attempts is not None and run.goes >= limit.attempts:
        return f" --budget-attempts {_more(limit.attempts, run.goes)}"
    if limit.seconds is not None and (took := run.seconds(run.at) - run.away) >= limit.seconds:
        return f" --run-timeout {write(_more(limit.seconds, took))}"
    return ""


def _more(limit: float, gone: float) -> float:
    """Twice a limit, or twice what is gone where that would be no more than that."""
    return 2 * (limit if 2 * limit > gone else gone)


def limits_in_words(budget: Budget) -> Iterator[str]:
    """Every limit that is set, such as `$5.00 for the run`."""
    for whose, limit in (("a task", budget.task), ("the run", budget.run), ("a day", budget.day)):
        if limit.nanos is not None:
            yield f"{money(limit.nanos)} for {whose}"
        if limit.tokens is not None:
            yield f"{tokens_in_words(limit.tokens)} for {whose}"
        if limit.attempts is not None:
            yield f"{limit.attempts} attempts for {whose}"
        if limit.seconds is not None:
            yield f"{span(limit.seconds)} for {whose}"


def _task(run: Run, task: str) -> _Scope:
    state = run.tasks[task]
    goes = [
        attempt
        for attempt in state.attempts[state.earlier :]
        if attempt.outcome is None or attempt.outcome.trouble is None
    ]
    cut = sum(attempt.abandoned is not None for attempt in goes)
    spent, before = state.spending, state.forgiven
    gone = spent.gone().less(before.gone())
    seconds = spent.seconds - before.seconds
    assumed = spent.unstated().less(before.unstated())
    # A review that was cut short has not been paid for until the next call begins.
    held = state.attempt.reserve if state.attempt is not None else NOTHING_GONE
    attempts, limit = len(goes), run.budget.task
    return _Scope("the task's", limit, gone, held, attempts, seconds, assumed=assumed, cut=cut)


def _day(run: Run, today: Today) -> _Scope:
    slots = run.created.settings.max_concurrent_agents
    limit = run.budget.day
    # What is set aside elsewhere is in the ledger; what this run sets aside is there, too.
    return _Scope(
        "the day's", limit, today.gone, NOTHING_GONE, today.attempts, today.seconds, slots
    )


def _shared(run: Run, today: Today) -> Iterator[_Scope]:
    slots = run.created.settings.max_concurrent_agents
    # The time of a run is that since it began: see `overdue`.
    spent = run.spending
    yield _Scope(
        "the run's",
        run.budget.run,
        spent.gone(),
        run.reserved,
        run.goes,
        0.0,
        slots,
        spent.unstated(),
    )
    yield _day(run, today)


def _used_up(scope: _Scope, *, go: bool) -> str | None:
    limit, gone, reserved = scope.limit, scope.gone, scope.reserved
    if limit.nanos is not None and limit.nanos <= (gone.nanos or 0) + (reserved.nanos or 0):
        used = _used(money, gone.nanos or 0, scope.assumed.nanos or 0)
        return f"{scope.whose} budget of {money(limit.nanos)} is used up ({used})"
    if limit.tokens is not None and limit.tokens <= (gone.tokens or 0) + (reserved.tokens or 0):
        used = _used(tokens_in_words, gone.tokens or 0, scope.assumed.tokens or 0)
        return f"{scope.whose} budget of {tokens_in_words(limit.tokens)} is used up ({used})"
    if go and limit.attempts is not None and limit.attempts <= scope.attempts:
        attempts = "1 attempt" if limit.attempts == 1 else f"{limit.attempts} attempts"
        was = "was" if scope.cut == 1 else "were"
        cut = f"; {scope.cut} of them {was} cut short, and paid for" if scope.cut else ""
        return f"{scope.whose} limit of {attempts} is reached{cut}"
    if limit.seconds is not None and limit.seconds <= scope.seconds:
        return f"{scope.whose} {span(limit.seconds)} of agents' work are used up"
    return None


def _used(words: Callable[[int], str], gone: int, assumed: int) -> str:
    if not assumed:
        return words(gone)
    return f"{words(gone - assumed)} stated, up to {words(assumed)} by calls that were cut short"

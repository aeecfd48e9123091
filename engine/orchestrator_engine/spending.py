"""What agents said they cost, and what a person allows them to: values alone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from orchestrator_engine.json_values import members_of
from orchestrator_engine.money import in_words, nanos_of, usd_of


@dataclass(frozen=True, slots=True)
class Reserve:
    """What is set aside for one call of an agent before it begins, and all that it may use.

    `nanos` are billionths of a US dollar. None is “as much as it needs”.
    """

    nanos: int | None = None
    tokens: int | None = None

    def plus(self, other: Self) -> "Reserve":
        """Both together; None counts as nothing."""
        return Reserve(
            (self.nanos or 0) + (other.nanos or 0), (self.tokens or 0) + (other.tokens or 0)
        )

    def less(self, other: Self) -> "Reserve":
        """What is left of it without another one; None counts as nothing."""
        return Reserve(
            (self.nanos or 0) - (other.nanos or 0), (self.tokens or 0) - (other.tokens or 0)
        )


NOTHING_RESERVED = Reserve()


@dataclass(frozen=True, slots=True)
class Amount:
    """What one call of an agent took: None is what nobody said; `seconds` by the engine's clock."""

    usd: float | None
    tokens: int | None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Spending:
    """The sum of what calls took, exact: whole nanos and whole tokens.

    `unknown` and `unknown_tokens` count the calls that did not say. For these, `assumed` and
    `assumed_tokens` are all that was set aside for them: it is never shown as spent, but a limit
    counts it, because it may be gone. `most` and `most_tokens` are the largest that a call stated.
    """

    nanos: int = 0
    unknown: int = 0
    tokens: int = 0
    unknown_tokens: int = 0
    seconds: float = 0.0
    assumed: int = 0
    assumed_tokens: int = 0
    most: int = 0
    most_tokens: int = 0

    @property
    def usd(self) -> float:
        """What is known of it, in US dollars."""
        return usd_of(self.nanos)

    def plus(self, amount: Amount, reserve: Reserve = NOTHING_RESERVED) -> Self:
        """With one more call, for which so much had been set aside."""
        # Made in one go: a long journal has thousands of these.
        usd, tokens = amount.usd, amount.tokens
        nanos = None if usd is None else nanos_of(usd)
        return type(self)(
            nanos=self.nanos + (nanos or 0),
            unknown=self.unknown + (nanos is None),
            tokens=self.tokens + (tokens or 0),
            unknown_tokens=self.unknown_tokens + (tokens is None),
            seconds=self.seconds + amount.seconds,
            assumed=self.assumed + ((reserve.nanos or 0) if nanos is None else 0),
            assumed_tokens=self.assumed_tokens + ((reserve.tokens or 0) if tokens is None else 0),
            most=max(self.most, nanos or 0),
            most_tokens=max(self.most_tokens, tokens or 0),
        )

    def gone(self) -> Reserve:
        """What a limit has to count as gone."""
        return Reserve(self.nanos + self.assumed, self.tokens + self.assumed_tokens)

    def unstated(self) -> Reserve:
        """What of that nobody stated."""
        return Reserve(self.assumed, self.assumed_tokens)


NOTHING_SPENT = Spending()


@dataclass(frozen=True, slots=True)
class Limit:
    """What may be used up, of each kind; None is no limit.

    `nanos` are billionths of a US dollar. `attempts` are goes of an agent at a task, `seconds` the
    time that agents worked, except for a run: there it is the time since it began.
    """

    nanos: int | None = None
    tokens: int | None = None
    attempts: int | None = None
    seconds: float | None = None


NO_LIMIT = Limit()


@dataclass(frozen=True, slots=True)
class Budget:
    """What a person allows: for each task, for the run, and for all runs of a day."""

    task: Limit = NO_LIMIT
    run: Limit = NO_LIMIT
    day: Limit = NO_LIMIT

    @property
    def shared(self) -> bool:
        """Whether a call is given a share: money or tokens are limited somewhere."""
        limits = (self.task, self.run, self.day)
        return any(limit.nanos is not None or limit.tokens is not None for limit in limits)


UNLIMITED = Budget()


@dataclass(frozen=True, slots=True)
class Range:
    """Where an amount will probably be: nine of ten times between `low` and `high`."""

    low: float
    likely: float
    high: float


@dataclass(frozen=True, slots=True)
class Sample:
    """What one earlier task took in all, reviews and further rounds included; None is unknown."""

    usd: float | None
    tokens: int | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """What work will take, by what earlier work took; None is unknown.

    `usd` in US dollars, `seconds` of agents' work. `based_on` is how many earlier tasks it is made
    of, and `source` says which, in words for a person; with none of them all ranges are unknown.
    """

    tasks: int
    usd: Range | None
    tokens: Range | None
    seconds: Range | None
    based_on: int
    source: str


KINDS = ("nanos", "tokens", "attempts", "seconds")


def changed(budget: Budget, told: Mapping[str, object]) -> Budget:
    """The budget with some limits changed, as `as_data` writes them; what is no limit is no change.

    A limit of None is taken away.
    """
    scopes: dict[str, Limit] = {}
    for name in ("task", "run", "day"):
        limits = members_of(told.get(name))
        known = {kind: limits[kind] for kind in KINDS if kind in limits and _is_limit(limits[kind])}
        scopes[name] = replace(getattr(budget, name), **known)  # pyright: ignore[reportAny]  # by name
    return Budget(**scopes)


def as_data(budget: Budget) -> dict[str, dict[str, float]]:
    """The limits of a budget that are set, as a command carries them."""
    return {
        name: {kind: value for kind in KINDS if (value := getattr(limit, kind)) is not None}
        for name, limit in (("task", budget.task), ("run", budget.run), ("day", budget.day))
    }


def _is_limit(value: object) -> bool:
    if value is None:
        return True
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def money(spending: Spending, *, rehearsal: bool) -> str:
    """What was spent: `$0 (rehearsal)`, `$0.42`, `$0.42 + ?` or `?`.

    What is unknown is never shown as zero.
    """
    if rehearsal:
        # A script may say what a call is to cost, so that budgets can be rehearsed too.
        return f"{in_words(spending.nanos) if spending.nanos else '$0'} (rehearsal)"
    if not spending.unknown:
        return in_words(spending.nanos)
    return f"{in_words(spending.nanos)} + ?" if spending.nanos else "?"

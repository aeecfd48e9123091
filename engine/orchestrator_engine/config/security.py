"""Keys that a project may tighten and never loosen: one direction each, held by construction.

A folder that you open brings its own settings. They may ask for less money, for more walls and for
fewer rights than you do, never the other way round: a value that is `looser` does not count. You
can always say otherwise yourself, with a flag or in the environment.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from orchestrator_engine import durations, money


@dataclass(frozen=True, slots=True)
class Direction:
    """How a key is tightened: `rank` grows with what is allowed; `words` say it to a person."""

    words: str
    rank: Callable[[Any], float]


def _ordered(*tight_to_loose: object) -> Direction:
    words = " < ".join(str(each).lower() for each in tight_to_loose)
    told: Sequence[object] = tight_to_loose
    return Direction(f"tighter first: {words}", lambda value: _place(told, value))


def _place(order: Sequence[object], value: object) -> float:
    # What is no word of ours is refused when it is read; until then nothing is looser.
    return order.index(value) if value in order else len(order)


def _amount(value: object, parse: Callable[[str], float], times: float) -> float:
    """The amount, whether it is written as a number or in words; what cannot be read is endless."""
    try:
        if isinstance(value, str):
            return parse(value)
        return float(value) * times if isinstance(value, int | float) else float("inf")
    except ValueError:
        return float("inf")


_LESS = "less is tighter"
_USD = Direction(_LESS, lambda value: _amount(value, money.parse, money.NANOS))
_TOKENS = Direction(_LESS, lambda value: _amount(value, money.parse_tokens, 1))
_SPAN = Direction(_LESS, lambda value: _amount(value, durations.parse, 1))
_COUNT = Direction(_LESS, lambda value: _amount(value, float, 1))

ONE_WAY: dict[str, Direction] = {
    "task_budget_usd": _USD,
    "task_budget_tokens": _TOKENS,
    "max_attempts": _COUNT,
    "task_budget_time": _SPAN,
    "budget_usd": _USD,
    "budget_tokens": _TOKENS,
    "budget_attempts": _COUNT,
    "run_timeout": _SPAN,
    "phase_timeout": _SPAN,
    "day_budget_usd": _USD,
    "day_budget_tokens": _TOKENS,
    "day_budget_attempts": _COUNT,
    "day_budget_time": _SPAN,
    "ask": _ordered("never", "attached"),
    "permission_mode": _ordered("edit", "ask", "free"),
    "sandbox": _ordered("required", "auto", "off"),
    "check_network": _ordered(*(False, True)),
}
"""The keys that are one-way, by name."""

STRICT = frozenset({"sandbox", "permission_mode"})
"""Keys of which even the built-in default is a bound."""


def looser(key: str, value: object, bound: object) -> bool:
    """Whether a value, as it is written, allows more than another one."""
    rank = ONE_WAY[key].rank
    return rank(value) > rank(bound)

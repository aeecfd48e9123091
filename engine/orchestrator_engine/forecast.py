"""What work will take, by what earlier work took: pure arithmetic over a person's own history."""

from collections.abc import Callable, Iterable, Sequence
from math import sqrt

from orchestrator_engine.durations import in_words as span
from orchestrator_engine.money import in_words as money
from orchestrator_engine.money import nanos_of, tokens_in_words
from orchestrator_engine.plan import Plan
from orchestrator_engine.run import Run
from orchestrator_engine.spending import Forecast, Range, Sample

ENOUGH = 200
"""Tasks that a forecast is made of, at most: the latest count."""

FEW = 5
"""Below so many earlier tasks, nobody can tell how much they differ: the range is made wider."""

_NINE_OF_TEN = 1.645
"""How many standard deviations from the middle five of a hundred values lie above, if they are
spread evenly around it."""


def samples(run: Run) -> list[Sample]:
    """What the tasks of a run took that are over, and that an agent worked at."""
    return [
        Sample(
            None if state.spending.unknown else state.spending.usd,
            None if state.spending.unknown_tokens else state.spending.tokens,
            state.spending.seconds,
        )
        for state in run.tasks.values()
        if state.attempts and (state.merged is not None or state.failed is not None)
    ]


def forecast(tasks: int, known: Sequence[Sample], source: str) -> Forecast:
    """What so many tasks will take, if they are like those that are known."""
    return Forecast(
        tasks=tasks,
        usd=_range(tasks, [each.usd for each in known if each.usd is not None]),
        tokens=_range(tasks, [float(each.tokens) for each in known if each.tokens is not None]),
        seconds=_range(tasks, [each.seconds for each in known]),
        based_on=len(known),
        source=source,
    )


def _range(tasks: int, values: Sequence[float]) -> Range | None:
    """The sum of `tasks` values that are spread as those that are known.

    The uncertainty has two parts: the tasks to come differ, and the mean of a few is not the mean
    of all. Never beyond what as many of the least and of the greatest come to.
    """
    if not values:
        return None
    count, mean = len(values), sum(values) / len(values)
    least, most = tasks * min(values), tasks * max(values)
    if count < FEW:
        return Range(least / 2, tasks * mean, most * 2)
    variance = sum((value - mean) ** 2 for value in values) / (count - 1)
    spread = _NINE_OF_TEN * sqrt(variance * (tasks + tasks * tasks / count))
    # The sum of what was rounded may pass what it is the mean of by a hair.
    likely = min(max(tasks * mean, least), most)
    return Range(max(likely - spread, least), likely, min(likely + spread, most))


def in_words(told: Forecast) -> str:
    """A forecast as a sentence, with what it is based on."""
    if not told.based_on:
        return f"What it will take is unknown: {told.source}."
    known = [
        _from_to(told.usd, lambda usd: money(nanos_of(usd)))
        if told.usd
        else "a cost that is unknown",
        _from_to(told.tokens, lambda tokens: tokens_in_words(round(tokens))) if told.tokens else "",
        f"{_from_to(told.seconds, span)} of agents' work" if told.seconds else "",
    ]
    few = ", which is too few to rely on" if told.based_on < FEW else ""
    words = "; ".join(filter(None, known))
    tasks = "1 task" if told.tasks == 1 else f"{told.tasks} tasks"
    based = "1 earlier task" if told.based_on == 1 else f"{told.based_on} earlier tasks"
    return f"Forecast for {tasks}: {words} (by {based} {told.source}{few})."


def _from_to(told: Range, words: Callable[[float], str]) -> str:
    low, high = words(told.low), words(told.high)
    return low if low == high else f"{low} to {high}, probably {words(told.likely)}"


def fitting(
    plan: Plan, ranks: dict[str, int], most: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The items (handles) of at most so many tasks, and those left out.

    `ranks` order items by priority, the most urgent first; within one rank it is the order of the
    plan. A task is kept only with all that it waits for.
    """
    tasks = {task.id: task for task in plan.tasks()}
    place = {name: at for at, name in enumerate(tasks)}
    rank = {
        name: min((ranks.get(item, 0) for item in tasks[name].items), default=0) for name in tasks
    }
    kept: set[str] = set()
    for name in sorted(tasks, key=lambda name: (rank[name], place[name])):
        wanted = _with_all_before(name, tasks.keys(), {each: tasks[each].after for each in tasks})
        if len(kept | wanted) <= most:
            kept |= wanted
    stay = tuple(item for name in tasks if name in kept for item in tasks[name].items)
    out = tuple(item for name in tasks if name not in kept for item in tasks[name].items)
    return stay, out


def how_many(known: Sequence[Sample], source: str, usd: float, most: int) -> int:
    """How many tasks probably fit into so much money: nine of ten times they cost no more."""
    fits = 0
    for tasks in range(1, most + 1):
        told = forecast(tasks, known, source).usd
        if told is None or told.high > usd:
            break
        fits = tasks
    return fits


def _with_all_before(
    name: str, known: Iterable[str], after: dict[str, tuple[str, ...]]
) -> set[str]:
    there = set(known)
    found: set[str] = set()
    waiting = [name]
    while waiting:
        each = waiting.pop()
        if each not in found and each in there:
            found.add(each)
            waiting.extend(after[each])
    return found

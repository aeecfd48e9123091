"""`compare`: two runs side by side, item by item."""

import time
from argparse import Namespace
from contextlib import closing

from orchestrator_engine.cli import choosing, output
from orchestrator_engine.comparing import Pair, Standing, pairs
from orchestrator_engine.durations import in_words
from orchestrator_engine.journal import Reader
from orchestrator_engine.run import Run, Stage
from orchestrator_engine.spending import money
from orchestrator_engine.summary import Summary, summary
from orchestrator_engine.wording import count

_WORDS = {Stage.MERGED: "done", None: "not in it"}


def compare(options: Namespace) -> int:
    """Say where two runs came to the same, and where not."""
    (one, first), (other, second) = (_read(name) for name in (options.run, options.other))
    found = pairs(first, second)
    if options.json:
        output.emit(
            {
                "runs": [one.as_data(), other.as_data()],
                "items": [
                    {
                        "item": pair.label,
                        "alike": pair.alike,
                        "runs": [_object(pair.one), _object(pair.other)],
                    }
                    for pair in found
                ],
            }
        )
        return 0
    output.say(output.columns(_totals(one, other)))
    if found:
        rows = [("ITEM", "", one.run, other.run)]
        rows += [
            (pair.label, "" if pair.alike else "*", *_cells(pair, one, other)) for pair in found
        ]
        output.say(f"\n{output.columns(rows)}")
    unlike = sum(not pair.alike for pair in found)
    output.say(
        "\nEvery item came as far in both."
        if not unlike
        else f"\n{count(unlike, 'item')} came further in one than in the other (marked *)."
    )
    return 0


def _read(name: str) -> tuple[Summary, Run]:
    with choosing.look(name) as folder, closing(Reader(folder)) as reader:
        return summary(folder, time.time()), reader.run


def _totals(one: Summary, other: Summary) -> list[tuple[str, str, str]]:
    first, second = _facts(one), _facts(other)
    return [("", one.run, other.run), *((name, first[name], second[name]) for name in first)]


def _facts(run: Summary) -> dict[str, str]:
    return {
        "title": output.one_line(run.title),
        "state": run.state,
        "mode": run.mode,
        "agent": run.agent,
        "merged": f"{run.merged}/{run.tasks}",
        "attempts": str(run.attempts),
        "score": "-" if run.score is None else f"{run.score:.1f}",
        "time": "-" if run.seconds is None else in_words(run.seconds),
        "cost": money(run.spending, rehearsal=run.rehearsal),
    }


def _cells(pair: Pair, one: Summary, other: Summary) -> tuple[str, str]:
    return _cell(pair.one, one), _cell(pair.other, other)


def _cell(standing: Standing, run: Summary) -> str:
    word = _WORDS.get(standing.stage) or str(standing.stage)
    if not standing.rounds:
        return word
    took = "" if standing.seconds is None else f", {in_words(standing.seconds)}"
    cost = money(standing.spending, rehearsal=run.rehearsal)
    return f"{word}, {count(standing.rounds, 'round')}, {standing.score}{took}, {cost}"


def _object(standing: Standing) -> dict[str, object]:
    return {
        "stage": None if standing.stage is None else str(standing.stage),
        "rounds": standing.rounds,
        "score": standing.score,
        "seconds": standing.seconds,
        "usd": standing.spending.usd,
        "jobs_of_unknown_cost": standing.spending.unknown,
    }

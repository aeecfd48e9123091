"""What a face shows of runs beside their view: a log, a task, a change, the history, two compared.

Each answers in the shape that the dashboard has for it (`docs/reference/dashboard.md`).
"""

import json
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from orchestrator_engine import launch, run_log
from orchestrator_engine import view as views
from orchestrator_engine.comparing import Standing, pairs
from orchestrator_engine.errors import NoSuchPlace, NoSuchRun, NoSuchTask
from orchestrator_engine.journal import Reader
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Run
from orchestrator_engine.summary import Summary, summary
from orchestrator_engine.summing import of
from orchestrator_engine.view_overview import overview
from orchestrator_engine.viewing import as_json

MOST_RUNS = 100
"""Runs of a history that are told at once."""

_PATCH = 512 * 1024


class Detail(StrEnum):
    """What can be asked for; the dashboard has an address of each name."""

    LOG = "log"
    TASK = "task"
    DIFF = "diff"
    HISTORY = "history"
    COMPARE = "compare"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a detail is to be about; which of it counts depends on the detail."""

    run: str | None = None
    other: str | None = None
    task: str | None = None
    attempt: int = 0
    level: str = run_log.LEVELS[0]
    text: str = ""
    before: int | None = None
    offset: int = 0
    limit: int = MOST_RUNS


def log(folder: RunFolder, run: Run, wish: Wish) -> dict[str, Any]:
    """The last rows of a run's log that are as wished for; raises `Refusal`."""
    made = run_log.rows(folder, run, before=wish.before, level=wish.level, text=wish.text)
    return {"run": folder.id, "last": run.seq, "rows": made}


def task(run: Run, name: str, *, driven: bool) -> dict[str, Any]:
    """One task with the words of its items; raises `NoSuchTask`."""
    if name not in run.tasks:
        raise NoSuchTask(f"there is no task {name}", _TASKS)
    return views.task(run, name, now=time.time(), driven=driven)


def diff(folder: RunFolder, run: Run, name: str, attempt: int) -> dict[str, Any]:
    """What an attempt at a task changed; raises `NoSuchPlace` where nothing was kept of it."""
    state = run.tasks.get(name)
    if state is None or not 0 < attempt <= len(state.attempts):
        raise NoSuchPlace(f"there is no attempt {attempt} of {name}", _TASKS)
    try:
        with folder.patch(name, attempt).open("rb") as file:
            data = file.read(_PATCH + 1)
    except FileNotFoundError:
        raise NoSuchPlace(
            f"there is no change of attempt {attempt} of {name}", "It changed nothing, or was lost."
        ) from None
    patch = data[:_PATCH].decode("utf-8", "replace")
    return {"task": name, "attempt": attempt, "patch": patch, "cut": len(data) > _PATCH}


def history(known: Iterable[Summary], wish: Wish) -> dict[str, Any]:
    """Of these runs those that have the words in title, document, id, state or mode, in order."""
    word = wish.text.casefold()
    found = [
        one
        for one in known
        if word in f"{one.title}\n{one.document}\n{one.run}\n{one.state}\n{one.mode}".casefold()
    ]
    limit = min(wish.limit, MOST_RUNS)
    rows = [one.as_data() for one in found[wish.offset : wish.offset + limit]]
    made = overview(rows, now=time.time())
    return made | {"of": len(found), "offset": wish.offset}


def compare(one: tuple[Run, Summary], other: tuple[Run, Summary]) -> dict[str, Any]:
    """Two runs in a line each, and how far each item came in both."""
    titles = {
        item.label: item.title for run, _ in (other, one) if run.plan for item in run.plan.items
    }
    items = [
        {
            "item": pair.label,
            "title": titles.get(pair.label, pair.label),
            "alike": pair.alike,
            "runs": [_standing(pair.one), _standing(pair.other)],
        }
        for pair in pairs(one[0], other[0])
    ]
    told = overview([one[1].as_data(), other[1].as_data()], now=time.time())
    return {"runs": told["runs"], "items": items}


def detail(
    state: Path, what: Detail, wish: Wish, *, folders: Sequence[RunFolder]
) -> dict[str, Any]:
    """What was wished for, read now and fit to be shown; the history is that of `folders`.

    Raises `Refusal`.
    """
    if what is Detail.HISTORY:
        now = time.time()
        made = history((summary(folder, now) for folder in folders), wish)
    else:
        folder = _folder(state, wish.run)
        with closing(Reader(folder)) as reader:
            made = _OF_RUN[what](state, folder, reader.run, wish)
    return json.loads(as_json(made))


def _compared(state: Path, folder: RunFolder, run: Run, wish: Wish) -> dict[str, Any]:
    beside = _folder(state, wish.other)
    with closing(Reader(beside)) as reader:
        other = reader.run
    now = time.time()
    one, two = (
        (each, of(each, where.id, now, driven=launch.alive(where)))
        for each, where in ((run, folder), (other, beside))
    )
    return compare(one, two)


_OF_RUN: dict[Detail, Callable[[Path, RunFolder, Run, Wish], dict[str, Any]]] = {
    Detail.LOG: lambda _, folder, run, wish: log(folder, run, wish),
    Detail.TASK: lambda _, folder, run, wish: task(
        run, wish.task or "", driven=launch.alive(folder)
    ),
    Detail.DIFF: lambda _, folder, run, wish: diff(folder, run, wish.task or "", wish.attempt),
    Detail.COMPARE: _compared,
}


def _folder(state: Path, run: str | None) -> RunFolder:
    folder = RunFolder(state / "runs" / (run or ""))
    if not run or not folder.store.exists():
        hint = "See the runs: code-orch status --all"
        raise NoSuchRun(f"there is no run {run}" if run else "no run was named", hint)
    return folder


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "stage": None if standing.stage is None else str(standing.stage),
        "rounds": standing.rounds,
        "score": standing.score,
        "seconds": standing.seconds,
        "usd": standing.spending.usd,
        "unknown": standing.spending.unknown,
    }


_TASKS = "See the tasks: code-orch show RUN"

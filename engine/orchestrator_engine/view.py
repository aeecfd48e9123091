"""One run, and many, as faces that draw show them: plain JSON values in a shape with a version.

The dashboard, the editor's panel and programs read the same objects. `docs/reference/dashboard.md`
says what each name means; a name is never given another meaning, and a shape that loses one gets
another `SCHEMA`. What is unknown is null.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from orchestrator_engine.budget import limits_in_words
from orchestrator_engine.choices import in_words as crew_in_words
from orchestrator_engine.forecast import in_words as forecast_in_words
from orchestrator_engine.money import usd_of
from orchestrator_engine.plan import PlannedItem
from orchestrator_engine.questions import Choice, Question
from orchestrator_engine.remarks import Standing, remarks
from orchestrator_engine.run import PhaseState, Run, Stage, Status, TaskState
from orchestrator_engine.share import percentage
from orchestrator_engine.spending import Forecast, Range, money
from orchestrator_engine.then import Sequel
from orchestrator_engine.view_overview import CRASHED, RUNNING, SCHEMA, followed, last_part
from orchestrator_engine.view_tasks import check_of, remark_of, result_of, state_of, task_of
from orchestrator_engine.wording import (
    reasons,
    task_name,
)

_POINTS = 240
_REMARKS = 200
_ITEM_WORDS = 20_000


def view(  # noqa: PLR0913  # each by its name
    run: Run,
    name: str,
    *,
    now: float,
    driven: bool,
    brief: bool = False,
    first: int | None = None,
    sequel: Sequel | None = None,
) -> dict[str, Any]:
    """The run with the id `name` at `now` (seconds since 1970); `driven`: its supervisor lives.

    `sequel` is what came of the run that follows it by itself, where that was tried.
    With `brief`, attempts are told in short. Where there are more tasks than `first`, the others,
    the items and the remarks are left out: what a first screen shows is there in a moment then.
    """
    tasks = [*run.tasks.values()]
    partial = first is not None and len(tasks) > first
    origin, settings = run.created.origin, run.created.settings
    state = str(run.status) if run.over else RUNNING if driven else CRASHED
    plan = run.plan
    waits = run.waits if run.waits is not None and not run.over else None
    stages = [task.stage for task in tasks]
    elapsed = None if state == CRASHED else run.elapsed(now)
    return {
        "schema": SCHEMA,
        "kind": "run",
        "run": name,
        "seq": run.seq,
        "title": run.title,
        "rehearsal": run.rehearsal,
        "state": state,
        "why": run.why,
        "approval": {"number": run.planning.asked} if run.plan_ready else None,
        "stopping": str(run.stopping.status) if run.stopping is not None else None,
        "waits": {"until": waits.until, "why": waits.why} if waits is not None else None,
        "document": {"path": origin.document, "inside": origin.inside},
        "repository": origin.repository,
        "project": last_part(origin.repository),
        "branch": run.created.branch,
        "base": origin.base,
        "head": run.head,
        "mode": plan.mode if plan is not None else "",
        "reasons": reasons(plan) if plan is not None else "",
        "agent": crew_in_words(settings.crew),
        "review": settings.review,
        "sandbox": settings.sandbox,
        "min_task_score": settings.min_task_score,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "now": now,
        "seconds": None if state == CRASHED else run.seconds(now),
        "takeovers": max(run.takeovers - 1, 0),
        "progress": {**_progress(stages), "percent": percentage(run)},
        "spending": _spending(run),
        "checks": [check_of(check) for check in plan.checks] if plan is not None else [],
        "baseline": None if run.baseline is None else [result_of(one) for one in run.baseline],
        "stills": [list(one) for one in run.stills],
        "phases": [_phase(phase, elapsed) for phase in run.phases.values()],
        "tasks": [
            task_of(run, task, now=now, driven=driven, brief=brief)
            for task in (tasks[:first] if partial else tasks)
        ],
        "items": [] if partial else list(_items(run)),
        "remarks": None if partial else _remarks(run),
        "partial": partial,
        # Of a run that nobody drives the agent that asked is gone.
        "questions": [question(run, one) for one in run.questions] if state == RUNNING else [],
        "follows": run.created.follows.run if run.created.follows is not None else None,
        "then": followed(sequel, name),
        "actions": _actions(run, state, sequel),
    }


def task(run: Run, name: str, *, now: float, driven: bool) -> dict[str, Any]:
    """One task with the words of its items and all that was said; `KeyError` without such one."""
    state = run.tasks[name]
    assert run.plan is not None
    items = [_item_words(item) for item in run.plan.items_of(state.task)]
    told = task_of(run, state, now=now, driven=driven)
    for attempt, shown in zip(state.attempts, told["attempts"], strict=True):
        shown["text"] = attempt.outcome.text[-_ITEM_WORDS:] if attempt.outcome is not None else ""
    return {"schema": SCHEMA, "kind": "task", "seq": run.seq, **told, "words": items}


def question(run: Run, asked: Question) -> dict[str, Any]:
    """A question as it is put, with the answers that there are, the safe one first."""
    return {
        "id": asked.id,
        "task": asked.task,
        "attempt": asked.attempt,
        "name": task_name(run, asked.task),
        "title": asked.title,
        "tool": asked.tool,
        "input": asked.input,
        "diff": asked.diff,
        "paths": list(asked.paths),
        "scope": asked.scope,
        "at": asked.at,
        "answers": [{"value": str(each), "words": each.words} for each in Choice],
    }


def _actions(run: Run, state: str, sequel: Sequel | None) -> list[str]:
    """The commands that this run would obey now."""
    if run.plan_ready and state != RUNNING:
        return ["approve"]  # a resume is no yes, and would only come back to the question
    if state == CRASHED:
        return ["resume", "restart"]
    if state == RUNNING:
        if run.stopping is not None and run.stopping.drop:
            return []
        winding = run.stopping is not None
        return [*(("resume",) if winding or run.waits else ("pause",)), "stop", "restart"]
    if run.status is Status.COMPLETED:
        return ["resume"] if sequel is not None and sequel.refused else []
    return ["restart"] if run.status is Status.FAILED else ["resume", "restart"]


def _progress(stages: Sequence[Stage]) -> dict[str, int]:
    merged, failed, skipped = (
        sum(stage is wanted for stage in stages)
        for wanted in (Stage.MERGED, Stage.FAILED, Stage.SKIPPED)
    )
    over = merged + failed + skipped
    waiting = sum(stage is Stage.WAITING for stage in stages)
    return {
        "total": len(stages),
        "over": over,
        "merged": merged,
        "failed": failed,
        "skipped": skipped,
        "waiting": waiting,
        "working": len(stages) - over - waiting,
    }


def _spending(run: Run) -> dict[str, Any]:
    limit, spent = run.budget.run, run.spending
    forecast = run.created.forecast
    return {
        "usd": spent.usd,
        "unknown": spent.unknown,
        "tokens": spent.tokens,
        "words": money(spent, rehearsal=run.rehearsal),
        "limit_usd": usd_of(limit.nanos) if limit.nanos is not None else None,
        "limit_tokens": limit.tokens,
        "limits": list(limits_in_words(run.budget)),
        "forecast": None if forecast is None else _forecast(forecast),
        "series": _series(run),
    }


def _forecast(told: Forecast) -> dict[str, Any]:
    return {
        "words": forecast_in_words(told),
        "tasks": told.tasks,
        "based_on": told.based_on,
        "usd": _range(told.usd),
        "tokens": _range(told.tokens),
        "seconds": _range(told.seconds),
    }


def _range(told: Range | None) -> list[float] | None:
    return None if told is None else [told.low, told.likely, told.high]


def _series(run: Run) -> list[list[float]]:
    """What was spent in all at each moment: `[seconds since 1970, US dollars]`, a few hundred.

    Journals say when a call began and how long it took; what reviewers cost is told at their end.
    """
    paid: list[tuple[float, float]] = []
    for state in run.tasks.values():
        for attempt in state.attempts:
            if attempt.outcome is None:
                continue
            at = attempt.at + attempt.outcome.seconds
            paid.append((at, attempt.outcome.usd or 0.0))
            at += sum(result.seconds for result in attempt.results or ())
            for review in attempt.reviews:
                at += review.seconds
                paid.append((at, review.usd or 0.0))
    paid.sort()
    total, points = 0.0, [[run.started_at, 0.0]]
    for at, usd in paid:
        total += usd
        points.append([at, round(total, 6)])
    if len(points) <= _POINTS:
        return points
    step = len(points) / _POINTS
    return [points[int(place * step)] for place in range(_POINTS)] + [points[-1]]


def _phase(state: PhaseState, elapsed: float | None) -> dict[str, Any]:
    # Of a phase that was under way when its run crashed nobody knows until when.
    known = state.took is not None or elapsed is not None
    words = {None: "waiting" if state.started_at is None else "working", True: "passed"}
    return {
        "id": state.phase.id,
        "title": state.phase.title,
        "after": list(state.phase.after),
        "state": words.get(state.passed, "failed"),
        "why": state.why,
        "started_at": state.started_at,
        "ended_at": state.ended_at,
        "seconds": state.seconds(elapsed or 0.0) if known else None,
        "checks": [result_of(result) for result in state.results],
        "tasks": [task.id for task in state.phase.tasks],
    }


def _remarks(run: Run) -> dict[str, Any]:
    """How many remarks there are of each kind, and the first that are open or dismissed."""
    every = remarks(run)
    told = {str(state): sum(one.state is state for one in every) for state in Standing}
    left, gone = (
        [remark_of(one) for one in every if one.state is state][:_REMARKS]
        for state in (Standing.OPEN, Standing.DISMISSED)
    )
    return told | {"list": left, "put_aside": gone}


_ITEM_STATES = ("failed", "asks", "working", "skipped", "waiting", "done")
"""Of several tasks that serve an item, the one that says most comes first."""


def _items(run: Run) -> Iterator[dict[str, Any]]:
    if run.plan is None:
        return
    serving: dict[str, list[TaskState]] = {}
    for state in run.tasks.values():
        for handle in state.task.items:
            serving.setdefault(handle, []).append(state)
    for item in run.plan.items:
        states = serving.get(item.handle, [])
        yield {
            "handle": item.handle,
            "label": item.label,
            "title": item.title,
            "line": item.line,
            "state": _together(state_of(state) for state in states),
            "ticked": item.handle in run.ticked,
            "left": run.left.get(item.handle),
            "tasks": [state.task.id for state in states],
        }


def _together(states: Iterable[str]) -> str:
    there = set(states)
    return next((state for state in _ITEM_STATES if state in there), "waiting")


def _item_words(item: PlannedItem) -> dict[str, Any]:
    return {
        "handle": item.handle,
        "label": item.label,
        "title": item.title,
        "line": item.line,
        "words": item.words[:_ITEM_WORDS],
        "criteria": list(item.criteria),
    }

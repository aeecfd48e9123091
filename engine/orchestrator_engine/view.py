"""One run, and many, as faces that draw show them: plain JSON values in a shape with a version.

The dashboard, the editor's panel and programs read the same objects. `docs/reference/dashboard.md`
says what each name means; a name is never given another meaning, and a shape that loses one gets
another `SCHEMA`. What is unknown is null.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from orchestrator_engine.attempt import CheckResult
from orchestrator_engine.budget import limits_in_words
from orchestrator_engine.choices import in_words as crew_in_words
from orchestrator_engine.forecast import in_words as forecast_in_words
from orchestrator_engine.money import usd_of
from orchestrator_engine.plan import Check, PlannedItem
from orchestrator_engine.questions import Choice, Question
from orchestrator_engine.review import Review, Verdict
from orchestrator_engine.run import Attempt, PhaseState, Run, Stage, Status, TaskState
from orchestrator_engine.spending import Budget, Forecast, Range
from orchestrator_engine.wording import (
    activity,
    check_ending,
    command,
    money,
    reasons,
    score,
    seconds_of,
    shorten,
    task_name,
)

SCHEMA = 1
"""The version of the shapes of this module."""

RUNNING, CRASHED = "running", "crashed"

_TAIL = 2_000
_TEXT = 1_200
_POINTS = 240
_ITEM_WORDS = 20_000


def view(run: Run, name: str, *, now: float, driven: bool) -> dict[str, Any]:
    """The run with the id `name` at `now` (seconds since 1970); `driven`: its supervisor lives."""
    origin, settings = run.created.origin, run.created.settings
    state = str(run.status) if run.over else RUNNING if driven else CRASHED
    plan = run.plan
    waits = run.waits if run.waits is not None and not run.over else None
    stages = [task.stage for task in run.tasks.values()]
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
        "project": _last(origin.repository),
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
        "progress": _progress(stages),
        "spending": _spending(run),
        "checks": [_check(check) for check in plan.checks] if plan is not None else [],
        "baseline": None if run.baseline is None else [_result(one) for one in run.baseline],
        "phases": [_phase(phase) for phase in run.phases.values()],
        "tasks": [_task(run, task, now=now, driven=driven) for task in run.tasks.values()],
        "items": list(_items(run)),
        # Of a run that nobody drives the agent that asked is gone.
        "questions": [question(run, one) for one in run.questions] if state == RUNNING else [],
        "actions": _actions(run, state),
    }


def task(run: Run, name: str, *, now: float, driven: bool) -> dict[str, Any]:
    """One task with the words of its items and all that was said; `KeyError` without such one."""
    state = run.tasks[name]
    assert run.plan is not None
    items = [_item_words(item) for item in run.plan.items_of(state.task)]
    told = _task(run, state, now=now, driven=driven)
    for attempt, shown in zip(state.attempts, told["attempts"], strict=True):
        shown["text"] = attempt.outcome.text[-_ITEM_WORDS:] if attempt.outcome is not None else ""
    return {"schema": SCHEMA, "kind": "task", "seq": run.seq, **told, "words": items}


def overview(
    summaries: Sequence[Mapping[str, Any]],
    *,
    now: float,
    today: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Many runs, each as `Summary.as_data` tells it, newest first.

    `today` is what all runs spent on the day of `now` (see `day`), None where nobody knows.
    """
    rows = [_row(one) for one in summaries]
    groups: dict[str, list[str]] = {name: [] for name in ("asks", "running", "done", "failed")}
    for row in rows:
        groups[row["group"]].append(row["run"])
    return {
        "schema": SCHEMA,
        "kind": "overview",
        "now": now,
        "runs": rows,
        "groups": groups,
        "today": dict(today) if today is not None else None,
    }


def day(
    nanos: int, tokens: int, attempts: int, seconds: float, budget: Budget | None
) -> dict[str, Any]:
    """What a day's runs spent or have set aside, and the limit of a day that holds, if one does."""
    limit = budget.day if budget is not None else None
    return {
        "usd": usd_of(nanos),
        "tokens": tokens,
        "attempts": attempts,
        "seconds": seconds,
        "limit_usd": usd_of(limit.nanos) if limit is not None and limit.nanos else None,
        "limit_tokens": limit.tokens if limit is not None else None,
    }


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


def _row(one: Mapping[str, Any]) -> dict[str, Any]:
    """A run in a line of an overview."""
    scores: Sequence[int] = one["scores"]
    asks: Mapping[str, Any] | None = one["asks"]
    kept = (
        "run", "state", "why", "title", "rehearsal", "document", "repository", "branch", "agent",
        "mode", "tasks", "over", "merged", "attempts", "started_at", "ended_at", "seconds", "usd",
        "unknown", "tokens", "waits_until", "approval",
    )  # fmt: skip
    return {
        **{name: one[name] for name in kept},
        "project": _last(one["repository"]),
        "percent": _percent(one["over"], one["tasks"]),
        "score": sum(scores) / len(scores) if scores else None,
        "question": None
        if asks is None
        else {"id": asks["id"], "title": asks["title"], "name": one["asks_for"]},
        "group": _group(one),
    }


def _group(one: Mapping[str, Any]) -> str:
    """Where a run stands in an overview: what wants a person comes first."""
    if one["asks"] is not None or one["approval"]:
        return "asks"
    if one["state"] == RUNNING:
        return "running"
    return "done" if one["state"] == Status.COMPLETED else "failed"


def _actions(run: Run, state: str) -> list[str]:
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
        return []
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
        "percent": _percent(over, len(stages)),
    }


def _percent(part: int, whole: int) -> int:
    return 100 * part // whole if whole else 0


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


def _phase(state: PhaseState) -> dict[str, Any]:
    words = {None: "waiting" if state.started_at is None else "working", True: "passed"}
    return {
        "id": state.phase.id,
        "title": state.phase.title,
        "after": list(state.phase.after),
        "state": words.get(state.passed, "failed"),
        "why": state.why,
        "started_at": state.started_at,
        "ended_at": state.ended_at,
        "checks": [_result(result) for result in state.results],
        "tasks": [task.id for task in state.phase.tasks],
    }


def _task(run: Run, state: TaskState, *, now: float, driven: bool) -> dict[str, Any]:
    assert run.plan is not None
    attempt, stage = state.attempt, state.stage
    review = attempt.review if attempt is not None else None
    live = driven and not run.over
    return {
        "id": state.task.id,
        "name": task_name(run, state.task.id),
        "label": run.plan.label(state.task),
        "title": state.task.title,
        "phase": state.phase,
        "items": list(state.task.items),
        "after": list(state.task.after),
        "files": list(state.task.files),
        "stage": str(stage),
        "state": _state(state),
        "activity": "taken back" if state.reverted else activity(state),
        "why": state.why or state.held or "",
        "commit": state.merged,
        "score": review.score if review is not None and _counts(review) else None,
        "verdict": str(review.verdict) if review is not None else None,
        "review": score(review),
        "usd": state.spending.usd,
        "unknown": state.spending.unknown,
        "cost": money(state.spending, rehearsal=run.rehearsal) if _called(state) else "",
        "seconds": seconds_of(state, now if live else None),
        "started_at": state.attempts[0].at if state.attempts else None,
        "ended_at": state.over_at,
        "attempts": [_attempt(one) for one in state.attempts],
        "actions": [*_task_actions(state)],
    }


def _counts(review: Review) -> bool:
    return review.verdict is not Verdict.UNREVIEWED


def _called(state: TaskState) -> bool:
    """Whether a call of an agent has ended, so that there is a cost to tell."""
    return state.spending.nanos > 0 or state.spending.unknown > 0 or state.stage.over


def _state(state: TaskState) -> str:
    """How a task stands, as one of six words that have a colour and a sign everywhere."""
    attempt = state.attempt
    if state.merged is not None:
        return "done"
    if state.failed is not None:
        return "failed"
    if state.skipped is not None:
        return "skipped"
    if attempt is None:
        return "waiting"
    return "asks" if attempt.asking is not None else "working"


def _task_actions(state: TaskState) -> Iterator[str]:
    if state.stage in (Stage.FAILED, Stage.SKIPPED):
        yield "retry"
    if state.stage is not Stage.MERGED and not state.unwanted:
        yield "skip"


def _attempt(attempt: Attempt) -> dict[str, Any]:
    outcome = attempt.outcome
    return {
        "number": attempt.number,
        "round": attempt.round,
        "role": str(attempt.role),
        "at": attempt.at,
        "ending": str(outcome.status) if outcome is not None else None,
        "why": outcome.why if outcome is not None else "",
        "text": shorten(outcome.text, _TEXT) if outcome is not None else "",
        "usd": outcome.usd if outcome is not None else None,
        "tokens": outcome.tokens if outcome is not None else None,
        "seconds": outcome.seconds if outcome is not None else None,
        "commit": attempt.commit,
        "changes": [
            {"path": change.path, "added": change.added, "removed": change.removed}
            for change in attempt.changes
        ],
        "restored": list(attempt.restored),
        "allowed": list(attempt.allowed),
        "refused": list(outcome.refusals) if outcome is not None else [],
        "checks": None if attempt.results is None else [_result(one) for one in attempt.results],
        "rebased": None if attempt.rebased is None else [_result(one) for one in attempt.rebased],
        "reviews": [_review(one) for one in attempt.reviews],
        "reviewing": attempt.reviewing,
        "abandoned": attempt.abandoned,
        "reopened": attempt.reopened,
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "name": check.name,
        "kind": str(check.kind),
        "command": command(check.command),
        "source": check.source,
    }


def _result(result: CheckResult) -> dict[str, Any]:
    counts = result.counts
    return {
        "name": result.name,
        "passed": result.passed,
        "words": check_ending(result),
        "seconds": result.seconds,
        # What a check that passed printed is nobody's worry, and there are thousands of them.
        "tail": "" if result.passed else result.tail[-_TAIL:],
        "tests": None
        if counts is None
        else {"executed": counts.executed, "failed": counts.failed, "skipped": counts.skipped},
    }


def _review(review: Review) -> dict[str, Any]:
    return {
        "verdict": str(review.verdict),
        "score": review.score if _counts(review) else None,
        "words": score(review),
        "summary": review.summary,
        "lens": review.lens,
        "would_fail": review.would_fail,
        "missing": list(review.missing),
        "why": review.why,
        "usd": review.usd,
        "seconds": review.seconds,
        "remarks": [
            {
                "file": remark.file,
                "line": remark.line,
                "severity": str(remark.severity),
                "evidence": remark.evidence,
            }
            for remark in review.remarks
        ],
    }


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
            "state": _together(_state(state) for state in states),
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


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]

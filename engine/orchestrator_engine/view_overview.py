"""Many runs as faces that draw show them: each in a line, and which of them want a person.

Plain JSON values, in the shape of `docs/reference/dashboard.md`; what is unknown is null.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from orchestrator_engine.money import nanos_of, usd_of
from orchestrator_engine.run import Status
from orchestrator_engine.spending import Budget, Spending, money
from orchestrator_engine.then import Sequel

SCHEMA = 1
"""The version of the shapes of views and overviews."""

RUNNING, CRASHED = "running", "crashed"


def overview(
    summaries: Sequence[Mapping[str, Any]],
    *,
    now: float,
    today: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Many runs, each as `Summary.as_data` tells it, newest first; `then`: what follows it.

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


def followed(sequel: Sequel | None, run: str) -> dict[str, Any] | None:
    """What came of the run that follows that one by itself, as views and overviews tell it."""
    return None if sequel is None else sequel.as_data() | {"words": sequel.words(run)}


def _percent(one: Mapping[str, Any]) -> int:
    if one["percent"] is not None:
        return one["percent"]
    # A summary that was kept before it told.
    return 100 * one["over"] // one["tasks"] if one["tasks"] else 0


def last_part(path: str) -> str:
    """The name at the end of a path."""
    return path.rstrip("/").rpartition("/")[2]


def _row(one: Mapping[str, Any]) -> dict[str, Any]:
    """A run in a line of an overview."""
    scores: Sequence[int] = one["scores"]
    asks: Mapping[str, Any] | None = one["asks"]
    kept = (
        "run", "state", "why", "title", "rehearsal", "document", "repository", "branch", "agent",
        "mode", "tasks", "over", "merged", "attempts", "started_at", "ended_at", "seconds", "usd",
        "unknown", "tokens", "waits_until", "approval",
    )  # fmt: skip
    spent = Spending(nanos_of(one["usd"] or 0), one["unknown"])
    return {
        **{name: one[name] for name in kept},
        "cost": money(spent, rehearsal=one["rehearsal"]),
        "project": last_part(one["repository"]),
        "percent": _percent(one),
        "score": sum(scores) / len(scores) if scores else None,
        "question": None
        if asks is None
        else {"id": asks["id"], "title": asks["title"], "name": one["asks_for"]},
        "then": one.get("then"),
        "group": _group(one),
    }


def _group(one: Mapping[str, Any]) -> str:
    """Where a run stands in an overview: what wants a person comes first."""
    if one["asks"] is not None or one["approval"]:
        return "asks"
    if one["state"] == RUNNING:
        return "running"
    return "done" if one["state"] == Status.COMPLETED else "failed"

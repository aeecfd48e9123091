"""What the dashboard tells a Prometheus: the overview as text. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""The content type of the exposition format."""

_PREFIX = "code_orchestrator"


def metrics(overview: Mapping[str, Any]) -> str:
    """The overview (`view.overview`) in the exposition format. What nobody knows is left out."""
    # A plan that waits for a yes asks, too, and does not go on.
    rows = (row for row in overview["runs"] if not row["approval"])
    live = [row for row in rows if row["group"] in {"asks", "running"}]
    groups = [({"group": name}, len(runs)) for name, runs in overview["groups"].items()]
    lines = [
        *_gauge("runs", "Runs in the overview: all that go on, and the latest others.", groups)
    ]
    for name, key, means in (
        ("run_tasks", "tasks", "Tasks of a run that goes on."),
        ("run_tasks_over", "over", "Those of them that are over."),
        ("run_tasks_merged", "merged", "Those of them that are merged."),
        ("run_usd", "usd", "What it cost, as far as its agents said."),
        (
            "run_calls_of_unknown_cost",
            "unknown",
            "Calls of agents that did not say what they cost.",
        ),
        ("run_tokens", "tokens", "Tokens that it used, as far as its agents said."),
    ):
        lines += _gauge(name, means, ((_labels(row), row[key]) for row in live))
    today: Mapping[str, Any] = overview["today"] or {}
    for key, means in (
        ("usd", "What all runs of today spent or have set aside, in US dollars."),
        ("limit_usd", "The limit of that."),
        ("tokens", "Tokens that they used or have set aside."),
        ("limit_tokens", "The limit of that."),
        ("attempts", "Attempts that they began."),
        ("seconds", "For how long agents worked."),
    ):
        lines += _gauge(f"today_{key}", means, [({}, today.get(key))])
    return "\n".join(lines) + "\n"


def _labels(row: Mapping[str, Any]) -> dict[str, str]:
    return {"run": row["run"], "project": row["project"], "mode": row["mode"]}


def _gauge(
    name: str, means: str, values: Iterable[tuple[Mapping[str, str], float | None]]
) -> Iterator[str]:
    known = [(labels, value) for labels, value in values if value is not None]
    if not known:
        return
    yield f"# HELP {_PREFIX}_{name} {means}"
    yield f"# TYPE {_PREFIX}_{name} gauge"
    for labels, value in known:
        inside = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
        yield f"{_PREFIX}_{name}{f'{{{inside}}}' if inside else ''} {value:.15g}"


def _escaped(text: str) -> str:
    return str(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

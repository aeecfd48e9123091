"""`status`: the runs of a project, or all of them, newest first."""

import time
from argparse import Namespace
from pathlib import Path

from orchestrator_engine.cli import choosing, output
from orchestrator_engine.cli.choosing import Known
from orchestrator_engine.durations import in_words
from orchestrator_engine.run import Run, Stage
from orchestrator_engine.wording import money

_HEADINGS = ("RUN", "STATE", "TASKS", "TIME", "COST", "TITLE")


def status(options: Namespace) -> int:
    """List the runs."""
    runs, where = _meant(options)
    now = time.time()
    if options.json:
        output.emit({"runs": [as_object(one, now) for one in runs]})
    elif runs:
        output.say(table(runs, now))
        for hint in _hints(runs):
            output.say(hint)
    else:
        output.say(f"There has been no run {where} yet. Start one: code-orch run SPEC.md")
    return 0


def _meant(options: Namespace) -> tuple[list[Known], str]:
    """The runs that were asked for, and where they were looked for."""
    if options.run is not None:
        return [choosing.known(choosing.choose(options.run))], ""
    if options.all:
        return choosing.runs_of(None), "here"
    project = choosing.project_of(Path.cwd())
    if project is None:
        raise choosing.no_project()
    return choosing.runs_of(project), f"in {project}"


def as_object(one: Known, now: float) -> dict[str, object]:
    """A run as an object for programs; what is unknown is null."""
    run = one.run
    if run is None:
        return {"run": one.folder.id, "state": one.state, "why": one.unreadable}
    spending = run.spending
    return {
        "run": one.folder.id,
        "folder": str(one.folder.path),
        "state": one.state,
        "why": run.why,
        "title": run.title,
        "rehearsal": run.rehearsal,
        "document": run.created.origin.document,
        "repository": run.created.origin.repository,
        "branch": run.created.branch,
        "tasks": len(run.tasks),
        "over": run.done(),
        "merged": _merged(run),
        "seconds": _seconds(one, now),
        "usd": spending.usd,
        "jobs_of_unknown_cost": spending.unknown,
    }


def table(runs: list[Known], now: float) -> str:
    """The runs as a table of plain text."""
    rows = [_HEADINGS, *(_row(one, now) for one in runs)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _row(one: Known, now: float) -> tuple[str, ...]:
    run = one.run
    if run is None:
        return (one.folder.id, one.state, "-", "-", "-", output.one_line(one.unreadable))
    seconds = _seconds(one, now)
    return (
        one.folder.id,
        one.state,
        f"{_merged(run)}/{len(run.tasks)}",
        "-" if seconds is None else in_words(seconds),
        money(run.spending, rehearsal=run.rehearsal),
        output.one_line(run.title),
    )


def _merged(run: Run) -> int:
    return sum(state.stage is Stage.MERGED for state in run.tasks.values())


def _seconds(one: Known, now: float) -> float | None:
    """How long it took or takes; None for a run that crashed, since nobody knows when."""
    run = one.run
    if run is None or (not run.over and not one.driven):
        return None
    return run.seconds(now)


def _hints(runs: list[Known]) -> list[str]:
    """What can be done about the runs that need somebody."""
    return [
        f"\n{one.folder.id} has crashed; what is done is safe. "
        f"Let it go on: code-orch resume {one.folder.id}"
        for one in runs
        if one.state == "crashed"
    ]

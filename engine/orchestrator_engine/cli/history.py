"""`history`: what the runs of a project came to, newest first."""

import time
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orchestrator_engine import config, places, viewing
from orchestrator_engine.cli import choosing, output
from orchestrator_engine.durations import in_words
from orchestrator_engine.errors import Refusal
from orchestrator_engine.money import nanos_of
from orchestrator_engine.spending import Budget, Spending, money
from orchestrator_engine.summary import UNREADABLE, Summary
from orchestrator_engine.wording import count

_HEADINGS = ("RUN", "BEGUN", "STATE", "MODE", "AGENT", "TASKS", "SCORE", "TIME", "COST", "TITLE")


def history(options: Namespace) -> int:
    """List the runs with what they took and gave, and what they cost together."""
    project = None if options.all else choosing.project_of(choosing.here(options.cwd))
    if project is None and not options.all:
        raise choosing.no_project()
    runs = choosing.runs_of(project)
    today = viewing.today(places.state_dir(), time.time(), _budget(project))
    shown = runs[: options.limit] if options.limit else runs
    if options.json:
        told = [one.as_data() for one in shown]
        output.emit({"runs": told, "of": len(runs), "today": today})
    elif not runs:
        output.say("There has been no run yet. Start one: code-orch run SPEC.md")
    else:
        rows = [_HEADINGS, *(_row(one) for one in shown)]
        output.say(output.columns(choosing.with_projects(rows, shown) if options.all else rows))
        output.say(f"\n{_together(shown, len(runs))}")
        if told := _today(today):
            output.say(told)
    return 0


def _budget(project: Path | None) -> Budget | None:
    """What may be spent in a day: as the project has it, or for all of them the person."""
    try:
        return config.load(project or Path.home()).budget
    except Refusal:
        return None  # told where a run is to be started


def _today(told: Mapping[str, Any] | None) -> str:
    """What all runs of all projects spent today, with the limit of a day where there is one."""
    if told is None:
        return ""
    spent, limit = money(Spending(nanos_of(told["usd"])), rehearsal=False), told["limit_usd"]
    if limit is None:
        return f"Today, in all projects: {spent}." if told["usd"] else ""
    most = money(Spending(nanos_of(limit)), rehearsal=False)
    return f"Today, in all projects: {spent} of at most {most} a day."


def _row(one: Summary) -> tuple[str, ...]:
    if one.state == UNREADABLE:
        return (one.run, "-", one.state, *("-",) * 6, output.one_line(one.why))
    return (
        one.run,
        "-" if one.started_at is None else clock(one.started_at),
        one.state,
        one.mode,
        one.agent,
        f"{one.merged}/{one.tasks}",
        "-" if one.score is None else f"{one.score:.1f}",
        "-" if one.seconds is None else in_words(one.seconds),
        money(one.spending, rehearsal=one.rehearsal),
        output.one_line(one.title),
    )


def clock(at: float) -> str:
    """A moment as the person's clock and calendar showed it."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at))


def _together(shown: list[Summary], known: int) -> str:
    paid = [one for one in shown if not one.rehearsal]
    spending = Spending(sum(nanos_of(one.usd) for one in paid), sum(one.unknown for one in paid))
    runs = count(len(shown), "run") if len(shown) == known else f"{len(shown)} of {known} runs"
    merged = count(sum(one.merged for one in shown), "task")
    return f"{runs}, {merged} merged, {money(spending, rehearsal=False)} in all."

"""`history`: what the runs of a project came to, newest first."""

import time
from argparse import Namespace

from orchestrator_engine.cli import choosing, output
from orchestrator_engine.durations import in_words
from orchestrator_engine.money import nanos_of
from orchestrator_engine.spending import Spending, money
from orchestrator_engine.summary import UNREADABLE, Summary
from orchestrator_engine.wording import count

_HEADINGS = ("RUN", "BEGUN", "STATE", "MODE", "AGENT", "TASKS", "SCORE", "TIME", "COST", "TITLE")


def history(options: Namespace) -> int:
    """List the runs with what they took and gave, and what they cost together."""
    project = None if options.all else choosing.project_of(choosing.here(options.cwd))
    if project is None and not options.all:
        raise choosing.no_project()
    runs = choosing.runs_of(project)
    shown = runs[: options.limit] if options.limit else runs
    if options.json:
        output.emit({"runs": [one.as_data() for one in shown], "of": len(runs)})
    elif not runs:
        output.say("There has been no run yet. Start one: code-orch run SPEC.md")
    else:
        output.say(output.columns([_HEADINGS, *(_row(one) for one in shown)]))
        output.say(f"\n{_together(shown, len(runs))}")
    return 0


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

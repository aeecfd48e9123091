"""`status`: the runs of a project, or all of them, newest first."""

import time
from argparse import Namespace
from dataclasses import asdict

from orchestrator_engine import places
from orchestrator_engine.cli import choosing, output
from orchestrator_engine.durations import clock_time, in_words
from orchestrator_engine.places import RunFolder
from orchestrator_engine.questions import how_to_answer
from orchestrator_engine.sequel import told_of
from orchestrator_engine.spending import money
from orchestrator_engine.summary import COMPLETED, CRASHED, PAUSED, UNREADABLE, Summary, summary

ASKS = "asks"
"""The state of a run that goes on, and waits for an answer."""

_HEADINGS = ("RUN", "STATE", "TASKS", "TIME", "COST", "TITLE")


def status(options: Namespace) -> int:
    """List the runs."""
    runs, strays, where = _meant(options)
    if options.json:
        state = places.state_dir()
        every = [as_object(one, RunFolder(state / "runs" / one.run)) for one in (*runs, *strays)]
        output.emit({"runs": every})
        return 0
    if runs:
        output.say(table(runs, projects=options.all and options.run is None))
        for hint in (*_hints(runs), *_paused(runs), *_then(runs)):
            output.say(hint)
    elif not strays:
        output.say(f"There has been no run {where} yet. Start one: code-orch run SPEC.md")
    if strays:
        output.say(("\n" if runs else "") + choosing.hint_at(strays))
    return 0


def _meant(options: Namespace) -> tuple[list[Summary], list[Summary], str]:
    """The runs that were asked for, those that may be meant too, and where they were looked for."""
    if options.run is not None:
        return [summary(choosing.choose(options.run), time.time())], [], ""
    if options.all:
        return choosing.runs_of(None), [], "here"
    project = choosing.project_of(choosing.here(options.cwd))
    if project is None:
        raise choosing.no_project()
    return *choosing.runs_and_strays(project), f"in {project}"


def as_object(one: Summary, folder: RunFolder) -> dict[str, object]:
    """A run as an object for programs; what is unknown is null."""
    if one.state == UNREADABLE:
        return {"run": one.run, "state": one.state, "why": one.why}
    then = told_of(folder)
    return {
        "run": one.run,
        "folder": str(folder.path),
        "state": _state(one),
        "why": one.why,
        "title": one.title,
        "rehearsal": one.rehearsal,
        "document": one.document,
        "repository": one.repository,
        "branch": one.branch,
        "tasks": one.tasks,
        "over": one.over,
        "merged": one.merged,
        "seconds": one.seconds,
        "usd": one.usd,
        "jobs_of_unknown_cost": one.unknown,
        "tokens": one.tokens,
        "waits_until": one.waits_until,
        "question": None if one.asks is None else asdict(one.asks),
        "then": None if then is None else then.as_data(),
    }


def table(runs: list[Summary], *, projects: bool = False) -> str:
    """The runs as a table of plain text; with the `projects` they are of, where asked for."""
    rows = [_HEADINGS, *(_row(one) for one in runs)]
    return output.columns(choosing.with_projects(rows, runs) if projects else rows)


def _state(one: Summary) -> str:
    """How a run stands: what wants a person comes first, then what it is to come to."""
    return ASKS if one.asks is not None else one.winding or one.state


def _row(one: Summary) -> tuple[str, ...]:
    if one.state == UNREADABLE:
        return (one.run, one.state, "-", "-", "-", output.one_line(one.why))
    return (
        one.run,
        _state(one),
        f"{one.merged}/{one.tasks}",
        "-" if one.seconds is None else in_words(one.seconds),
        money(one.spending, rehearsal=one.rehearsal),
        output.one_line(one.title),
    )


def _hints(runs: list[Summary]) -> list[str]:
    """What can be done about the runs that need somebody."""
    now = time.time()
    waiting = [
        f"\n{one.run} waits until {clock_time(one.waits_until, now)} for {output.one_line(one.why)}"
        for one in runs
        if one.waits_until is not None
    ]
    asking = [
        f"\n{one.run} waits for an answer: {output.one_line(one.asks_for)} asks ({one.asks.id}): "
        f"{one.asks.title}\n  Answer it: {how_to_answer(one.run, one.asks)}"
        for one in runs
        if one.asks is not None
    ]
    return (
        asking
        + waiting
        + [
            f"\n{one.run} has crashed{_because(one.why)}; what is done is safe. "
            f"Let it go on: code-orch resume {one.run}"
            for one in runs
            if one.state == CRASHED
        ]
    )


def _paused(runs: list[Summary]) -> list[str]:
    """What keeps each run that waits for a person."""
    return [
        f"\n{one.run} is paused{_because(one.why)}. "
        + (
            f"Say yes to it: code-orch approve {one.run}"
            if one.approval
            else f"Let it go on: code-orch resume {one.run}"
        )
        for one in runs
        if one.state == PAUSED
    ]


def _then(runs: list[Summary]) -> list[str]:
    """What keeps the run that was to follow one by itself."""
    state = places.state_dir()
    done = (one for one in runs if one.state == COMPLETED)
    told = ((one, told_of(RunFolder(state / "runs" / one.run))) for one in done)
    found = ((one, then.words(one.run)) for one, then in told if then is not None)
    return [f"\n{one.run} is completed. {output.one_line(words)}" for one, words in found if words]


def _because(why: str) -> str:
    return f" ({output.one_line(why)})" if why else ""

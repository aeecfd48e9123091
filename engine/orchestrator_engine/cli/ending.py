"""How a run's end is told: the last words on the terminal, and the exit code (see `exits.py`)."""

import shlex
from collections.abc import Iterator

from orchestrator_engine.budget import way_on
from orchestrator_engine.durations import in_words
from orchestrator_engine.places import RunFolder
from orchestrator_engine.proposing import proposals
from orchestrator_engine.run import Run, Stage, Status
from orchestrator_engine.spending import money
from orchestrator_engine.wording import count, not_ticked, run_id

INTERRUPTED = 130
LATER = 75
OTHERWISE = 1
CODES = {
    Status.COMPLETED: 0,
    Status.FAILED: 1,
    Status.LIMIT: 5,
    Status.PAUSED: LATER,
    Status.STOPPED: INTERRUPTED,
    # Nobody drives it any more: it crashed, and can be resumed.
    Status.RUNNING: LATER,
}


def exit_code(run: Run) -> int:
    """The exit code for a run that nobody drives any more."""
    return CODES[run.status]


def answer(run: Run, folder: RunFolder) -> dict[str, object]:
    """The end as an object for programs."""
    return {
        "run": run_id(run),
        "folder": str(folder.path),
        "status": str(run.status) if run.over else "crashed",
        "why": run.why,
        "branch": run.created.branch,
        "report": str(folder.report) if folder.report.exists() else None,
    }


def closing(run: Run, folder: RunFolder) -> str:
    """The last words: how it ended, what there is now, and what a person can do with it."""
    return "\n".join(_closing(run, folder))


def _given_up(folder: RunFolder) -> str:
    """Why the supervisor gave the run up, or nothing where it was ended from outside."""
    try:
        return folder.given_up.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _closing(run: Run, folder: RunFolder) -> Iterator[str]:
    seconds = run.seconds(run.started_at)
    merged = sum(state.stage is Stage.MERGED for state in run.tasks.values())
    if run.over:
        cost = money(run.spending, rehearsal=run.rehearsal)
        yield f"{run.title}: {run.status} after {in_words(seconds)}, cost {cost}"
        if run.why:
            yield f"  {run.why}"
    else:
        yield f"{run.title}: crashed, nobody drives it any more; what is done is safe"
        yield f"  why:       {_given_up(folder) or folder.supervisor_log}"
    if run.status is not Status.COMPLETED and run.tasks:
        yield f"  kept:      {merged} of {count(len(run.tasks), 'task')}"
    for words in not_ticked(run):
        yield f"  unticked:  {words}"
    if folder.report.exists():
        yield f"  report:    {folder.report}"
    if merged:
        yield f"  look:      git log --stat {run.created.origin.base[:10]}..{run.created.branch}"
        yield f"  take it:   git merge {run.created.branch}"
    yield from _way_on(run, folder)


def _way_on(run: Run, folder: RunFolder) -> Iterator[str]:
    """What a person can do next."""
    if run.in_the_way and run.plan is not None:
        document = shlex.quote(run.created.origin.document)
        for words in proposals(run):
            yield f"  do this:   {words}"
        yield f"  mend it:   and begin anew: code-orch run {document} --mode {run.plan.mode}"
        yield f"  or all the same, as it is: code-orch resume {run_id(run)}"
    elif run.plan_ready:
        yield f"  plan:      {folder.plan}"
        yield f"  say yes:   code-orch approve {run_id(run)} (it takes the file as you leave it)"
        yield "  say no:    leave it, or change the document and run that anew"
    elif run.status in (Status.RUNNING, Status.STOPPED, Status.PAUSED, Status.LIMIT):
        more = way_on(run)
        yield f"  go on:     code-orch resume {run_id(run)}{more}"
        if run.status is Status.LIMIT and not more:
            yield "             tomorrow, or with a larger limit for the day (--day-budget 10usd)"
    elif run.status is Status.FAILED:
        yield f"  try again: code-orch restart {run_id(run)}"

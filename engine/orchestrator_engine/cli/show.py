"""`show`: one run with its tasks, attempts, checks, scores and cost."""

import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict

from orchestrator_engine.cli import choosing, output
from orchestrator_engine.cli.history import clock
from orchestrator_engine.durations import in_words
from orchestrator_engine.journal import Reader
from orchestrator_engine.questions import how_to_answer
from orchestrator_engine.run import Attempt, PhaseState, Run, TaskState
from orchestrator_engine.sequel import sequel_of
from orchestrator_engine.spending import money
from orchestrator_engine.summary import CRASHED, Summary, summary
from orchestrator_engine.then import Sequel
from orchestrator_engine.wording import (
    activity,
    check_ending,
    count,
    not_ticked,
    score,
    seconds_of,
    size,
    spending_of,
    task_name,
)

_SHORT = 10
_SAID = 8
"""Lines of what a check said last that are shown."""

_LINES = 60
"""Lines of what an agent asks that are shown."""


def show(options: Namespace) -> int:
    """Show one run as it stands."""
    with choosing.look(options.run) as folder:
        told = summary(folder, time.time())
        with closing(Reader(folder)) as reader:
            run = reader.run
        sequel = None if run.created.then is None else sequel_of(folder) or Sequel()
    if options.json:
        output.emit(as_object(told, run, sequel))
    else:
        output.say("\n".join(in_text(told, run, sequel)))
    return 0


def as_object(told: Summary, run: Run, sequel: Sequel | None = None) -> dict[str, object]:
    """A run with everything that its journal says of the tasks; what is unknown is null."""
    return {
        **told.as_data(),
        "samples": [asdict(sample) for sample in told.samples],
        "follows": None if run.created.follows is None else run.created.follows.run,
        "then": None if sequel is None else sequel.as_data(),
        "phases": [
            {
                "phase": phase.phase.id,
                "title": phase.phase.title,
                "passed": phase.passed,
                "why": phase.why,
                "tasks": [_task_object(run, run.tasks[task.id]) for task in phase.phase.tasks],
            }
            for phase in run.phases.values()
        ],
    }


def _task_object(run: Run, state: TaskState) -> dict[str, object]:
    spending = spending_of(state)
    return {
        "task": state.task.id,
        "title": state.task.title,
        "items": list(state.task.items),
        "name": task_name(run, state.task.id),
        "stage": str(state.stage),
        "why": state.why,
        "commit": state.merged,
        "seconds": seconds_of(state, None),
        "usd": spending.usd,
        "jobs_of_unknown_cost": spending.unknown,
        "attempts": [asdict(attempt) for attempt in state.attempts],
    }


def in_text(told: Summary, run: Run, sequel: Sequel | None = None) -> Iterator[str]:
    """The run, a line each for phases and tasks, and beneath a task its attempts."""
    yield f"{told.run}  {run.title}"
    why = f": {output.one_line(run.why)}" if run.why else ""
    yield f"  {told.state}{why}"
    if told.asks is not None:
        yield f"  {output.one_line(told.asks_for)} asks ({told.asks.id}): {told.asks.title}"
        yield from (f"    {line}" for line in told.asks.details.splitlines()[:_LINES])
        yield f"  Answer it: {how_to_answer(told.run, told.asks)}"
    if told.state == CRASHED:
        yield f"  Nobody drives it. Let it go on: code-orch resume {told.run}"
    begun = "" if told.started_at is None else f"begun {clock(told.started_at)}, "
    took = "" if told.seconds is None else f"{in_words(told.seconds)}, "
    yield f"  {begun}{took}{money(run.spending, rehearsal=run.rehearsal)}, agent {told.agent}"
    yield f"  document {told.document}"
    yield f"  branch   {told.branch}"
    if (follows := run.created.follows) is not None:
        yield f"  follows  run {follows.run}, from where it ended: merging this one brings both"
    if sequel is not None:
        yield f"  then     {_then(sequel, told.run)}"
    for phase in run.phases.values():
        yield f"\n{phase.phase.title}: {_phase(phase)}"
        yield from _failed(phase)
        for task in phase.phase.tasks:
            yield from _task(run, run.tasks[task.id])
    if run.left:
        yield "\nDone, and not ticked in the document:"
        yield from (f"  {output.one_line(words)}" for words in not_ticked(run))


def _then(sequel: Sequel, run: str) -> str:
    if sequel.waits:
        return f"a run that begins by itself, once run {sequel.waits} of this project is over"
    if sequel.run is not None:
        return f"run {sequel.run}"
    if sequel.why:
        anew = f". Begin it: code-orch resume {run}" if sequel.refused else ""
        return f"no run: {output.one_line(sequel.why)}{anew}"
    return "a run that mends what was found, once this one is completed"


def _failed(phase: PhaseState) -> Iterator[str]:
    """The checks and validators that say no to a phase, each with the end of its words."""
    for result in phase.results:
        if not result.passed:
            yield f"  {output.one_line(result.name)} {check_ending(result)}"
            last = result.tail.rstrip().splitlines()[-_SAID:]
            yield from (f"    {line}" for line in last)


def _phase(phase: PhaseState) -> str:
    if phase.passed is None:
        return "not begun" if phase.started_at is None else "under way"
    return "passed" if phase.passed else f"failed: {output.one_line(phase.why)}"


def _task(run: Run, state: TaskState) -> Iterator[str]:
    commit = f", commit {state.merged[:_SHORT]}" if state.merged else ""
    seconds = seconds_of(state, None)
    took = "" if seconds is None else f", {in_words(seconds)}"
    cost = money(spending_of(state), rehearsal=run.rehearsal)
    why = f": {output.one_line(state.why)}" if state.why else ""
    name = output.one_line(task_name(run, state.task.id))
    yield f"  {name}: {activity(state)}{why}{took}, {cost}{commit}"
    for attempt in state.attempts:
        yield f"    attempt {attempt.number}: {'; '.join(_attempt(attempt))}"


def _attempt(attempt: Attempt) -> Iterator[str]:
    if attempt.abandoned is not None:
        yield f"thrown away ({output.one_line(attempt.abandoned)})"
        return
    if attempt.outcome is None:
        yield "the agent waits for an answer" if attempt.asking is not None else "the agent works"
        return
    for title in attempt.allowed:
        yield f"allowed: {title}"
    for refusal in attempt.outcome.refusals:
        yield f"refused: {refusal}"
    if attempt.commit is None:
        yield f"{attempt.outcome.status}: {output.one_line(attempt.outcome.why)}"
        return
    yield size(attempt) if attempt.changes else "changed nothing"
    if attempt.restored:
        yield f"put back: {', '.join(attempt.restored)}"
    for result in attempt.results or ():
        yield f"{result.name} {check_ending(result)}"
    for review in attempt.reviews:
        remarks = f", {count(len(review.remarks), 'remark')}" if review.remarks else ""
        through = f" of {review.lens}" if review.lens else ""
        yield f"review{through} {review.verdict}, {score(review)}{remarks}"

"""What a run did, for the person who will merge it: a markdown page made of the run alone."""

from collections.abc import Iterator

from orchestrator_engine.attempt import Role
from orchestrator_engine.budget import limits_in_words, way_on
from orchestrator_engine.choices import in_words as in_words_of
from orchestrator_engine.durations import in_words
from orchestrator_engine.forecast import in_words as forecast_in_words
from orchestrator_engine.markdown import code, fenced, inline
from orchestrator_engine.money import tokens_in_words
from orchestrator_engine.proposing import proposals
from orchestrator_engine.questions import how_to_answer
from orchestrator_engine.remarks import Remark, Standing, remarks
from orchestrator_engine.report_tasks import SHORT, checks, tasks
from orchestrator_engine.run import PhaseState, Run, Stage, Status, TaskState
from orchestrator_engine.spending import money
from orchestrator_engine.wording import (
    activity,
    asks,
    count,
    looks_at,
    reasons,
    score,
    seconds_of,
    spending_of,
    task_name,
    unproven,
)

_SIGNS = {Stage.MERGED: "done", Stage.FAILED: "**failed**", Stage.SKIPPED: "not begun"}
_LEFT = "left undone"
"""Of a task that was skipped after it had been tried."""


def report(run: Run, name: str) -> str:
    """The whole report on the run with the id `name`, ending in a newline.

    Reads the run, and nothing else in the world.
    """
    blocks = [*_opening(run, name)]
    if run.plan is not None:
        blocks += [*_baseline(run), *_overview(run), *tasks(run), *_undone(run)]
        blocks += [*_remarks(run), *_document(run)]
    blocks += [*_faults(run), *_spending(run), *_next_steps(run, name)]
    return "\n\n".join(blocks) + "\n"


def _opening(run: Run, name: str) -> Iterator[str]:
    yield f"# {inline(run.title)}"
    why = f": {inline(run.why)}" if run.why else ""
    if not run.over:
        yield "The run has **not ended**; this is how far it has come."
        if run.question is not None:
            yield f"It **waits for an answer**: {inline(asks(run, run.question))}."
            yield fenced(run.question.details)
            yield f"Answer it with `{how_to_answer(name, run.question)}`."
    elif run.status is Status.COMPLETED:
        yield f"The run is **completed**{why}."
    else:
        yield f"The run has **{_ended(run.status)}**{why}."
    if run.rehearsal:
        yield (
            "This was a *rehearsal*: a script beside the document, and no coding agent, "
            "said and wrote everything below. The checks and git were real."
        )
    yield "\n".join(_facts(run, name))


def _ended(status: Status) -> str:
    if status is Status.PAUSED:
        return "been paused"
    if status is Status.LIMIT:
        return "reached a limit"
    return "been stopped" if status is Status.STOPPED else "failed"


def _held(run: Run) -> str:
    settings = run.created.settings
    if not settings.sandbox:
        return "nothing but the rules of the agent (no sandbox)"
    checks = "also for checks" if settings.check_network else "but not for checks"
    return f"{settings.sandbox} (files, keys and other processes; the network is open, {checks})"


def _facts(run: Run, name: str) -> Iterator[str]:
    settings, origin = run.created.settings, run.created.origin
    yield f"- Run: {code(name)}"
    yield f"- Document: {code(origin.document)}"
    yield f"- Repository: {code(origin.repository)}, from commit {code(origin.base[:SHORT])}"
    yield from _follows(run)
    if run.plan is not None:
        yield f"- Mode: {inline(run.plan.mode)} ({inline(reasons(run.plan))})"
    yield f"- {'Agents' if settings.mixed else 'Agent'}: {inline(in_words_of(settings.crew))}"
    yield f"- Held by: {_held(run)}"
    if not settings.review:
        yield "- Review: **none**, as asked (`--no-review`); nothing here was reviewed"
    if run.plan is not None:
        if run.plan.checks:
            for check in run.plan.checks:
                line = code(looks_at(check))
                yield f"- Check {inline(check.name)}: {line} ({inline(check.source)})"
        else:
            yield "- Checks: **no checks known**; nothing here was tested by machine"
        if unproven(run.plan):
            yield f"- Proof: **none**; {unproven(run.plan)}"
    if settings.planner and run.planning.done:
        yield f"- Plan: by {inline(settings.choice(Role.PLANNER).words)}, {_approval(run)}"
    if run.ended_at is not None:
        yield f"- Time: {in_words(run.seconds(run.ended_at))}"
    if run.takeovers > 1:
        yield f"- Taken up again {count(run.takeovers - 1, 'time')} after an interruption"


def _follows(run: Run) -> Iterator[str]:
    if (follows := run.created.follows) is not None:
        yield f"- Follows: run {code(follows.run)}, from where it ended: merging brings both"


def _approval(run: Run) -> str:
    if not run.created.settings.approval:
        return "carried out as it came, as asked (`--yes`)"
    if run.planning.approved:
        return f"approved by {inline(run.planning.approved)}"
    return "which **waits for a person's yes**"


def _baseline(run: Run) -> Iterator[str]:
    broken = [result for result in run.baseline or () if not result.passed]
    if not broken:
        return
    yield "## Before anything was done"
    yield "These checks failed already on the commit that the run began at:"
    yield from checks(tuple(broken))


def _overview(run: Run) -> Iterator[str]:
    yield "## Overview"
    rows = ["| task | status | attempts | score | cost | time | commit |"]
    rows.append("| --- | --- | --- | --- | --- | --- | --- |")
    for phase in run.phases.values():
        rows.append(f"| **{inline(phase.phase.title)}** | {_phase_status(phase)} |  |  |  |  |  |")
        rows += [_row(run, run.tasks[task.id]) for task in phase.phase.tasks]
    yield "\n".join(rows)
    whys = [phase.phase for phase in run.phases.values() if phase.phase.why]
    if whys:
        yield "\n".join(f"- {inline(one.title)}: {inline(one.why)}" for one in whys)
    for phase in run.phases.values():
        if phase.passed is False:
            yield f"Phase “{inline(phase.phase.title)}” failed: {inline(phase.why)}."
            yield from checks(phase.results)


def _phase_status(phase: PhaseState) -> str:
    if phase.started_at is None and phase.passed is None:
        return "not begun"
    if phase.passed is None:
        return "begun"
    return "passed" if phase.passed else "**failed**"


def _row(run: Run, state: TaskState) -> str:
    seconds = seconds_of(state, None)
    cells = (
        inline(task_name(run, state.task.id)),
        _standing(state),
        str(len(state.attempts)),
        _score(run, state),
        _cost(run, state),
        "-" if seconds is None else in_words(seconds),
        code(state.merged[:SHORT]) if state.merged else "-",
    )
    return f"| {' | '.join(cells)} |"


def _standing(state: TaskState) -> str:
    if state.reverted:
        return "**taken back**"
    if state.stage is Stage.SKIPPED and state.attempts:
        return _LEFT
    return _SIGNS.get(state.stage, activity(state))


def _cost(run: Run, state: TaskState) -> str:
    return money(spending_of(state), rehearsal=run.rehearsal) if state.attempts else "-"


def _score(run: Run, state: TaskState) -> str:
    if state.merged is not None and not run.created.settings.review:
        return "unreviewed"
    return score(state.attempt.review if state.attempt else None)


def _undone(run: Run) -> Iterator[str]:
    open_tasks = [state for state in run.tasks.values() if state.merged is None]
    left_out = run.plan.left_out if run.plan is not None else ()
    if not open_tasks and not left_out:
        return
    yield "## What was not done"
    lines = [
        f"- {inline(task_name(run, state.task.id))}: {inline(state.why or activity(state))}"
        for state in open_tasks
    ]
    lines += [
        f"- {inline(label)}, **not covered** by the plan: {inline(why)}" for label, why in left_out
    ]
    yield "\n".join(lines)


def _remarks(run: Run) -> Iterator[str]:
    """How many remarks there are, and which were dismissed by whom for which reason."""
    every = remarks(run)
    if not every:
        return
    counts = [(state, sum(one.state is state for one in every)) for state in Standing]
    told = ", ".join(f"{number} {state}" for state, number in counts if number)
    yield "## Remarks"
    yield f"{count(len(every), 'remark')} of reviewers and failed checks: {told}."
    gone = [one for one in every if one.state is Standing.DISMISSED]
    if gone:
        yield "\n".join(
            f"- {_place_of(one)} was **dismissed** ({inline(one.why)}): {inline(one.text)}"
            for one in gone
        )


def _place_of(one: Remark) -> str:
    return code(one.source if one.file is None else f"{one.file}:{one.line}")


def _document(run: Run) -> Iterator[str]:
    assert run.plan is not None
    ticked = [item for item in run.plan.items if item.handle in run.ticked]
    left = [item for item in run.plan.items if item.handle in run.left]
    yield "## In the document"
    if not run.created.settings.write_statuses:
        yield "Nothing was written into it, as the project's settings say."
    elif ticked:
        yield "Ticked: " + ", ".join(code(item.label) for item in ticked) + "."
    else:
        yield "Nothing was ticked."
    if left:
        yield "Done, and not ticked:"
        yield "\n".join(f"- {code(item.label)}: {inline(run.left[item.handle])}" for item in left)


def _faults(run: Run) -> Iterator[str]:
    if run.faults:
        yield "## Plugins"
        yield "These went wrong, and the run went on without them."
        yield "\n".join(f"- {inline(fault)}" for fault in run.faults)


def _spending(run: Run) -> Iterator[str]:
    yield "## Spending"
    spending = run.spending
    if run.rehearsal:
        yield "Nothing: a rehearsal asks no agent that could cost anything."
        if spending.nanos:
            pretended = money(spending, rehearsal=True)
            yield f"The script pretends that it cost {pretended}."
        return
    tokens = f" {tokens_in_words(spending.tokens)}." if spending.tokens else ""
    yield f"{money(spending, rehearsal=False)} by what the agents said.{tokens}"
    told = run.created.forecast
    if told is not None:
        yield f"{inline(forecast_in_words(told))} It was made before the run began."
    limits = ", ".join(limits_in_words(run.budget))
    if limits:
        yield f"Allowed: {limits}."
    if spending.unknown:
        yield (
            f"The question mark stands for {count(spending.unknown, 'job')} "
            "whose cost nobody stated; it is unknown, not zero."
        )


def _next_steps(run: Run, name: str) -> Iterator[str]:
    branch = run.created.branch
    origin = run.created.origin
    yield "## What to do with it"
    if not any(state.merged for state in run.tasks.values()):
        yield "No task was merged, so there is nothing to look at on the run's branch."
    else:
        yield f"The work is on the branch {code(branch)}; your own branch has not been touched."
        onto = f"git switch {origin.returns_to}\n" if origin.returns_to else ""
        yield "Look at it, then merge it:"
        yield fenced(
            f"git log --stat {origin.base[:SHORT]}..{branch}\n{onto}git merge {branch}", "sh"
        )
    if run.plan_ready:
        yield "Its plan waits for your yes: look at it, edit it, and say so:"
        yield fenced(f"code-orch approve {name}", "sh")
    elif run.over and run.status in (Status.STOPPED, Status.PAUSED, Status.LIMIT):
        yield from map(inline, proposals(run))
        if run.in_the_way:
            yield (
                "Mend what was wrong before anything was done, commit it, and begin anew: a run "
                "that goes on does so with the commit and the commands that it began with."
            )
        yield "Or let it go on from where it ended:"
        yield fenced(f"code-orch resume {name}{way_on(run)}", "sh")
    if run.ticked:
        yield "Its boxes are ticked in the document already: commit that file with the merge."
    kept = [
        f"refs/code-orch/{name}/{state.task.id}/{attempt.number}"
        for state in run.tasks.values()
        for attempt in state.attempts
        if state.merged is None and attempt.commit is not None
    ]
    lines = [f"git update-ref -d {ref}" for ref in kept]
    if any(state.merged for state in run.tasks.values()):
        lines.insert(0, f"git branch -D {branch}")
    if lines:
        yield "Or throw it away, and untick in the document what you want done again:"
        yield fenced("\n".join(lines), "sh")

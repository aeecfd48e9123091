"""Machines look at the project before the first agent, at each attempt, and at each phase."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from anyio import to_thread

from orchestrator_engine.attempt import CheckResult
from orchestrator_engine.checks import run_checks
from orchestrator_engine.context import Context, SetupFailed
from orchestrator_engine.counting import in_the_way, judged
from orchestrator_engine.decide import RunChecks, TakeBaseline, ValidatePhase
from orchestrator_engine.events import BaselineTaken, ChecksEnded, PhaseEnded
from orchestrator_engine.plan import CheckKind
from orchestrator_engine.protected import is_test
from orchestrator_engine.run import Run, Stage

EARLIER = "earlier "
"""How the name of a check begins that runs the tests as they were."""


async def take_baseline(context: Context, action: TakeBaseline) -> None:
    """Run the checks before anything is done: what is broken already is not the work's fault."""
    commit = action.commit
    results = await _look(context, commit, "baseline")
    tests = [check.name for check in context.plan.checks if check.kind is CheckKind.TEST]
    files = await to_thread.run_sync(context.repository.files, commit)
    context.journal.append(BaselineTaken(commit, results, in_the_way(results, tests, files)))


async def check_attempt(context: Context, action: RunChecks) -> None:
    """Run the plan's checks on the attempt's commit."""
    state = context.run.tasks[action.task]
    attempt = state.attempt
    assert attempt is not None
    assert attempt.commit is not None
    assert state.base is not None
    label = f"{action.task}.{attempt.number}"
    results = await _look(context, attempt.commit, label)
    results = judge(context.run, results, await _least(context, action.task, attempt.commit))
    if all(result.passed for result in results):
        results += await _earlier_tests(context, action.task, attempt.commit)
    context.journal.append(ChecksEnded(action.task, attempt.number, results))


async def _look(context: Context, commit: str, label: str) -> tuple[CheckResult, ...]:
    """What the plan's checks say of a commit, where no agent has been."""
    try:
        async with context.clean(commit) as tree:
            return await run_checks(
                context.folder, context.plan.checks, tree, context.environment, label
            )
    except SetupFailed as failed:
        return (failed.result,)


def judge(
    run: Run, results: Iterable[CheckResult], least: dict[str, int] | None = None
) -> tuple[CheckResult, ...]:
    """Results as they count: beside what failed before, and with as many tests as before."""
    before = {result.name: result for result in run.baseline} if run.baseline else {}
    return tuple(
        judged(
            result,
            before.get(result.name.removeprefix(EARLIER)),
            (least or {}).get(result.name.removeprefix(EARLIER)),
        )
        for result in results
    )


async def _least(context: Context, task: str, commit: str) -> dict[str, int]:
    """How many tests each check ran before the task, unless an item asks for a test's change."""
    state, repository = context.run.tasks[task], context.repository
    assert state.base is not None
    known = executed(context.run, state.base)
    if not known:
        return {}
    changes = await to_thread.run_sync(repository.changes, state.base, commit)
    guard = await to_thread.run_sync(context.guard, state.task)
    asked = any(is_test(change.path) and guard.asked_for(change.path) for change in changes)
    return {} if asked else known


def executed(run: Run, commit: str) -> dict[str, int]:
    """How many tests each check executed at a commit of the run's branch, as far as is known."""
    results = run.baseline or ()
    for state in run.tasks.values():
        attempt = state.attempt
        if state.merged == commit and attempt is not None and attempt.results is not None:
            results = attempt.results
    return {
        result.name: result.counts.executed
        for result in results
        if result.counts is not None and not result.name.startswith(EARLIER)
    }


async def _earlier_tests(context: Context, task: str, commit: str) -> tuple[CheckResult, ...]:
    """Run the tests once more as they were, where the attempt could have switched them off."""
    state, repository = context.run.tasks[task], context.repository
    assert state.base is not None
    assert state.attempt is not None
    changes = await to_thread.run_sync(repository.changes, state.base, commit)
    base = frozenset(await to_thread.run_sync(repository.files, state.base))
    guard = await to_thread.run_sync(context.guard, state.task)
    bent = guard.bent(changes, base)
    checks = tuple(
        replace(check, name=f"{EARLIER}{check.name}")
        for check in context.plan.checks
        if check.kind is CheckKind.TEST
    )
    if not bent or not checks:
        return ()
    label = f"{task}.{state.attempt.number}"
    async with context.clean(commit) as tree:
        await to_thread.run_sync(_put_back, context, tree, state.base, bent)
        results = await run_checks(context.folder, checks, tree, context.environment, label)
    return judge(context.run, results, executed(context.run, state.base))


def _put_back(context: Context, tree: Path, base: str, paths: Iterable[str]) -> None:
    context.repository.restore(tree, base, tuple(paths))


async def validate_phase(context: Context, action: ValidatePhase) -> None:
    """End a phase whose tasks are over: run the checks where all its work has come together."""
    run = context.run
    phase = run.phases[action.phase].phase
    states = [run.tasks[task.id] for task in phase.tasks]
    lost = [state for state in states if state.stage is not Stage.MERGED]
    results: tuple[CheckResult, ...] = ()
    if len(lost) < len(states):
        results = judge(run, await _look(context, run.head, phase.id))
    broken = [result for result in results if not result.passed]
    why = "; ".join(
        (
            *(f"{context.plan.label(state.task)} {state.stage}: {state.why}" for state in lost),
            *(f"check {result.name} fails on the run's branch" for result in broken),
        )
    )
    context.journal.append(PhaseEnded(phase.id, not why, why, results))

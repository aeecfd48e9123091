"""Machines look at an attempt, and at a phase."""

from dataclasses import replace
from pathlib import Path

from anyio import to_thread

from orchestrator_engine.attempt import CheckResult
from orchestrator_engine.checks import run_checks
from orchestrator_engine.context import Context, SetupFailed
from orchestrator_engine.decide import RunChecks, ValidatePhase
from orchestrator_engine.events import ChecksEnded, PhaseEnded
from orchestrator_engine.plan import CheckKind
from orchestrator_engine.run import Stage

VALIDATION = "_validation"
"""The worktree that phases are validated in; no task is called like that."""


async def check_attempt(context: Context, action: RunChecks) -> None:
    """Run the plan's checks on the attempt's commit."""
    attempt = context.run.tasks[action.task].attempt
    assert attempt is not None
    assert attempt.commit is not None
    label = f"{action.task}.{attempt.number}"
    try:
        tree = await context.place(action.task, attempt.commit)
    except SetupFailed as failed:
        results = (failed.result,)
    else:
        checks = context.plan.checks
        results = await run_checks(context.folder, checks, tree, context.environment, label)
        if all(result.passed for result in results):
            results += await _earlier_tests(context, action.task, attempt.commit, tree)
    context.journal.append(ChecksEnded(action.task, attempt.number, results))


async def _earlier_tests(
    context: Context, task: str, commit: str, tree: Path
) -> tuple[CheckResult, ...]:
    """Run the tests once more as they were, where the attempt could have switched them off."""
    state, repository = context.run.tasks[task], context.repository
    assert state.base is not None
    assert state.attempt is not None
    changes = await to_thread.run_sync(repository.changes, state.base, commit)
    paths = [change.path for change in changes]
    base = await to_thread.run_sync(repository.those_in, state.base, paths)
    guard = await to_thread.run_sync(context.guard, state.task)
    bent = guard.bent(changes, base)
    checks = tuple(
        replace(check, name=f"earlier {check.name}")
        for check in context.plan.checks
        if check.kind is CheckKind.TEST
    )
    if not bent or not checks:
        return ()
    await to_thread.run_sync(repository.restore, tree, state.base, bent)
    label = f"{task}.{state.attempt.number}"
    return await run_checks(context.folder, checks, tree, context.environment, label)


async def validate_phase(context: Context, action: ValidatePhase) -> None:
    """End a phase whose tasks are over: run the checks where all its work has come together."""
    phase = context.run.phases[action.phase].phase
    states = [context.run.tasks[task.id] for task in phase.tasks]
    lost = [state for state in states if state.stage is not Stage.MERGED]
    results = ()
    if len(lost) < len(states):
        try:
            tree = await context.place(VALIDATION, context.run.head)
        except SetupFailed as failed:
            results = (failed.result,)
        else:
            results = await run_checks(
                context.folder, context.plan.checks, tree, context.environment, phase.id
            )
    broken = [result.name for result in results if not result.passed]
    why = "; ".join(
        (
            *(f"{context.plan.label(state.task)} {state.stage}: {state.why}" for state in lost),
            *(f"check {name} fails on the run's branch" for name in broken),
        )
    )
    context.journal.append(PhaseEnded(phase.id, not why, why, results))

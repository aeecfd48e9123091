"""Machines look at an attempt, and at a phase."""

from dataclasses import replace

from anyio import to_thread

from orchestrator_engine.attempt import CheckResult
from orchestrator_engine.checks import run_checks
from orchestrator_engine.context import Context, SetupFailed
from orchestrator_engine.decide import RunChecks, ValidatePhase
from orchestrator_engine.events import ChecksEnded, PhaseEnded
from orchestrator_engine.plan import CheckKind, Task
from orchestrator_engine.run import Stage

VALIDATION = "_validation"
"""The worktree that phases are validated in; no task is called like that."""


async def check_attempt(context: Context, action: RunChecks) -> None:
    """Run the plan's checks on the attempt's commit."""
    state = context.run.tasks[action.task]
    attempt = state.attempt
    assert attempt is not None
    assert attempt.commit is not None
    assert state.base is not None
    label = f"{action.task}.{attempt.number}"
    results = await look_at(context, state.task, state.base, attempt.commit, label)
    context.journal.append(ChecksEnded(action.task, attempt.number, results))


async def look_at(
    context: Context, task: Task, base: str, commit: str, label: str
) -> tuple[CheckResult, ...]:
    """What the plan's checks say about a commit that a task made on top of `base`.

    They run in the task's worktree; `label` begins the names of the files with their output.
    """
    if not context.plan.checks:
        return ()
    try:
        tree = await context.place(task.id, commit)
    except SetupFailed as failed:
        return (failed.result,)
    results = await run_checks(
        context.folder, context.plan.checks, tree, context.environment, label
    )
    if all(result.passed for result in results):
        results += await _earlier_tests(context, task, base, commit, label)
    return results


async def _earlier_tests(
    context: Context, task: Task, base: str, commit: str, label: str
) -> tuple[CheckResult, ...]:
    """Run the tests once more as they were, where the attempt could have switched them off."""
    repository = context.repository
    changes = await to_thread.run_sync(repository.changes, base, commit)
    paths = [change.path for change in changes]
    before = await to_thread.run_sync(repository.those_in, base, paths)
    guard = await to_thread.run_sync(context.guard, task)
    bent = guard.bent(changes, before)
    checks = tuple(
        replace(check, name=f"earlier {check.name}")
        for check in context.plan.checks
        if check.kind is CheckKind.TEST
    )
    if not bent or not checks:
        return ()
    tree = context.tree(task.id)
    await to_thread.run_sync(repository.restore, tree, base, bent)
    return await run_checks(context.folder, checks, tree, context.environment, label)


async def validate_phase(context: Context, action: ValidatePhase) -> None:
    """End a phase whose tasks are over: run the checks where all its work has come together."""
    phase = context.run.phases[action.phase].phase
    states = [context.run.tasks[task.id] for task in phase.tasks]
    lost = [state for state in states if state.stage is not Stage.MERGED]
    results = ()
    if context.plan.checks and len(lost) < len(states):
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

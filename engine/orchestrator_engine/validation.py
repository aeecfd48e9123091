"""Machines look at an attempt, and at a phase."""

from orchestrator_engine.checks import run_checks
from orchestrator_engine.context import Context, SetupFailed
from orchestrator_engine.decide import RunChecks, ValidatePhase
from orchestrator_engine.events import ChecksEnded, PhaseEnded
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
    context.journal.append(ChecksEnded(action.task, attempt.number, results))


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

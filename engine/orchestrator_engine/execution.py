"""Having an agent work on a task, and putting what it left behind into git."""

from anyio import to_thread

from orchestrator_engine import protected
from orchestrator_engine.agents.protocol import Access, Ended, Job, Limits, Subject
from orchestrator_engine.asking import ask, outcome
from orchestrator_engine.attempt import Ending
from orchestrator_engine.context import Context, SetupFailed
from orchestrator_engine.decide import CommitAttempt, StartAttempt
from orchestrator_engine.events import AttemptCommitted, AttemptEnded, AttemptStarted
from orchestrator_engine.plan import Task
from orchestrator_engine.prompts import work
from orchestrator_engine.run import Attempt
from orchestrator_engine.system.sweeping import Mark


async def start_attempt(context: Context, action: StartAttempt) -> None:
    """Announce an attempt, have the agent work, and record how it ended."""
    context.journal.append(
        AttemptStarted(action.task, action.attempt, action.round, action.role, action.base)
    )
    try:
        await context.place(action.task, action.base)
        ended, seconds = await ask(context.agent, _job(context, action))
    except SetupFailed as failed:
        ended, seconds = _unready(failed), failed.result.seconds
    context.journal.append(AttemptEnded(action.task, action.attempt, outcome(ended, seconds)))


async def commit_attempt(context: Context, action: CommitAttempt) -> None:
    """Commit the attempt's worktree; a commit that a dead worker made already is adopted."""
    state = context.run.tasks[action.task]
    attempt = state.attempt
    assert attempt is not None
    context.journal.append(await to_thread.run_sync(_commit, context, state.task, attempt))


def _job(context: Context, action: StartAttempt) -> Job:
    task = context.run.tasks[action.task].task
    settings = context.run.created.settings
    return Job(
        subject=Subject(
            task=task.id,
            items=tuple(item.label for item in context.plan.items_of(task)),
            role=action.role,
            round=action.round,
        ),
        prompt=work(context.run, task, action.remarks),
        cwd=context.tree(action.task),
        access=Access.EDIT,
        limits=Limits(settings.task_timeout, settings.idle_timeout),
        environment=context.agent_environment,
        spool=context.folder.log(action.task, action.attempt, action.role),
        mark=Mark(context.folder.id, action.task, action.attempt),
    )


def _unready(failed: SetupFailed) -> Ended:
    return Ended(Ending.FAILED, usd=0.0, why=failed.words)


def _commit(context: Context, task: Task, attempt: Attempt) -> AttemptCommitted:
    repository = context.repository
    kept = context.kept(task.id, attempt.number)
    tree = context.tree(task.id)
    message = f"{task.title}\n\nAttempt {attempt.number} of {task.id}, run {context.folder.id}."
    commit = repository.resolve(kept)
    restored: tuple[str, ...] = ()
    if commit is None:
        commit = repository.commit_tree(tree, attempt.base, message)
        restored = _unasked(context, task, attempt.base, commit)
        if commit is not None and restored:
            repository.restore(tree, attempt.base, restored)
            commit = repository.commit_tree(tree, attempt.base, message)
        commit = commit or attempt.base
        repository.move(kept, commit, None)
    changes = repository.changes(attempt.base, commit)
    return AttemptCommitted(task.id, attempt.number, commit, changes, restored)


def _unasked(context: Context, task: Task, base: str, commit: str | None) -> tuple[str, ...]:
    if commit is None:
        return ()
    origin = context.run.created.origin
    return protected.violations(
        context.repository.changes(base, commit),
        before=frozenset(context.repository.files(origin.base)),
        document=origin.inside,
        words="\n".join(item.words for item in context.plan.items_of(task)),
    )

"""Making a task one commit on the run's branch, without touching anybody's checkout."""

from anyio import to_thread

from orchestrator_engine.context import Context
from orchestrator_engine.decide import Merge
from orchestrator_engine.events import TaskFailed, TaskMerged
from orchestrator_engine.plan import Plan, Task
from orchestrator_engine.system.git import Conflict


async def merge(context: Context, action: Merge) -> None:
    """Merge an accepted task, then take its worktree and its attempts' names away."""
    async with context.merging:
        # The next one begins at the commit that this one leaves in the journal.
        merged = await to_thread.run_sync(_merge, context, action.task)
        context.journal.append(merged)
    if isinstance(merged, TaskMerged):
        await context.displace(action.task)
        for attempt in context.run.tasks[action.task].attempts:
            kept = context.kept(action.task, attempt.number)
            await to_thread.run_sync(context.repository.delete_ref, kept)


def adopt(context: Context) -> TaskMerged | None:
    """The merge that a dead worker made and could not record any more."""
    run = context.run
    tip = context.repository.resolve(context.branch)
    if tip is None or tip == run.head:
        return None
    trailers = context.repository.trailers(tip)
    task = next(iter(trailers.get("Task", ())), None)
    state = run.tasks.get(task or "")
    if state is None or state.attempt is None or state.merged is not None:
        return None
    if context.folder.id not in trailers.get("Run", ()):
        return None
    return TaskMerged(state.task.id, state.attempt.number, tip)


def _merge(context: Context, task_id: str) -> TaskMerged | TaskFailed:
    run = context.run
    state = run.tasks[task_id]
    attempt = state.attempt
    assert attempt is not None
    assert attempt.commit is not None
    assert state.base is not None
    message = _message(context.plan, state.task, context.folder.id, attempt.number)
    made = context.repository.squash_onto(run.head, state.base, attempt.commit, message)
    if isinstance(made, Conflict):
        return TaskFailed(task_id, f"it conflicts with what was merged: {', '.join(made.paths)}")
    if context.repository.branch() == run.created.branch:
        # Moving it would leave a checkout behind that shows the work as deleted.
        return TaskFailed(
            task_id,
            f"you are on the branch {run.created.branch}: switch to another one, then run it again",
        )
    if not context.repository.move(context.branch, made, run.head):
        return TaskFailed(
            task_id,
            f"somebody else moved the branch {run.created.branch}, so it was left as it is",
        )
    return TaskMerged(task_id, attempt.number, made)


def _message(plan: Plan, task: Task, run: str, attempt: int) -> str:
    """The commit's message: a title, the items' words, and trailers that lead back here."""
    items = plan.items_of(task)
    ids = " + ".join(item.label for item in items if item.label != item.title)
    subject = _line(f"{ids}: {task.title}" if ids else task.title).rstrip(".")
    body = "\n\n".join(item.words.strip() for item in items)
    trailers = [*(f"Spec-Item: {_line(item.label)}" for item in items)]
    trailers += [f"Run: {run}", f"Task: {task.id}", f"Attempt: {attempt}"]
    return "\n\n".join((subject, body, "\n".join(trailers))) + "\n"


def _line(text: str) -> str:
    return " ".join(text.split())

"""Making a task one commit on the run's branch, one at a time and without anybody's checkout.

Where the branch is still where the task began, its commit is put there as it was checked and
reviewed. Where others were merged meanwhile it is put on top of them, seen to have lost nothing,
and checked again; what does not pass opens the task again.
"""

from anyio import to_thread

from orchestrator_engine.actions import Merge
from orchestrator_engine.context import Context
from orchestrator_engine.events import MergeHeld, RebaseChecked, TaskMerged, TaskReopened
from orchestrator_engine.plan import Plan, Task
from orchestrator_engine.rebasing import (
    checks_words,
    conflict_words,
    dropped,
    dropped_words,
    lines_of,
)
from orchestrator_engine.run import TaskState
from orchestrator_engine.system.git import Conflict
from orchestrator_engine.validation import look_at
from orchestrator_engine.wording import task_name


class Held(Exception):  # noqa: N818  # what happened, not a kind of error
    """The branch cannot be moved before a person did something about it: the words say what."""


class DoesNotFit(Exception):  # noqa: N818  # as above
    """The work does not go together with what was merged: the words are a remark on it."""


async def merge(context: Context, action: Merge) -> None:
    """Merge an accepted task, then take its worktree and its attempts' names away."""
    async with context.merging:
        # The next one begins at the commit that this one leaves in the journal.
        event = await _merged(context, context.run.tasks[action.task])
        context.journal.append(event)
    if isinstance(event, TaskMerged):
        await context.displace(action.task)
        kept = [
            context.kept(action.task, attempt.number)
            for attempt in context.run.tasks[action.task].attempts
        ]
        await to_thread.run_sync(context.repository.delete_refs, kept)


def adopt(context: Context) -> TaskMerged | None:
    """The merge that a dead worker made and could not record any more.

    Somebody else may have put commits on top of it since.
    """
    run = context.run
    tip = context.repository.resolve(context.branch)
    if tip is None or tip == run.head:
        return None
    for commit in context.repository.since(run.head, tip):
        trailers = context.repository.trailers(commit)
        task = next(iter(trailers.get("Task", ())), None)
        state = run.tasks.get(task or "")
        if state is None or state.attempt is None or state.merged is not None:
            continue
        if context.folder.id in trailers.get("Run", ()):
            return TaskMerged(state.task.id, state.attempt.number, commit)
    return None


async def _merged(context: Context, state: TaskState) -> TaskMerged | TaskReopened | MergeHeld:
    attempt = state.attempt
    assert attempt is not None
    try:
        head = await to_thread.run_sync(_head, context)
        commit = await to_thread.run_sync(_squash, context, state, head)
        if head != state.base:
            await _check(context, state, head, commit)
        await to_thread.run_sync(_move, context, commit, head)
    except Held as held:
        return MergeHeld(state.task.id, attempt.number, str(held))
    except DoesNotFit as misfit:
        return TaskReopened(state.task.id, attempt.number, str(misfit))
    return TaskMerged(state.task.id, attempt.number, commit)


def _head(context: Context) -> str:
    """The commit that the branch is at: the run's, or one that a person put on top of it."""
    head = context.run.head
    tip = context.repository.resolve(context.branch)
    if tip == head:
        return head
    branch = context.run.created.branch
    back = f"Put it back (git branch -f {branch} {head[:10]}), then let the run go on"
    if tip is None:
        raise Held(f"somebody deleted the branch {branch}. {back}")
    if not context.repository.is_ancestor(head, tip):
        raise Held(f"somebody else moved the branch {branch} to {tip[:10]}. {back}")
    return tip


def _squash(context: Context, state: TaskState, head: str) -> str:
    """The task as one commit on `head`; raises `DoesNotFit`."""
    repository, attempt = context.repository, state.attempt
    assert attempt is not None
    assert attempt.commit is not None
    assert state.base is not None
    message = _message(context.plan, state.task, context.folder.id, attempt.number)
    made = repository.squash_onto(head, state.base, attempt.commit, message)
    ours = f"The change of {task_name(context.run, state.task.id)}"
    if isinstance(made, Conflict):
        others = _others(context, state.base, head, made.paths)
        raise DoesNotFit(conflict_words(made, others, ours))
    if head != state.base:
        lost = dropped(
            lines_of(repository.lines(state.base, attempt.commit)),
            lines_of(repository.lines(head, made)),
            lines_of(repository.lines(state.base, head)),
        )
        if lost:
            others = _others(context, state.base, head, None)
            raise DoesNotFit(dropped_words(lost, others, ours))
    return made


async def _check(context: Context, state: TaskState, head: str, commit: str) -> None:
    """Run the checks where the change has come together with others; raises `DoesNotFit`."""
    attempt = state.attempt
    assert attempt is not None
    label = f"{state.task.id}.{attempt.number}.rebased"
    results = await look_at(context, state.task, head, commit, label)
    context.journal.append(RebaseChecked(state.task.id, attempt.number, commit, results))
    failed = [result.failure for result in results if not result.passed]
    if failed:
        assert state.base is not None
        others = await to_thread.run_sync(_others, context, state.base, head, None)
        ours = f"The change of {task_name(context.run, state.task.id)}"
        raise DoesNotFit(checks_words(failed, others, ours))


def _move(context: Context, commit: str, head: str) -> None:
    """Move the branch; raises `Held` where that would be under somebody's feet."""
    branch = context.run.created.branch
    if context.repository.in_use(context.branch):
        # Moving it would leave a checkout behind that shows the work as deleted.
        raise Held(
            f"you are on the branch {branch}, which this run moves. Switch to another one, "
            "then let the run go on"
        )
    if not context.repository.move(context.branch, commit, head):
        raise Held(f"somebody else moved the branch {branch} just now. Let the run go on")


def _others(
    context: Context, base: str, head: str, paths: tuple[str, ...] | None
) -> tuple[str, ...]:
    """The tasks that were merged between two commits, and changed one of the paths."""
    commits = frozenset(context.repository.since(base, head))
    return tuple(
        task_name(context.run, state.task.id)
        for state in context.run.tasks.values()
        if state.merged in commits and (paths is None or _changed(state).intersection(paths))
    )


def _changed(state: TaskState) -> set[str]:
    return {change.path for attempt in state.attempts for change in attempt.changes}


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

"""Taking one task of a run back: a new commit, on a branch of ours, and an open box.

`look` says what would happen and changes no branch; `take_back` does it.
"""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from orchestrator_engine.attempt import Change
from orchestrator_engine.boxes import untick_file
from orchestrator_engine.claims import claimed
from orchestrator_engine.errors import AlreadyRunning, CannotRevert
from orchestrator_engine.events import Event, ItemsUnticked, TaskReverted
from orchestrator_engine.journal import Journal
from orchestrator_engine.leaving import leave_report, leave_summary
from orchestrator_engine.places import RunFolder
from orchestrator_engine.plan import PlannedItem
from orchestrator_engine.run import Run, TaskState
from orchestrator_engine.system.git import Conflict, Repository
from orchestrator_engine.system.locks import Lock, Taken
from orchestrator_engine.wording import some_of, task_name, tasks_called

TRAILER = "Reverts-Task"
"""The trailer of a commit that takes a task back, which names the task."""

OPEN_IN_EDITOR = "an editor has the document open: untick it there"


@dataclass(frozen=True, slots=True)
class Built:
    """A later task that builds on the one that is taken back, and stays: `why` says how."""

    task: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Reversal:
    """Taking back a task: the commit `made` undoes `commit` on top of `onto`, for `branch`.

    `taken` says that the person's own branch has the work already, so that `branch` is a new one,
    which they may merge. `items` are those whose boxes are opened again.
    """

    task: str
    name: str
    commit: str
    made: str
    onto: str
    branch: str
    taken: bool
    built: tuple[Built, ...]
    items: tuple[PlannedItem, ...]


def look(folder: RunFolder, run: Run, repository: Repository, wanted: str) -> Reversal:
    """What taking back a task (its id, or an item's) comes to; moves nothing.

    Raises `CannotRevert` with the reason where that is not possible.
    """
    if not run.over:
        raise CannotRevert(
            f"run {folder.id} was cut short, and its journal may not know of all it did",
            f"Let it come to its end first: code-orch resume {folder.id}",
        )
    state = _find(run, wanted)
    assert state.merged is not None
    name = task_name(run, state.task.id)
    taken = repository.resolve("HEAD")
    if taken is not None and repository.is_ancestor(state.merged, taken):
        branch = f"{run.created.branch}-without-{_plain(state.task.id)}"
        onto = taken
    else:
        taken = None
        branch, onto = run.created.branch, _tip(run, repository, state.merged)
    _require_free(repository, branch, new=taken is not None)
    later = _later(run, repository, state, onto)
    mine = {change.path for change in _changed(state)}
    clashing = _clashing(repository, state.merged, mine, later)
    built = tuple(_built(run, state, later, clashing, mine))
    made = _made(folder, repository, state, run.head, onto)
    made = made or repository.undo(state.merged, onto, _message(folder, run, state, name))
    if isinstance(made, Conflict):
        ids = {each.task.id for each in clashing}
        raise _conflict(folder.id, name, made, [each for each in built if each.task in ids])
    return Reversal(
        task=state.task.id,
        name=name,
        commit=state.merged,
        made=made,
        onto=onto,
        branch=branch,
        taken=taken is not None,
        built=built,
        items=() if taken is not None else _ticked(run, state),
    )


def take_back(folder: RunFolder, run: Run, repository: Repository, reversal: Reversal) -> Run:
    """Move the branch, open the boxes, and write both into the run; the run as it is then.

    Raises `AlreadyRunning` where somebody drives it, and `CannotRevert` where the branch moved.
    """
    try:
        lock = Lock(folder.supervisor_lock)
    except Taken:
        raise _driven(folder) from None
    try:
        with closing(Journal.take_over(folder, "code-orch revert")) as journal:
            ref = f"refs/heads/{reversal.branch}"
            old = None if reversal.taken else reversal.onto
            same = journal.run.seq == run.seq
            there = repository.is_ancestor(reversal.made, ref)
            if not (same and (there or repository.move(ref, reversal.made, old))):
                raise CannotRevert(
                    f"the run, or its branch {reversal.branch}, went on just now",
                    "Look at it, then try again.",
                )
            journal.append(TaskReverted(reversal.task, reversal.made, reversal.branch))
            if reversal.items:
                journal.append(_untick(run, list(reversal.items)))
            after = journal.run
        leave_report(folder, after)
        leave_summary(folder)
        return after
    finally:
        lock.release()


def adopt(folder: RunFolder, run: Run, repository: Repository) -> Iterator[Event]:
    """What was taken back, and could not be written down before we were killed."""
    tip = repository.resolve(f"refs/heads/{run.created.branch}")
    if tip is None or tip == run.head:
        return
    for commit in repository.since(run.head, tip):
        trailers = repository.trailers(commit)
        state = run.tasks.get(next(iter(trailers.get(TRAILER, ())), ""))
        ours = folder.id in trailers.get("Run", ())
        if ours and state is not None and state.merged is not None and state.reverted is None:
            yield TaskReverted(state.task.id, commit, run.created.branch)
            items = _ticked(run, state)
            if items:
                yield _untick(run, list(items))


def _find(run: Run, wanted: str) -> TaskState:
    """The merged task that is meant."""
    found = [run.tasks[task] for task in tasks_called(run, wanted)]
    if not found:
        merged = [task_name(run, each.task.id) for each in run.tasks.values() if each.merged]
        has = ", ".join(merged[:5]) or "none"
        raise CannotRevert(f"the run has no task {wanted}", f"Those that are merged: {has}.")
    ids = ", ".join(state.task.id for state in found)
    if len(found) > 1:
        raise CannotRevert(f"{wanted} is several tasks: {ids}", "Name one of them by its id.")
    (state,) = found
    if state.reverted is not None:
        raise CannotRevert(
            f"{task_name(run, state.task.id)} is taken back already",
            f"Look at it with: git show {state.reverted[:10]}",
        )
    if state.merged is None:
        raise CannotRevert(
            f"{task_name(run, state.task.id)} was not merged",
            "There is nothing of it on the run's branch that could be taken back.",
        )
    return state


def _tip(run: Run, repository: Repository, merged: str) -> str:
    branch = run.created.branch
    tip = repository.resolve(f"refs/heads/{branch}")
    if tip is None:
        raise CannotRevert(
            f"the run's branch {branch} is gone, and your branch does not have its commits",
            f"If you squashed them into one of yours, take that back with git revert; or bring the "
            f"branch back with: git branch {branch} {run.head[:10]}",
        )
    if not repository.is_ancestor(merged, tip):
        raise CannotRevert(
            f"the task's commit {merged[:10]} is not on the branch {branch} any more",
            f"See what became of it: git log {branch}",
        )
    return tip


def _made(
    folder: RunFolder, repository: Repository, state: TaskState, head: str, onto: str
) -> str | None:
    """The commit that we were killed after, before it could be written down."""
    for commit in repository.since(head, onto):
        trailers = repository.trailers(commit)
        if folder.id in trailers.get("Run", ()) and state.task.id in trailers.get(TRAILER, ()):
            return commit
    return None


def _require_free(repository: Repository, branch: str, *, new: bool) -> None:
    ref = f"refs/heads/{branch}"
    if new and repository.resolve(ref) is not None:
        raise CannotRevert(
            f"there is a branch {branch} already",
            f"Merge it (git merge {branch}) or give it up (git branch -D {branch}).",
        )
    if repository.in_use(ref):
        raise CannotRevert(
            f"you are on the branch {branch}, and nothing moves it under you",
            "Switch to another branch, then try again.",
        )


def _driven(folder: RunFolder) -> AlreadyRunning:
    return AlreadyRunning(
        f"run {folder.id} is going on", f"Stop it first: code-orch stop {folder.id}"
    )


def _later(run: Run, repository: Repository, state: TaskState, onto: str) -> list[TaskState]:
    """The tasks that were merged after it and are still there, in order."""
    assert state.merged is not None
    place = {commit: at for at, commit in enumerate(repository.since(state.merged, onto))}
    states = [s for s in run.tasks.values() if s.merged in place and s.reverted is None]
    return sorted(states, key=lambda each: place[each.merged or ""])


def _clashing(
    repository: Repository, commit: str, mine: set[str], later: list[TaskState]
) -> list[TaskState]:
    """The tasks that changed the very lines: from them on it cannot be taken back."""
    found: list[TaskState] = []
    before: frozenset[str] = frozenset()
    for state in later:
        assert state.merged is not None
        if mine.isdisjoint(change.path for change in _changed(state)):
            continue
        made = repository.undo(commit, state.merged, "to see whether it can be taken back")
        now = frozenset(made.paths) if isinstance(made, Conflict) else frozenset[str]()
        if now - before:
            found.append(state)
        before = now
    return found


def _built(
    run: Run, state: TaskState, later: list[TaskState], clashing: list[TaskState], mine: set[str]
) -> Iterator[Built]:
    waiting = {state.task.id}
    for each in later:
        why: list[str] = []
        if waiting.intersection(each.task.after):
            waiting.add(each.task.id)
            why.append("it waits for it in the plan")
        same = sorted(mine & {change.path for change in _changed(each)})
        if each in clashing:
            why.append(f"it changes the same lines of {', '.join(same)}")
        elif same:
            why.append(f"it changes {some_of(same)} too")
        if why:
            yield Built(each.task.id, task_name(run, each.task.id), " and ".join(why))


def _changed(state: TaskState) -> Iterator[Change]:
    for attempt in state.attempts:
        yield from attempt.changes


def _conflict(run: str, name: str, conflict: Conflict, clashing: list[Built]) -> CannotRevert:
    paths = ", ".join(conflict.paths)
    if not clashing:
        return CannotRevert(
            f"{name} cannot be taken back: its lines in {paths} were changed since, and not by "
            "this run",
            "Change them by hand, or with git revert, where you have those changes checked out.",
        )
    names = ", ".join(f"{each.name} ({each.task})" for each in clashing)
    return CannotRevert(
        f"{name} cannot be taken back alone: {names} changed the same lines of {paths}",
        f"Take that back first: code-orch revert {run} {clashing[-1].task}",
    )


def _ticked(run: Run, state: TaskState) -> tuple[PlannedItem, ...]:
    assert run.plan is not None
    return tuple(item for item in run.plan.items_of(state.task) if item.handle in run.ticked)


def _untick(run: Run, items: list[PlannedItem]) -> ItemsUnticked:
    document = Path(run.created.origin.document)
    if claimed(document):
        left = tuple((item.handle, OPEN_IN_EDITOR) for item in items)
        return ItemsUnticked((), "engine", left)
    return untick_file(document, items)


def _message(folder: RunFolder, run: Run, state: TaskState, name: str) -> str:
    assert run.plan is not None
    trailers = [
        f"Spec-Item: {' '.join(item.label.split())}" for item in run.plan.items_of(state.task)
    ]
    trailers += [f"Run: {folder.id}", f"{TRAILER}: {state.task.id}"]
    subject = f"Take back {' '.join(name.split())}"
    body = f"This reverts commit {state.merged}."
    return "\n\n".join((subject, body, "\n".join(trailers))) + "\n"


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "-", name)

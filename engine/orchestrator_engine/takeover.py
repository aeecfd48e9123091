"""Before a worker's first action and after its last: journal, git and ledger made to agree."""

import logging
import os
from collections.abc import Generator
from contextlib import contextmanager

import orchestrator_engine
from orchestrator_engine import (
    commands,
    merging,
    reverting,
)
from orchestrator_engine import events as e
from orchestrator_engine.attempt import Role
from orchestrator_engine.context import Context
from orchestrator_engine.errors import BadStore
from orchestrator_engine.journal import read
from orchestrator_engine.leaving import leave_report
from orchestrator_engine.ledger import Ledger, calls_of
from orchestrator_engine.places import RunFolder
from orchestrator_engine.recover import abandon
from orchestrator_engine.run import Run, Stage
from orchestrator_engine.spending import Limit

log = logging.getLogger(__name__)

CUT_SHORT = "the worker that began it was gone"


def recover(context: Context, swept: int) -> None:
    """Make the journal true again after a predecessor died, and begin a new reign.

    A run that has ended goes on only where a person asked for it: a worker that died after the end,
    with nothing left to do but to go, must not begin again what somebody stopped.
    """
    repository = context.repository
    context.journal.append(e.WorkerTookOver(os.getpid(), orchestrator_engine.__version__, swept))
    if context.run.over:
        obey(context)
    if context.run.over:
        write_report(context)
        return
    run = context.run
    keep_the_ledger(context)
    repository.drop_stale_locks(context.branch, f"refs/code-orch/{context.folder.id}")
    if repository.resolve(context.branch) is None:
        repository.move(context.branch, run.head, None)
    merged = merging.adopt(context)
    if merged is not None:
        context.journal.append(merged)
    taken_back = tuple(reverting.adopt(context.folder, context.run, repository))
    if taken_back:
        context.journal.append(*taken_back)
    committed = frozenset(
        (state.task.id, state.attempt.number)
        for state in context.run.tasks.values()
        if state.attempt is not None
        and state.stage is Stage.ENDED
        and repository.resolve(context.kept(state.task.id, state.attempt.number)) is not None
    )
    abandoned = tuple(abandon(context.run, committed, CUT_SHORT))
    if abandoned:
        context.journal.append(*abandoned)


def obey(context: Context) -> list[e.CommandApplied]:
    """Answer what was asked, in order: a stop from before a resume is not meant for what came.

    Returns what was applied and not refused.
    """
    journal = context.journal
    applied: list[e.CommandApplied] = []
    for command in journal.commands():
        events = commands.answer(command, journal.run)
        journal.append(*events)
        obeyed = any(isinstance(one, e.CommandApplied) and not one.why for one in events)
        if obeyed and command.name == "resume" and context.ledger is not None:
            # A person knows better than the last answer of an agent.
            with by_itself():
                for account in {context.member(role).account for role in Role}:
                    context.ledger.open_gate(account)
        applied += [one for one in events if isinstance(one, e.CommandApplied) and not one.why]
    return applied


def keep_the_ledger(context: Context) -> None:
    """Make the day's ledger agree with the journal, while no agent works."""
    if context.ledger is None:
        return
    rehearsed = context.run.rehearsal
    calls = [
        call
        for call in calls_of(read(context.folder), rehearsed=rehearsed)
        if not rehearsed or (call.amount is not None and call.amount.usd)
    ]
    with by_itself():
        context.ledger.adopt(context.folder.id, calls, rehearsed=rehearsed)


@contextmanager
def by_itself() -> Generator[None]:
    """Go on without what all runs share, where that cannot be used."""
    try:
        yield
    except BadStore as error:
        log.warning("%s", error.message)


def ledger_of(folder: RunFolder, run: Run) -> Ledger | None:
    """What all runs share; raises `BadStore` where a run cannot do without."""
    try:
        return Ledger(folder.state)
    except BadStore as error:
        if run.budget.day != Limit():
            raise
        log.warning("%s", error.message)
        return None


def write_report(context: Context) -> None:
    """Leave the report in the run's folder."""
    leave_report(context.folder, context.run)


def tidy(context: Context) -> None:
    """Take the run's worktrees away, and the names of attempts whose task is merged.

    Attempts at tasks that are not merged stay: their commits are all that is left of the work.
    """
    ours = context.folder.worktrees
    known = (path for path in context.repository.worktrees() if path.is_relative_to(ours))
    for path in sorted({*ours.glob("*"), *known}):
        context.repository.remove_worktree(path)
    for ref in context.repository.refs(f"refs/code-orch/{context.folder.id}"):
        state = context.run.tasks.get(ref.split("/")[3])
        if state is not None and state.merged is not None:
            context.repository.delete_ref(ref)
    _drop_empty_branch(context)


def _drop_empty_branch(context: Context) -> None:
    """Take the run's branch away where nothing came onto it; it is made anew when needed."""
    begin = context.run.created.origin.base
    if context.run.head == begin and not context.repository.in_use(context.branch):
        context.repository.delete_ref(context.branch, begin)

"""The process that drives one run: fold, decide, do, append.

`decide` says what to do, the rooms do it and append what happened. Nothing here has an opinion.
"""

import logging
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import anyio
from anyio import CancelScope, to_thread
from anyio.abc import TaskGroup

import orchestrator_engine
from orchestrator_engine import (
    agents,
    bookkeeping,
    commands,
    decide,
    execution,
    merging,
    reviewing,
    ticking,
    validation,
)
from orchestrator_engine import events as e
from orchestrator_engine.context import Context
from orchestrator_engine.decide import Action
from orchestrator_engine.errors import Refusal
from orchestrator_engine.journal import Journal
from orchestrator_engine.places import RunFolder
from orchestrator_engine.recover import abandon
from orchestrator_engine.report import report
from orchestrator_engine.run import Stage, Status
from orchestrator_engine.store import Fenced, StoreFull
from orchestrator_engine.system.environment import allowed
from orchestrator_engine.system.git import GitFailed, Repository
from orchestrator_engine.system.processes import until_orphaned
from orchestrator_engine.system.sweeping import sweep

log = logging.getLogger(__name__)

OVER = 0
"""The exit code of a worker whose run has ended."""

GONE = 75
"""The exit code of a worker that was told to go, or found that another one has its run."""

REFUSED = 78
"""The exit code of a worker that cannot work, and would say the same each time."""

LOOK = 0.1
"""Seconds between two looks at the inbox, when nothing else happens."""

ROOMS: Mapping[type[Action], Callable[[Context, Any], Awaitable[None]]] = {
    decide.TakeBaseline: validation.take_baseline,
    decide.StartAttempt: execution.start_attempt,
    decide.CommitAttempt: execution.commit_attempt,
    decide.RunChecks: validation.check_attempt,
    decide.AskReview: reviewing.ask_review,
    decide.Merge: merging.merge,
    decide.TickItems: ticking.tick_items,
    decide.ValidatePhase: validation.validate_phase,
}
"""Which room carries out which action; the others are only written down."""

Mishap = TypeVar("Mishap", bound=Exception)

CUT_SHORT = "the worker that began it was gone"


class Worker:
    """Drives the run of one context until it ends."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._busy: dict[str, tuple[Action, CancelScope]] = {}
        self._news = anyio.Event()
        self._last_start = float("-inf")
        self._restarting = False

    async def drive(self) -> None:
        """Decide and do until the run has ended."""
        async with anyio.create_task_group() as group:
            seen: tuple[int, frozenset[str]] | None = None
            while not self.context.run.over:
                self._obey()
                now = (self.context.run.seq, frozenset(self._busy))
                # The same run wants the same as before.
                if now != seen and not self._restarting:
                    seen = now
                    for action in decide.decide(self.context.run, now[1]):
                        await self._begin(action, group)
                with anyio.move_on_after(LOOK):
                    await self._news.wait()
                self._news = anyio.Event()

    async def _begin(self, action: Action, group: TaskGroup) -> None:
        if isinstance(action, decide.End):
            await self._end(action)
        elif type(action) in ROOMS:
            scope = CancelScope()
            self._busy[action.subject] = (action, scope)
            group.start_soon(self._do, action, scope)
            return
        else:
            journal = self.context.journal
            journal.append(*bookkeeping.outright(action, journal.run))
        self._news.set()

    async def _do(self, action: Action, scope: CancelScope) -> None:
        try:
            with scope:
                if isinstance(action, decide.StartAttempt):
                    await self._take_turns()
                await ROOMS[type(action)](self.context, action)
        finally:
            del self._busy[action.subject]
            self._news.set()

    async def _take_turns(self) -> None:
        """Keep the distance between two starts of agents that the settings ask for."""
        delay = self.context.run.created.settings.agent_start_delay
        turn = max(anyio.current_time(), self._last_start + delay)
        self._last_start = turn
        await anyio.sleep_until(turn)

    def _obey(self) -> None:
        """Apply what was asked, and cut short what it is about."""
        journal = self.context.journal
        applied = _obey(journal)
        self._restarting = self._restarting or any(one.name == "restart" for one in applied)
        under_way = [action for action, _ in self._busy.values()]
        for action in bookkeeping.cut_short(journal.run, under_way, restarting=self._restarting):
            self._busy[action.subject][1].cancel()
        if self._restarting and not self._busy:
            self._restarting = False
            again = bookkeeping.begun_again(journal.run)
            if again:
                journal.append(*again)

    async def _end(self, end: decide.End) -> None:
        # Tidied up before it is said that the run has ended: what is cut short here is done again.
        await to_thread.run_sync(tidy, self.context)
        await ticking.settle(self.context)
        self.context.journal.append(*bookkeeping.outright(end, self.context.run))
        write_report(self.context)


def _obey(journal: Journal) -> list[e.CommandApplied]:
    """Answer what was asked, in order: a stop from before a resume is not meant for what came.

    Returns what was applied and not refused.
    """
    applied: list[e.CommandApplied] = []
    for command in journal.commands():
        events = commands.answer(command, journal.run)
        journal.append(*events)
        applied += [one for one in events if isinstance(one, e.CommandApplied) and not one.why]
    return applied


def write_report(context: Context) -> None:
    """Leave the report in the run's folder, whole or not at all: a run ends without it too."""
    draft = context.folder.report.with_suffix(".new")
    try:
        draft.write_text(report(context.run, context.folder.id), "utf-8")
        draft.replace(context.folder.report)
    except OSError as error:
        log.warning("the report cannot be written: %s", error)


def tidy(context: Context) -> None:
    """Take the run's worktrees away, and the names of attempts whose task is merged.

    Attempts at tasks that are not merged stay: their commits are all that is left of the work.
    """
    for path in sorted(context.folder.worktrees.glob("*")):
        context.repository.remove_worktree(path)
    for ref in context.repository.refs(f"refs/code-orch/{context.folder.id}"):
        state = context.run.tasks.get(ref.split("/")[3])
        if state is not None and state.merged is not None:
            context.repository.delete_ref(ref)


def recover(context: Context, swept: int) -> None:
    """Make the journal true again after a predecessor died, and begin a new reign.

    A run that has ended goes on only where a person asked for it: a worker that died after the end,
    with nothing left to do but to go, must not begin again what somebody stopped.
    """
    repository = context.repository
    context.journal.append(e.WorkerTookOver(os.getpid(), orchestrator_engine.__version__, swept))
    if context.run.over:
        _obey(context.journal)
    if context.run.over:
        write_report(context)
        return
    run = context.run
    repository.drop_stale_locks(context.branch)
    if repository.resolve(context.branch) is None:
        repository.move(context.branch, run.head, None)
    merged = merging.adopt(context)
    if merged is not None:
        context.journal.append(merged)
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


async def drive(folder: RunFolder) -> int:
    """Take a run over and drive it to its end; the exit code of the process."""
    journal = await to_thread.run_sync(Journal.take_over, folder, f"worker {os.getpid()}")
    swept = await to_thread.run_sync(sweep, folder.id)
    created = journal.run.created
    adapter = agents.AGENTS[created.settings.agent]
    context = Context(
        folder=folder,
        journal=journal,
        repository=Repository(Path(created.origin.repository), folder.id, folder.state),
        agent=agents.make(created.settings.agent, Path(created.origin.document)),
        environment=allowed(os.environ),
        agent_environment=allowed(os.environ, adapter.environment),
    )
    code = GONE
    try:
        async with anyio.create_task_group() as group:

            async def go_when_orphaned() -> None:
                await until_orphaned()
                log.warning("the supervisor is gone, and so am I")
                group.cancel_scope.cancel()

            group.start_soon(go_when_orphaned)
            await reign(context, swept)
            code = OVER
            group.cancel_scope.cancel()
    finally:
        journal.close()
    return code


async def reign(context: Context, swept: int) -> None:
    """Recover, and drive the run to its end; what would stop every further try too pauses it.

    To begin again by oneself would have agents paid for the same work again and again.
    """
    try:
        await to_thread.run_sync(recover, context, swept)
        await Worker(context).drive()
    except* StoreFull as full:
        log.warning("%s", full.exceptions[0])
        pause(context, "the disk is full")
    except* GitFailed as failed:
        first = _first(failed)
        if first.killed:
            raise
        log.warning("%s", first)
        pause(context, str(first))


def pause(context: Context, why: str) -> None:
    """End the run for now, even though the disk may be full."""
    if context.run.over:
        return
    abandoned = abandon(context.run, frozenset(), why)
    context.journal.append_last(*abandoned, e.RunEnded(Status.PAUSED, why))
    write_report(context)


def _first(group: BaseExceptionGroup[Mishap]) -> Mishap:
    first = group.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first


def main(arguments: list[str]) -> int:
    """Drive the run in the folder that is the only argument."""
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s worker %(process)d %(levelname)s %(message)s"
    )
    folder = RunFolder(Path(arguments[0]))
    code = GONE
    try:
        code = anyio.run(drive, folder)
    except* Fenced:
        log.warning("another worker has this run")
    except* Refusal as refusals:
        refusal = _first(refusals)
        log.error("%s: %s", refusal.message, refusal.hint)  # noqa: TRY400  # an answer, no bug
        with suppress(OSError):
            folder.given_up.write_text(f"{refusal.message}; {refusal.hint}\n", "utf-8")
        code = REFUSED
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

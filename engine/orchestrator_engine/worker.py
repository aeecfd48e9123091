"""The process that drives one run: fold, decide, do, append.

`decide` says what to do, the rooms do it and append what happened. Nothing here has an opinion.
"""

import logging
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import anyio
from anyio import CancelScope, to_thread
from anyio.abc import TaskGroup

import orchestrator_engine
from orchestrator_engine import agents, decide, execution, merging, reviewing, ticking, validation
from orchestrator_engine import events as e
from orchestrator_engine.context import Context
from orchestrator_engine.decide import Action
from orchestrator_engine.journal import Journal
from orchestrator_engine.places import RunFolder
from orchestrator_engine.recover import abandon
from orchestrator_engine.report import report
from orchestrator_engine.run import Run, Stage, Status
from orchestrator_engine.store import Command, Fenced, StoreFull
from orchestrator_engine.system.environment import allowed
from orchestrator_engine.system.git import Repository
from orchestrator_engine.system.processes import until_orphaned
from orchestrator_engine.system.sweeping import sweep

log = logging.getLogger(__name__)

OVER = 0
"""The exit code of a worker whose run has ended."""

GONE = 75
"""The exit code of a worker that was told to go, or found that another one has its run."""

LOOK = 0.1
"""Seconds between two looks at the inbox, when nothing else happens."""

ROOMS: Mapping[type[Action], Callable[[Context, Any], Awaitable[None]]] = {
    decide.StartAttempt: execution.start_attempt,
    decide.CommitAttempt: execution.commit_attempt,
    decide.RunChecks: validation.check_attempt,
    decide.AskReview: reviewing.ask_review,
    decide.Merge: merging.merge,
    decide.TickItems: ticking.tick_items,
    decide.ValidatePhase: validation.validate_phase,
}
"""Which room carries out which action; the others are only written down."""

CUT_SHORT = "the worker that began it was gone"
STOPPED = "the run was stopped"


class Worker:
    """Drives the run of one context until it ends."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._busy: dict[str, CancelScope] = {}
        self._news = anyio.Event()
        self._last_start = float("-inf")

    async def drive(self) -> None:
        """Decide and do until the run has ended."""
        async with anyio.create_task_group() as group:
            while not self.context.run.over:
                self._obey()
                for action in decide.decide(self.context.run, frozenset(self._busy)):
                    await self._begin(action, group)
                with anyio.move_on_after(LOOK):
                    await self._news.wait()
                self._news = anyio.Event()

    async def _begin(self, action: Action, group: TaskGroup) -> None:
        match action:
            case decide.StartPhase(phase=phase):
                self.context.journal.append(e.PhaseStarted(phase))
            case decide.FailTask(task=task, why=why):
                self.context.journal.append(e.TaskFailed(task, why))
            case decide.SkipTask(task=task, why=why):
                self.context.journal.append(e.TaskSkipped(task, why))
            case decide.FailPhase(phase=phase, why=why):
                self.context.journal.append(e.PhaseEnded(phase, passed=False, why=why, results=()))
            case decide.End():
                await self._end(action)
            case _:
                self._busy[action.subject] = scope = CancelScope()
                group.start_soon(self._do, action, scope)
                return
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
        for command in self.context.journal.commands():
            self.context.journal.append(*_answer(command, self.context.run))
        if self.context.run.stopping is not None:
            for subject, scope in self._busy.items():
                # A tick is short, and a stopped run's document tells the truth too.
                if subject != decide.TickItems.subject:
                    scope.cancel()

    async def _end(self, end: decide.End) -> None:
        # Tidied up before it is said that the run has ended: what is cut short here is done again.
        await to_thread.run_sync(tidy, self.context)
        await ticking.settle(self.context)
        abandoned = abandon(self.context.run, frozenset(), STOPPED)
        self.context.journal.append(*abandoned, e.RunEnded(end.status, end.why))
        self.context.folder.report.write_text(
            report(self.context.run, self.context.folder.id), "utf-8"
        )


def _answer(command: Command, run: Run) -> tuple[e.Event, ...]:
    match command.name:
        case "stop":
            return (e.CommandApplied(command.id, command.name),)
        case "ticked":
            known = {item.handle for item in run.plan.items} if run.plan else set[str]()
            items = tuple(str(each) for each in command.data.get("items", ()) if each in known)
            return (e.ItemsTicked(items, "editor"), e.CommandApplied(command.id, command.name))
        case _:
            why = f"there is no command {command.name}"
            return (e.CommandApplied(command.id, command.name, why),)


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
    """Make the journal true again after a predecessor died, and begin a new reign."""
    repository, run = context.repository, context.run
    taken = e.WorkerTookOver(os.getpid(), orchestrator_engine.__version__, swept)
    context.journal.append(taken, *((e.RunResumed(),) if run.over else ()))
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
            await to_thread.run_sync(recover, context, swept)
            await Worker(context).drive()
            code = OVER
            group.cancel_scope.cancel()
    except* StoreFull as full:
        log.warning("%s", full.exceptions[0])
        journal.append_last(e.RunEnded(Status.PAUSED, "the disk is full"))
        code = OVER
    return code


def main(arguments: list[str]) -> int:
    """Drive the run in the folder that is the only argument."""
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s worker %(process)d %(levelname)s %(message)s"
    )
    try:
        return anyio.run(drive, RunFolder(Path(arguments[0])))
    except* Fenced:
        log.warning("another worker has this run")
    return GONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The process that drives one run: fold, decide, do, append.

`decide` says what to do, the rooms do it and append what happened. Nothing here has an opinion.
"""

import errno
import logging
import os
import random
import sys
import time
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import anyio
from anyio import CancelScope, to_thread
from anyio.abc import TaskGroup

import orchestrator_engine
from orchestrator_engine import (
    agents,
    bookkeeping,
    budget,
    commands,
    decide,
    execution,
    merging,
    planner,
    reverting,
    reviewing,
    telemetry,
    ticking,
    validation,
    waiting,
)
from orchestrator_engine import events as e
from orchestrator_engine.agents.protocol import Agent, Job
from orchestrator_engine.agents.recorder import Recorder
from orchestrator_engine.attempt import Role
from orchestrator_engine.budget import Today
from orchestrator_engine.context import Context, Member
from orchestrator_engine.decide import Action
from orchestrator_engine.errors import BadStore, Refusal
from orchestrator_engine.journal import Journal, read
from orchestrator_engine.ledger import Ledger, calls_of
from orchestrator_engine.notifying import Notifier
from orchestrator_engine.places import RunFolder
from orchestrator_engine.plugins.calling import Plugins
from orchestrator_engine.recover import abandon
from orchestrator_engine.report import report
from orchestrator_engine.run import Run, Stage, Status, Wait
from orchestrator_engine.snapshot import LONG
from orchestrator_engine.spending import Limit
from orchestrator_engine.store import Fenced, StoreFull
from orchestrator_engine.system import logs, sandbox
from orchestrator_engine.system.children import holding
from orchestrator_engine.system.environment import allowed
from orchestrator_engine.system.git import GitFailed, Repository
from orchestrator_engine.system.keeper import adopt_orphans
from orchestrator_engine.system.locks import Taken, locked
from orchestrator_engine.system.processes import until_orphaned
from orchestrator_engine.system.secrets import redactor
from orchestrator_engine.system.sweeping import sweep
from orchestrator_engine.trust_store import Rewired, still_trusted

log = logging.getLogger(__name__)

OVER = 0
"""The exit code of a worker whose run has ended."""

GONE = 75
"""The exit code of a worker that was told to go, or found that another one has its run."""

REFUSED = 78
"""The exit code of a worker that cannot work, and would say the same each time."""

CRASHED = 1
"""The exit code of a worker that may have more luck next time."""

LAST_ONES = 10.0
"""Seconds that a worker waits for the last processes of the one before it."""

LOOK = 0.22
"""Seconds between two looks at the inbox, when nothing else happens."""

ROOMS: Mapping[type[Action], Callable[[Context, Any], Awaitable[None]]] = {
    decide.TakeBaseline: validation.take_baseline,
    decide.AskPlan: planner.ask_plan,
    decide.StartAttempt: execution.start_attempt,
    decide.CommitAttempt: execution.commit_attempt,
    decide.RunChecks: validation.check_attempt,
    decide.AskReview: reviewing.ask_review,
    decide.Merge: merging.merge,
    decide.TickItems: ticking.tick_items,
    decide.ValidatePhase: validation.validate_phase,
}
"""Which room carries out which action; the others are only written down."""

_CALLS = (decide.StartAttempt, decide.AskReview, decide.AskPlan)
"""Those that call an agent."""

Mishap = TypeVar("Mishap", bound=Exception)

FULL = "the disk is full"
"""Why a run pauses that has no room left to write in."""

WALLS_GONE = (
    "the sandbox that holds agents and checks in this run (bubblewrap) does not work here now: "
    "make it work again, or run the document anew with --no-sandbox"
)
"""Why a run pauses that began behind walls."""

CUT_SHORT = "the worker that began it was gone"


class Worker:
    """Drives the run of one context until it ends."""

    def __init__(self, context: Context, plugins: Plugins | None = None) -> None:
        self.context = context
        self._plugins = plugins
        self._busy: dict[str, tuple[Action, CancelScope]] = {}
        self._news = anyio.Event()
        self._last_start = float("-inf")
        self._restarting = False
        self._clock = Clock(context.run)
        self._seen: tuple[int, frozenset[str], Today] | None = None

    async def drive(self) -> None:
        """Decide and do until the run has ended."""
        async with anyio.create_task_group() as group:
            while not self.context.run.over:
                today = self._look_at_the_time()
                self._obey()
                now = (self.context.run.seq, frozenset(self._busy), today)
                # The same run wants the same as before.
                if now != self._seen and not self._restarting:
                    self._seen = now
                    for action in decide.decide(self.context.run, now[1], today):
                        await self._begin(action, group)
                if self.context.journal.state_is_due:
                    await to_thread.run_sync(self.context.journal.keep_state)
                with anyio.move_on_after(LOOK):
                    await self._news.wait()
                self._news = anyio.Event()

    async def _begin(self, action: Action, group: TaskGroup) -> None:
        if self._is_awaited(action) and action.subject in self._busy:
            return
        if isinstance(action, decide.End):
            await self._end(action)
        elif isinstance(action, decide.PutOff):
            self.context.journal.append(*self._put_off(action))
        elif isinstance(action, decide.StandBack):
            until = time.time() + self.context.run.created.settings.retry_delay
            self.context.journal.append(e.RunWaits(until, action.why))
        elif isinstance(action, _CALLS) and self._shut(action):
            pass
        elif type(action) in ROOMS or self._is_awaited(action):
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
                    # Much may have happened meanwhile.
                    if self._is_cut_short(action):
                        return
                if self._plugins is not None:
                    await self._plugins.before(action)
                    if self._is_cut_short(action):
                        return
                await self._carry_out(action)
        finally:
            del self._busy[action.subject]
            # Where nothing came of it, what was to be done is still to be done.
            self._seen = None
            self._news.set()

    async def _carry_out(self, action: Action) -> None:
        room = ROOMS.get(type(action))
        if room is None:
            self.context.journal.append(*bookkeeping.outright(action, self.context.run))
        else:
            await room(self.context, action)

    def _is_awaited(self, action: Action) -> bool:
        """Whether an action that is only written down waits for plugins first."""
        return self._plugins is not None and isinstance(action, decide.StartPhase)

    def _is_cut_short(self, action: Action) -> bool:
        run = self.context.run
        return any(bookkeeping.cut_short(run, (action,), restarting=self._restarting))

    async def _take_turns(self) -> None:
        """Keep the distance between two starts of agents that the settings ask for."""
        delay = self.context.run.created.settings.agent_start_delay
        turn = max(anyio.current_time(), self._last_start + delay)
        self._last_start = turn
        await anyio.sleep_until(turn)

    def _put_off(self, action: decide.PutOff) -> tuple[e.Event, ...]:
        """Let the call be made again, once its agent can work, and tell all runs of the account."""
        again: tuple[e.Event, ...] = ()
        if action.attempt is not None:
            again = (
                e.AttemptAbandoned(action.task, action.attempt, f"{action.why} (tried again)"),
            )
        if not action.trouble.passes:
            return again
        until = waiting.until(self.context.run, action.until, time.time(), random.random())  # noqa: S311  # no secret
        role = Role.PLANNER if action.subject == decide.AskPlan.subject else Role.REVIEWER
        if action.attempt is not None:
            attempt = self.context.run.tasks[action.task].attempt
            role = attempt.role if attempt is not None else Role.WORKER
        member = self.context.member(role)
        why = f"{member.agent.name}: {action.why}"
        if self.context.ledger is not None and action.trouble.everybodys:
            with _by_itself():
                self.context.ledger.close_gate(member.account, until, why)
        return (*again, e.RunWaits(until, why))

    def _shut(self, action: decide.StartAttempt | decide.AskReview | decide.AskPlan) -> bool:
        """Whether the gate of its agent's account is shut; then the run waits."""
        if self.context.run.waits is not None or self.context.ledger is None:
            return self.context.run.waits is not None
        role = Role.PLANNER if isinstance(action, decide.AskPlan) else Role.REVIEWER
        if isinstance(action, decide.StartAttempt):
            role = action.role
        account = self.context.member(role).account
        found = None
        with _by_itself():
            found = self.context.ledger.gate(account, time.time())
        if found is not None:
            self.context.journal.append(e.RunWaits(*found))
        return found is not None

    def _look_at_the_time(self) -> Today:
        """End a wait whose time has come, and a run whose time is up; what the day has used."""
        run = self.context.run
        if self._clock.waited(run.waits):
            self.context.journal.append(e.WaitEnded())
        overdue = budget.overdue(run, self._clock.elapsed(standing=run.thinking is not None))
        if overdue is not None and run.stopping is None:
            self.context.journal.append(e.RunOverdue(overdue))
        return self.context.purse.today()

    def _obey(self) -> None:
        """Apply what was asked, and cut short what it is about."""
        journal = self.context.journal
        applied = _obey(self.context)
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
        await to_thread.run_sync(_keep_the_ledger, self.context)
        if self.context.run.seq >= LONG:
            await to_thread.run_sync(self.context.journal.keep_state)
        if self.context.run.plan_ready:
            planner.write_plan(self.context.folder, self.context.run)
        write_report(self.context)


class Clock:
    """The time of a run in one worker, by a clock that nobody sets.

    What was before the worker is as the journal has it; from then on a clock that is put forward
    or back changes nothing, and no wait is longer than it was when it began.
    """

    def __init__(self, run: Run) -> None:
        self._before = max(run.seconds(run.at) - run.away, 0.0)
        self._looked = time.monotonic()
        self._wait: Wait | None = None
        self._until = 0.0

    def elapsed(self, *, standing: bool = False) -> float:
        """Seconds since the run began, pauses aside; none since the last look while `standing`."""
        now = time.monotonic()
        if not standing:
            self._before += now - self._looked
        self._looked = now
        return self._before

    def waited(self, wait: Wait | None) -> bool:
        """Whether the run is in a wait whose time has come."""
        if wait is not self._wait:
            self._wait = wait
            if wait is not None:
                self._until = time.monotonic() + wait.until - time.time()
        if wait is None:
            return False
        return time.time() >= wait.until or time.monotonic() >= self._until


def _obey(context: Context) -> list[e.CommandApplied]:
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
            with _by_itself():
                for account in {context.member(role).account for role in Role}:
                    context.ledger.open_gate(account)
        applied += [one for one in events if isinstance(one, e.CommandApplied) and not one.why]
    return applied


def _keep_the_ledger(context: Context) -> None:
    """Make the day's ledger agree with the journal, while no agent works."""
    if context.ledger is None:
        return
    rehearsed = context.run.rehearsal
    calls = [
        call
        for call in calls_of(read(context.folder), rehearsed=rehearsed)
        if not rehearsed or (call.amount is not None and call.amount.usd)
    ]
    with _by_itself():
        context.ledger.adopt(context.folder.id, calls, rehearsed=rehearsed)


@contextmanager
def _by_itself() -> Generator[None]:
    """Go on without what all runs share, where that cannot be used."""
    try:
        yield
    except BadStore as error:
        log.warning("%s", error.message)


def _ledger(folder: RunFolder, run: Run) -> Ledger | None:
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
    _leave_report(context.folder, context.run)


def _leave_report(folder: RunFolder, run: Run) -> None:
    """All of the report, or none: a run ends without it too."""
    draft = folder.report.with_suffix(".new")
    try:
        draft.write_text(redactor().text(report(run, folder.id)), "utf-8")
        draft.replace(folder.report)
    except OSError as error:
        log.warning("the report cannot be written: %s", error)


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


def recover(context: Context, swept: int) -> None:
    """Make the journal true again after a predecessor died, and begin a new reign.

    A run that has ended goes on only where a person asked for it: a worker that died after the end,
    with nothing left to do but to go, must not begin again what somebody stopped.
    """
    repository = context.repository
    context.journal.append(e.WorkerTookOver(os.getpid(), orchestrator_engine.__version__, swept))
    if context.run.over:
        _obey(context)
    if context.run.over:
        write_report(context)
        return
    run = context.run
    _keep_the_ledger(context)
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


@contextmanager
def alone(folder: RunFolder) -> Generator[int]:
    """Hold the worker's lock; how many processes had to be ended before it was free.

    Whoever has it knows that nothing is left of the worker before, nor of what that one started.
    Raises `Taken` when something of it does not end.
    """
    swept = sweep(folder.id)
    with locked(folder.worker_lock, LAST_ONES) as lock, holding(lock.descriptor):
        yield swept


def muster(
    folder: RunFolder, created: e.RunCreated, environment: Mapping[str, str]
) -> dict[Role, Member]:
    """Those who are asked, by role; each sees its own keys and nobody else's."""
    settings = created.settings
    made: dict[str, Member] = {}
    for name in dict.fromkeys(settings.choice(role).agent for role in Role):
        adapter = agents.adapter(name, settings.tools)
        agent = adapter.make(Path(created.origin.document))
        made[name] = Member(
            recorded(agent, folder) if settings.record else agent,
            allowed(environment, adapter.environment),
            agents.account(name, environment, settings.tools),
        )
    return {role: made[settings.choice(role).agent] for role in Role}


def recorded(agent: Agent, folder: RunFolder) -> Recorder:
    """The agent, with a recording of each of its jobs in the run's folder."""

    def place(job: Job) -> Path:
        # Named like the spool file of the job.
        return folder.recordings / f"{job.spool.stem}.jsonl"

    return Recorder(agent, place, redactor().value)


async def drive(folder: RunFolder, swept: int) -> int:
    """Take a run over and drive it to its end; the exit code of the process.

    `swept` processes of the worker before had to be ended.
    """
    journal = await to_thread.run_sync(Journal.take_over, folder, f"worker {os.getpid()}")
    created = journal.run.created
    logging.getLogger().setLevel(logs.number(created.settings.log_level))
    crew = muster(folder, created, os.environ)
    main = crew[Role.WORKER]
    context = Context(
        folder=folder,
        journal=journal,
        repository=Repository(Path(created.origin.repository), folder.id, folder.state),
        agent=main.agent,
        environment=allowed(os.environ),
        agent_environment=main.environment,
        ledger=_ledger(folder, journal.run),
        account=main.account,
        crew=crew,
    )
    code = GONE
    try:
        async with anyio.create_task_group() as group:

            async def go_when_orphaned() -> None:
                await until_orphaned()
                log.warning("the supervisor is gone, and so am I")
                group.cancel_scope.cancel()

            group.start_soon(go_when_orphaned)
            await heard(context, swept, os.environ)
            code = OVER
            group.cancel_scope.cancel()
    finally:
        journal.close()
    return code


async def heard(context: Context, swept: int, environment: Mapping[str, str]) -> None:
    """As `reign`, with those who are told of it: plugins, and a person who went away."""
    plugins = Plugins(context.folder, context.journal, context.environment)
    notifier = Notifier(context.folder, context.journal, environment)
    flush = telemetry.follow(context.folder, context.journal, environment)
    async with anyio.create_task_group() as group:
        group.start_soon(plugins.serve)
        group.start_soon(notifier.serve)
        await reign(context, swept, Audience(plugins, notifier))
        await plugins.finish()
        await notifier.finish()
        await to_thread.run_sync(flush)
        group.cancel_scope.cancel()


@dataclass(frozen=True, slots=True)
class Audience:
    """Those who are told of a run."""

    plugins: Plugins
    notifier: Notifier

    async def gather(self) -> Plugins | None:
        """Have them hear what happens from here on; the plugins, where there are any."""
        self.notifier.listen()
        if not self.plugins.there:
            return None
        await self.plugins.catch_up()
        await self.plugins.before_run()
        return self.plugins


async def reign(context: Context, swept: int, audience: Audience | None = None) -> None:
    """Recover, and drive the run to its end; what would stop every further try too pauses it.

    To begin again by oneself would have agents paid for the same work again and again.
    """
    try:
        await to_thread.run_sync(recover, context, swept)
        if not context.run.over:
            await to_thread.run_sync(_require_trust, context)
            await to_thread.run_sync(_require_walls, context)
        plugins = await audience.gather() if audience is not None else None
        await Worker(context, plugins).drive()
    except* Rewired as rewired:
        log.warning("%s", _first(rewired))
        pause(context, str(_first(rewired)))
    except* WallsGone:
        log.warning(WALLS_GONE)
        pause(context, WALLS_GONE)
    except* StoreFull as full:
        log.warning("%s", full.exceptions[0])
        pause(context, FULL)
    except* GitFailed as failed:
        first = _first(failed)
        if first.killed:
            raise
        log.warning("%s", first)
        pause(context, FULL if first.full else str(first))
    except* OSError as failed:
        if _first(failed).errno != errno.ENOSPC:
            raise
        log.warning("%s", _first(failed))
        pause(context, FULL)


def _require_trust(context: Context) -> None:
    """Look what would be executed before anything is; raises `Rewired`."""
    run = context.run
    context.git.clear()
    repository = context.repository.harmless()
    context.git.append(still_trusted(context.folder.state, repository, run.created, context.plan))


class WallsGone(Exception):  # noqa: N818  # what happened, not a kind of error
    """What is to hold agents and checks cannot be had here any more."""


def _require_walls(context: Context) -> None:
    """Look that what the run promised to hold agents with works; raises `WallsGone`.

    Without it every check would fail, and each failure would be given to an agent to mend.
    """
    if context.run.created.settings.sandbox == sandbox.BUBBLEWRAP and not sandbox.works():
        raise WallsGone


def pause(context: Context, why: str) -> None:
    """End the run for now, even though the disk may be full."""
    if context.run.over:
        return
    abandoned = abandon(context.run, frozenset(), why)
    context.journal.append_last(*abandoned, e.RunEnded(Status.PAUSED, why))
    write_report(context)


def hold(folder: RunFolder, swept: int, why: str) -> int:
    """Pause a run whose workers crash, so that every face can say so; the exit code."""
    journal = Journal.take_over(folder, f"worker {os.getpid()}")
    try:
        journal.append(e.WorkerTookOver(os.getpid(), orchestrator_engine.__version__, swept))
        if not journal.run.over:
            abandoned = abandon(journal.run, frozenset(), why)
            journal.append_last(*abandoned, e.RunEnded(Status.PAUSED, why))
        _leave_report(folder, journal.run)
    finally:
        journal.close()
    return OVER


def _first(group: BaseExceptionGroup[Mishap]) -> Mishap:
    first = group.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first


def main(arguments: list[str]) -> int:
    """Drive the run in the folder that is the first argument.

    With `hold` and a reason behind it, only write down that it waits for a person, and why.
    """
    logs.to_stderr("worker")
    folder = RunFolder(Path(arguments[0]))
    adopt_orphans()
    code = GONE
    try:
        with alone(folder) as swept:
            if arguments[1:]:
                code = hold(folder, swept, arguments[2])
            else:
                code = anyio.run(drive, folder, swept)
    except* Taken:
        log.error("the worker before, or something that it started, does not end")  # noqa: TRY400
        code = CRASHED
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

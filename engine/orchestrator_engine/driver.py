"""The loop of one run: fold, decide, do, append.

`decide` says what to do, the rooms do it and append what happened. Nothing here has an opinion.
"""

import random
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import anyio
from anyio import CancelScope, to_thread
from anyio.abc import TaskGroup

from orchestrator_engine import (
    actions,
    bookkeeping,
    budget,
    decide,
    execution,
    merging,
    planner,
    reviewing,
    ticking,
    validation,
    waiting,
)
from orchestrator_engine import events as e
from orchestrator_engine.actions import Action
from orchestrator_engine.attempt import Role
from orchestrator_engine.budget import Today
from orchestrator_engine.clock import Clock
from orchestrator_engine.context import Context
from orchestrator_engine.plugins.calling import Plugins
from orchestrator_engine.snapshot import LONG
from orchestrator_engine.takeover import by_itself, keep_the_ledger, obey, tidy, write_report

LOOK = 0.22
"""Seconds between two looks at the inbox, when nothing else happens."""

ROOMS: Mapping[type[Action], Callable[[Context, Any], Awaitable[None]]] = {
    actions.TakeBaseline: validation.take_baseline,
    actions.AskPlan: planner.ask_plan,
    actions.StartAttempt: execution.start_attempt,
    actions.CommitAttempt: execution.commit_attempt,
    actions.RunChecks: validation.check_attempt,
    actions.AskReview: reviewing.ask_review,
    actions.Merge: merging.merge,
    actions.TickItems: ticking.tick_items,
    actions.ValidatePhase: validation.validate_phase,
}
"""Which room carries out which action; the others are only written down."""

_CALLS = (actions.StartAttempt, actions.AskReview, actions.AskPlan)
"""Those that call an agent."""


class Driver:
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
        if isinstance(action, actions.End):
            await self._end(action)
        elif isinstance(action, actions.PutOff):
            self.context.journal.append(*self._put_off(action))
        elif isinstance(action, actions.StandBack):
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
                if isinstance(action, actions.StartAttempt):
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
        return self._plugins is not None and isinstance(action, actions.StartPhase)

    def _is_cut_short(self, action: Action) -> bool:
        run = self.context.run
        return any(bookkeeping.cut_short(run, (action,), restarting=self._restarting))

    async def _take_turns(self) -> None:
        """Keep the distance between two starts of agents that the settings ask for."""
        delay = self.context.run.created.settings.agent_start_delay
        turn = max(anyio.current_time(), self._last_start + delay)
        self._last_start = turn
        await anyio.sleep_until(turn)

    def _put_off(self, action: actions.PutOff) -> tuple[e.Event, ...]:
        """Let the call be made again, once its agent can work, and tell all runs of the account."""
        again: tuple[e.Event, ...] = ()
        if action.attempt is not None:
            again = (
                e.AttemptAbandoned(action.task, action.attempt, f"{action.why} (tried again)"),
            )
        if not action.trouble.passes:
            return again
        until = waiting.until(self.context.run, action.until, time.time(), random.random())  # noqa: S311  # no secret
        role = Role.PLANNER if action.subject == actions.AskPlan.subject else Role.REVIEWER
        if action.attempt is not None:
            attempt = self.context.run.tasks[action.task].attempt
            role = attempt.role if attempt is not None else Role.WORKER
        member = self.context.member(role)
        why = f"{member.agent.name}: {action.why}"
        if self.context.ledger is not None and action.trouble.everybodys:
            with by_itself():
                self.context.ledger.close_gate(member.account, until, why)
        return (*again, e.RunWaits(until, why))

    def _shut(self, action: actions.StartAttempt | actions.AskReview | actions.AskPlan) -> bool:
        """Whether the gate of its agent's account is shut; then the run waits."""
        if self.context.run.waits is not None or self.context.ledger is None:
            return self.context.run.waits is not None
        role = Role.PLANNER if isinstance(action, actions.AskPlan) else Role.REVIEWER
        if isinstance(action, actions.StartAttempt):
            role = action.role
        account = self.context.member(role).account
        found = None
        with by_itself():
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
        applied = obey(self.context)
        self._restarting = self._restarting or any(one.name == "restart" for one in applied)
        under_way = [action for action, _ in self._busy.values()]
        for action in bookkeeping.cut_short(journal.run, under_way, restarting=self._restarting):
            self._busy[action.subject][1].cancel()
        if self._restarting and not self._busy:
            self._restarting = False
            again = bookkeeping.begun_again(journal.run)
            if again:
                journal.append(*again)

    async def _end(self, end: actions.End) -> None:
        # Tidied up before it is said that the run has ended: what is cut short here is done again.
        await to_thread.run_sync(tidy, self.context)
        await ticking.settle(self.context)
        self.context.journal.append(*bookkeeping.outright(end, self.context.run))
        await to_thread.run_sync(keep_the_ledger, self.context)
        if self.context.run.seq >= LONG:
            await to_thread.run_sync(self.context.journal.keep_state)
        if self.context.run.plan_ready:
            planner.write_plan(self.context.folder, self.context.run)
        write_report(self.context)

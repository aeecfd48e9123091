"""Paying for the calls of agents: what is set aside before one, and written down after it."""

import logging
import time
from dataclasses import dataclass

from anyio import to_thread

from orchestrator_engine import budget
from orchestrator_engine.agents.protocol import Limits
from orchestrator_engine.budget import Today
from orchestrator_engine.errors import BadStore
from orchestrator_engine.journal import Journal
from orchestrator_engine.ledger import WORK, Call, Ledger
from orchestrator_engine.money import usd_of
from orchestrator_engine.spending import Amount, Limit, Reserve

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Purse:
    """The money of one run, whose journal says what is spent; the day's is in the ledger."""

    run: str
    journal: Journal
    ledger: Ledger | None

    def today(self) -> Today:
        """What all runs used today; nothing where no limit asks for it. Raises `BadStore`."""
        run = self.journal.run
        if self.ledger is None or run.budget.day == Limit():
            return Today()
        return self.ledger.today(time.time(), self.run, rehearsed=run.rehearsal)

    async def take(self, task: str, attempt: int, part: str) -> Reserve | None:
        """Set something aside for a call that is about to be announced; None if nothing is left.

        The announcement has to follow at once: nothing else may be begun in between.
        """
        run = self.journal.run
        go = part == WORK
        today = await to_thread.run_sync(self.today)
        reserve = budget.grant(run, task, today, go=go)
        day = run.budget.day
        if reserve is None or self.ledger is None or (day.nanos is None and day.tokens is None):
            return reserve and budget.grant(self.journal.run, task, today, go=go)
        call = Call(task, attempt, part, time.time(), reserve, None)
        held = await to_thread.run_sync(self._reserve, call, day)
        # Meanwhile another call of this run may have taken its part.
        now = budget.grant(self.journal.run, task, Today(), go=go)
        if held is not None and now is not None:
            return Reserve(_least(held.nanos, now.nanos), _least(held.tokens, now.tokens))
        if held is not None:
            await to_thread.run_sync(self.ledger.forget, self.run, call)
        return None

    def limits(self, task: str, reserve: Reserve) -> Limits:
        """What a call may take that so much was set aside for."""
        run = self.journal.run
        settings = run.created.settings
        told = budget.told(run, reserve)
        return Limits(
            min(settings.task_timeout, budget.seconds_left(run, task, self.today())),
            settings.idle_timeout,
            None if told.nanos is None else usd_of(told.nanos),
            told.tokens,
        )

    async def settle(
        self, task: str, attempt: int, part: str, reserve: Reserve, amount: Amount
    ) -> None:
        """Write down what a call took, which the journal says already."""
        free = amount.usd == 0 and not amount.tokens
        if self.ledger is None or (free and reserve == Reserve()):
            return
        call = Call(task, attempt, part, time.time(), reserve, amount)
        try:
            await to_thread.run_sync(self._record, call)
        except BadStore as error:
            # It is made good when the run ends, or is taken over.
            log.warning("%s", error.message)

    def _reserve(self, call: Call, day: Limit) -> Reserve | None:
        assert self.ledger is not None
        return self.ledger.reserve(self.run, call, day, rehearsed=self.journal.run.rehearsal)

    def _record(self, call: Call) -> None:
        assert self.ledger is not None
        self.ledger.record(self.run, [call], rehearsed=self.journal.run.rehearsal)


def _least(one: int | None, other: int | None) -> int | None:
    known = [each for each in (one, other) if each is not None]
    return min(known, default=None)

"""What all runs of a person share about money and accounts: one small database of the state folder.

It is made of the runs' journals, call by call: each call of an agent is one row, named by its run,
task, attempt and part, so that writing it twice changes nothing, and a worker that takes a run over
writes again what its predecessor may have left out. The journals stay the truth.

A gate keeps all runs of an account from calling an agent that has said when it can work again.
"""

import sqlite3
import threading
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from orchestrator_engine import events as e
from orchestrator_engine.budget import Today
from orchestrator_engine.errors import BadStore
from orchestrator_engine.money import nanos_of
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.spending import Amount, Limit, Reserve

FILE = "ledger.db"
WORK = "work"
PLAN = "plan"

_APPLICATION = 0x434F4C31  # "COL1"
_PATIENCE = 10.0
"""Seconds that a write waits for that of another run, which takes milliseconds."""

_A_DAY = 86_400.0
_TABLES = """
CREATE TABLE IF NOT EXISTS calls (
  run TEXT NOT NULL, task TEXT NOT NULL, attempt INTEGER NOT NULL, part TEXT NOT NULL,
  rehearsed INTEGER NOT NULL, at REAL NOT NULL, day TEXT NOT NULL, open INTEGER NOT NULL,
  nanos INTEGER, tokens INTEGER, held_nanos INTEGER NOT NULL, held_tokens INTEGER NOT NULL,
  seconds REAL NOT NULL,
  PRIMARY KEY (run, task, attempt, part)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS calls_by_day ON calls (rehearsed, day);
CREATE INDEX IF NOT EXISTS calls_open ON calls (rehearsed, at) WHERE open;
CREATE TABLE IF NOT EXISTS gates (
  account TEXT PRIMARY KEY, until REAL NOT NULL, why TEXT NOT NULL
) WITHOUT ROWID;
"""
_TODAY = """
SELECT coalesce(sum(coalesce(nanos, held_nanos)), 0),
       coalesce(sum(coalesce(tokens, held_tokens)), 0),
       coalesce(sum(part = 'work'), 0), coalesce(sum(seconds), 0.0),
       coalesce(sum((open AND run <> :run) * held_nanos), 0),
       coalesce(sum((open AND run <> :run) * held_tokens), 0)
FROM (SELECT * FROM calls WHERE rehearsed = :rehearsed AND day = :day
      UNION SELECT * FROM calls WHERE rehearsed = :rehearsed AND open AND at > :since)
"""
_WRITE = """
INSERT INTO calls VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET at = excluded.at, day = excluded.day, open = excluded.open,
  nanos = excluded.nanos, tokens = excluded.tokens, held_nanos = excluded.held_nanos,
  held_tokens = excluded.held_tokens, seconds = excluded.seconds
WHERE open
"""
_CLOSE_GATE = """
INSERT INTO gates VALUES (?, ?, ?) ON CONFLICT DO UPDATE
SET why = CASE WHEN excluded.until > until THEN excluded.why ELSE why END,
    until = max(until, excluded.until)
"""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an agent: `part` is the work, or which review of it; `amount` None is under way.

    `at` is when it was recorded (seconds since 1970), and that decides the day it belongs to.
    """

    task: str
    attempt: int
    part: str
    at: float
    reserve: Reserve
    amount: Amount | None


def calls_of(  # noqa: C901, PLR0912  # one case an event
    recorded: Iterable[Recorded], *, rehearsed: bool
) -> list[Call]:
    """Every call of a run, by its journal."""
    unsaid = Amount(0.0, 0) if rehearsed else Amount(None, None)
    calls: dict[tuple[str, int, str], Call] = {}
    reviews: dict[tuple[str, int], int] = {}

    def begin(task: str, attempt: int, part: str, at: float, reserve: Reserve) -> None:
        calls[task, attempt, part] = Call(task, attempt, part, at, reserve, None)

    def end(task: str, attempt: int, part: str, at: float, amount: Amount) -> None:
        call = calls.get((task, attempt, part))
        if call is not None and call.amount is None:
            calls[task, attempt, part] = Call(task, attempt, part, at, call.reserve, amount)

    for record in recorded:
        at = record.at
        match record.event:
            case e.PlanAsked(number=number, reserve=reserve):
                end(PLAN, number - 1, WORK, at, unsaid)
                begin(PLAN, number, WORK, at, reserve)
            case e.PlanAnswered(number=number, outcome=outcome):
                amount = Amount(outcome.usd, outcome.tokens, outcome.seconds)
                end(PLAN, number, WORK, at, amount)
            case e.AttemptStarted(task=task, attempt=attempt, reserve=reserve):
                begin(task, attempt, WORK, at, reserve)
            case e.AttemptEnded(task=task, attempt=attempt, outcome=outcome):
                amount = Amount(outcome.usd, outcome.tokens, outcome.seconds)
                end(task, attempt, WORK, at, amount)
            case e.AttemptAbandoned(task=task, attempt=attempt):
                end(task, attempt, WORK, at, unsaid)
            case e.ReviewStarted(task=task, attempt=attempt, reserve=reserve):
                number = reviews.get((task, attempt), 0)
                end(task, attempt, review(number), at, unsaid)
                reviews[task, attempt] = number + 1
                begin(task, attempt, review(number + 1), at, reserve)
            case e.TaskReviewed(task=task, attempt=attempt, review=told):
                number = reviews.get((task, attempt), 0)
                amount = Amount(told.usd, told.tokens, told.seconds)
                end(task, attempt, review(number), at, amount)
            case e.WorkerTookOver() | e.RunEnded():
                for (task, attempt), number in reviews.items():
                    end(task, attempt, review(number), at, unsaid)
                for task, attempt, part in [*calls]:
                    if task == PLAN:
                        end(task, attempt, part, at, unsaid)
            case _:
                pass
    return list(calls.values())


def review(number: int) -> str:
    """The part of an attempt that its review with that number is."""
    return f"review {number}"


class Ledger:
    """The database of one state folder, open. May be used from several threads."""

    def __init__(self, state: Path) -> None:
        """Open it, and make it where it is not there yet; raises `BadStore`."""
        self._file = state / FILE
        self._lock = threading.Lock()
        self._asked: tuple[object, ...] = ()
        self._known = Today()
        with self._guard():
            self._connection = sqlite3.connect(
                self._file, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
            )
            self._connection.execute("PRAGMA synchronous=FULL")
            self._make()

    def close(self) -> None:
        """Let go of it."""
        self._connection.close()

    def __enter__(self) -> Self:
        """For as long as a block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of it."""
        self.close()

    def today(self, now: float, run: str = "", *, rehearsed: bool = False) -> Today:
        """What all runs used on the day of `now`, as the person's calendar has it; `run` asks."""
        with self._lock, self._guard():
            return self._today(now, run, rehearsed=rehearsed)

    def reserve(
        self, run: str, call: Call, limit: Limit, *, rehearsed: bool = False
    ) -> Reserve | None:
        """Set the call's reserve aside, or as much of it as the day's `limit` has left.

        None when it has nothing left. No two runs are given the same part of it.
        """
        with self._lock, self._guard(), self._transaction():
            gone = self._today(call.at, run, rehearsed=rehearsed).gone
            held: list[int | None] = []
            for most, used, wish in (
                (limit.nanos, gone.nanos, call.reserve.nanos),
                (limit.tokens, gone.tokens, call.reserve.tokens),
            ):
                room = None if most is None else most - (used or 0)
                if room is not None and room <= 0:
                    return None
                held.append(wish if room is None else min(room, room if wish is None else wish))
            reserve = Reserve(held[0], held[1])
            self._write(
                run,
                Call(call.task, call.attempt, call.part, call.at, reserve, None),
                rehearsed=rehearsed,
            )
            return reserve

    def forget(self, run: str, call: Call) -> None:
        """Take back what was set aside for a call that was not made."""
        with self._lock, self._guard():
            self._connection.execute(
                "DELETE FROM calls WHERE run=? AND task=? AND attempt=? AND part=? AND open",
                (run, call.task, call.attempt, call.part),
            )

    def record(self, run: str, calls: Iterable[Call], *, rehearsed: bool = False) -> None:
        """Write calls down; what is written already and over stays as it is."""
        with self._lock, self._guard(), self._transaction():
            for call in calls:
                self._write(run, call, rehearsed=rehearsed)

    def adopt(self, run: str, calls: Iterable[Call], *, rehearsed: bool = False) -> None:
        """Make the run's rows those of its journal, while no agent works for it."""
        with self._lock, self._guard(), self._transaction():
            self._connection.execute("DELETE FROM calls WHERE run = ? AND open", (run,))
            for call in calls:
                self._write(run, call, rehearsed=rehearsed)

    def close_gate(self, account: str, until: float, why: str) -> None:
        """Keep everybody from calling the agent of an account before `until`; never shortens it."""
        with self._lock, self._guard():
            self._connection.execute(_CLOSE_GATE, (account, until, why))

    def open_gate(self, account: str) -> None:
        """Let the agent of an account be called again, because a person says so."""
        with self._lock, self._guard():
            self._connection.execute("DELETE FROM gates WHERE account = ?", (account,))

    def gate(self, account: str, now: float) -> tuple[float, str] | None:
        """Until when the agent of an account must not be called, and why; None when it may be."""
        query = "SELECT until, why FROM gates WHERE account = ? AND until > ?"
        with self._lock, self._guard():
            return self._connection.execute(query, (account, now)).fetchone()

    def _today(self, now: float, run: str, *, rehearsed: bool) -> Today:
        # Asked ten times a second by every run with such a limit: what has not changed is known.
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        day = day_of(now)
        asked = (version, self._connection.total_changes, day, run, rehearsed)
        if asked != self._asked:
            given = {"rehearsed": rehearsed, "day": day, "since": now - _A_DAY, "run": run}
            nanos, tokens, attempts, seconds, *others = self._connection.execute(
                _TODAY, given
            ).fetchone()
            self._asked = asked
            self._known = Today(Reserve(nanos, tokens), attempts, seconds, Reserve(*others))
        return self._known

    def _write(self, run: str, call: Call, *, rehearsed: bool) -> None:
        amount = call.amount
        usd = amount.usd if amount else None
        row: tuple[Any, ...] = (
            *(run, call.task, call.attempt, call.part),
            *(rehearsed, call.at, day_of(call.at), amount is None),
            None if usd is None else nanos_of(usd),
            amount.tokens if amount else None,
            *(call.reserve.nanos or 0, call.reserve.tokens or 0),
            amount.seconds if amount else 0.0,
        )
        self._connection.execute(_WRITE, row)

    def _make(self) -> None:
        if self._is_ours():
            return
        with self._transaction():
            # Another run may have made it just now.
            if self._is_ours():
                return
            (tables,) = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if tables:
                raise BadStore(f"{self._file} is no ledger of this program", _HINT)
            for statement in _TABLES.split(";\n"):
                self._connection.execute(statement)
            self._connection.execute(f"PRAGMA application_id = {_APPLICATION}")

    def _is_ours(self) -> bool:
        """Whether it is a ledger; raises `BadStore` for what is something else."""
        (application,) = self._connection.execute("PRAGMA application_id").fetchone()
        if application not in (0, _APPLICATION):
            raise BadStore(f"{self._file} is no ledger of this program", _HINT)
        return application == _APPLICATION

    @contextmanager
    def _transaction(self) -> Generator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    @contextmanager
    def _guard(self) -> Generator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise BadStore(f"the ledger {self._file} cannot be used: {error}", _HINT) from error


_HINT = "move it away: a new one is made of the runs that go on, from the next call on"


def day_of(now: float) -> str:
    """The calendar day where the person is: `2026-11-22`."""
    return time.strftime("%Y-%m-%d", time.localtime(now))

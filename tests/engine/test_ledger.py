"""The ledger that all runs share: exact whatever crashes, and never given out twice."""

import sqlite3
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator_engine import events as e
from orchestrator_engine.attempt import Ending, Outcome, Role
from orchestrator_engine.errors import BadStore
from orchestrator_engine.fold import fold
from orchestrator_engine.ledger import FILE, PLAN, WORK, Call, Ledger, calls_of
from orchestrator_engine.recorded import Recorded, decode
from orchestrator_engine.spending import NOTHING_RESERVED, Amount, Limit, Reserve
from support.plans import begun, plan, task
from support.project import tiny
from support.simulation import Simulation

NOON = 1_795_363_200.0
DAY = 86_400.0


def call(
    number: int, usd: float | None, *, at: float = NOON, reserve: Reserve = NOTHING_RESERVED
) -> Call:
    return Call("T1", number, WORK, at, reserve, Amount(usd, 10, 1.0))


def test_an_amount_that_is_written_twice_counts_once(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.record("run-1", [call(1, 0.1), call(1, 0.1)])
        ledger.record("run-1", [call(1, 0.1), call(2, 0.2)])
        ledger.adopt("run-1", [call(1, 0.1), call(2, 0.2)])
        assert ledger.today(NOON).gone == Reserve(300_000_000, 20)
        assert ledger.today(NOON).attempts == 2


def test_a_day_is_that_of_the_calendar_and_of_all_runs(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.record("run-1", [call(1, 0.5), call(2, 0.25, at=NOON - DAY)])
        ledger.record("run-2", [call(1, 0.5)])
        assert ledger.today(NOON).gone.nanos == 1_000_000_000
        assert ledger.today(NOON - DAY).gone.nanos == 250_000_000


def test_what_a_rehearsal_pretends_to_cost_is_no_money(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.record("run-1", [call(1, 5.0)], rehearsed=True)
        assert ledger.today(NOON).gone.nanos == 0
        assert ledger.today(NOON, rehearsed=True).gone.nanos == 5_000_000_000


def test_what_is_unknown_counts_as_all_that_was_set_aside(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.record("run-1", [call(1, None, reserve=Reserve(70, None))])
        assert ledger.today(NOON).gone.nanos == 70


def test_the_same_money_is_never_set_aside_twice(tmp_path: Path) -> None:
    limit = Limit(nanos=1000)
    given: list[Reserve | None] = []

    def take(number: int) -> None:
        with Ledger(tmp_path) as ledger:
            wish = Call(f"T{number}", 1, WORK, NOON, Reserve(300, None), None)
            given.append(ledger.reserve(f"run-{number}", wish, limit))

    threads = [threading.Thread(target=take, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(each.nanos or 0 for each in given if each) == [100, 300, 300, 300]
    with Ledger(tmp_path) as ledger:
        assert ledger.today(NOON).gone.nanos == 1000


def test_a_ledger_that_another_run_makes_at_the_same_moment_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = Ledger._is_ours  # pyright: ignore[reportPrivateUsage]
    looks: list[bool] = []

    def beaten(ledger: Ledger) -> bool:
        looks.append(look(ledger))
        if len(looks) == 1:
            Ledger(tmp_path).close()
        return looks[0] if len(looks) == 1 else look(ledger)

    monkeypatch.setattr(Ledger, "_is_ours", beaten)
    with Ledger(tmp_path) as ledger:
        assert ledger.today(NOON).gone.nanos == 0
    assert not looks[0]


def test_what_was_set_aside_is_free_again_once_it_is_known(tmp_path: Path) -> None:
    limit = Limit(nanos=1000)
    with Ledger(tmp_path) as ledger:
        wish = Call("T1", 1, WORK, NOON, Reserve(None, None), None)
        assert ledger.reserve("run-1", wish, limit) == Reserve(1000, None)
        assert ledger.reserve("run-2", wish, limit) is None
        ledger.record("run-1", [Call("T1", 1, WORK, NOON, Reserve(1000), Amount(1e-7, 0))])
        assert ledger.reserve("run-2", wish, limit) == Reserve(900, None)
        ledger.forget("run-2", wish)
        assert ledger.today(NOON).gone.nanos == 100


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 1000)), max_size=12))
@settings(max_examples=25, deadline=None)
def test_a_gate_never_opens_earlier(tells: list[tuple[str, int]]) -> None:
    with _memory() as ledger:
        latest: dict[str, float] = {}
        for account, until in tells:
            ledger.close_gate(account, until, str(until))
            latest[account] = max(latest.get(account, 0), until)
            for one, when in latest.items():
                found = ledger.gate(one, -1.0)
                assert found == (when, str(int(when)))
                assert ledger.gate(one, when) is None


def _memory() -> Ledger:
    ledger = Ledger.__new__(Ledger)
    ledger.__dict__.update(
        _file=Path(FILE),
        _lock=threading.Lock(),
        _asked=(),
        _connection=sqlite3.connect(":memory:", isolation_level=None),
    )
    ledger._make()  # pyright: ignore[reportPrivateUsage]
    return ledger


def test_a_person_opens_a_gate(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.close_gate("claude 1", NOON + 60, "slow down")
        assert ledger.gate("claude 1", NOON) == (NOON + 60, "slow down")
        assert ledger.gate("claude 2", NOON) is None
        ledger.open_gate("claude 1")
        assert ledger.gate("claude 1", NOON) is None


def test_a_file_that_is_no_ledger_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database at all" * 100)
    with pytest.raises(BadStore) as caught:
        Ledger(tmp_path)
    assert caught.value.hint
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE mine (a)")
    (tmp_path / "other.db").rename(tmp_path / FILE)
    with pytest.raises(BadStore):
        Ledger(tmp_path)


@given(st.integers(0, 1_000_000))
@settings(max_examples=60, deadline=None)
def test_ledger_run_and_tasks_agree_whatever_happens(seed: int) -> None:
    simulation = Simulation(seed)
    run = simulation.play()
    rows = simulation.memory.rows
    records = [
        Recorded(
            row.seq,
            row.epoch,
            row.at,
            decode(row.entry.kind, row.entry.version, row.entry.data),
        )
        for row in rows
    ]
    calls = calls_of(records, rehearsed=False)
    assert all(each.amount is not None for each in calls)
    known = [round((each.amount.usd or 0) * 1e9) for each in calls if each.amount]
    unknown = [each for each in calls if each.amount and each.amount.usd is None]
    assert (sum(known), len(unknown)) == (run.spending.nanos, run.spending.unknown)
    tasks = [state.spending for state in run.tasks.values()]
    planner = [each.amount for each in calls if each.amount and each.task == PLAN]
    planned = sum(round((amount.usd or 0) * 1e9) for amount in planner)
    assert sum(each.nanos for each in tasks) == run.spending.nanos - planned
    unplanned = run.spending.unknown - sum(amount.usd is None for amount in planner)
    assert sum(each.unknown for each in tasks) == unplanned
    assert run.reserved == Reserve(0, 0)


def test_a_call_that_was_cut_short_is_unknown_and_not_free() -> None:
    records = begun(plan((task(1),)), agent="claude")
    for event in (
        e.PhaseStarted("P1"),
        e.AttemptStarted("T1", 1, 1, Role.WORKER, "base", Reserve(500, None)),
        e.WorkerTookOver(1, "0.1.0"),
        e.AttemptAbandoned("T1", 1, "crash"),
        e.AttemptStarted("T1", 2, 1, Role.WORKER, "base", Reserve(500, None)),
        e.AttemptEnded("T1", 2, Outcome(Ending.DONE, "", "", 0.25, 7, None, 1.0)),
    ):
        records.append(Recorded(len(records) + 1, 1, 1.0, event))
    run = fold(records)
    assert (run.spending.nanos, run.spending.unknown) == (250_000_000, 1)
    assert run.spending.gone().nanos == 250_000_500
    first, second = calls_of(records, rehearsed=False)
    assert (first.amount, second.amount) == (Amount(None, None), Amount(0.25, 7, 1.0))


def test_a_run_without_a_limit_of_the_day_goes_on_where_there_is_no_ledger(tmp_path: Path) -> None:
    project = tiny(tmp_path)
    (project.state / FILE).write_bytes(b"This is no database. " * 100)
    project.code_orch("run", "SPEC.md", "--mode", "build")

from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from orchestrator_engine import events as e
from orchestrator_engine import journal
from orchestrator_engine.attempt import Ending, Outcome, Role
from orchestrator_engine.experience import known
from orchestrator_engine.forecast import FEW, fitting, forecast, how_many, in_words
from orchestrator_engine.journal import Journal
from orchestrator_engine.spending import Sample
from support.dice import some_plan
from support.plans import plan, task
from support.runs import a_run

SAMPLES = st.lists(
    st.builds(Sample, st.floats(0, 100), st.integers(0, 10**7), st.floats(0, 10_000)),
    min_size=1,
    max_size=30,
)


@given(SAMPLES, st.integers(1, 500))
def test_a_forecast_stays_within_its_data(known: list[Sample], tasks: int) -> None:
    told = forecast(tasks, known, "of a test").usd
    assert told is not None
    values = [each.usd for each in known if each.usd is not None]
    wider = 2 if len(values) < FEW else 1
    assert tasks * min(values) / wider * 0.999 <= told.low <= told.likely * 1.000001
    assert told.likely * 0.999999 <= told.high <= tasks * max(values) * wider * 1.001
    assert told.low <= told.high


def test_without_history_nothing_is_claimed() -> None:
    told = forecast(3, [], "claude has not finished a task here before")
    assert (told.usd, told.tokens, told.seconds, told.based_on) == (None, None, None, 0)
    assert in_words(told) == (
        "What it will take is unknown: claude has not finished a task here before."
    )


def test_a_forecast_says_what_it_is_based_on_and_how_far_that_carries() -> None:
    told = forecast(2, [Sample(1.0, None, 60.0)], "of claude in mode build")
    assert in_words(told) == (
        "Forecast for 2 tasks: $1.00 to $4.00, probably $2.00; 1 min 00 s to 4 min 00 s, probably "
        "2 min 00 s of agents' work "
        "(by 1 earlier task of claude in mode build, which is too few to rely on)."
    )


def test_tasks_of_unknown_cost_are_not_taken_for_free() -> None:
    told = forecast(2, [Sample(None, None, 60.0)] * 9, "of claude in mode build")
    assert told.usd is None
    assert "a cost that is unknown" in in_words(told)


def test_more_history_makes_the_range_narrower() -> None:
    few = forecast(10, [Sample(usd, None, 1.0) for usd in (1.0, 2.0, 3.0, 2.0, 2.0)], "").usd
    many = forecast(10, [Sample(usd, None, 1.0) for usd in (1.0, 2.0, 3.0, 2.0, 2.0)] * 20, "").usd
    assert few is not None
    assert many is not None
    assert many.high - many.low < few.high - few.low


@given(SAMPLES, st.floats(0.01, 1000), st.integers(1, 50))
def test_what_fits_is_forecast_to_fit(known: list[Sample], usd: float, most: int) -> None:
    tasks = how_many(known, "", usd, most)
    if tasks:
        told = forecast(tasks, known, "").usd
        assert told is not None
        assert told.high <= usd


@given(st.data())
def test_what_is_kept_never_waits_for_what_is_left_out(data: st.DataObject) -> None:
    a_plan = some_plan(Random(data.draw(st.integers(0, 100_000))))
    assume(len(a_plan.items) == sum(1 for _ in a_plan.tasks()))  # as planning has it
    ranks = {item.handle: data.draw(st.integers(0, 3)) for item in a_plan.items}
    most = data.draw(st.integers(0, len(a_plan.items)))
    keep, leave = fitting(a_plan, ranks, most)
    assert len(keep) <= most
    assert sorted((*keep, *leave)) == sorted(item.handle for item in a_plan.items)
    kept = {task.id for task in a_plan.tasks() if task.items[0] in keep}
    assert all(set(task.after) <= kept for task in a_plan.tasks() if task.id in kept)


@pytest.mark.parametrize(
    ("most", "kept"), [(1, ("I-2",)), (2, ("I-2", "I-3")), (3, ("I-1", "I-2", "I-3"))]
)
def test_the_most_urgent_items_are_kept_first(most: int, kept: tuple[str, ...]) -> None:
    a_plan = plan((task(1), task(2), task(3, 2)))
    keep, _ = fitting(a_plan, {"I-1": 2, "I-2": 0, "I-3": 1}, most)
    assert keep == kept


def finished(state: Path, task: str, usd: float | None) -> None:
    done = Outcome(Ending.DONE, "", "", usd, 100, None, 9.0)
    with closing(Journal.take_over(a_run(state), "a test")) as worker:
        worker.append(
            e.PhaseStarted("p1"),
            e.AttemptStarted(task, 1, 1, Role.WORKER, "b" * 40),
            e.AttemptEnded(task, 1, done),
            e.TaskFailed(task, "no idea"),
            e.RunEnded("failed", "no idea"),
        )


def test_what_earlier_runs_took_is_known_without_reading_their_journals_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finished(tmp_path, "t1", 0.5)
    finished(tmp_path, "t2", None)
    expected = {Sample(0.5, 100, 9.0), Sample(None, 100, 9.0)}
    first = known(tmp_path, "rehearsal", "build")
    assert set(first[0]) == expected
    assert first[1] == "of rehearsal in mode build"
    monkeypatch.setattr(journal, "Reader", None)
    assert known(tmp_path, "rehearsal", "build") == first
    assert set(known(tmp_path, "rehearsal", "feature")[0]) == expected
    assert known(tmp_path, "claude", "build")[0] == []

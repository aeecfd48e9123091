from random import Random

import pytest

from orchestrator_engine import events as e
from orchestrator_engine.attempt import Ending, Outcome, Role
from orchestrator_engine.fold import fold
from orchestrator_engine.recorded import KINDS, Recorded, decode, encode
from orchestrator_engine.run import Spending, Stage
from orchestrator_engine.wording import seconds_of
from support.plans import begun, created, plan, task
from support.simulation import Simulation

ONE = plan((task(1),))


def recorded(*events: e.Event, **settings: object) -> list[Recorded]:
    records = begun(ONE, **settings)
    for event in events:
        records.append(Recorded(len(records) + 1, 1, 1.0, event))
    return records


def some_run(seed: int) -> list[Recorded]:
    simulation = Simulation(seed)
    simulation.play()
    return simulation.watch.told


def told(*events: tuple[float, e.Event]) -> list[Recorded]:
    records = begun(ONE)
    for at, event in events:
        records.append(Recorded(len(records) + 1, 1, at, event))
    return records


@pytest.mark.parametrize(
    "again",
    [
        ((200.0, e.RunResumed()), (200.0, e.TaskRetried("T1"))),
        ((195.0, e.CommandApplied("c", "restart")), (200.0, e.RunResumed())),
        ((30.0, e.TaskRetried("T1")),),
    ],
    ids=["retry", "restart", "retry at once"],
)
def test_the_time_between_two_tries_is_not_the_tasks(
    again: tuple[tuple[float, e.Event], ...],
) -> None:
    begin = again[-1][0]
    ended = ((21.0, e.RunEnded("failed", "why")),) if begin > 100 else ()
    run = fold(
        told(
            (1.0, e.PhaseStarted("P1")),
            (10.0, e.AttemptStarted("T1", 1, 1, Role.WORKER, "base")),
            (20.0, e.TaskFailed("T1", "why")),
            (20.0, e.PhaseEnded("P1", False, "why", ())),
            *ended,
            *again,
            (begin, e.AttemptStarted("T1", 2, 1, Role.WORKER, "base")),
            (begin + 5, e.TaskMerged("T1", 2, "c2")),
        )
    )
    assert seconds_of(run.tasks["T1"], None) == pytest.approx(15, abs=1.1)


def test_a_pause_of_the_run_is_no_time_of_its_tasks() -> None:
    run = fold(
        told(
            (10.0, e.AttemptStarted("T1", 1, 1, Role.WORKER, "base")),
            (20.0, e.RunEnded("paused", "why")),
            (320.0, e.RunResumed()),
            (330.0, e.TaskMerged("T1", 1, "c1")),
        )
    )
    assert seconds_of(run.tasks["T1"], None) == 20.0


@pytest.mark.parametrize("seed", range(30))
def test_folding_in_two_goes_is_folding_at_once(seed: int) -> None:
    records = some_run(seed)
    at = Random(seed).randint(1, len(records))
    before = fold(records[:at])
    untouched = fold(records[:at])
    assert fold(records[at:], before) == fold(records)
    assert before == untouched, "folding on changed the run that it began with"


@pytest.mark.parametrize("seed", range(30))
def test_every_event_survives_its_durable_form(seed: int) -> None:
    for record in some_run(seed):
        assert decode(*encode(record.event)) == record.event


def test_every_kind_of_event_is_in_the_table() -> None:
    made = {
        each for each in vars(e).values() if isinstance(each, type) and issubclass(each, e.Event)
    }
    assert made - {e.Event, e.Unknown} == set(KINDS.values())


def test_an_unknown_kind_is_kept_and_passed_by() -> None:
    event = decode("moon.rose", 1, '{"phase": "full"}')
    assert event == e.Unknown("moon.rose", {"phase": "full"})
    assert fold(recorded(event)).seq == 3


def test_a_field_that_was_added_later_has_its_default_when_missing() -> None:
    event = decode("worker.took_over", 1, '{"pid": 1, "engine": "0.1.0"}')
    assert event == e.WorkerTookOver(1, "0.1.0", swept=0)


def test_an_event_that_lacks_what_it_needs_cannot_be_read() -> None:
    with pytest.raises(ValueError, match=r"attempt\.started"):
        decode("attempt.started", 1, "{}")


def test_a_journal_begins_with_the_creation() -> None:
    with pytest.raises(ValueError, match="begins with the creation"):
        fold([Recorded(1, 0, 1.0, e.PhaseStarted("P1"))])


def test_a_gap_in_the_sequence_is_refused() -> None:
    with pytest.raises(ValueError, match="event 2 is missing"):
        fold([Recorded(1, 0, 1.0, created()), Recorded(3, 0, 1.0, e.PhaseStarted("P1"))])


def test_a_rehearsal_says_so_in_its_title() -> None:
    assert fold(recorded()).title == "Rehearsal: Greeter"
    assert fold(recorded(agent="claude")).title == "Greeter"


def test_cost_that_nobody_stated_stays_unknown() -> None:
    ended = Outcome(Ending.DONE, "", "", None, None, None, 1.0)
    begin = e.AttemptStarted("T1", 1, 1, Role.WORKER, "base")
    run = fold(recorded(begin, e.AttemptEnded("T1", 1, ended), agent="claude"))
    assert run.spending == Spending(unknown=1, unknown_tokens=1, seconds=1.0)


def test_an_attempt_that_was_cut_short_has_an_unknown_cost() -> None:
    begin = e.AttemptStarted("T1", 1, 1, Role.WORKER, "base")
    run = fold(recorded(begin, e.AttemptAbandoned("T1", 1, "crash"), agent="claude"))
    assert run.spending == Spending(unknown=1, unknown_tokens=1)
    assert run.tasks["T1"].stage is Stage.WAITING


def test_a_repeated_attempt_is_the_same_round_from_its_own_base() -> None:
    run = fold(
        recorded(
            e.AttemptStarted("T1", 1, 1, Role.WORKER, "base"),
            e.AttemptAbandoned("T1", 1, "crash"),
            e.AttemptStarted("T1", 2, 1, Role.WORKER, "later"),
        )
    )
    state = run.tasks["T1"]
    assert state.base == "later"
    assert state.attempt is not None
    assert (state.attempt.number, state.attempt.round) == (2, 1)


def test_an_item_that_was_ticked_after_all_is_left_no_more() -> None:
    late = e.ItemsTicked((), "editor", (("I-1", "nobody answered"),))
    run = fold(recorded(late, e.ItemsTicked(("I-1",), "editor")))
    assert (run.ticked, run.left) == ({"I-1"}, {})


def test_a_pause_is_no_time_that_it_took() -> None:
    begun = recorded()
    for at, event in ((11.0, e.RunEnded("stopped", "")), (111.0, e.RunResumed())):
        begun.append(Recorded(len(begun) + 1, 1, at, event))
    assert fold(begun).seconds(now=121.0) == 20.0

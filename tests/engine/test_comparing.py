from orchestrator_engine import events as e
from orchestrator_engine.attempt import Role
from orchestrator_engine.comparing import differences, pairs, stories
from orchestrator_engine.run import Stage
from support.plans import plan, task
from support.stories import APPROVED, BROKEN, PASSED, REJECTED, Story, mended


def accepted() -> Story:
    story = Story().tell(e.WorkerTookOver(1, "0.1.0"), e.PhaseStarted("P1")).attempt("T1", 1)
    return story.judged("T1", 1, PASSED, APPROVED).tell(e.TaskMerged("T1", 1, "c1"))


def test_a_run_does_not_differ_from_itself() -> None:
    records = mended().records
    assert differences(records, records) == ()


def test_what_was_cut_short_does_not_count() -> None:
    plain = Story().tell(e.PhaseStarted("P1")).attempt("T1", 1)
    cut = Story().tell(
        e.PhaseStarted("P1"),
        e.AttemptStarted("T1", 1, 1, Role.WORKER, "base"),
        e.AttemptAbandoned("T1", 1, "the worker that began it was gone"),
        e.WorkerTookOver(7, "0.2.0", swept=3),
    )
    cut.tell(e.AttemptStarted("T1", 2, 1, Role.WORKER, "base"))
    cut.tell(*(_second(record.event) for record in plain.records[-2:]))
    assert differences(plain.records, cut.records) == ()


def _second(event: e.Event) -> e.Event:
    """The same event of the second attempt."""
    match event:
        case e.AttemptEnded(task=name, outcome=outcome):
            return e.AttemptEnded(name, 2, outcome)
        case e.AttemptCommitted(task=name, commit=commit, changes=changes):
            return e.AttemptCommitted(name, 2, commit, changes)
        case _:
            raise AssertionError(event)


def test_the_first_step_that_differs_is_told_with_both_sides() -> None:
    one = Story().attempt("T1", 1).judged("T1", 1, PASSED, APPROVED)
    other = Story().attempt("T1", 1).judged("T1", 1, BROKEN)
    (found,) = differences(one.records, other.records)
    assert (found.subject, found.number) == ("T1", 4)
    assert (found.was, found.now) == ("checks: test passed", "checks: test failed")


def test_a_story_that_stops_earlier_differs_where_it_stops() -> None:
    whole, part = accepted().records, accepted().records[:-1]
    (found,) = differences(whole, part)
    assert (found.was, found.now) == ("merged", "nothing more")


def test_tasks_that_take_turns_otherwise_tell_the_same_stories() -> None:
    one = Story(plan((task(1), task(2)))).attempt("T1", 1).attempt("T2", 1)
    other = Story(plan((task(1), task(2)))).attempt("T2", 1).attempt("T1", 1)
    assert stories(one.records) == stories(other.records)


def test_items_stand_side_by_side_with_how_far_they_came() -> None:
    sent_back = Story().attempt("T1", 1).judged("T1", 1, PASSED, REJECTED)
    first, second = pairs(accepted().run, sent_back.run)
    assert not first.alike
    assert (first.one.stage, first.one.rounds, first.one.score) == (Stage.MERGED, 1, "9/10")
    assert (first.other.stage, first.other.score) == (Stage.REVIEWED, "4/10")
    assert first.one.spending.usd == 0.75
    assert second.alike
    assert (second.one.stage, second.one.rounds) == (Stage.WAITING, 0)


def test_an_item_that_only_one_run_has_is_absent_from_the_other() -> None:
    both = pairs(Story().run, Story(plan((task(1),))).run)
    assert [pair.other.stage for pair in both] == [Stage.WAITING, None]

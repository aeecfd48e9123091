from dataclasses import replace

from orchestrator_engine import actions as a
from orchestrator_engine import decide as d
from orchestrator_engine import events as e
from orchestrator_engine.attempt import Change, CheckResult, Ending, Outcome, Role
from orchestrator_engine.fold import fold
from orchestrator_engine.plan import Plan
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.review import Remark, Review, Severity, Verdict
from orchestrator_engine.run import Run, Status
from support.plans import begun, plan, run_of, task

DONE = Outcome(Ending.DONE, "done", "", 0.0, None, None, 1.0)
PASSED = CheckResult("test", passed=True, code=0, seconds=1.0, tail="", why="", log="l")
FAILED = CheckResult("test", passed=False, code=1, seconds=1.0, tail="1 != 2", why="", log="l")
CHANGE = Change("a.py", 1, 0)
NOTE = Remark("a.py", 1, Severity.NOTE, "seen")
MAJOR = Remark("a.py", 3, Severity.MAJOR, "a name is missing")


def review(verdict: Verdict, *remarks: Remark, ending: Ending = Ending.DONE) -> Review:
    return Review(verdict, 5, "said", remarks, 0.0, 1.0, "why", ending)


def after(a_plan: Plan, *events: e.Event, **settings: object) -> Run:
    recorded = begun(a_plan, **settings)
    for event in events:
        recorded.append(Recorded(len(recorded) + 1, 1, 1.0, event))
    return fold(recorded)


def attempt(number: int = 1, rounds: int = 1) -> e.AttemptStarted:
    return e.AttemptStarted("T1", number, rounds, Role.WORKER, "base")


ONE = plan((task(1),))
STARTED = e.PhaseStarted("P1")
COMMITTED = (
    STARTED,
    attempt(),
    e.AttemptEnded("T1", 1, DONE),
    e.AttemptCommitted("T1", 1, "c1", (CHANGE,)),
)
CHECKED = (*COMMITTED, e.ChecksEnded("T1", 1, (PASSED,)))


def test_a_phase_begins_before_its_tasks() -> None:
    assert d.decide(run_of(ONE)) == (a.StartPhase("P1"),)


def test_the_first_attempt_starts_from_the_head_of_the_run() -> None:
    begin = a.StartAttempt("T1", 1, 1, Role.WORKER, "base", ())
    assert d.decide(after(ONE, STARTED)) == (begin,)


def test_nothing_is_decided_about_a_busy_task() -> None:
    assert d.decide(after(ONE, STARTED, attempt()), frozenset({"T1"})) == ()


def test_what_an_agent_calls_done_is_committed_checked_reviewed_and_merged() -> None:
    assert d.decide(after(ONE, *COMMITTED[:3])) == (a.CommitAttempt("T1"),)
    assert d.decide(after(ONE, *COMMITTED)) == (a.RunChecks("T1"),)
    assert d.decide(after(ONE, *CHECKED)) == (a.AskReview("T1"),)
    approved = e.TaskReviewed("T1", 1, review(Verdict.APPROVED, NOTE))
    assert d.decide(after(ONE, *CHECKED, e.ReviewStarted("T1", 1), approved)) == (a.Merge("T1"),)


def test_a_failing_check_sends_the_work_back_with_the_end_of_its_output() -> None:
    (again,) = d.decide(after(ONE, *COMMITTED, e.ChecksEnded("T1", 1, (FAILED,))))
    assert isinstance(again, a.StartAttempt)
    assert (again.attempt, again.round, again.role, again.base) == (2, 2, Role.FIXER, "c1")
    assert again.remarks == ("check test failed (exit code 1):\n1 != 2",)


def test_a_rejection_sends_the_work_back_with_the_remarks_that_matter() -> None:
    rejected = e.TaskReviewed("T1", 1, review(Verdict.REJECTED, MAJOR, NOTE))
    (again,) = d.decide(after(ONE, *CHECKED, rejected))
    assert isinstance(again, a.StartAttempt)
    assert again.remarks == (
        "the reviewer rejected it (score 5): said",
        "a.py:3 (major): a name is missing",
    )


def test_an_agent_that_changed_nothing_has_not_done_it() -> None:
    empty = (*COMMITTED[:3], e.AttemptCommitted("T1", 1, "base", ()))
    (again,) = d.decide(after(ONE, *empty))
    assert isinstance(again, a.StartAttempt)
    assert "changed nothing" in again.remarks[0]


def test_a_protected_path_that_was_changed_sends_the_work_back() -> None:
    bent = e.AttemptCommitted("T1", 1, "c1", (CHANGE,), ("tests/test_a.py",))
    (again,) = d.decide(after(ONE, *COMMITTED[:3], bent))
    assert isinstance(again, a.StartAttempt)
    assert again.remarks[0].startswith("tests/test_a.py is protected")


def test_work_that_only_protected_paths_spoilt_is_checked_as_it_was_put() -> None:
    bent = e.AttemptCommitted("T1", 1, "c1", (CHANGE,), ("tests/test_a.py",))
    mended = (
        e.AttemptStarted("T1", 2, 2, Role.FIXER, "c1"),
        e.AttemptEnded("T1", 2, DONE),
        e.AttemptCommitted("T1", 2, "c1", ()),
    )
    events = (*COMMITTED[:3], bent, *mended)
    assert d.decide(after(ONE, *events)) == (a.RunChecks("T1"),)
    (again,) = d.decide(after(ONE, *events, e.ChecksEnded("T1", 2, (FAILED,))))
    assert isinstance(again, a.StartAttempt)
    assert again.remarks == ("check test failed (exit code 1):\n1 != 2",)


def test_a_protected_path_and_nothing_else_is_no_work() -> None:
    bent = e.AttemptCommitted("T1", 1, "c1", (), ("tests/test_a.py",))
    mended = (
        e.AttemptStarted("T1", 2, 2, Role.FIXER, "c1"),
        e.AttemptEnded("T1", 2, DONE),
        e.AttemptCommitted("T1", 2, "c1", ()),
    )
    (again,) = d.decide(after(ONE, *COMMITTED[:3], bent, *mended))
    assert isinstance(again, a.StartAttempt)
    assert "changed nothing" in again.remarks[0]


def test_the_rounds_are_bounded() -> None:
    run = after(ONE, *COMMITTED, e.ChecksEnded("T1", 1, (FAILED,)), max_review_cycles=0)
    (given_up,) = d.decide(run)
    assert isinstance(given_up, a.FailTask)
    assert given_up.why.startswith("1 round, and still: check test failed")


def test_the_cause_comes_before_how_the_last_round_fell_short() -> None:
    failed = replace(DONE, status=Ending.FAILED, why="the script has no round 2")
    last = (
        e.AttemptStarted("T1", 2, 2, Role.FIXER, "c1"),
        e.AttemptEnded("T1", 2, failed),
    )
    run = after(ONE, *COMMITTED, e.ChecksEnded("T1", 1, (FAILED,)), *last, max_review_cycles=1)
    (given_up,) = d.decide(run)
    assert isinstance(given_up, a.FailTask)
    cause, _, fell_short = given_up.why.partition("; the last round: ")
    assert cause.startswith("2 rounds, and still: check test failed")
    assert "the script has no round 2" in fell_short


def test_the_first_cause_is_named_even_where_several_rounds_fell_short() -> None:
    def fell_short(number: int) -> tuple[e.Event, ...]:
        failed = replace(DONE, status=Ending.FAILED, why=f"the script has no round {number}")
        return (
            e.AttemptStarted("T1", number, number, Role.FIXER, "c1"),
            e.AttemptEnded("T1", number, failed),
        )

    idle = e.AttemptCommitted("T1", 1, "c1", ())
    told = (*COMMITTED[:3], idle, *fell_short(2), *fell_short(3))
    (given_up,) = d.decide(after(ONE, *told, max_review_cycles=2))
    assert isinstance(given_up, a.FailTask)
    cause, _, last = given_up.why.partition("; the last round: ")
    assert cause == "3 rounds, and still: the agent says it is done, and changed nothing"
    assert "no round 3" in last


def test_two_rounds_without_progress_end_the_task_early() -> None:
    second = (
        e.AttemptStarted("T1", 2, 2, Role.FIXER, "c1"),
        e.AttemptEnded("T1", 2, DONE),
        e.AttemptCommitted("T1", 2, "c1", ()),
    )
    first = (*COMMITTED[:3], e.AttemptCommitted("T1", 1, "base", ()))
    (given_up,) = d.decide(after(ONE, *first, *second, max_review_cycles=9))
    assert isinstance(given_up, a.FailTask)
    assert given_up.why.startswith("no progress")


def test_an_unreadable_verdict_is_asked_for_once_more_and_never_approved() -> None:
    unread = e.TaskReviewed("T1", 1, review(Verdict.UNREVIEWED))
    assert d.decide(after(ONE, *CHECKED, unread)) == (a.AskReview("T1"),)
    (given_up,) = d.decide(after(ONE, *CHECKED, unread, unread))
    assert given_up == a.FailTask("T1", "nobody could review it: why")


def test_without_review_what_passed_its_checks_is_merged() -> None:
    assert d.decide(after(ONE, *CHECKED, review=False)) == (a.Merge("T1"),)


def test_an_agent_that_is_away_pauses_the_run() -> None:
    away = Outcome(Ending.UNAVAILABLE, "", "overloaded", None, None, None, 1.0)
    (end,) = d.decide(after(ONE, STARTED, attempt(), e.AttemptEnded("T1", 1, away)))
    assert end == a.End(Status.PAUSED, "the agent is not available: overloaded")


def test_an_agent_that_somebody_interrupted_pauses_the_run() -> None:
    cut = Outcome(Ending.INTERRUPTED, "", "SIGINT", None, None, None, 1.0)
    (end,) = d.decide(after(ONE, STARTED, attempt(), e.AttemptEnded("T1", 1, cut)))
    assert end == a.End(Status.PAUSED, "somebody interrupted the agent: SIGINT")


def test_a_run_that_pauses_waits_for_what_is_under_way_and_ends_once() -> None:
    two = plan((task(1), task(2), task(3)))
    away = Outcome(Ending.UNAVAILABLE, "", "overloaded", None, None, None, 1.0)
    begun_twice = (STARTED, attempt(), e.AttemptStarted("T2", 1, 1, Role.WORKER, "base"))
    ended = (e.AttemptEnded("T1", 1, away), e.AttemptEnded("T2", 1, away))
    paused = a.End(Status.PAUSED, "the agent is not available: overloaded")
    run = after(two, *begun_twice, *ended, max_concurrent_agents=3)
    assert d.decide(run) == (paused,)
    one = after(two, *begun_twice, ended[0], max_concurrent_agents=3)
    assert d.decide(one, frozenset({"T2"})) == ()


def test_a_stopped_run_shows_what_is_done_before_it_ends() -> None:
    stopped = (*CHECKED, e.TaskMerged("T1", 1, "m1"), e.CommandApplied("x", "stop"))
    assert d.decide(after(ONE, *stopped)) == (a.TickItems(("I-1",)),)


def test_after_a_resume_a_reviewer_that_was_away_is_asked_again() -> None:
    away = e.TaskReviewed("T1", 1, review(Verdict.UNREVIEWED, ending=Ending.UNAVAILABLE))
    paused = (*CHECKED, e.ReviewStarted("T1", 1), away, e.RunEnded("paused", "away"))
    assert d.decide(after(ONE, *paused, e.RunResumed())) == (a.AskReview("T1"),)


def test_what_waits_for_a_failed_task_is_skipped_and_the_rest_goes_on() -> None:
    three = plan((task(1), task(2, 1), task(3)))
    actions = d.decide(after(three, STARTED, e.TaskFailed("T1", "no")))
    assert a.SkipTask("T2", "it waits for I-1, which failed") in actions
    assert any(isinstance(each, a.StartAttempt) and each.task == "T3" for each in actions)


def test_a_failed_phase_stops_the_phases_after_it() -> None:
    two = plan((task(1),), (task(2),))
    failed = (STARTED, e.TaskFailed("T1", "no"), e.PhaseEnded("P1", False, "T1 failed", ()))
    assert d.decide(after(two, *failed)) == (a.SkipTask("T2", "phase “Phase 1” failed"),)
    skipped = (*failed, e.TaskSkipped("T2", "phase “Phase 1” failed"))
    assert d.decide(after(two, *skipped)) == (a.FailPhase("P2", "phase “Phase 1” failed"),)


def test_a_merged_item_is_ticked_once() -> None:
    merged = (*CHECKED, e.TaskMerged("T1", 1, "m1"))
    assert a.TickItems(("I-1",)) in d.decide(after(ONE, *merged))
    ticked = (*merged, e.ItemsTicked(("I-1",), "engine"))
    assert d.decide(after(ONE, *ticked)) == (a.ValidatePhase("P1"),)


def test_a_stop_waits_for_what_is_under_way_and_then_ends_the_run() -> None:
    stopping = after(ONE, STARTED, attempt(), e.CommandApplied("x", "stop"))
    assert d.decide(stopping, frozenset({"T1"})) == ()
    assert d.decide(stopping) == (a.End(Status.STOPPED, "stopped by a person"),)


def test_an_ended_run_wants_nothing() -> None:
    assert d.decide(after(ONE, e.RunEnded("completed", ""))) == ()

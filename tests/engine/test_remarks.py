"""What a run has to say about its sources, and what a person says to that."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_engine import events as e
from orchestrator_engine import launch
from orchestrator_engine.attempt import CheckResult, Outcome, Role
from orchestrator_engine.cli import main
from orchestrator_engine.commands import answer
from orchestrator_engine.dismissing import dismiss, reopen, send_dismissal
from orchestrator_engine.errors import NotDone
from orchestrator_engine.fold import fold
from orchestrator_engine.journal import Journal, Reader
from orchestrator_engine.places import RunFolder
from orchestrator_engine.pointing import line_now, pointed_at
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.remarks import Standing, open_remarks, remarks
from orchestrator_engine.report import report
from orchestrator_engine.review import Remark, Review, Severity, Verdict
from orchestrator_engine.run import Run
from orchestrator_engine.store import Command
from orchestrator_engine.system.locks import Lock
from support.runs import a_run
from support.stories import APPROVED, BROKEN, DONE, PASSED, REJECTED, Story, mended


def told(run: Run) -> list[tuple[str, str | None, int | None, str, str]]:
    return [
        (each.id, each.file, each.line, str(each.severity), str(each.state))
        for each in remarks(run)
    ]


def test_remarks_of_rounds_that_were_looked_at_again_are_mended() -> None:
    assert told(mended().run) == [
        ("run/T1.1.test", None, None, "blocker", "mended"),
        ("run/T1.2.1", "greet.py", 7, "major", "mended"),
        ("run/T1.3.1", "greet.py", 7, "major", "open"),
    ]
    (last,) = open_remarks(mended().run)
    assert (last.item, last.items, last.task, last.attempt) == ("I-1", ("I-1",), "T1", 3)
    assert (last.source, last.commit) == ("reviewer", "abcdef0123456789")
    assert last.text == last.evidence == "an empty name is greeted"


def test_a_remark_stays_open_until_the_same_eyes_looked_again() -> None:
    story = Story().tell(e.PhaseStarted("P1"))
    story.attempt("T1", 1).judged("T1", 1, PASSED, REJECTED)
    story.attempt("T1", 2).judged("T1", 2, BROKEN)
    assert [each.state for each in remarks(story.run)] == [Standing.OPEN, Standing.OPEN]


def test_a_check_that_failed_twice_is_told_once() -> None:
    story = Story().tell(e.PhaseStarted("P1"))
    story.attempt("T1", 1).judged("T1", 1, BROKEN)
    story.attempt("T1", 2).judged("T1", 2, BROKEN)
    assert [each.id for each in remarks(story.run)] == ["run/T1.2.test"]


def test_a_reviewer_without_a_verdict_mends_nothing() -> None:
    silent = Review(Verdict.UNREVIEWED, None, "", (), None, 1.0, "no verdict")
    story = Story().tell(e.PhaseStarted("P1"))
    story.attempt("T1", 1).judged("T1", 1, PASSED, REJECTED)
    story.attempt("T1", 2).judged("T1", 2, PASSED, silent)
    assert [each.state for each in remarks(story.run)] == [Standing.OPEN]


def test_work_that_was_taken_back_has_no_remarks() -> None:
    story = mended().tell(e.TaskReverted("T1", "c", "code-orch/run"))
    assert remarks(story.run) == ()


def test_a_phase_s_failed_check_is_a_remark_of_no_task() -> None:
    broken = replace(BROKEN, tail='  File "greet.py", line 3, in greet\nValueError')
    story = Story().tell(e.PhaseStarted("P1")).attempt("T1", 1)
    story.tell(e.PhaseEnded("P1", passed=False, why="test failed", results=(broken,)))
    (one,) = remarks(story.run)
    assert (one.id, one.file, one.line, one.task) == ("run/P1.test", "greet.py", 3, "")
    assert one.text == "check test failed (exit code 1)"
    assert "ValueError" in one.evidence


@pytest.mark.parametrize(
    ("output", "place"),
    [
        ('File "/s/runs/r-1/worktrees/r-1-T1/src/a.py", line 9, in f', ("src/a.py", 9)),
        ('File "/usr/lib/python3.11/json/decoder.py", line 355', None),
        ("tests/test_a.py:12: AssertionError", ("tests/test_a.py", 12)),
        ("src/a.py:4: note\ntests/test_a.py:12: AssertionError", ("src/a.py", 4)),
        ("lib/z.ts(12,5): error TS2304: Cannot find name", ("lib/z.ts", 12)),
        ("  --> src\\main.rs:3:5", ("src/main.rs", 3)),
        ("\tat app.TeaTest.finds(TeaTest.java:21)", ("TeaTest.java", 21)),
        ("Failed asserting in tests/TeaTest.php on line 7", ("tests/TeaTest.php", 7)),
        ("node_modules/jest/build/a.js:5\nspec/tea_spec.rb:8", ("spec/tea_spec.rb", 8)),
        ("it took 12:30 and 99.5:1", None),
        ("../outside.py:3: no", None),
        ("a.py:99999999999999999999", None),
        ("", None),
    ],
)
def test_the_place_that_a_check_means_is_read_from_its_output(
    output: str, place: tuple[str, int] | None
) -> None:
    assert pointed_at(output, {"src/a.py"}, "r-1") == place


def test_of_several_places_in_changed_files_the_last_is_meant() -> None:
    output = 'File "a.py", line 1\nFile "b.py", line 2\nFile "z.py", line 3'
    assert pointed_at(output, {"a.py", "b.py"}, "r") == ("b.py", 2)


@given(st.text(), st.lists(st.text(), max_size=3))
def test_reading_any_output_for_places_never_fails(output: str, changed: list[str]) -> None:
    place = pointed_at(output, changed, "run")
    assert place is None or place[1] > 0


THEN = "def a():\n    return 1\n\n\ndef b():\n    return 1\n"


@pytest.mark.parametrize(
    ("line", "now", "expected"),
    [
        (6, THEN, 6),
        (6, "# new\n" + THEN, 7),
        (2, THEN.replace("def a", "def c"), 2),
        (6, THEN.replace("    return 1", "\treturn 1"), 6),
        (5, THEN.replace("def b", "def z"), None),
        (5, "def b():\n", 1),
        (3, "x = 1\n", None),
        (99, "x = 1\n", None),
    ],
)
def test_a_line_is_known_again_by_what_it_says(line: int, now: str, expected: int | None) -> None:
    assert line_now(line, THEN, now) == expected


@given(st.text(), st.integers(-3, 50), st.text())
def test_a_line_that_is_found_again_says_the_same(then: str, line: int, now: str) -> None:
    found = line_now(line, then, now)
    if found is not None and then != now:
        assert now.splitlines()[found - 1].strip() == then.splitlines()[line - 1].strip()


# Dismissing


def wish(**data: object) -> Command:
    return Command("c1", "dismiss", data, 1.0)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"remark": "run/T9.1.1", "reason": "no"}, "the run has no remark run/T9.1.1"),
        ({}, "the run has no remark "),
        ({"remark": "run/T1.3.1"}, "a remark is dismissed with a reason"),
        ({"remark": "run/T1.3.1", "reason": " \n"}, "a remark is dismissed with a reason"),
        ({"remark": "run/T1.2.1", "reason": "no"}, "the remark is mended already"),
    ],
)
def test_a_dismissal_that_makes_no_sense_is_refused(data: dict[str, object], why: str) -> None:
    (refused,) = answer(wish(**data), mended().run)
    assert isinstance(refused, e.CommandApplied)
    assert refused.why.strip() == why.strip()


def test_a_dismissed_remark_is_counted_with_its_reason_in_the_report() -> None:
    story = mended()
    story.tell(*answer(wish(remark="run/T1.3.1", reason="names are *never* empty"), story.run))
    (one,) = (each for each in remarks(story.run) if each.state is Standing.DISMISSED)
    assert one.why == "names are *never* empty"
    assert open_remarks(story.run) == ()
    text = report(story.run, "run")
    assert "3 remarks of reviewers and failed checks: 1 dismissed, 2 mended." in text
    assert r"- `greet.py:7` was **dismissed** (names are \*never\* empty)" in text


def test_a_dismissal_is_taken_back_and_both_stand_in_the_journal() -> None:
    story = mended()
    reopening = Command("c2", "reopen", {"remark": "run/T1.3.1", "by": "me"}, 1.0)
    (refused,) = answer(reopening, story.run)
    assert isinstance(refused, e.CommandApplied)
    assert refused.why.strip() == "the remark is not dismissed"
    story.tell(*answer(wish(remark="run/T1.3.1", reason="no"), story.run))
    assert open_remarks(story.run) == ()
    story.tell(*answer(reopening, story.run))
    assert [one.id for one in open_remarks(story.run)] == ["run/T1.3.1"]
    kinds = [record.event.kind for record in story.records]
    assert kinds.index("remark.dismissed") < kinds.index("remark.reopened")
    (unknown, *_) = answer(replace(reopening, data={"remark": "nothing"}), story.run)
    assert isinstance(unknown, e.CommandApplied)
    assert "no remark" in unknown.why


NOTE = Remark("a.py", 2, Severity.MINOR, "odd")


def judged(state: Path) -> RunFolder:
    """A run with one remark, which nobody drives."""
    folder = a_run(state)
    review = replace(APPROVED, remarks=(NOTE,))
    with closing(Journal.take_over(folder, "test")) as journal:
        journal.append(
            e.PhaseStarted("p1"),
            e.AttemptStarted("t1", 1, 1, Role.WORKER, "b" * 40),
            e.AttemptEnded("t1", 1, _done()),
            e.AttemptCommitted("t1", 1, "c" * 40, ()),
            e.ChecksEnded("t1", 1, ()),
            e.ReviewStarted("t1", 1),
            e.TaskReviewed("t1", 1, review),
        )
    return folder


def _done() -> Outcome:
    return DONE


def read(folder: RunFolder) -> Run:
    with closing(Reader(folder)) as reader:
        return reader.run


def test_a_reason_to_take_a_dismissal_back_is_refused_as_it_would_be_lost(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["dismiss", "run/T1.3.1", "it was wrong", "--revoke"]) == 2
    told = capsys.readouterr().err
    assert "--revoke takes no reason: it would be kept nowhere" in told
    assert "code-orch dismiss --revoke run/T1.3.1" in told


@pytest.mark.parametrize("ended", [False, True])
def test_a_run_that_nobody_drives_keeps_a_dismissal_and_nothing_begins(
    tmp_path: Path, ended: bool
) -> None:
    folder = judged(tmp_path)
    if ended:
        with closing(Journal.take_over(folder, "test")) as journal:
            journal.append(e.RunEnded("stopped", "a person"))
    (one,) = remarks(read(folder))
    run = dismiss(folder, one.id, "as it should be", "me")
    assert run.dismissed == {one.id: "as it should be"} == read(folder).dismissed
    assert read(folder).over is ended
    assert not folder.supervisor_log.exists()
    with pytest.raises(NotDone, match="no remark"):
        dismiss(folder, "nothing", "no")
    assert reopen(folder, one.id, "me").dismissed == {} == read(folder).dismissed
    assert read(folder).over is ended


def test_dismissals_at_once_of_a_run_that_nobody_drives_do_not_have_it_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = judged(tmp_path)
    (one,) = remarks(read(folder))
    begun: list[RunFolder] = []
    monkeypatch.setattr(launch, "start", begun.append)

    def dismissed(why: str) -> Run:
        return dismiss(folder, one.id, why)

    with ThreadPoolExecutor(4) as threads:
        runs = list(threads.map(dismissed, "abcd"))
    assert [bool(run.dismissed) for run in runs] == [True] * 4
    assert begun == []


def test_a_dismissal_makes_no_working_time_of_the_days_that_a_run_lay_dead() -> None:
    day = 86_400.0
    story = Story().tell(e.WorkerTookOver(1, "0"), e.PhaseStarted("P1"))
    (last,) = story.records[-1:]
    dismissal = Recorded(last.seq + 1, 2, last.at + day, e.RemarkDismissed("x/T1.1.1", "no", "me"))
    takes_over = Recorded(last.seq + 2, 3, last.at + 2 * day, e.WorkerTookOver(2, "0"))
    run = fold([*story.records, dismissal, takes_over])
    assert run.elapsed(run.at) == story.run.elapsed(last.at) < day


def test_a_run_that_is_driven_finds_a_dismissal_in_its_inbox(tmp_path: Path) -> None:
    folder = judged(tmp_path)
    (one,) = remarks(read(folder))
    lock = Lock(folder.supervisor_lock)
    try:
        send_dismissal(folder, one.id, "later", "me")
        assert read(folder).dismissed == {}
        with closing(Journal.take_over(folder, "test")) as journal:
            (command,) = journal.commands()
            journal.append(*answer(command, journal.run))
    finally:
        lock.release()
    assert read(folder).dismissed == {one.id: "later"}


def test_a_check_without_output_still_has_a_remark() -> None:
    late = CheckResult("test", False, None, 9.0, "", "did not end in time", "log")
    story = Story().tell(e.PhaseStarted("P1")).attempt("T1", 1).judged("T1", 1, late)
    (one,) = remarks(story.run)
    assert one.text == one.evidence == "check test failed (did not end in time)"

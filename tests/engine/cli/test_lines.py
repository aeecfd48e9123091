from orchestrator_engine import events as e
from orchestrator_engine.cli.lines import line
from orchestrator_engine.recorded import KINDS, Recorded
from orchestrator_engine.sentences import words
from support.stories import BROKEN, UNREVIEWED, Story, mended


def test_a_run_is_told_one_event_a_line() -> None:
    story = mended()
    told = [words(record.event, story.run) for record in story.records]
    assert told == [
        "Greeter: run run, agent claude, branch code-orch/run",
        "planned 2 tasks in 1 phase, mode build, checks: test",
        "a worker drives the run",
        "phase “Phase 1” begins",
        "I-1 Do I-1: attempt 1 begins",
        "I-1 Do I-1: the agent says it is done",
        "I-1 Do I-1: changed 2 files",
        "I-1 Do I-1: checks: test failed (exit code 1)",
        "I-1 Do I-1: attempt 2 begins, to mend it",
        "I-1 Do I-1: the agent says it is done",
        "I-1 Do I-1: changed 2 files",
        "I-1 Do I-1: checks: test passed",
        "I-1 Do I-1: review begins",
        "I-1 Do I-1: the reviewer sent it back, 4/10: It greets nobody.",
        "I-1 Do I-1: attempt 3 begins, to mend it",
        "I-1 Do I-1: the agent says it is done",
        "I-1 Do I-1: changed 2 files",
        "I-1 Do I-1: checks: test passed",
        "I-1 Do I-1: review begins",
        "I-1 Do I-1: the reviewer approved it, 9/10",
        "I-1 Do I-1: done, merged as abcdef0123",
        "in the document: ticked I-1",
        "I-2 Do I-2: attempt 1 begins",
        "I-2 Do I-2: the agent did not finish (denied): it may not write here",
        "I-2 Do I-2: given up: the agent denied: it may not write here",
        "phase “Phase 1” failed: 1 of 2 tasks failed",
        "failed: phase “Phase 1” failed: 1 of 2 tasks failed",
    ]


def test_what_happens_seldom_is_told_as_well() -> None:
    run = Story().run
    assert words(e.WorkerTookOver(1, "0.1.0", swept=2), run) == (
        "a worker drives the run and ended 2 processes of the one before"
    )
    assert words(e.AttemptAbandoned("T1", 1, "the worker died"), run) == (
        "I-1 Do I-1: attempt 1 was thrown away: the worker died"
    )
    assert words(e.AttemptCommitted("T1", 1, "c", (), ("tests/a.py",)), run) == (
        "I-1 Do I-1: changed nothing; protected files put back: tests/a.py"
    )
    assert words(e.ChecksEnded("T1", 1, ()), run) == "I-1 Do I-1: no checks are known"
    assert words(e.TaskReviewed("T1", 1, UNREVIEWED), run) == (
        "I-1 Do I-1: unreviewed: no remark points into the change"
    )
    assert words(e.TaskSkipped("T1", "phase 1 failed"), run) == (
        "I-1 Do I-1: left undone: phase 1 failed"
    )
    assert words(e.TaskRetried("T1"), run) == "I-1 Do I-1: to be tried again"
    assert words(e.CommandApplied("1", "retry", task="T1"), run) == "retry T1: obeyed"
    assert words(e.RebaseChecked("T1", 1, "c", ()), run) == (
        "I-1 Do I-1: on top of what was merged meanwhile, no checks are known"
    )
    assert words(e.TaskReopened("T1", 1, "it conflicts"), run) == (
        "I-1 Do I-1: reopened: it conflicts"
    )
    assert words(e.MergeHeld("T1", 1, "you are on it"), run) == (
        "I-1 Do I-1: cannot be merged yet: you are on it"
    )
    assert words(e.TaskReverted("T1", "abcdef0123456789", "b"), run) == (
        "I-1 Do I-1: taken back by abcdef0123 on b"
    )
    assert words(e.ItemsUnticked(("I-1",), "engine", (("I-1", "no box"),)), run) == (
        "in the document: opened I-1 again; could not open I-1: no box"
    )
    assert words(e.ItemsTicked((), "engine", (("I-1", "its line is gone"),)), run) == (
        "in the document: could not tick I-1: its line is gone"
    )
    broken = e.BaselineTaken("c", (BROKEN,), "test fails before anything is done")
    assert words(broken, run) == (
        "before anything is done: checks: test failed (exit code 1); "
        "test fails before anything is done"
    )
    assert words(e.CommandApplied("1", "stop"), run) == "stop: obeyed"
    assert words(e.CommandApplied("1", "dance", "nobody can"), run) == "dance: refused: nobody can"
    assert words(e.RunResumed(), run) == "resumed"
    assert words(e.RunWaits(0.0, "claude: slow down"), run).endswith("for claude: slow down")
    assert words(e.WaitEnded(), run) == "the wait is over"
    assert words(e.WaitEnded("a person said so"), run) == "the wait is over: a person said so"
    assert words(e.RunOverdue("its time is over"), run) == "its time is over"
    assert words(e.PlanApproved("me"), run) == "the plan was approved by me"
    assert words(e.PlanApproved("me", edited=True), run) == "the plan was edited and approved by me"
    asked = e.QuestionAsked("q1", "T1", 1, "Bash", "Bash rm -rf ~")
    assert words(asked, run) == "I-1 Do I-1: asks (q1): Bash rm -rf ~"
    yes = e.QuestionAnswered("q1", allow=True, remember=True, by="the editor")
    assert words(yes, run) == "q1: allowed for the rest of the run by the editor"
    no = e.QuestionAnswered("q1", allow=False, message="nobody answered")
    assert words(no, run) == "q1: refused: nobody answered"
    gone = e.QuestionWithdrawn("q1", "the agent took it back")
    assert words(gone, run) == "q1: withdrawn: the agent took it back"
    bad = e.PluginFailed("notes", "afterTask", "ValueError: no")
    assert words(bad, run) == "the plugin notes failed at afterTask: ValueError: no"
    dismissed = e.RemarkDismissed("run/T1.3.1", "as it should be", "me")
    assert words(dismissed, run) == "remark T1.3.1 was dismissed by me: as it should be"
    opened = e.RemarkReopened("run/T1.3.1", "me")
    assert words(opened, run) == "remark T1.3.1 was opened again by me"
    taken = e.RemarkTaken("run/T1.3.1", "20261122-130000-bbbb")
    assert words(taken, run) == "remark T1.3.1 is to be put right by run 20261122-130000-bbbb"
    assert words(e.DocumentMoved("/a/B.md"), run) == "the document is /a/B.md now"
    assert words(e.Unknown("moon.rose"), run).startswith("moon.rose (written by a newer version")


def test_every_kind_of_event_has_words() -> None:
    handled = {type(record.event) for record in mended().records}
    seldom = {
        e.AttemptAbandoned,
        e.BaselineTaken,
        e.CommandApplied,
        e.RunResumed,
        e.TaskRetried,
        e.TaskSkipped,
    }
    seldom |= {e.RebaseChecked, e.TaskReopened, e.MergeHeld, e.TaskReverted, e.ItemsUnticked}
    seldom |= {e.PlanAsked, e.PlanAnswered, e.PlanApproved}
    seldom |= {e.RunWaits, e.WaitEnded, e.RunOverdue}
    seldom |= {e.QuestionAsked, e.QuestionAnswered, e.QuestionWithdrawn}
    seldom |= {e.PluginFailed, e.RemarkDismissed, e.RemarkReopened, e.RemarkTaken, e.DocumentMoved}
    assert set(KINDS.values()) == handled | seldom


def test_a_line_has_no_control_codes_and_no_second_line() -> None:
    story = Story()
    nasty = "\x1b[31mred\x1b[0m\n\r\x07second\u202e\u2028"
    shown = line(Recorded(3, 1, 3.0, e.TaskFailed("T1", nasty)), story.run)
    assert shown.isprintable()
    assert shown.endswith("given up: \ufffd[31mred\ufffd[0m \ufffdsecond\ufffd")

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from orchestrator_engine import events as e
from orchestrator_engine.attempt import Ending
from orchestrator_engine.fold import fold
from orchestrator_engine.report import report
from support.plans import plan, run_of, task
from support.stories import APPROVED, BROKEN, DONE, PASSED, UNREVIEWED, Story, mended

ID = "20261122-114703-k3f9"


def told(story: Story) -> str:
    return report(story.run, ID)


def headings(text: str) -> list[str]:
    tokens = MarkdownIt("commonmark").parse(text)
    return [
        f"{token.tag} {tokens[at + 1].content}"
        for at, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0
    ]


def test_the_outcome_and_why_come_first() -> None:
    lines = told(mended()).splitlines()
    assert lines[0] == "# Greeter"
    assert lines[2] == "The run has **failed**: phase “Phase 1” failed: 1 of 2 tasks failed."


def test_a_rehearsal_is_called_one_in_title_and_text() -> None:
    text = told(Story(agent="rehearsal"))
    assert text.startswith("# Rehearsal: Greeter\n")
    assert "This was a *rehearsal*" in text
    assert "Nothing: a rehearsal asks no agent" in text


def test_a_run_that_has_not_ended_says_so() -> None:
    assert "**not ended**" in told(Story())


def test_the_table_has_a_row_for_every_phase_and_task() -> None:
    rows = [line for line in told(mended()).splitlines() if line.startswith("|")]
    assert rows[2:] == [
        "| **Phase 1** | **failed** |  |  |  |  |  |",
        "| I-1 Do I-1 | done | 3 | 9/10 | $1.75 | 16 s | `abcdef0123` |",
        "| I-2 Do I-2 | **failed** | 1 | - | ? | 2.0 s | - |",
    ]


def test_a_task_is_told_from_what_was_asked_to_its_commit() -> None:
    text = told(mended())
    story = text[text.index("### I-1 Do I-1") : text.index("### I-2 Do I-2")]
    expected = (
        "> - [ ] I-1: Do I-1",
        "#### Attempt 1",
        "> I greet by name.",
        "- `greet.py` (+7 -1)",
        "- `logo.png` (binary)",
        "Check test: **failed (exit code 1)**",
        "AssertionError: 24:02 != 00:02",
        "#### Attempt 2 (mending)",
        "Check test: passed",
        "**sent it back**, 4/10 (7 are needed)",
        "- `greet.py:7` (major): an empty name is greeted",
        "#### Attempt 3 (mending)",
        "approved it, 9/10",
        "Merged as commit `abcdef0123`.",
    )
    places = [story.index(words) for words in expected]
    assert places == sorted(places)


def test_what_was_not_done_is_said_with_its_reason() -> None:
    text = told(mended())
    assert "## What was not done\n\n- I-2 Do I-2: the agent denied: it may not write here" in text
    assert "The agent did not finish (denied): it may not write here." in text


def test_unknown_cost_is_a_question_mark_and_never_zero() -> None:
    text = told(mended())
    assert "$1.75 + ? by what the agents said." in text
    assert "whose cost nobody stated; it is unknown, not zero" in text
    nobody_said = Story().attempt("T1", 1, replace(DONE, usd=None))
    assert "\n? by what the agents said." in told(nobody_said)


def test_work_that_nobody_reviewed_is_called_unreviewed() -> None:
    story = Story(review=False).tell(e.PhaseStarted("P1")).attempt("T1", 1)
    story.judged("T1", 1, PASSED).tell(e.TaskMerged("T1", 1, "abcdef0123456789"))
    text = told(story)
    assert "Review: **none**, as asked" in text
    assert "| unreviewed |" in text
    assert "Merged as commit `abcdef0123`, **unreviewed**." in text


def test_a_review_that_failed_is_called_unreviewed_with_its_reason() -> None:
    story = Story().attempt("T1", 1).judged("T1", 1, PASSED, UNREVIEWED)
    assert "**Unreviewed**: no remark points into the change." in told(story)


def test_what_held_the_agents_is_said() -> None:
    assert "Held by: nothing but the rules of the agent (no sandbox)" in report(
        run_of(plan((task(1),))), "run"
    )
    walled = run_of(plan((task(1),)), sandbox="bubblewrap", check_network=False)
    assert "Held by: bubblewrap (files, keys and other processes; the network is open, but not" in (
        report(walled, "run")
    )


def test_a_project_without_checks_is_told_so() -> None:
    story = Story(replace(plan((task(1),)), checks=()))
    assert "**no checks known**" in told(story)


def test_an_abandoned_attempt_is_told_with_its_reason() -> None:
    story = Story().tell(
        e.AttemptStarted("T1", 1, 1, role=mended().run.tasks["T1"].attempts[0].role, base="base"),
        e.AttemptAbandoned("T1", 1, "the worker died"),
    )
    assert "It was cut short and thrown away: the worker died." in told(story)


def test_what_was_ticked_and_what_could_not_be_is_said() -> None:
    story = mended()
    assert "Ticked: `I-1`." in told(story)
    story.tell(e.ItemsTicked((), "engine", left=(("I-2", "its line is gone"),)))
    assert "- `I-2`: its line is gone" in told(story)


def test_it_says_how_to_take_the_work_and_how_to_throw_it_away() -> None:
    text = told(mended())
    assert "git switch main\ngit merge code-orch/run\n" in text
    assert "git branch -D code-orch/run\n" in text


def test_a_stopped_run_says_how_to_go_on() -> None:
    text = told(Story().tell(e.RunEnded("stopped", "stopped by a person")))
    assert "The run has **been stopped**: stopped by a person." in text
    assert f"code-orch resume {ID}\n" in text


def test_a_failed_phase_shows_what_its_checks_said() -> None:
    ended = e.PhaseEnded("P1", passed=False, why="check test failed", results=(BROKEN,))
    text = told(Story().tell(e.PhaseStarted("P1"), ended))
    overview = text[: text.index("## Task by task")]
    assert "AssertionError: 24:02 != 00:02" in overview


CALM = headings(told(mended()))


@given(st.text(max_size=60), st.text(st.sampled_from(list("#`|>-*\n\r ~=<!")), max_size=60))
def test_nobodys_words_can_break_the_page(words: str, marks: str) -> None:
    nasty = f"{marks}\n# {words}\n```\n{marks}"
    outcome = replace(DONE, text=nasty, status=Ending.FAILED, why=nasty)
    review = replace(APPROVED, summary=nasty, remarks=(replace(APPROVED.remarks[0], file=nasty),))
    story = mended()
    for at, record in enumerate(story.records):
        match record.event:
            case e.AttemptEnded():
                story.records[at] = record._replace(event=replace(record.event, outcome=outcome))
            case e.TaskReviewed():
                story.records[at] = record._replace(event=replace(record.event, review=review))
            case e.TaskFailed() | e.RunEnded():
                story.records[at] = record._replace(event=replace(record.event, why=nasty))
            case _:
                pass
    assert headings(report(fold(story.records), ID)) == CALM

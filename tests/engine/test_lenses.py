"""Several reviewers of one change, what they say together, and what each is asked."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_engine.agents.protocol import Ended, Job
from orchestrator_engine.attempt import Ending, Role
from orchestrator_engine.config import load
from orchestrator_engine.errors import BadConfig
from orchestrator_engine.review import (
    NOBODY,
    Remark,
    Review,
    Severity,
    Verdict,
    first_lines,
    gap,
    joined,
    judge,
    unheld,
)
from support.rooms import FakeAgent, Stage, verdict


def said(lens: str, score: int, *remarks: Remark, verdict: Verdict = Verdict.APPROVED) -> Review:
    return Review(verdict, score, f"{lens} looked", remarks, 0.1, 1.0, "", lens=lens, tokens=5)


def remark(line: int, severity: Severity, words: str = "seen") -> Remark:
    return Remark("tea.py", line, severity, words)


def test_the_lowest_score_counts_and_all_have_to_approve() -> None:
    well, badly = said("tests", 9), said("security", 3, verdict=Verdict.REJECTED)
    both = joined((well, badly))
    assert both is not None
    assert (both.verdict, both.score, both.usd, both.tokens) == (Verdict.REJECTED, 3, 0.2, 10)
    assert both.summary == "tests: tests looked\nsecurity: security looked"


def test_one_without_a_verdict_leaves_it_unreviewed_unless_another_one_rejects() -> None:
    silent = replace(said("tests", 9), verdict=Verdict.UNREVIEWED, score=None, why="it fell over")
    both = joined((said("security", 9), silent))
    assert both is not None
    assert (both.verdict, both.why) == (Verdict.UNREVIEWED, "it fell over")
    rejected = joined((silent, said("security", 2, verdict=Verdict.REJECTED)))
    assert rejected is not None
    assert rejected.verdict is Verdict.REJECTED


def test_what_two_remark_on_is_one_remark_as_severe_as_the_worse() -> None:
    first = said("tests", 8, remark(3, Severity.NOTE, "odd"), remark(9, Severity.MINOR))
    second = said("security", 8, remark(3, Severity.MAJOR, "reaches the shell"))
    both = joined((first, second))
    assert both is not None
    assert both.remarks == (
        remark(3, Severity.MAJOR, "odd; reaches the shell"),
        remark(9, Severity.MINOR),
    )


def test_of_one_lens_the_last_word_counts() -> None:
    silent = replace(said("tests", 1), verdict=Verdict.UNREVIEWED, score=None)
    again = joined((silent, said("tests", 8)))
    assert again is not None
    assert (again.verdict, again.score) == (Verdict.APPROVED, 8)
    assert joined(()) is None


@given(st.permutations([said("a", 7), said("b", 4, verdict=Verdict.REJECTED), said("c", 9)]))
def test_the_order_in_which_they_answer_changes_no_verdict(reviews: list[Review]) -> None:
    together = joined(reviews)
    assert together is not None
    assert (together.verdict, together.score) == (Verdict.REJECTED, 4)


@pytest.mark.parametrize("words", ["", "none", "None.", "no test", "No check would", "n/a", "-"])
def test_an_answer_that_names_no_check_is_a_gap(words: str) -> None:
    assert gap(words) or words == "-"


@pytest.mark.parametrize("words", ["test_tea::test_steeps", "the type checker", "nonet_test"])
def test_a_named_check_is_none(words: str) -> None:
    assert not gap(words)


def test_a_gap_is_a_remark_where_something_behaves_otherwise_now() -> None:
    (one,) = unheld("none", {"tea.py": 4})
    assert (one.file, one.line, one.severity) == ("tea.py", 4, Severity.MINOR)
    assert one.evidence.startswith(NOBODY)
    assert unheld("none", {}) == ()
    assert unheld("test_steeps", {"tea.py": 4}) == ()


def test_the_first_line_that_a_diff_touches_is_known() -> None:
    diff = "--- a/tea.py\n+++ b/tea.py\n@@ -3,2 +4,3 @@ def a():\n x\n@@ -9 +11 @@\n"
    assert first_lines(diff + "--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n") == {"tea.py": 4}


def test_what_the_items_words_ask_and_the_change_lacks_sends_it_back() -> None:
    seen = [remark(1, Severity.NOTE)]
    known = {"tea.py": 3}
    assert judge(10, seen, known=known, least=7) is Verdict.APPROVED
    assert judge(10, seen, known=known, least=7, missing=["the sugar"]) is Verdict.REJECTED


def reviewers(**scores: int) -> FakeAgent:
    async def act(job: Job) -> Ended:
        name = f"{job.subject.task}.py"
        if job.subject.role is not Role.REVIEWER:
            (job.cwd / name).write_text(f"x = {job.subject.round}\n")
            return Ended(Ending.DONE, text="written", usd=0.0)
        lens = next(one for one in (*scores, "") if f"above all, {one}" in job.prompt or not one)
        value: dict[str, Any] = verdict(name, scores.get(lens, 9))
        more = {"would_fail": "none"} if lens == "security" else {"would_fail": "test_x"}
        return Ended(Ending.DONE, value=value | more, usd=0.0)

    return FakeAgent(act)


async def test_each_lens_is_a_reviewer_of_its_own_and_the_modes_questions_are_asked_once(
    tmp_path: Path,
) -> None:
    stage = Stage(tmp_path)
    agent = reviewers(correctness=9, security=8)
    context = stage.context(agent, lenses=("correctness", "security"))
    run = await stage.drive(context)
    assert str(run.status) == "completed"
    asked = [job for job in agent.jobs if job.subject.role is Role.REVIEWER]
    assert [job.subject.review for job in asked] == [1, 2, 1, 2]
    assert ["Does the change do what" in job.prompt for job in asked] == [True, False, True, False]
    assert "Others look at security." in asked[0].prompt
    attempt = run.tasks["T1"].attempt
    assert attempt is not None
    assert attempt.review is not None
    assert (attempt.review.score, attempt.review.lens) == (8, "correctness, security")
    # One of them knew no check that would fail, and the other one named it.
    assert any(NOBODY in one.evidence for one in attempt.reviews[1].remarks)
    assert not any(NOBODY in one.evidence for one in attempt.review.remarks)


async def test_all_lenses_have_their_say_before_a_change_is_sent_back(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    agent = reviewers(security=2, tests=9)
    context = stage.context(agent, lenses=("security", "tests"), max_review_cycles=0)
    run = await stage.drive(context)
    (attempt,) = run.tasks["T1"].attempts
    assert [(one.lens, one.score) for one in attempt.reviews] == [("security", 2), ("tests", 9)]
    assert run.tasks["T1"].why.startswith("1 round, and still: the reviewer rejected it (score 2)")


async def test_a_plan_may_ask_for_more_lenses_of_one_task(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    plan = stage.plan()
    first, second = plan.phases[0].tasks
    phase = replace(plan.phases[0], tasks=(replace(first, lenses=("security",)), second))
    run = await stage.drive(
        stage.context(reviewers(security=9), replace(plan, phases=(phase,)), lenses=("tests",))
    )
    told = {
        name: [one.lens for one in state.attempts[0].reviews] for name, state in run.tasks.items()
    }
    assert told == {"T1": ["tests", "security"], "T2": ["tests"]}


def test_lenses_are_settings_of_a_project_and_of_a_mode(tmp_path: Path) -> None:
    file = tmp_path / ".orchestrator.toml"
    file.write_text('[review]\nlenses = ["tests"]\n[modes.fix.review]\nlenses = []\n')
    config = load(tmp_path)
    assert config.settings(agent="claude", mode="build").lenses == ("tests",)
    assert config.settings(agent="claude", mode="fix").lenses == ()
    file.write_text('[review]\nlenses = ["securty"]\n')
    with pytest.raises(BadConfig) as refused:
        load(tmp_path)
    assert "there is no lens securty; did you mean security?" in refused.value.message

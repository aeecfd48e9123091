"""A first script for a plan fits to it, whatever its items are called; misfits are told."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator_analyzer.analysis import analyze
from orchestrator_engine.agents.rehearsal import Rehearsal
from orchestrator_engine.agents.script_reader import parse
from orchestrator_engine.agents.script_writer import first_script, misfits, to_add
from orchestrator_engine.plan import Check, CheckKind, Plan
from orchestrator_engine.planning import Wanted, plan
from orchestrator_engine.run import Status
from support.rooms import Stage

SPEC = """# A kettle

- [ ] TEA-1: Boil water in `kettle.py`.
- [ ] Say *when* it is `done`, # and <b>how</b>
- [ ] TEA-2: Pour it
"""


VERDICT = "## A, review of round 1\n\n```toml verdict\n"


def planned(text: str) -> Plan:
    return plan(analyze(text, "SPEC.md"), "A kettle", Wanted("build"), ())


def test_a_first_script_answers_every_task_and_its_review() -> None:
    it = planned(SPEC)
    script = parse(first_script(it, review=True))
    assert script.problems == ()
    assert list(misfits(it, script)) == []
    assert [key.review for key in script.sections] == [0, 1] * 3


def test_without_a_review_there_are_no_sections_for_one() -> None:
    script = parse(first_script(planned(SPEC), review=False))
    assert {key.review for key in script.sections} == {0}


LETTERS = "aZ1 `*_#<>[]()&\\~:;,.-+!|\N{SNOWMAN}"


@settings(max_examples=60)
@given(st.lists(st.text(LETTERS, min_size=1), min_size=1, max_size=4))
def test_a_first_script_fits_whatever_the_items_are_called(titles: list[str]) -> None:
    text = "# A\n\n" + "".join(f"- [ ] do {title}\n" for title in titles)
    it = planned(text)
    script = parse(first_script(it, review=True))
    assert (script.problems, list(misfits(it, script))) == ((), [])


def test_what_answers_two_items_of_one_name_changes_something_for_each() -> None:
    it = planned("# A\n\n- [ ] A-1: do it\n- [ ] A-1: do that\n- [ ] A-2: more\n")
    text = first_script(it, review=False)
    assert "```text append rehearsal/A-1-T1.txt" in text
    assert "```text write rehearsal/A-2-T3.txt" in text
    assert list(misfits(it, parse(text))) == []


def test_a_section_for_nobody_and_a_task_without_one_are_told() -> None:
    script = parse(first_script(planned(SPEC), review=False).replace("## TEA-1,", "## TEAS-1,"))
    told = [str(problem) for problem in misfits(planned(SPEC), script)]
    assert "“TEAS-1, round 1” answers no task of the plan; did you mean “TEA-" in told[0]
    assert "nothing answers “TEA-1, round 1”: the task would fail" in told[1]


def test_the_section_of_an_item_that_is_done_is_no_mistake() -> None:
    script = parse(first_script(planned(SPEC), review=True))
    half = planned(SPEC.replace("[ ] TEA-1", "[x] TEA-1"))
    assert list(misfits(half, script, ["TEA-1"])) == []
    told = next(misfits(half, script))
    assert "“TEA-1, round 1” answers no task" in str(told)


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("---\npaces: 1\n---\n", "line 2: “paces” is no setting; did you mean “pace”?"),
        ("## A, round 1\n\nends: fail: x\n", "did you mean “failed”?"),
        ("## A, round 1\n\n```text writes a.txt\n```\n", "did you mean “write”?"),
        (
            VERDICT + "score = 1\n[[remarks]]\nseverities = 1\n```\n",
            "line 6: “severities” is nothing that a verdict has; did you mean “severity”?",
        ),
        (
            VERDICT + "scores = 1\n```\n",
            "line 4: “scores” is nothing that a verdict has; did you mean “score”?",
        ),
    ],
)
def test_a_slip_of_the_pen_is_told_with_its_line_and_what_was_meant(script: str, told: str) -> None:
    (problem,) = parse(script).problems
    assert told in str(problem)


def test_the_script_of_the_example_fits() -> None:
    place = Path(__file__).parents[3] / "examples" / "teatime"
    script = parse((place / "SPEC.rehearsal.md").read_text("utf-8"))
    it = planned((place / "SPEC.md").read_text("utf-8"))
    assert list(misfits(it, script)) == []


def test_the_tasks_of_a_script_that_plans_for_itself_are_its_own() -> None:
    script = (
        "---\npace: 0\n---\n\n## Plan, round 1\n\nPlanned.\n\n## TEA-1 + TEA-2, round 1\n\nDone.\n"
    )
    assert list(misfits(planned(SPEC), parse(script))) == []


async def test_the_first_script_of_an_audit_carries_it_out_with_its_review(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    it = replace(stage.plan(), mode="audit")
    script = stage.project / "SPEC.rehearsal.md"
    script.write_text(first_script(it, review=True).replace("pace: 0.2", "pace: 0"), "utf-8")
    run = await stage.drive(stage.context(Rehearsal(script), it))
    assert run.status is Status.COMPLETED, run.why
    assert all(state.approved for state in run.tasks.values())


def test_what_a_first_script_cannot_know_is_said() -> None:
    tests = Check("test", CheckKind.TEST, ("true",), 1.0, "x")
    fix = replace(planned(SPEC), mode="fix")
    assert to_add(fix) == ""
    assert to_add(replace(fix, checks=(tests,))).startswith("a test that fails")
    assert to_add(replace(fix, mode="test", checks=(tests,))).startswith("tests, and nothing")
    assert to_add(replace(fix, mode="build", checks=(tests,))) == ""

from orchestrator_analyzer.analysis import analyze


def check(text: str, mode: str, *said: str, path: str = "") -> None:
    """Compare the mode, and find each text among the reasons."""
    recommendation = analyze(text, path).recommendation
    assert (recommendation.mode.value if recommendation.mode else "none") == mode
    reasons = "\n".join(reason.text for reason in recommendation.reasons)
    for words in said:
        assert words in reasons
    assert recommendation.mode not in recommendation.alternatives


def test_open_tasks_are_executed() -> None:
    check("# Tasks\n\n- [ ] T001 a\n- [x] T002 b\n", "exec", "1 to do, 1 done of 2 items")


def test_with_all_boxes_ticked_there_is_nothing_to_run() -> None:
    check("# Tasks\n\n- [x] T001 a\n- [x] T002 b\n", "none", "none is open (2 done)")


def test_a_list_of_bugs_is_fixed() -> None:
    check("# Bugs\n\n## BUG-1: a\n\n## BUG-2: b\n", "fix", "bug")


def test_a_product_that_does_not_exist_is_built() -> None:
    text = "# Shop\n\n## Tech Stack\n\n- Go\n\n## Features\n\n- Cart\n- Search\n"
    check(text, "build", "whole product", path="spec.md")


def test_a_change_to_something_that_exists_is_a_feature() -> None:
    text = "# Spec: Search\n\nThe existing shop has none.\n\n## Requirements\n\n- REQ-1: Find\n"
    check(text, "feature", path="spec.md")


def test_a_plan_to_restructure_is_a_refactoring() -> None:
    check("# Refactoring plan\n\n- [ ] Split the module\n- [ ] Drop the class\n", "refactor")


def test_what_is_out_of_scope_is_no_work() -> None:
    check("# Roadmap\n\n## Out of scope\n\n- Tea\n\n## Completed\n\n- Coffee\n", "none")


def test_an_issue_template_is_nothing_to_run() -> None:
    check("---\nname: Bug\nabout: Report\nlabels: bug\n---\n\n## Steps to reproduce\n", "none")


def test_a_design_is_nothing_to_run_but_may_be_made_a_feature() -> None:
    text = "# ADR 1: Queues\n\nStatus: Accepted\n\n## Context\n\n## Decision\n\n## Consequences\n"
    check(text, "none", "design")
    assert [mode.value for mode in analyze(text).recommendation.alternatives] == ["feature"]


def test_an_open_box_that_is_no_reason_for_a_run_is_not_denied() -> None:
    check("- [ ] add a cart\n", "none", "its open item is work is not sure enough")
    check("Hello.\n", "none", "it lists nothing that is to be done")

from dataclasses import replace

from orchestrator_engine.cli.run import in_text
from support.plans import plan, task


def test_a_plan_is_shown_with_its_phases_tasks_and_checks() -> None:
    assert in_text(plan((task(1), task(2, 1)), (task(3, 1, 2),)), review=True).splitlines() == [
        "Greeter",
        "",
        "Mode build: ",
        "Check test: python3 -m unittest (.orchestrator.toml)",
        "",
        "Phase 1",
        "  I-1  Do I-1",
        "  I-2  Do I-2  (after I-1)",
        "",
        "Phase 2",
        "  I-3  Do I-3  (after I-1, I-2)",
        "",
        "3 tasks in 2 phases, at least 6 jobs for an agent. Nothing has been executed.",
    ]


def test_a_plan_without_checks_says_so() -> None:
    text = in_text(replace(plan((task(1),)), checks=()), review=False)
    assert "No checks are known: nothing would be tested by machine." in text
    assert "at least 1 job for an agent" in text

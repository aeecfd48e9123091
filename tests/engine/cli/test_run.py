from pathlib import Path

from orchestrator_engine.cli.run import in_text
from orchestrator_engine.plan import Plan
from orchestrator_engine.preparing import Prepared
from orchestrator_engine.settings import Settings
from support.plans import plan, task


def check(a_plan: Plan, *notes: str, review: bool = True) -> str:
    settings = Settings("rehearsal", review=review)
    here = Path("/project")
    return in_text(Prepared(here / "SPEC.md", b"", here, None, a_plan, settings, notes))


def test_a_plan_is_shown_with_its_phases_tasks_and_checks() -> None:
    assert check(plan((task(1), task(2, 1)), (task(3, 1, 2),))).splitlines() == [
        "Rehearsal: Greeter",
        "",
        "Mode build: it is a spec",
        "Agent rehearsal",
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


def test_what_a_person_should_know_before_is_part_of_it() -> None:
    assert "Two files are not committed." in check(plan((task(1),)), "Two files are not committed.")


def test_without_review_there_are_half_as_many_jobs() -> None:
    assert "at least 1 job for an agent" in check(plan((task(1),)), review=False)

"""A plan is rehearsed as it stands in the guide."""

from pathlib import Path

from orchestrator_engine.agents.plan_answers import read_plan
from orchestrator_engine.agents.protocol import Subject
from orchestrator_engine.agents.rehearsal import Rehearsal
from orchestrator_engine.attempt import Role
from orchestrator_engine.replanning import Proposal
from support.agents import ended, job

GUIDE = Path(__file__).parents[3] / "docs" / "guides" / "planning.md"


async def test_the_plan_of_the_guide_is_one(tmp_path: Path) -> None:
    _, _, rest = GUIDE.read_text("utf-8").partition("````markdown\n")
    script = tmp_path / "SPEC.rehearsal.md"
    script.write_text(rest.partition("````\n")[0], "utf-8")
    subject = Subject("plan", ("Plan",), Role.PLANNER, 1)
    end = await ended(Rehearsal(script), job(tmp_path, subject=subject))
    plan = read_plan(end.value)
    assert isinstance(plan, Proposal)
    assert plan.tasks[0].items == ("GREET-1", "GREET-2")

"""What a planner may answer: the border between an agent's words and our plan."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from orchestrator_engine.agents.answers import Unreadable, explain, without_references
from orchestrator_engine.replanning import Proposal, ProposedPhase, ProposedTask


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


_Name = Annotated[str, Field(min_length=1, max_length=200)]


class _Task(_Strict):
    id: Annotated[str, Field(min_length=1, max_length=40, description="such as T1; unique")]
    title: _Name
    items: Annotated[list[str], Field(description="the items that it serves, as they are called")]
    after: Annotated[list[str], Field(description="ids of the tasks that it waits for")] = []
    files: Annotated[list[str], Field(description="files it will change, from the top folder")] = []


class _Phase(_Strict):
    title: _Name
    why: Annotated[str, Field(max_length=1000, description="why the plan has this phase")] = ""
    tasks: list[_Task]


class _LeftOut(_Strict):
    item: str
    why: Annotated[str, Field(max_length=1000)]


class _Plan(_Strict):
    phases: list[_Phase]
    left_out: Annotated[list[_LeftOut], Field(description="items that no task can serve")] = []


PLAN_SCHEMA: dict[str, Any] = without_references(_Plan.model_json_schema())
"""The JSON Schema of a planner's answer, for `protocol.Job.schema`."""


def read_plan(value: dict[str, Any] | None) -> Proposal | Unreadable:
    """Read `protocol.Ended.value` as a planner's answer."""
    if value is None:
        return Unreadable("the planner gave no plan")
    try:
        plan = _Plan.model_validate(value)
    except ValidationError as error:
        return Unreadable(f"the plan breaks the schema: {explain(error)}")
    return Proposal(
        phases=tuple(
            ProposedPhase(
                phase.title,
                phase.why,
                tuple(
                    ProposedTask(
                        task.id, task.title, tuple(task.items), tuple(task.after), tuple(task.files)
                    )
                    for task in phase.tasks
                ),
            )
            for phase in plan.phases
        ),
        left_out=tuple((each.item, each.why) for each in plan.left_out),
    )

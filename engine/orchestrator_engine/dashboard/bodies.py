"""What requests may say: everything else is refused, before anything is done."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Body(BaseModel):
    """A body of a request; none of them says anything that is not asked for."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class AboutRun(Body):
    """A command to a run; without its id, to the only one that goes on."""

    run: Name | None = None


class Stop(AboutRun):
    """`finish` lets what is under way come to its end, `drop` throws it away."""

    how: Literal["finish", "drop"] = "drop"


class AboutTask(AboutRun):
    """A command about a task, by its id or the label of one of its items."""

    task: Name


class Dismiss(AboutRun):
    """Nothing needs to be done about the remark with that id, and why."""

    remark: Name
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]


class Reopen(AboutRun):
    """The remark with that id is to be seen to after all."""

    remark: Name


class Answer(AboutRun):
    """An answer to a question, and what the agent is told with it."""

    question: Name
    answer: Literal["refuse", "allow", "always"]
    message: Annotated[str, StringConstraints(max_length=2_000)] = ""


class Approve(AboutRun):
    """A yes to the plan with that number, which `view` tells: to none that came after it."""

    number: Annotated[int, Field(ge=1)]


COMMANDS: dict[str, type[AboutRun]] = {
    "stop": Stop,
    "restart": AboutRun,
    "pause": AboutRun,
    "resume": AboutRun,
    "approve": Approve,
    "retry": AboutTask,
    "skip": AboutTask,
    "answer": Answer,
    "dismiss": Dismiss,
    "reopen": Reopen,
}
"""What the dashboard can have a run do, and what has to be said for it."""

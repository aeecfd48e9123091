"""What tests of agents share: jobs to give them, and all that they tell."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import anyio
import psutil

from orchestrator_engine.agents.protocol import (
    Access,
    Agent,
    AgentEvent,
    Answer,
    Ask,
    Ended,
    Job,
    Limits,
    Request,
    Subject,
)
from orchestrator_engine.attempt import Ending, Role, Trouble
from orchestrator_engine.system.processes import Mark
from orchestrator_engine.system.sweeping import MARK_VARIABLE

WORK = Subject(task="task-1", items=("GREET-1",), role=Role.WORKER, round=1)
REVIEW = Subject(task="task-1", items=("GREET-1",), role=Role.REVIEWER, round=1, review=1)


def job(  # noqa: PLR0913  # what a test does not name is ordinary
    folder: Path,
    *,
    subject: Subject = WORK,
    access: Access = Access.EDIT,
    limits: Limits | None = None,
    environment: Mapping[str, str] | None = None,
    schema: Mapping[str, Any] | None = None,
    prompt: str = "Do what the item says.",
    thread: str | None = None,
    fork: bool = False,
) -> Job:
    """A job in `folder/tree`, which is made if it is not there."""
    tree = folder / "tree"
    tree.mkdir(exist_ok=True)
    return Job(
        subject=subject,
        prompt=prompt,
        cwd=tree,
        access=access,
        limits=limits or Limits(seconds=200, idle_seconds=150),
        environment=environment or {},
        spool=folder / "spool" / "task-1.1.log",
        mark=Mark(run=f"run-{uuid4().hex}", task="task-1", attempt=1),
        schema=schema,
        thread=thread,
        fork=fork,
    )


async def told(agent: Agent, work: Job, ask: Ask | None = None) -> list[AgentEvent]:
    """Every event of a job."""
    async with agent.run(work, ask) as events:
        return [event async for event in events]


async def ended(agent: Agent, work: Job, ask: Ask | None = None) -> Ended:
    """The last event of a job."""
    last = (await told(agent, work, ask))[-1]
    assert isinstance(last, Ended)
    return last


@dataclass
class Person:
    """Answers every request in one way, after some thought, and remembers what was asked."""

    allow: bool
    message: str = ""
    seconds: float = 0.0
    asked: list[Request] = field(default_factory=list[Request])

    async def __call__(self, request: Request) -> Answer:
        self.asked.append(request)
        await anyio.sleep(self.seconds)
        return Answer(self.allow, message=self.message)


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file under a folder and what is in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def alive(work: Job) -> list[int]:
    """The processes that carry the job's mark, by their numbers."""
    found: list[int] = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            value = process.environ().get(MARK_VARIABLE, "")
            if str(work.mark) in value and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
    return found


def end_of(events: list[AgentEvent]) -> Ended:
    last = events[-1]
    assert isinstance(last, Ended)
    return last


def outcome(end: Ended) -> tuple[Ending, Trouble | None]:
    return end.status, end.trouble

"""A run in this very process: real git, journal and checks, and an agent that a test writes."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import anyio

from orchestrator_engine import journal, reign
from orchestrator_engine.agents.protocol import Agent, AgentEvent, Ask, Ended, Job, Probe
from orchestrator_engine.attempt import Ending, Role
from orchestrator_engine.context import Context
from orchestrator_engine.events import Origin, RunCreated, RunPlanned
from orchestrator_engine.places import RunFolder, new_run_id
from orchestrator_engine.plan import Check, CheckKind, Phase, Plan, PlannedItem, Task
from orchestrator_engine.run import Run
from orchestrator_engine.settings import Settings
from orchestrator_engine.store import Command, SqliteStore
from orchestrator_engine.system.environment import allowed
from orchestrator_engine.system.git import Repository

Act = Callable[[Job], Awaitable[Ended]]


def why(run: Run, task: str = "T1") -> str:
    """Why a task is not done."""
    return run.tasks[task].why


def verdict(file: str, score: int = 9, severity: str = "note") -> dict[str, Any]:
    remark = {"file": file, "line": 1, "severity": severity, "evidence": "seen there"}
    return {"score": score, "summary": "looked at", "remarks": [remark]}


async def write_a_file(job: Job) -> Ended:
    """Do the work in the plainest way: one file a task, and another line of it each round."""
    if job.subject.role is Role.REVIEWER:
        return Ended(Ending.DONE, value=verdict(f"{job.subject.task}.txt"), usd=0.25)
    path = job.cwd / f"{job.subject.task}.txt"
    path.write_text(f"{job.subject.items} round {job.subject.round}\n")
    return Ended(Ending.DONE, text="written", usd=0.5)


@dataclass
class FakeAgent:
    """Does what a function says, and remembers its jobs."""

    act: Act = write_a_file
    name: str = "fake"
    jobs: list[Job] = field(default_factory=list[Job])
    asks: list[Ask | None] = field(default_factory=list["Ask | None"])

    async def probe(self) -> Probe:
        return Probe(found=True, version="1", missing=None)

    @asynccontextmanager
    async def run(
        self, job: Job, ask: Ask | None = None
    ) -> AsyncGenerator[AsyncIterator[AgentEvent]]:
        self.jobs.append(job)
        self.asks.append(ask)

        async def events() -> AsyncIterator[AgentEvent]:
            yield await self.act(job)

        yield events()


@dataclass
class Stage:
    """A repository with some files, and runs in it."""

    where: Path
    files: dict[str, str] = field(default_factory=lambda: {"README.md": "A project.\n"})
    document: str = "# App\n\n- [ ] A-1: do the first\n- [ ] A-2: do the second\n"

    def __post_init__(self) -> None:
        self.project = self.where / "project"
        self.project.mkdir()
        for name, text in {**self.files, "SPEC.md": self.document}.items():
            path = self.project / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.repository = Repository.init(self.project)
        # Never twice the same: tests that run side by side would end each other's processes.
        self.folder = RunFolder(self.where / "state" / "runs" / new_run_id(datetime.now(UTC)))

    def plan(self, *checks: Check, setup: tuple[Check, ...] = ()) -> Plan:
        items = tuple(
            PlannedItem(f"A-{n}", f"A-{n}", f"do the {word}", f"A-{n}: do the {word}", (), n + 2)
            for n, word in ((1, "first"), (2, "second"))
        )
        tasks = tuple(Task(f"T{n}", items[n - 1].title, (f"A-{n}",), ()) for n in (1, 2))
        return Plan("App", "build", (), items, (Phase("P1", "All", tasks, ()),), checks, setup)

    def context(self, agent: Agent, plan: Plan | None = None, **settings: Any) -> Context:  # noqa: ANN401
        folder = self.folder
        if not folder.store.exists():
            usual: dict[str, Any] = {"agent": "claude", "agent_start_delay": 0.0}
            chosen = Settings(**(usual | settings))
            origin = Origin(
                document=str(self.project / "SPEC.md"),
                digest="",
                repository=str(self.project),
                inside="SPEC.md",
                base=self.repository.head(),
                returns_to=self.repository.branch(),
            )
            created = RunCreated("App", origin, f"code-orch/{folder.id}", chosen, "0.1.0")
            journal.create(folder, created, RunPlanned(plan or self.plan()))
        return Context(
            folder=folder,
            journal=journal.Journal.take_over(folder, "a test"),
            repository=Repository(self.project, folder.id, folder.state),
            agent=agent,
            environment=allowed({"PATH": "/usr/bin:/bin"}),
            agent_environment={},
        )

    async def drive(self, context: Context, seconds: float = 200) -> Run:
        with anyio.fail_after(seconds):
            await reign.reign(context, 0)
        return context.run

    def send(self, name: str, **data: Any) -> None:  # noqa: ANN401  # as a command has it
        """Put a command into the run's inbox, as a face would."""
        with closing(SqliteStore(self.folder.store, write=True)) as store:
            store.send(Command(uuid4().hex, name, data))

    async def run(self, act: Act = write_a_file, plan: Plan | None = None, **settings: Any) -> Run:  # noqa: ANN401
        return await self.drive(self.context(FakeAgent(act), plan, **settings))


def shell(name: str, line: str, kind: CheckKind = CheckKind.TEST) -> Check:
    return Check(name, kind, ("/bin/sh", "-c", line), 20.0, "a test")

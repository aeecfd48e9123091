"""What tests of questions share: an agent that asks, and somebody who is there to be asked."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio

from orchestrator_engine.agents.protocol import (
    AgentEvent,
    Answer,
    Ask,
    Ended,
    Job,
    Probe,
    Request,
)
from orchestrator_engine.attempt import Role
from orchestrator_engine.context import Context
from orchestrator_engine.questions import Question
from support.rooms import write_a_file

Asks = Callable[[Job, Ask], Awaitable[None]]


def request(command: str, number: str = "t1") -> Request:
    return Request(number, "Bash", f"Bash {command}", command)


@dataclass
class AskingAgent:
    """Asks before it writes its file, and remembers its jobs and what it was told."""

    asks: Asks
    name: str = "asking"
    jobs: list[Job] = field(default_factory=list[Job])
    told: list[Answer] = field(default_factory=list[Answer])

    async def probe(self) -> Probe:
        return Probe(found=True, version="1", missing=None)

    @asynccontextmanager
    async def run(
        self, job: Job, ask: Ask | None = None
    ) -> AsyncGenerator[AsyncIterator[AgentEvent]]:
        self.jobs.append(job)

        async def hear(asked: Request) -> Answer:
            assert ask is not None
            self.told.append(await ask(asked))
            return self.told[-1]

        async def events() -> AsyncIterator[AgentEvent]:
            if job.subject.role is not Role.REVIEWER:
                await self.asks(job, hear)
            yield await _done(job)

        yield events()


async def _done(job: Job) -> Ended:
    return await write_a_file(job)


def once(command: str = "pip install tea") -> AskingAgent:
    """Asks one thing in each job."""

    async def asks(_job: Job, ask: Ask) -> None:
        await ask(request(command))

    return AskingAgent(asks)


async def asked(context: Context, number: int = 1) -> Question:
    """The question that is put, once so many were asked."""
    with anyio.fail_after(90):
        while context.run.asked < number or context.run.question is None:  # noqa: ASYNC110
            await anyio.sleep(0.01)
    return context.run.question

"""What an attempt had cost that a person stopped."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import pytest

from orchestrator_engine.agents.protocol import AgentEvent, Ask, Ended, Job, Probe, Started
from orchestrator_engine.attempt import Ending
from orchestrator_engine.run import Status
from support.rooms import Stage

pytestmark = pytest.mark.anyio


@dataclass
class Slow:
    """Works for ever, and says what that cost when it is left."""

    usd: float | None
    begun: anyio.Event = field(default_factory=anyio.Event)
    name: str = "slow"

    async def probe(self) -> Probe:
        return Probe(found=True, version="1", missing=None)

    @asynccontextmanager
    async def run(
        self,
        job: Job,
        ask: Ask | None = None,  # noqa: ARG002  # it asks nobody
    ) -> AsyncGenerator[AsyncIterator[AgentEvent]]:
        async def events() -> AsyncIterator[AgentEvent]:
            yield Started(None, None)
            self.begun.set()
            await anyio.sleep_forever()

        try:
            yield events()
        finally:
            if job.left is not None and self.usd is not None:
                job.left(Ended(Ending.INTERRUPTED, usd=self.usd, tokens=7, why="it was stopped"))


@pytest.mark.parametrize("usd", [0.25, None])
async def test_a_stopped_attempt_costs_what_its_agent_says_or_is_unknown(
    tmp_path: Path, usd: float | None
) -> None:
    stage = Stage(tmp_path)
    agent = Slow(usd)
    context = stage.context(agent)
    async with anyio.create_task_group() as group:
        group.start_soon(stage.drive, context)
        with anyio.fail_after(90):
            await agent.begun.wait()
        stage.send("stop", how="drop")
    run = context.run
    assert run.status is Status.STOPPED
    (attempt,) = run.tasks["T1"].attempts
    assert attempt.abandoned == "the run was stopped"
    assert (run.spending.usd, run.spending.unknown) == ((0.25, 0) if usd else (0.0, 1))

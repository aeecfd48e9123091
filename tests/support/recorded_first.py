"""An agent that lets another one do each job in a copy of the folder, and then replays that."""

import shutil
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from pathlib import Path

from orchestrator_engine.agents.protocol import (
    Agent,
    AgentEvent,
    Ask,
    Feature,
    Job,
    Probe,
    Started,
)
from orchestrator_engine.agents.recorder import Recorder
from orchestrator_engine.agents.replay import Replay, of_recordings
from support.agents import told


class RecordedFirst:
    name = "replay"

    def __init__(self, agent: Agent, folder: Path) -> None:
        self._agent = agent
        self._folder = folder
        self._file = folder / "recording.jsonl"

    async def probe(self) -> Probe:
        # What was asked when it was recorded is answered; nobody is asked again.
        features = (await self._agent.probe()).features - {Feature.ASK}
        return Probe(found=True, version=None, missing=None, features=features)

    @asynccontextmanager
    async def run(
        self, job: Job, ask: Ask | None = None
    ) -> AsyncGenerator[AsyncIterator[AgentEvent]]:
        async with aclosing(self._told(job, ask)) as events:
            yield events

    async def _told(self, job: Job, ask: Ask | None) -> AsyncGenerator[AgentEvent]:
        # Said first: somebody may leave while the other one is still at work.
        yield Started(None, self.name)
        recorded = await self._recorded(job)
        async with recorded.run(job, ask) as events:
            async for event in events:
                if not isinstance(event, Started):
                    yield event

    async def _recorded(self, job: Job) -> Replay:
        copy = self._folder / "copy"
        if job.cwd.is_dir():
            shutil.copytree(job.cwd, copy, symlinks=True)
        first = replace(job, cwd=copy, spool=self._folder / "first.log")
        await told(Recorder(self._agent, lambda _: self._file), first)
        return of_recordings([self._file])

"""An agent that tells what a test gives it, and changes files right before its end."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

from orchestrator_engine.agents.protocol import AgentEvent, Ask, Ended, Feature, Job, Probe


def _nothing(_: Path) -> None:
    pass


class Scripted:
    name = "scripted"

    def __init__(
        self,
        *events: AgentEvent,
        change: Callable[[Path], None] = _nothing,
        features: frozenset[Feature] = frozenset(),
    ) -> None:
        self._events = events
        self._change = change
        self._features = features

    async def probe(self) -> Probe:
        return Probe(found=True, version="1.2", missing=None, features=self._features)

    @asynccontextmanager
    async def run(
        self,
        job: Job,
        ask: Ask | None = None,  # noqa: ARG002  # it asks nobody
    ) -> AsyncGenerator[AsyncIterator[AgentEvent]]:
        async with aclosing(self._told(job)) as events:
            yield events

    async def _told(self, job: Job) -> AsyncGenerator[AgentEvent]:
        for event in self._events:
            if isinstance(event, Ended):
                self._change(job.cwd)
            yield event

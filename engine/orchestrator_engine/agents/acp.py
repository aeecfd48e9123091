"""Any agent that speaks the Agent Client Protocol: JSON-RPC over its standard input and output.

In what they differ stands in `acp_table`; what is said and done is in `acp_conversation`.
"""

import os
import shutil
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager

from anyio import to_thread

from orchestrator_engine.agents.acp_conversation import Conversation
from orchestrator_engine.agents.acp_link import GRACE
from orchestrator_engine.agents.acp_table import Kind
from orchestrator_engine.agents.probing import asked_for_version, version_in
from orchestrator_engine.agents.protocol import Access, AgentEvent, Ask, Ended, Job, Probe
from orchestrator_engine.attempt import Ending
from orchestrator_engine.system.environment import allowed
from orchestrator_engine.system.processes import program

_PROBE = 30.0
"""Seconds for a version: some of them take several to begin."""


class Acp:
    """One of them; `environment` is what the probe gets to see."""

    def __init__(self, kind: Kind, *, environment: Mapping[str, str] | None = None) -> None:
        self.name = kind.name
        self._kind = kind
        self._environment = environment
        # Dollars are told of a whole thread: what is known of one makes the next job's exact.
        self._costs: dict[str, float] = {}

    async def probe(self) -> Probe:
        """Whether its program is there, and which version it says that it is."""
        kind = self._kind
        environment = self._environment
        if environment is None:
            environment = allowed(os.environ, kind.environment)
        path = environment.get("PATH")
        found = await to_thread.run_sync(lambda: shutil.which(kind.command[0], path=path))
        if found is None:
            hint = kind.install or f"say where it is in [agents.{kind.name}]"
            missing = f"{kind.command[0]} is not installed, or not on the PATH: {hint}"
            return Probe(found=False, version=None, missing=missing)
        version = await self._version(environment)
        return Probe(found=True, version=version, missing=None, features=kind.features)

    async def _version(self, environment: Mapping[str, str]) -> str | None:
        if not self._kind.version:
            return None
        finished = await asked_for_version(self._kind.version, environment, _PROBE)
        return version_in(finished.tail) if finished.code == 0 else None

    @asynccontextmanager
    async def run(
        self, job: Job, ask: Ask | None = None
    ) -> AsyncGenerator[AsyncIterator[AgentEvent]]:
        """Carry a job out. Leaving early asks it to stop, then ends all that came of it."""
        shunned = [each for each in self._kind.shuns if (job.cwd / each).exists()]
        if shunned and job.access is not Access.FREE:
            async with aclosing(_shunned(self.name, shunned[0])) as events:
                yield events
            return
        options = self._kind.options.get(job.access, ())
        async with program(
            [*self._kind.command, *options, *job.arguments],
            cwd=job.cwd,
            env={**allowed(job.environment, ("*",)), **self._kind.settings.get(job.access, {})},
            mark=job.mark,
            spool=job.spool,
            # Ours are kept in `Conversation`: there must be time left to ask for the end.
            seconds=job.limits.seconds + 3 * GRACE,
        ) as running:
            conversation = Conversation(running, self._kind, job, ask, self._costs)
            try:
                async with aclosing(conversation.events()) as events:
                    yield events
            finally:
                await conversation.leave()


async def _shunned(name: str, file: str) -> AsyncGenerator[AgentEvent]:
    why = f"{name} would run what {file} in the repository says, and nothing keeps it from that"
    yield Ended(Ending.UNAVAILABLE, usd=0.0, tokens=0, why=f"{why}; take it away, or another agent")

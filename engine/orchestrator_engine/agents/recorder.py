"""An agent that does what another one does, and keeps a recording of each job.

A recording is for looking back: what keeps it from being written never keeps a job from being done.
"""

import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from anyio import to_thread

import orchestrator_engine
from orchestrator_engine.agents import edits
from orchestrator_engine.agents.protocol import (
    Agent,
    AgentEvent,
    Answer,
    Ask,
    Ended,
    Job,
    Probe,
    Request,
)
from orchestrator_engine.agents.recording import About, Redact, Writer, as_it_is
from orchestrator_engine.system.sandbox import behind

log = logging.getLogger(__name__)


class Recorder:
    """Records what `agent` does, each job to the file that `place` says.

    `redact` takes the secrets out of everything before it is written.
    """

    def __init__(
        self, agent: Agent, place: Callable[[Job], Path], redact: Redact = as_it_is
    ) -> None:
        self.name = agent.name
        self._agent = agent
        self._place = place
        self._redact = redact
        self._probed: Probe | None = None

    async def probe(self) -> Probe:
        """What the agent's own probe says."""
        return await self._agent.probe()

    @asynccontextmanager
    async def run(
        self, job: Job, ask: Ask | None = None
    ) -> AsyncGenerator[AsyncIterator[AgentEvent]]:
        """Carry the job out, and keep what is told, what is changed and how it ends."""
        if self._probed is None:
            # The walls of the job's folder are not for a probe, which has a folder of its own.
            with behind(None):
                self._probed = await self.probe()
        about = _about(self._agent.name, self._probed, job)
        tape = await to_thread.run_sync(_Tape, self._place(job), job.cwd, self._redact, about)
        try:
            async with (
                self._agent.run(job, ask and tape.listening(ask)) as events,
                aclosing(_kept(events, tape)) as kept,
            ):
                yield kept
        finally:
            tape.close()


async def _kept(events: AsyncIterator[AgentEvent], tape: "_Tape") -> AsyncGenerator[AgentEvent]:
    async for event in events:
        await to_thread.run_sync(tape.keep, event)
        yield event


class _Tape:
    """A recording that is being made; once it cannot be written any more, it is left alone."""

    def __init__(self, place: Path, folder: Path, redact: Redact, about: About) -> None:
        self._folder = folder
        self._begun = time.monotonic()
        self._before: dict[str, edits.Stamp] = {}
        self._file: TextIO | None = None
        try:
            self._before = edits.stamps(folder)
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = place.open("w", encoding="utf-8")
            self._writer = Writer(self._file, redact)
            self._writer.begin(about)
        except OSError as error:
            self._give_up(error)

    def keep(self, event: AgentEvent) -> None:
        """Write down what the agent told."""
        if self._file is None:
            return
        try:
            if isinstance(event, Ended):
                changed = edits.edits(self._folder, self._before)
                self._writer.end(self._seconds(), changed, event)
            else:
                self._writer.told(self._seconds(), event)
        except OSError as error:
            self._give_up(error)

    def listening(self, ask: Ask) -> Ask:
        """Whoever is asked, with each question and answer written down."""

        async def listened(request: Request) -> Answer:
            answer = await ask(request)
            await to_thread.run_sync(self._keep_answer, request, answer)
            return answer

        return listened

    def close(self) -> None:
        """Let go of the file."""
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):
                file.close()

    def _keep_answer(self, request: Request, answer: Answer) -> None:
        if self._file is None:
            return
        try:
            self._writer.asked(self._seconds(), asdict(request), asdict(answer))
        except OSError as error:
            self._give_up(error)

    def _seconds(self) -> float:
        return time.monotonic() - self._begun

    def _give_up(self, error: OSError) -> None:
        log.warning("the recording cannot be written: %s", error)
        self.close()


def _about(agent: str, probe: Probe, job: Job) -> About:
    return About(
        agent=agent,
        version=probe.version,
        features=tuple(sorted(probe.features)),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        engine=orchestrator_engine.__version__,
        subject=job.subject,
        access=job.access,
        model=job.model,
        prompt=job.prompt,
    )

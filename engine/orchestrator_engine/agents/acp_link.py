"""The line to an agent of the Agent Client Protocol: what is sent and heard, and how long."""

import anyio

from orchestrator_engine.agents import acp_wire as wire
from orchestrator_engine.agents.acp_stream import Stream
from orchestrator_engine.agents.program_ends import Cut
from orchestrator_engine.agents.protocol import AgentEvent, Job
from orchestrator_engine.attempt import Ending
from orchestrator_engine.system.processes import Program

GRACE = 3.0
"""Seconds for the answer to a prompt, once it was asked to stop."""


class Link:
    """Output is read by whoever waits for something, one at a time.

    `cut` is why the work is over though the agent did not say so, `gone` that nothing more is to be
    heard of it, and `over` when its time is up.
    """

    def __init__(self, running: Program, name: str, job: Job) -> None:
        self.running = running
        self.stream = Stream(str(job.cwd))
        self.cut: Cut | None = None
        self.gone = False
        self.over = anyio.current_time() + job.limits.seconds
        self._name = name
        self._limits = job.limits
        self._stop: float | None = None
        self._number = 0
        self._output = running.chunks()

    def next_number(self) -> int:
        """A number for a request; from now on an answer to it counts."""
        self._number += 1
        self.stream.expected.add(self._number)
        return self._number

    async def send(self, line: bytes) -> None:
        """Send it, unless the agent does not read for as long as it may be silent."""
        most = self._limits.idle_seconds if self._stop is None else 1.0
        left = max(self.over - anyio.current_time(), 0.0) if self._stop is None else most
        with anyio.move_on_after(min(most, left)) as scope:
            await self.running.send(line)
        if scope.cancelled_caught and self.cut is None:
            self.cut = Cut(Ending.TIMEOUT, f"{self._name} does not read what it is told")

    async def hear(self) -> list[AgentEvent]:
        """What the next piece of its output tells, or nothing where its time is up."""
        idle = anyio.current_time() + self._limits.idle_seconds
        until = min(self.over, idle) if self._stop is None else self._stop
        try:
            with anyio.fail_after(max(0.0, until - anyio.current_time())):
                data = await anext(self._output, None)
        except TimeoutError:
            self.interrupted()
            self.gone = self._stop is not None
            self.cut = self.cut or self._timeout(until)
            return []
        self.gone = data is None
        return [] if data is None else self.stream.feed(data)

    def interrupted(self) -> None:
        """Read on after a wait that was cut off: that is the end of an iterator."""
        self._output = self.running.chunks()

    async def stop(self) -> None:
        """Ask it to stop, once; it answers by the end of its turn, and has a moment for that."""
        if self._stop is None:
            self._stop = anyio.current_time() + GRACE
            await self.send(wire.notice("session/cancel", {"sessionId": self.stream.heard.thread}))

    def _timeout(self, until: float) -> Cut:
        if until == self.over:
            return Cut(Ending.TIMEOUT, f"not done within {self._limits.seconds:g} s")
        return Cut(Ending.TIMEOUT, f"no sign of life for {self._limits.idle_seconds:g} s")

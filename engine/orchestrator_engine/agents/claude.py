"""Claude Code, driven through its print mode: JSON lines in both directions.

The prompt goes in as a message that says it was composed by a program: as an argument or as plain
text, `@file` in it would be replaced by that file and a leading `/word` taken for a command.
Settings of the repository are off: its hooks and servers would run without anybody's consent.
"""

import json
import os
import re
import tempfile
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from uuid import uuid4

import anyio

from orchestrator_engine.agents import AGENTS
from orchestrator_engine.agents.claude_end import Cut, fatal, held_up, judge
from orchestrator_engine.agents.claude_stream import Stream
from orchestrator_engine.agents.protocol import (
    Access,
    AgentEvent,
    Ask,
    Ended,
    Feature,
    Job,
    Probe,
    Used,
)
from orchestrator_engine.attempt import Ending, Trouble
from orchestrator_engine.money import tokens_in_words
from orchestrator_engine.system.environment import allowed
from orchestrator_engine.system.processes import Finished, Mark, Program, program, run_program

OLDEST = (2, 1, 318)
"""The first version that tells what a run cost, rather than the thread that it belongs to."""

FEATURES = frozenset(Feature)

_INSTALL = "npm install -g @anthropic-ai/claude-code"

_OURS = {
    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    "DISABLE_AUTOUPDATER": "1",
    # About eight seconds; by default it is minutes. Waiting longer is the engine's decision.
    "CLAUDE_CODE_MAX_RETRIES": "4",
}

_TOOLS = {
    Access.READ: ("Read", "Grep", "Glob"),
    Access.EDIT: ("Read", "Grep", "Glob", "Edit", "Write", "NotebookEdit"),
}
"""What exists at all. A shell is not among them: see `Claude.commands`."""

_GRACE = 3.0
"""Seconds for the result, once a run was asked to stop or has given it."""

_SHOWN = 300
"""Characters of what it wrote beside the stream, at most."""

_PROBE = 20.0
"""Seconds for `--version`, which takes milliseconds."""


class Claude:
    """Claude Code, `executable` on the PATH of each job.

    `commands` are shell commands that it may run while it edits, as Claude Code writes them
    (`python3 *`). There are none by default: nobody is there to be asked, a command reaches
    beyond the worktree, and checks are run by the engine anyway.
    `environment` is what the probe gets to see.
    """

    name = "claude"

    def __init__(
        self,
        executable: str = "claude",
        *,
        commands: tuple[str, ...] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.executable = executable
        self.commands = commands
        self._environment = environment

    async def probe(self) -> Probe:
        """Whether it is installed, and not too old."""
        environment = self._environment
        if environment is None:
            environment = allowed(os.environ, AGENTS[self.name].environment)
        with tempfile.TemporaryDirectory() as folder:
            finished = await run_program(
                [self.executable, "--version"],
                cwd=Path(folder),
                env=_environment(environment),
                mark=Mark(uuid4().hex, "probe", 1),
                spool=Path(folder) / "version.log",
                seconds=_PROBE,
            )
        return _probe(finished)

    @asynccontextmanager
    async def run(
        self,
        job: Job,
        ask: Ask | None = None,  # noqa: ARG002  # TEMP
    ) -> AsyncGenerator[AsyncIterator[AgentEvent]]:
        """Carry a job out. Leaving early asks it to stop, then ends all that came of it."""
        async with program(
            self._arguments(job),
            cwd=job.cwd,
            env=_environment(job.environment),
            mark=job.mark,
            spool=job.spool,
            # Ours are kept in `_Conversation`: there must be time left to ask for the result.
            seconds=job.limits.seconds + 3 * _GRACE,
        ) as running:
            conversation = _Conversation(running, job)
            try:
                async with aclosing(conversation.events()) as events:
                    yield events
            finally:
                await conversation.leave()

    def _arguments(self, job: Job) -> list[str]:
        tools = _TOOLS[Access.READ if job.access is Access.READ else Access.EDIT]
        arguments = [self.executable, "-p", "--verbose"]
        arguments += ["--output-format", "stream-json", "--input-format", "stream-json"]
        arguments += ["--setting-sources=", "--disallowedTools", "AskUserQuestion,EnterPlanMode"]
        if job.access is Access.EDIT:
            arguments += ["--permission-mode", "acceptEdits"]
            if self.commands:
                tools = (*tools, "Bash")
                arguments += ["--allowedTools", *(f"Bash({each})" for each in self.commands)]
        arguments += ["--tools", ",".join(tools)]
        if job.schema is not None:
            arguments += ["--json-schema", json.dumps(job.schema)]
        if job.limits.usd is not None:
            # Looked at after each answer of the model, so that it may be passed by one.
            arguments += ["--max-budget-usd", f"{job.limits.usd:.9f}"]
        if job.limits.tokens is not None:
            # Only these tell on the way what an answer used.
            arguments += ["--include-partial-messages"]
        if job.model is not None:
            arguments += ["--model", job.model]
        return arguments


class _Conversation:
    """One prompt and what comes of it, within the limits of the job."""

    def __init__(self, running: Program, job: Job) -> None:
        self._running = running
        self._job = job
        self._stream = Stream()
        self._output = running.chunks()
        self._cut: Cut | None = None
        self._interrupted = False
        self._asked = False
        self._told = False
        self._over = anyio.current_time() + job.limits.seconds

    async def events(self) -> AsyncGenerator[AgentEvent]:
        """Everything it tells, and how it ended."""
        await self._ask()
        async with aclosing(self._chunks()) as chunks:
            async for data in chunks:
                told = self._stream.feed(data)
                for event in told:
                    if not isinstance(event, Used):
                        yield event
                heard = self._stream.heard
                self._cut = (
                    self._cut or fatal(heard) or held_up(heard, time.time()) or self._over_share()
                )
        for event in self._stream.close():
            yield event
        end = await self._ended()
        self._told = True
        yield end

    async def leave(self) -> None:
        """Give it a moment to put things in order, if it still works. Bounded."""
        if not self._asked or self._told or self._interrupted:
            return
        with anyio.CancelScope(shield=True), anyio.move_on_after(_GRACE):
            await self._interrupt()
            async for data in self._running.chunks():
                self._stream.feed(data)
                if self._stream.heard.result is not None:
                    return

    async def _ask(self) -> None:
        limits = self._job.limits
        self._asked = True
        # A program that does not read would let us wait for ever.
        with anyio.move_on_after(min(limits.seconds, limits.idle_seconds)) as waiting:
            await self._running.send(_prompt(self._job.prompt))
        if waiting.cancelled_caught:
            self._cut = Cut(Ending.TIMEOUT, "claude did not take its prompt")

    async def _chunks(self) -> AsyncGenerator[bytes]:
        """Its output until it ends, or its time is over and a little more."""
        stop: float | None = None
        while True:
            if self._stream.heard.result is not None:
                # It has said all, and ends when its input does.
                self._running.close_input()
            elif self._cut is not None and not self._interrupted:
                await self._interrupt()
            if stop is None and (self._interrupted or self._stream.heard.result is not None):
                stop = anyio.current_time() + _GRACE
            idle = anyio.current_time() + self._job.limits.idle_seconds
            until = min(self._over, idle) if stop is None else stop
            try:
                with anyio.fail_after(max(0.0, until - anyio.current_time())):
                    data = await anext(self._output, None)
            except TimeoutError:
                if stop is not None:
                    return
                self._cut = self._timeout(until)
                # To be cut off is the end of an iterator.
                self._output = self._running.chunks()
                continue
            if data is None:
                return
            yield data

    def _timeout(self, until: float) -> Cut:
        limits = self._job.limits
        if until == self._over:
            return Cut(Ending.TIMEOUT, f"not done within {limits.seconds:g} s")
        return Cut(Ending.TIMEOUT, f"no sign of life for {limits.idle_seconds:g} s")

    async def _interrupt(self) -> None:
        request = {
            "type": "control_request",
            "request_id": uuid4().hex,
            "request": {"subtype": "interrupt"},
        }
        self._interrupted = True
        # It may not be reading any more.
        with anyio.move_on_after(1):
            await self._running.send(_line(request))

    async def _ended(self) -> Ended:
        heard = self._stream.heard
        otherwise = Cut(Ending.FAILED, "claude did not end when it was asked to")
        if heard.result is None and self._cut is None:
            otherwise = _without_result(await self._running.wait(), begun=heard.thread is not None)
        return judge(
            heard,
            wants_value=self._job.schema is not None,
            cut=self._cut,
            otherwise=otherwise,
            now=time.time(),
        )

    def _over_share(self) -> Cut | None:
        """Whether it used up its tokens: asked to stop, it says what it cost, which is worth it."""
        most, used = self._job.limits.tokens, self._stream.heard.tokens
        if most is None or used < most:
            return None
        why = f"it used up its share of the budget, {tokens_in_words(most)}"
        return Cut(Ending.LIMIT, f"{why}, and was stopped at {used}", Trouble.BUDGET)


def _prompt(text: str) -> bytes:
    return _line(
        {
            "type": "user",
            "message": {"role": "user", "content": text},
            "parent_tool_use_id": None,
            "session_id": "",
            "client_composed": True,
        }
    )


def _line(message: Mapping[str, object]) -> bytes:
    return json.dumps(message).encode() + b"\n"


def _environment(given: Mapping[str, str]) -> dict[str, str]:
    return allowed(given, ("*",)) | _OURS


def _without_result(finished: Finished, *, begun: bool) -> Cut:
    """Why a run gave no result: what it wrote beside the stream, or how its process ended."""
    words = [
        line.strip()
        for line in finished.tail.splitlines()
        if line.strip() and not line.lstrip().startswith("{")
    ]
    how = finished.why or f"exit code {finished.code}"
    said = f": {words[-1][:_SHOWN]}" if words else ""
    if begun:
        return Cut(Ending.FAILED, f"claude ended without a result ({how}){said}")
    return Cut(Ending.UNAVAILABLE, f"claude did not begin ({how}){said}")


def _probe(finished: Finished) -> Probe:
    if finished.why.startswith("program not found"):
        return Probe(
            found=False,
            version=None,
            missing=f"claude is not installed, or not on the PATH: {_INSTALL}",
        )
    found = re.search(r"(\d+)\.(\d+)\.(\d+)", finished.tail)
    if finished.code != 0 or found is None:
        how = finished.why or f"exit code {finished.code}"
        return Probe(
            found=False,
            version=None,
            missing=f"claude does not tell its version ({how}); install it again: {_INSTALL}",
        )
    version = found[0]
    if tuple(int(part) for part in found.groups()) < OLDEST:
        oldest = ".".join(str(part) for part in OLDEST)
        return Probe(
            found=False,
            version=version,
            missing=f"claude {version} is too old, {oldest} or later is needed: {_INSTALL}",
        )
    return Probe(found=True, version=version, missing=None, features=FEATURES)

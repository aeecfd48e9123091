"""Any program as an agent: the prompt goes in as a file or as text, its exit code is its word.

It knows no threads and tells no cost, and what it changed is what git sees afterwards.
"""

import os
import shutil
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from pathlib import Path

import anyio
from anyio import to_thread

from orchestrator_engine.agents.probing import asked_for_version, version_in
from orchestrator_engine.agents.program_ends import trouble_of
from orchestrator_engine.agents.protocol import (
    Access,
    AgentEvent,
    Ask,
    Ended,
    Job,
    Probe,
    Said,
    Started,
)
from orchestrator_engine.agents.written_answers import asked_for, value_in
from orchestrator_engine.attempt import Ending, Trouble
from orchestrator_engine.bad_luck import NOT_INSTALLED, ending_of
from orchestrator_engine.choices import Tool
from orchestrator_engine.system.environment import allowed
from orchestrator_engine.system.processes import Finished, program

PROMPT_FILE = "{prompt_file}"
"""What stands in a command for the file with the prompt; without it the prompt goes to stdin."""

MODEL = "{model}"
"""What stands in a command for the model that was chosen; the word is left out where none was."""

_PROBE = 20.0
_SHOWN = 300
_SAID = 16_000
"""Characters of its output that are kept as what it said, from the end."""


class Command:
    """A program that the project's settings describe."""

    def __init__(self, tool: Tool) -> None:
        self.name = tool.name
        self._tool = tool

    async def probe(self) -> Probe:
        """Whether the program is there, and which version it says that it is."""
        environment = allowed(os.environ, self._tool.environment)
        found = await to_thread.run_sync(
            lambda: shutil.which(self._tool.command[0], path=environment.get("PATH"))
        )
        if found is None:
            hint = self._tool.install or f"say where it is in [agents.{self.name}]"
            missing = NOT_INSTALLED.words(hint, self._tool.command[0])
            return Probe(found=False, version=None, missing=missing)
        return Probe(found=True, version=await self._version(environment), missing=None)

    async def _version(self, environment: dict[str, str]) -> str | None:
        if not self._tool.version:
            return None
        finished = await asked_for_version(self._tool.version, environment, _PROBE)
        return version_in(finished.tail)

    @asynccontextmanager
    async def run(
        self,
        job: Job,
        ask: Ask | None = None,  # noqa: ARG002  # it asks in no way that we could hear
    ) -> AsyncGenerator[AsyncIterator[AgentEvent]]:
        """Run the program in the worktree; leaving ends it with all that came of it."""
        async with aclosing(self._events(job)) as events:
            yield events

    async def _events(self, job: Job) -> AsyncGenerator[AgentEvent]:
        yield Started(thread=None, model=job.model)
        command = self._tool.look if job.access is Access.READ else self._tool.command
        if not command:
            why = f"{self.name} has no command that only looks (look = […] in [agents.{self.name}])"
            yield Ended(Ending.UNAVAILABLE, why=why)
            return
        try:
            with _prompt_file(job) as file:
                text, finished = await _finished(job, command, file)
        except OSError as error:
            why = f"the prompt cannot be written beside {job.spool.name}: {error.strerror or error}"
            yield Ended(Ending.FAILED, why=why)
            return
        if text:
            yield Said(text)
        yield _end(self.name, job, text, finished)


class _prompt_file:  # noqa: N801  # used like a function
    """The prompt as a file beside the job's output, for as long as the program runs."""

    def __init__(self, job: Job) -> None:
        self._file = job.spool.with_suffix(".prompt.md")
        parts = (job.system, asked_for(job.prompt, job.schema))
        self._text = "\n\n".join(part for part in parts if part)

    def __enter__(self) -> Path:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.touch(mode=0o600)
        self._file.write_text(self._text, encoding="utf-8", errors="replace")
        return self._file

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._file.unlink()


def _filled(command: tuple[str, ...], file: Path, job: Job) -> list[str]:
    words = [
        word.replace(PROMPT_FILE, str(file)).replace(MODEL, job.model or "")
        for word in command
        if job.model is not None or MODEL not in word
    ]
    return [*words, *job.arguments]


async def _finished(job: Job, command: tuple[str, ...], file: Path) -> tuple[str, Finished]:
    """What it said on standard output, from the end, and how it ended."""
    said = bytearray()
    by_file = any(PROMPT_FILE in word for word in command)
    prompt = b"" if by_file else await to_thread.run_sync(file.read_bytes)
    async with program(
        _filled(command, file, job),
        cwd=job.cwd,
        env=allowed(job.environment, ("*",)),
        mark=job.mark,
        spool=job.spool,
        seconds=job.limits.seconds,
        idle_seconds=job.limits.idle_seconds,
    ) as running:

        async def feed() -> None:
            if prompt:
                await running.send(prompt)
            running.close_input()

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(feed)
            async for data in running.chunks():
                said += data
                del said[: -4 * _SAID]
            tasks.cancel_scope.cancel()
        finished = await running.wait()
    return said.decode(errors="replace")[-_SAID:].strip(), finished


def _end(name: str, job: Job, text: str, finished: Finished) -> Ended:
    if finished.code == 0:
        value = value_in(text) if job.schema is not None else None
        if job.schema is not None and value is None:
            why = f"{name} gave no answer of the form that was asked for"
            return Ended(Ending.FAILED, text=text, why=why, trouble=Trouble.FORM)
        return Ended(Ending.DONE, text=text, value=value)
    status, why = Ending.FAILED, f"{name}: {finished.why}"
    if finished.code is not None:
        lines = [line.strip() for line in finished.tail.splitlines() if line.strip()]
        said = f": {lines[-1][:_SHOWN]}" if lines else ""
        why = f"{name}: exit code {finished.code}{said}"
    elif finished.why.startswith("not finished"):
        status, why = Ending.TIMEOUT, f"not done within {job.limits.seconds:g} s"
    trouble = trouble_of(finished)
    if trouble is Trouble.SILENT:
        why = finished.why
    return Ended(ending_of(trouble, status), text=text, why=why, trouble=trouble)

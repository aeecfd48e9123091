"""Codex, driven through `codex exec --json`: the prompt on its input, JSON lines on its output.

It never asks: what its own sandbox does not allow fails. The repository's AGENTS.md is not read.
"""

import json
import os
import re
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

from anyio import to_thread

from orchestrator_engine.agents.codex_stream import Heard, Stream
from orchestrator_engine.agents.codex_stream import ended as judged
from orchestrator_engine.agents.probing import asked_for_version
from orchestrator_engine.agents.program_ends import trouble_of
from orchestrator_engine.agents.protocol import (
    Access,
    AgentEvent,
    Ask,
    Ended,
    Feature,
    Job,
    Probe,
)
from orchestrator_engine.attempt import Ending
from orchestrator_engine.bad_luck import NOT_INSTALLED, TOO_OLD, ending_of
from orchestrator_engine.system.environment import allowed
from orchestrator_engine.system.processes import Finished, Program, program

ENVIRONMENT = ("OPENAI_*", "CODEX_*")
FEATURES = frozenset({Feature.RESUME, Feature.FORK, Feature.SCHEMA, Feature.TOKENS})
INSTALL = "npm install -g @openai/codex"

_OLDEST = (0, 169, 0)
_PROBE = 20.0
_SHOWN = 300
_SANDBOX = {
    Access.READ: "read-only",
    Access.EDIT: "workspace-write",
    Access.ASK: "workspace-write",
    Access.FREE: "danger-full-access",
}


class Codex:
    """Codex, `executable` on the PATH of each job; `environment` is what the probe gets to see."""

    name = "codex"

    def __init__(
        self, executable: str = "codex", *, environment: Mapping[str, str] | None = None
    ) -> None:
        self.executable = executable
        self._environment = environment
        # Tokens are told of a whole thread: what is known of one makes the next job's exact.
        self._totals: dict[str, int] = {}

    async def probe(self) -> Probe:
        """Whether it is installed, and not too old."""
        environment = self._environment
        if environment is None:
            environment = allowed(os.environ, ENVIRONMENT)
        finished = await asked_for_version([self.executable, "--version"], environment, _PROBE)
        return _probe(finished)

    @asynccontextmanager
    async def run(
        self,
        job: Job,
        ask: Ask | None = None,  # noqa: ARG002  # it never asks
    ) -> AsyncGenerator[AsyncIterator[AgentEvent]]:
        """Carry a job out; leaving early ends it with all that came of it."""
        schema = job.spool.with_suffix(".schema.json") if job.schema is not None else None
        if schema is not None:
            await to_thread.run_sync(_write, schema, json.dumps(job.schema))
        async with (
            program(
                [self.executable, *arguments(job, schema)],
                cwd=job.cwd,
                env=allowed(job.environment, ("*",)),
                mark=job.mark,
                spool=job.spool,
                seconds=job.limits.seconds,
                idle_seconds=job.limits.idle_seconds,
            ) as running,
            aclosing(self._events(running, job)) as events,
        ):
            yield events

    async def _events(self, running: Program, job: Job) -> AsyncGenerator[AgentEvent]:
        stream = Stream(str(job.cwd), job.model)
        heard = stream.heard
        words = f"{job.system}\n\n{job.prompt}" if job.system else job.prompt
        # It reads all of its input before it begins, and says nothing until then.
        await running.send(words.encode(errors="replace"))
        running.close_input()
        cut = False
        async for data in running.chunks():
            for event in stream.feed(data):
                yield event
            cut = heard.hopeless
            if cut:
                break
        for event in stream.close():
            yield event
        if cut or heard.ended:
            yield self._judged(heard, job, None)
        else:
            yield self._judged(heard, job, await running.wait())

    def _judged(self, heard: Heard, job: Job, finished: Finished | None) -> Ended:
        tokens = self._used(heard, job)
        if finished is not None:
            status, why = _without_end(finished, job, begun=heard.thread is not None)
            return Ended(
                status,
                text=heard.said,
                thread=heard.thread,
                tokens=tokens,
                why=why,
                trouble=trouble_of(finished),
            )
        wants_value = job.schema is not None
        return judged(heard, wants_value=wants_value, tokens=tokens, now=time.time())

    def _used(self, heard: Heard, job: Job) -> int | None:
        """What this job alone used; unknown in a thread of which nothing is known."""
        if heard.total is None:
            return None
        before = 0 if job.thread is None else self._totals.get(job.thread)
        if heard.thread is not None:
            self._totals[heard.thread] = heard.total
        return None if before is None or before > heard.total else heard.total - before


def arguments(job: Job, schema: Path | None) -> list[str]:
    """What it is started with: a pure function."""
    thread = () if job.thread is None else ("fork" if job.fork else "resume", job.thread)
    told = ["exec", *thread, "--json", "--skip-git-repo-check"]
    # As settings, because those who go on with a thread have no option for it.
    told += ["-c", f'sandbox_mode="{_SANDBOX[job.access]}"', "-c", 'approval_policy="never"']
    told += ["-c", "project_doc_max_bytes=0"]
    if job.model is not None:
        told += ["--model", job.model]
    if job.effort is not None:
        told += ["-c", f"model_reasoning_effort={json.dumps(job.effort)}"]
    if schema is not None:
        told += ["--output-schema", str(schema)]
    return [*told, *job.arguments, "-"]


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _without_end(finished: Finished, job: Job, *, begun: bool) -> tuple[Ending, str]:
    if finished.why.startswith("no sign of life"):
        return Ending.TIMEOUT, finished.why
    if finished.why.startswith("not finished"):
        return Ending.TIMEOUT, f"not done within {job.limits.seconds:g} s"
    lines = [line.strip() for line in finished.tail.splitlines()]
    words = [line for line in lines if line and not line.startswith(("{", "WARNING"))]
    said = f": {words[-1][:_SHOWN]}" if words else ""
    how = finished.why or f"exit code {finished.code}"
    trouble = trouble_of(finished)
    if begun:
        return ending_of(trouble), f"codex ended without a result ({how}){said}"
    return ending_of(trouble, Ending.UNAVAILABLE), f"codex did not begin ({how}){said}"


def _probe(finished: Finished) -> Probe:
    if finished.why.startswith("program not found"):
        why = NOT_INSTALLED.words(INSTALL, "codex")
        return Probe(found=False, version=None, missing=why)
    found = re.search(r"(\d+)\.(\d+)\.(\d+)", finished.tail)
    if finished.code != 0 or found is None:
        how = finished.why or f"exit code {finished.code}"
        why = f"codex does not tell its version ({how}); install it again: {INSTALL}"
        return Probe(found=False, version=None, missing=why)
    if tuple(int(part) for part in found.groups()) < _OLDEST:
        oldest = ".".join(str(part) for part in _OLDEST)
        why = TOO_OLD.words(f"{oldest} or later is needed: {INSTALL}", f"codex {found[0]}")
        return Probe(found=False, version=found[0], missing=why)
    return Probe(found=True, version=found[0], missing=None, features=FEATURES)

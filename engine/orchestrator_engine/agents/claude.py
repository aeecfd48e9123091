"""Claude Code, driven through its print mode: JSON lines in both directions.

The prompt goes in as a message that says it was composed by a program: as an argument or as plain
text, `@file` in it would be replaced by that file and a leading `/word` taken for a command.
`claude_arguments` says what it is started with, `claude_conversation` what is said then.
"""

import os
import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager

from orchestrator_engine.agents import AGENTS, claude_arguments
from orchestrator_engine.agents.claude_conversation import GRACE, Conversation
from orchestrator_engine.agents.probing import asked_for_version
from orchestrator_engine.agents.protocol import AgentEvent, Ask, Feature, Job, Probe
from orchestrator_engine.bad_luck import NOT_INSTALLED, TOO_OLD
from orchestrator_engine.system.environment import allowed
from orchestrator_engine.system.processes import Finished, program

OLDEST = (2, 1, 318)
"""The first version that tells what a run cost, rather than the thread that it belongs to."""

FEATURES = frozenset(Feature)

_INSTALL = "npm install -g @anthropic-ai/claude-code"

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
        finished = await asked_for_version(
            [self.executable, "--version"], claude_arguments.environment(None, environment), _PROBE
        )
        return _probe(finished)

    @asynccontextmanager
    async def run(
        self,
        job: Job,
        ask: Ask | None = None,
    ) -> AsyncGenerator[AsyncIterator[AgentEvent]]:
        """Carry a job out. Leaving early asks it to stop, then ends all that came of it."""
        async with program(
            [
                self.executable,
                *claude_arguments.arguments(job, asks=ask is not None, commands=self.commands),
            ],
            cwd=job.cwd,
            env=claude_arguments.environment(job.access, job.environment),
            mark=job.mark,
            spool=job.spool,
            # Ours are kept in `Conversation`: there must be time left to ask for the result.
            seconds=job.limits.seconds + 3 * GRACE,
        ) as running:
            conversation = Conversation(running, job, ask)
            try:
                async with aclosing(conversation.events()) as events:
                    yield events
            finally:
                await conversation.leave()


def _probe(finished: Finished) -> Probe:
    if finished.why.startswith("program not found"):
        return Probe(
            found=False,
            version=None,
            missing=NOT_INSTALLED.words(_INSTALL, "claude"),
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
        need = f"{oldest} or later is needed: {_INSTALL}"
        return Probe(found=False, version=version, missing=TOO_OLD.words(need, f"claude {version}"))
    return Probe(found=True, version=version, missing=None, features=FEATURES)

"""What Claude Code is started with for a job: a pure function, one decision a line.

Settings of the repository are off: its hooks and servers would run without anybody's consent.
"""

import json
from collections.abc import Iterator, Mapping

from orchestrator_engine.agents.protocol import Access, Job
from orchestrator_engine.system.environment import allowed

_LOOKING = ("Read", "Grep", "Glob")
_EDITING = (*_LOOKING, "Edit", "Write", "NotebookEdit")
_ALL = (*_EDITING, "Bash", "WebFetch")

TOOLS = {
    Access.READ: _LOOKING,
    Access.EDIT: _EDITING,
    Access.ASK: _ALL,
    Access.FREE: _ALL,
}
"""What exists at all. Where nobody is asked and no room is closed there is no shell: a command
reaches beyond the worktree, and checks are run by the engine anyway."""

_MODES = {
    Access.EDIT: "acceptEdits",
    Access.ASK: "acceptEdits",
    Access.FREE: "bypassPermissions",
}

_OURS = {
    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    "DISABLE_AUTOUPDATER": "1",
    # About eight seconds; by default it is minutes. Waiting longer is the engine's decision.
    "CLAUDE_CODE_MAX_RETRIES": "4",
}


def arguments(job: Job, *, asks: bool, commands: tuple[str, ...] = ()) -> list[str]:
    """The arguments of a job; it `asks` where somebody is there to answer.

    `commands` are shell commands that it may run without asking, as Claude Code writes them
    (`python3 *`).
    """
    return [
        *("-p", "--verbose"),
        *("--output-format", "stream-json", "--input-format", "stream-json"),
        *("--setting-sources=", "--disallowedTools", "AskUserQuestion,EnterPlanMode"),
        *_permissions(job, asks=asks, commands=commands),
        *_thread(job),
        *_limits(job),
        *_choices(job),
        *job.arguments,
    ]


def environment(job: Access | None, given: Mapping[str, str]) -> dict[str, str]:
    """What it gets to see of what is `given`, and what it is told there."""
    told = allowed(given, ("*",)) | _OURS
    # Else it refuses to work freely as root, which is what many closed rooms have.
    return told | {"IS_SANDBOX": "1"} if job is Access.FREE else told


def _permissions(job: Job, *, asks: bool, commands: tuple[str, ...]) -> Iterator[str]:
    tools = TOOLS[job.access]
    if mode := _MODES.get(job.access):
        yield from ("--permission-mode", mode)
    if commands and job.access in (Access.EDIT, Access.ASK):
        tools = tuple(dict.fromkeys((*tools, "Bash")))
        yield from ("--allowedTools", *(f"Bash({each})" for each in commands))
    yield from ("--tools", ",".join(tools))
    if asks:
        yield from ("--permission-prompt-tool", "stdio")


def _thread(job: Job) -> Iterator[str]:
    if job.thread is not None:
        yield from ("--resume", job.thread)
        if job.fork:
            yield "--fork-session"


def _limits(job: Job) -> Iterator[str]:
    if job.limits.usd is not None:
        # Looked at after each answer of the model, so that it may be passed by one.
        yield from ("--max-budget-usd", f"{job.limits.usd:.9f}")
    if job.limits.tokens is not None:
        # Only these tell on the way what an answer used.
        yield "--include-partial-messages"


def _choices(job: Job) -> Iterator[str]:
    if job.schema is not None:
        yield from ("--json-schema", json.dumps(job.schema))
    if job.model is not None:
        yield from ("--model", job.model)
    if job.effort is not None:
        yield from ("--effort", job.effort)
    if job.system is not None:
        yield from ("--append-system-prompt", job.system)
        if job.thread is not None:
            # Else a thread that goes on keeps the words that it began with.
            yield from ("--system-prompt-snapshot", "off")

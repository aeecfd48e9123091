"""The agent that does only what a script beside the spec says: real files, nobody asked."""

import difflib
from collections.abc import AsyncGenerator, AsyncIterator, Generator
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread

from orchestrator_engine.agents.protocol import (
    Access,
    Acted,
    Acting,
    AgentEvent,
    Ask,
    Ended,
    Feature,
    Job,
    Limits,
    Probe,
    Refused,
    Request,
    Said,
    Started,
    Used,
)
from orchestrator_engine.agents.script import (
    Append,
    Asks,
    Cost,
    Delete,
    Key,
    Say,
    Script,
    Section,
    Write,
    key_of,
    meant,
    own_key_of,
)
from orchestrator_engine.agents.script_reader import parse
from orchestrator_engine.agents.spool_notes import note
from orchestrator_engine.attempt import Ending
from orchestrator_engine.json_values import is_list, is_object
from orchestrator_engine.money import usd_of

FEATURES = frozenset({Feature.SCHEMA, Feature.COST, Feature.TOKENS, Feature.DIFFS, Feature.ASK})

SHELL = "Shell"
"""The tool that a script asks for."""

_SHOWN = 3
"""How many problems of a script are told at once."""


def script_of(document: Path) -> Path:
    """Where the script of a document is: `NAME.rehearsal.md` beside `NAME.md`."""
    return document.with_name(f"{document.stem}.rehearsal.md")


class Rehearsal:
    """Carries out `script`, in this process. It costs nothing, because nobody is asked.

    A script may say what its steps are to cost, so that budgets can be rehearsed too.
    """

    name = "rehearsal"

    def __init__(self, script: Path) -> None:
        self.script = script

    async def probe(self) -> Probe:
        """Whether the script is there and can be obeyed, every section of it."""
        script = await anyio.to_thread.run_sync(_read, self.script)
        if isinstance(script, str):
            return Probe(found=False, version=None, missing=script, features=FEATURES)
        return Probe(found=True, version=None, missing=None, features=FEATURES)

    @asynccontextmanager
    async def run(
        self,
        job: Job,
        ask: Ask | None = None,
    ) -> AsyncGenerator[AsyncIterator[AgentEvent]]:
        """Carry out the section that is written for the job's subject."""
        async with aclosing(self._events(job, ask)) as events:
            yield events

    async def _events(self, job: Job, ask: Ask | None) -> AsyncGenerator[AgentEvent]:
        yield Started(thread=None, model=self.name)
        script = await anyio.to_thread.run_sync(_read, self.script)
        if isinstance(script, str):
            yield _ended(Ending.UNAVAILABLE, why=script)
            return
        key = key_of(job.subject)
        section = script.sections.get(own_key_of(job.subject)) or script.sections.get(key)
        if section is None:
            yield _ended(
                Ending.FAILED,
                why="a rehearsal does only what is written down: "
                f"{self.script.name} has no section “{key}”{_near(key, script)}",
            )
            return
        async with aclosing(_perform(section, script.pace, job, ask)) as events:
            async for event in events:
                try:
                    await anyio.to_thread.run_sync(note, job.spool, event)
                except OSError as error:
                    why = f"{job.spool.name} cannot be written: {error.strerror or error}"
                    yield _ended(Ending.FAILED, why=why)
                    return
                yield event


def _near(key: Key, script: Script) -> str:
    """The section of another name that was probably meant for this, or nothing."""
    answered = {other.items for other in script.sections}
    if key.items in answered:
        return ""
    return meant(key.items, sorted(answered))


async def _perform(
    section: Section, pace: float, job: Job, ask: Ask | None
) -> AsyncGenerator[AgentEvent]:
    clock = _Clock(pace, job.limits)
    numbers = count(1)
    nanos = tokens = 0
    refusals: list[str] = []
    for step in section.steps:
        late = await clock.step()
        if late is not None:
            yield _ended(Ending.TIMEOUT, text=section.prose, why=late, nanos=nanos, tokens=tokens)
            return
        if isinstance(step, Say):
            yield Said(step.text)
            continue
        if isinstance(step, Cost):
            nanos, tokens = nanos + step.nanos, tokens + step.tokens
            yield Used(usd_of(nanos), tokens)
            continue
        if isinstance(step, Asks):
            with clock.standing():
                answered = await _put(step, f"rehearsal-{next(numbers)}", ask)
            refusals += _refusals(answered)
            yield answered
            continue
        tool = type(step).__name__
        action = f"rehearsal-{next(numbers)}"
        yield Acting(action, tool, f"{tool} {step.path}")
        result = await anyio.to_thread.run_sync(_act, step, job)
        match result:
            case _Diff(text):
                yield Acted(action, ok=True, output=f"{tool} {step.path}", diff=text)
            case _Denied(why):
                yield Acted(action, ok=False, output=why)
                yield Refused(tool, why)
                yield _ended(
                    Ending.DENIED,
                    text=section.prose,
                    why=why,
                    refusals=(*refusals, f"{tool}: {why}"),
                    nanos=nanos,
                    tokens=tokens,
                )
                return
            case _Broken(why):
                yield Acted(action, ok=False, output=why)
                yield _ended(Ending.FAILED, text=section.prose, why=why, nanos=nanos, tokens=tokens)
                return
    late = await clock.step()
    if late is not None:
        yield _ended(Ending.TIMEOUT, text=section.prose, why=late, nanos=nanos, tokens=tokens)
        return
    yield Ended(
        section.ending,
        text=section.prose,
        value=await anyio.to_thread.run_sync(_placed, section.verdict, job.cwd),
        usd=usd_of(nanos),
        tokens=tokens,
        why=section.why,
        refusals=tuple(refusals),
    )


def _placed(verdict: dict[str, Any] | None, tree: Path) -> dict[str, Any] | None:
    """The verdict with patterns for files in its remarks replaced by the last file like them.

    The name of a report, as an audit writes it, cannot be known when a script is written.
    """
    remarks = verdict.get("remarks") if verdict is not None else None
    if verdict is None or not is_list(remarks):
        return verdict
    return verdict | {"remarks": [_found(one, tree) for one in remarks]}


def _found(remark: object, tree: Path) -> object:
    if not is_object(remark):
        return remark
    pattern = remark.get("file")
    if not isinstance(pattern, str) or "*" not in pattern or pattern.startswith("/"):
        return remark
    like = sorted(path.relative_to(tree).as_posix() for path in tree.glob(pattern))
    return remark | {"file": like[-1]} if like else remark


async def _put(step: Asks, number: str, ask: Ask | None) -> Acted | Refused:
    """Ask for a command. Nothing is run either way."""
    title = f"{SHELL} {step.command}"
    if ask is not None and (await ask(Request(number, SHELL, title, step.command))).allow:
        return Acted(number, ok=True, output=f"{title} was allowed")
    return Refused(SHELL, f"{title} was not allowed")


def _refusals(answered: Acted | Refused) -> tuple[str, ...]:
    return (f"{answered.tool}: {answered.why}",) if isinstance(answered, Refused) else ()


def _ended(  # noqa: PLR0913  # what an end may have
    status: Ending,
    *,
    text: str = "",
    why: str = "",
    refusals: tuple[str, ...] = (),
    nanos: int = 0,
    tokens: int = 0,
) -> Ended:
    return Ended(status, text=text, usd=usd_of(nanos), tokens=tokens, why=why, refusals=refusals)


class _Clock:
    """Lets each step take its time, within the limits that hold for every agent."""

    def __init__(self, pace: float, limits: Limits) -> None:
        self._pace = pace
        self._limits = limits
        self._over = anyio.current_time() + limits.seconds

    @contextmanager
    def standing(self) -> Generator[None]:
        """Let the time meanwhile not count: a person thinks."""
        begun = anyio.current_time()
        try:
            yield
        finally:
            self._over += anyio.current_time() - begun

    async def step(self) -> str | None:
        """Wait for one step; say why it is too late when it is."""
        left = self._over - anyio.current_time()
        if self._pace > self._limits.idle_seconds and self._limits.idle_seconds < left:
            await anyio.sleep(self._limits.idle_seconds)
            return f"no sign of life for {self._limits.idle_seconds:g} s"
        await anyio.sleep(max(0.0, min(self._pace, left)))
        if anyio.current_time() >= self._over:
            return f"not done within {self._limits.seconds:g} s"
        return None


@dataclass(frozen=True, slots=True)
class _Diff:
    text: str


@dataclass(frozen=True, slots=True)
class _Denied:
    why: str


@dataclass(frozen=True, slots=True)
class _Broken:
    why: str


def _act(step: Write | Append | Delete, job: Job) -> _Diff | _Denied | _Broken:
    """Change the file that `step` names, unless that is not the agent's to change."""
    if job.access is Access.READ:
        return _Denied(f"“{step.path}” was not touched: this job may only look")
    try:
        # `script.confined` saw the words; links are only seen here.
        root = job.cwd.resolve(strict=True)
        target = (root / step.path).resolve()
        if not target.is_relative_to(root) or ".git" in _lower(target.relative_to(root)):
            return _Denied(f"“{step.path}” was not touched: it leads out of the worktree")
        return _Diff(_change(step, target))
    except FileNotFoundError:
        return _Broken(f"“{step.path}” cannot be changed: there is no such file")
    except OSError as error:
        return _Broken(f"“{step.path}” cannot be changed: {error.strerror or error}")


def _change(step: Write | Append | Delete, target: Path) -> str:
    before = target.read_bytes() if target.exists() else None
    match step:
        case Write(content=content):
            after = content.encode()
        case Append(content=content):
            after = (before or b"") + content.encode()
        case Delete():
            target.unlink()
            return unified_diff(step.path, before, None)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(after)
    return unified_diff(step.path, before, after)


def _lower(path: Path) -> set[str]:
    return {part.lower() for part in path.parts}


def unified_diff(path: str, before: bytes | None, after: bytes | None) -> str:
    """The change of one file as git would show it; None is a file that is not there."""
    try:
        old, new = ((each or b"").decode() for each in (before, after))
    except UnicodeDecodeError:
        return f"Binary file {path} differs\n"
    lines: list[str] = []
    for line in difflib.unified_diff(
        _lines(old),
        _lines(new),
        "/dev/null" if before is None else f"a/{path}",
        "/dev/null" if after is None else f"b/{path}",
    ):
        end = "" if line.endswith("\n") else "\n\\ No newline at end of file\n"
        lines.append(line + end)
    return "".join(lines)


def _lines(text: str) -> list[str]:
    # Only at "\n", as git does: `splitlines` would also split at form feeds and the like.
    return list(StringIO(text, newline="\n"))


def _read(path: Path) -> Script | str:
    """The script, or why it cannot be carried out, for the person who wrote it."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return (
            f"there is no script {path.name} beside the spec: write one (`code-orch rehearse` "
            "writes a first one), or choose an agent that writes code by itself"
        )
    except OSError as error:
        return f"the script {path.name} cannot be read: {error.strerror or error}"
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return f"the script {path.name} cannot be read: line {line} is not UTF-8"
    script = parse(text)
    if not script.problems:
        return script
    shown = "; ".join(str(problem) for problem in script.problems[:_SHOWN])
    more = len(script.problems) - _SHOWN
    return f"{path.name}: {shown}" + (f"; and {more} more" if more > 0 else "")

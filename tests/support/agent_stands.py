"""Stands: each has an agent of one kind do, in a folder, what a test asks of all of them."""

import json
import os
import shlex
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from orchestrator_engine import choices
from orchestrator_engine.agents.acp import Acp
from orchestrator_engine.agents.claude import Claude
from orchestrator_engine.agents.codex import Codex
from orchestrator_engine.agents.command import Command
from orchestrator_engine.agents.protocol import (
    Agent,
)
from orchestrator_engine.agents.rehearsal import Rehearsal
from orchestrator_engine.agents.replay import of_recordings
from support import acps, codexes
from support import fake_acp_words as acp
from support.claudes import Step, fake, real, real_environment, replay
from support.model_api import Error, ModelApi, Silence, Text, Tool, Turn
from support.recorded_first import RecordedFirst
from support.skips import skip_without


class Stand(Protocol):
    """Makes agents that are about to do something certain."""

    environment: dict[str, str]

    def writes(self, path: str, content: str) -> Agent: ...
    def answers(self, value: dict[str, Any]) -> Agent: ...
    def fails(self, why: str) -> Agent: ...
    def hangs(self) -> Agent: ...
    def missing(self) -> Agent: ...


class RehearsalStand:
    def __init__(self, folder: Path) -> None:
        self.environment: dict[str, str] = {}
        self._script = folder / "SPEC.rehearsal.md"

    def _agent(self, text: str, section: str = "GREET-1, round 1") -> Agent:
        front, _, body = text.rpartition("===\n")
        self._script.write_text(f"{front}\n## {section}\n\n{body}", encoding="utf-8")
        return Rehearsal(self._script)

    def writes(self, path: str, content: str) -> Agent:
        return self._agent(f"I write.\n\n```text write {path}\n{content}\n```\n")

    def answers(self, value: dict[str, Any]) -> Agent:
        (remark,) = value["remarks"]
        lines = [f"{key} = {json.dumps(given)}" for key, given in remark.items()]
        verdict = "\n".join(
            [
                f"would_fail = {json.dumps(value['would_fail'])}",
                f"score = {value['score']}",
                "[[remarks]]",
                *lines,
            ]
        )
        text = f"{value['summary']}\n\n```toml verdict\n{verdict}\n```\n"
        return self._agent(text, "GREET-1, review of round 1")

    def fails(self, why: str) -> Agent:
        return self._agent(f"ends: failed: {why}\n")

    def hangs(self) -> Agent:
        return self._agent("---\npace: 3600\n---\n===\nI think.\n")

    def missing(self) -> Agent:
        return Rehearsal(self._script.with_name("not-there.rehearsal.md"))


class FakeClaudeStand:
    """The adapter alone: the program behind it says what was recorded."""

    def __init__(self, folder: Path) -> None:
        self.environment: dict[str, str] = {}
        self._folder = folder

    def _agent(self, *steps: Step) -> Agent:
        return Claude(fake(self._folder, *steps).program)

    def writes(self, path: str, content: str) -> Agent:
        return self._agent(("file", path, f"{content}\n"), *replay("edit"))

    def answers(self, value: dict[str, Any]) -> Agent:
        *steps, (_, last) = replay("review")
        result = json.loads(last) | {"structured_output": value}
        return self._agent(*steps, ("line", json.dumps(result)))

    def fails(self, why: str) -> Agent:
        *steps, (_, last) = replay("prompt_too_long")
        return self._agent(*steps, ("line", json.dumps(json.loads(last) | {"result": why})))

    def hangs(self) -> Agent:
        return self._agent(replay("edit")[0], ("spawn",), ("hang",))

    def asks(self, path: str) -> Agent:
        begin, *_, result = replay("edit")
        asked = {"subtype": "can_use_tool", "tool_name": "Bash", "input": {"command": "x"}}
        request = {"type": "control_request", "request_id": "r1", "request": asked}
        said = ("line", json.dumps({"type": "assistant", "message": {"content": []}}))
        return self._agent(begin, said, ("ask", request, path), result)

    def missing(self) -> Agent:
        return Claude(str(self._folder / "not-there"))


class RealClaudeStand:
    """The real program, with a model that says what was written down."""

    def __init__(self, folder: Path, program: str, stack: ExitStack) -> None:
        self.environment = real_environment(folder)
        self._program = program
        self._folder = folder
        self._stack = stack

    def _agent(self, *turns: Turn) -> Agent:
        api = self._stack.enter_context(ModelApi(*turns))
        self.environment["ANTHROPIC_BASE_URL"] = api.url
        return Claude(self._program)

    def writes(self, path: str, content: str) -> Agent:
        write = Tool("Write", {"file_path": path, "content": f"{content}\n"})
        return self._agent(write, Text("Written."))

    def answers(self, value: dict[str, Any]) -> Agent:
        return self._agent(Tool("StructuredOutput", value), Text("Answered."))

    def fails(self, why: str) -> Agent:
        # It tries again a few times, in the hope that the request was at fault.
        return self._agent(*[Error(400, "invalid_request_error", why)] * 20)

    def hangs(self) -> Agent:
        return self._agent(Silence())

    def asks(self, path: str) -> Agent:
        command = f'python3 -c \'open("{path}", "w").write("asked\\n")\''
        return self._agent(Tool("Bash", {"command": command}), Text("That is all."))

    def missing(self) -> Agent:
        return Claude(str(self._folder / "not-there"))


class CommandStand:
    """A program of four lines in the shell, as anybody could have one."""

    def __init__(self, folder: Path) -> None:
        self.environment: dict[str, str] = {"PATH": os.defpath}
        self._folder = folder

    def _agent(self, script: str) -> Agent:
        line = ("/bin/sh", "-c", script)
        return Command(choices.Tool("mine", line, look=line))

    def writes(self, path: str, content: str) -> Agent:
        return self._agent(f"cat > /dev/null; echo I write.; echo {content} > {path}")

    def answers(self, value: dict[str, Any]) -> Agent:
        file = self._folder / "answer.md"
        file.write_text(f"It is short.\n\n```json\n{json.dumps(value)}\n```\n")
        return self._agent(f"cat {shlex.quote(str(file))}")

    def fails(self, why: str) -> Agent:
        return self._agent(f"echo {shlex.quote(why)} >&2; exit 3")

    def hangs(self) -> Agent:
        return self._agent("setsid sleep 3600 & sleep 3600")

    def missing(self) -> Agent:
        return Command(choices.Tool("mine", (str(self._folder / "not-there"),)))


class FakeAcpStand:
    """The adapter, with a program behind it that speaks the protocol and does what it says."""

    def __init__(self, folder: Path) -> None:
        self.environment: dict[str, str] = {"PATH": os.defpath}
        self._folder = folder

    def _agent(self, *steps: acps.Step) -> Agent:
        return acps.fake(self._folder, *steps).agent

    def writes(self, path: str, content: str) -> Agent:
        write = ("write", path, f"{content}\n")
        return self._agent(acp.said("I write."), write, acp.cost(0.25), acp.DONE)

    def answers(self, value: dict[str, Any]) -> Agent:
        text = f"It is short.\n\n```json\n{json.dumps(value)}\n```\n"
        return self._agent(acp.said(text), acp.DONE)

    def fails(self, why: str) -> Agent:
        return self._agent(("end", {"error": {"code": -32603, "message": why}}))

    def hangs(self) -> Agent:
        return self._agent(("spawn",), ("hang",))

    def asks(self, path: str) -> Agent:
        call = {"toolCallId": "t1", "kind": "execute", "title": "make it"}
        return self._agent(acp.said("I ask."), ("ask", call, path), acp.DONE)

    def missing(self) -> Agent:
        return Acp(replace(acps.KIND, command=(str(self._folder / "not-there"),)))


class RealCodexStand:
    """The real program, with a model that says what was written down."""

    def __init__(self, folder: Path, program: str, stack: ExitStack) -> None:
        self._folder = folder
        self._program = program
        self._stack = stack
        self._home = stack.enter_context(codexes.home())
        # Node starts it, and may be anywhere.
        path = os.environ.get("PATH", os.defpath)
        self.environment = {"PATH": path, "HOME": str(self._home), "OPENAI_API_KEY": "sk-test"}

    def _agent(self, *turns: Turn) -> Agent:
        self._stack.enter_context(codexes.model(self._home, *turns))
        return Codex(self._program)

    def writes(self, path: str, content: str) -> Agent:
        write = Tool("exec_command", {"cmd": f"echo {content} > {path}"})
        return self._agent(write, Text("Written."))

    def answers(self, value: dict[str, Any]) -> Agent:
        return self._agent(Text(json.dumps(value)))

    def fails(self, why: str) -> Agent:
        return self._agent(*[Error(400, "invalid_request_error", why)] * 20)

    def hangs(self) -> Agent:
        return self._agent(Silence())

    def missing(self) -> Agent:
        return Codex(str(self._folder / "not-there"))


class ReplayStand:
    """What a rehearsal did a moment ago in a copy of the folder, from its recording."""

    def __init__(self, folder: Path) -> None:
        self.environment: dict[str, str] = {}
        self._folder = folder
        self._rehearsal = RehearsalStand(folder)

    def writes(self, path: str, content: str) -> Agent:
        return RecordedFirst(self._rehearsal.writes(path, content), self._folder)

    def answers(self, value: dict[str, Any]) -> Agent:
        return RecordedFirst(self._rehearsal.answers(value), self._folder)

    def fails(self, why: str) -> Agent:
        return RecordedFirst(self._rehearsal.fails(why), self._folder)

    def hangs(self) -> Agent:
        return RecordedFirst(self._rehearsal.hangs(), self._folder)

    def missing(self) -> Agent:
        return of_recordings([])


STANDS: dict[str, Callable[[Path, ExitStack], Stand]] = {
    "rehearsal": lambda folder, _: RehearsalStand(folder),
    "replay": lambda folder, _: ReplayStand(folder),
    "command": lambda folder, _: CommandStand(folder),
    "claude, recorded": lambda folder, _: FakeClaudeStand(folder),
    "claude, real": lambda folder, stack: RealClaudeStand(folder, _real_claude(), stack),
    "acp": lambda folder, _: FakeAcpStand(folder),
    "codex, real": lambda folder, stack: RealCodexStand(folder, _real_codex(), stack),
}


def _real_claude() -> str:
    program = real()
    if program is None:
        skip_without("Claude Code")
    return program


def _real_codex() -> str:
    program = codexes.real()
    if program is None:
        skip_without("Codex")
    return program


ASKING = ["claude, recorded", "claude, real", "acp"]

AskingStands = FakeClaudeStand | RealClaudeStand | FakeAcpStand

CONFINING = ["rehearsal", "claude, real", "acp"]
"""Those that do what they say; what a recording tells has happened elsewhere."""

"""Programs called `claude` for tests: one that says what a test wrote down, and the real one."""

import json
import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support import fake_claude
from support.npm import installed

VERSION = "2.1.330"
"""The version of the real program that the tests are written against."""

RECORDINGS = Path(__file__).parents[1] / "engine" / "agents" / "recordings"

Step = tuple[Any, ...]


@dataclass(frozen=True)
class FakeClaude:
    """A program that carries `steps` out; `told` is what it was told when it ran."""

    program: str
    _told: Path

    @property
    def told(self) -> dict[str, Any]:
        return json.loads(self._told.read_text(encoding="utf-8"))


def fake(folder: Path, *steps: Step, version: str = f"{VERSION} (Claude Code)") -> FakeClaude:
    """A fake `claude` in a folder of its own under `folder`."""
    place = folder / "fake"
    place.mkdir(exist_ok=True)
    told = place / "told.json"
    scenario = place / "scenario.json"
    scenario.write_text(
        json.dumps({"version": version, "told": str(told), "steps": steps}), encoding="utf-8"
    )
    program = place / "claude"
    command = shlex.join([sys.executable, "-IS", fake_claude.__file__, str(scenario)])
    program.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return FakeClaude(str(program), told)


def recorded(name: str) -> bytes:
    """What the real program once said."""
    return (RECORDINGS / f"{name}.jsonl").read_bytes()


def replay(name: str) -> list[Step]:
    """The steps that say a recording again."""
    return [("line", line) for line in recorded(name).decode().splitlines()]


def real() -> str | None:
    """The real program; None without npm."""
    return installed("@anthropic-ai/claude-code", VERSION, "claude")


def real_environment(folder: Path) -> dict[str, str]:
    """What the real program needs to see, with a home of its own and a key that opens nothing."""
    home = folder / "home"
    temporary = folder / "tmp"
    home.mkdir(exist_ok=True)
    temporary.mkdir(exist_ok=True)
    return {
        "PATH": os.defpath,
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "LANG": "C.UTF-8",
        "ANTHROPIC_API_KEY": "sk-ant-test",
    }

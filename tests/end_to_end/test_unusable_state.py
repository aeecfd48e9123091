"""State folders that cannot be used: a sentence that says what to do, and nothing is damaged."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from support.confined import confine
from support.project import Project, tiny
from support.runs import a_run
from support.skips import skip_without

PROGRAM = (sys.executable, "-m", "orchestrator_engine")
COMMANDS = (
    ("run", "SPEC.md", "--mode", "build", "--detach"),
    ("status",),
    ("status", "--all"),
    ("resume", "--all"),
    ("history",),
    ("stop",),
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return tiny(tmp_path)


def powerless() -> tuple[str, ...]:
    """What takes a command the right of root to read and write everything."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        skip_without("setpriv")
    return ("setpriv", "--bounding-set=-all", "--ambient-caps=-all")


def refused(
    project: Project, *command: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        (*powerless(), *PROGRAM, *command),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=project.folder,
        env=environment or project.environment,
        stdin=subprocess.DEVNULL,
    )
    check_refusal(done)
    return done


def check_refusal(done: subprocess.CompletedProcess[str]) -> None:
    """One sentence with what to do, and no traceback."""
    said = done.stdout + done.stderr
    assert done.returncode == 2, said
    assert "Traceback" not in said
    assert "The state folder" in said
    assert "ORCHESTRATOR_STATE_DIR" in said
    assert len(said.splitlines()) <= 3


@pytest.mark.slow
def test_a_state_folder_that_may_not_be_written_is_told_of(project: Project) -> None:
    before = set(project.state.iterdir())
    project.state.chmod(0o500)
    for command in COMMANDS:
        refused(project, *command)
    assert set(project.state.iterdir()) == before
    project.state.chmod(0o700)


@pytest.mark.slow
def test_a_state_folder_of_somebody_else_is_told_of(project: Project) -> None:
    if os.geteuid() != 0:
        skip_without("root")
    os.chown(project.state, 65534, 65534)
    project.state.chmod(0o700)
    for command in COMMANDS[:1]:
        refused(project, *command)
    # A folder of ours in which somebody else's runs lie: unreadable, and not in the way.
    os.chown(project.state, 0, 0)
    folder = a_run(project.state, repository=str(project.folder))
    os.chown(folder.store, 65534, 65534)
    folder.store.chmod(0o600)
    done = subprocess.run(
        (*powerless(), *PROGRAM, "status"),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=project.folder,
        env=project.environment,
    )
    assert f"Run {folder.id} cannot be read" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


READ_ONLY = """
mount --bind "$1" "$1"
mount -o remount,bind,ro "$1"
cd "$2"
shift 2
exec "$@"
"""


@pytest.mark.slow
def test_a_state_folder_on_a_disk_that_is_read_only_is_told_of(project: Project) -> None:
    folder = a_run(project.state, repository=str(project.folder))
    before = folder.store.read_bytes()
    for command in (COMMANDS[0], ("resume", folder.id), ("status", folder.id)):
        done = confine(
            READ_ONLY, project.state, project.folder, *PROGRAM, *command, env=project.environment
        )
        check_refusal(done)
    assert folder.store.read_bytes() == before


@pytest.mark.slow
def test_without_a_home_folder_the_state_folder_has_to_be_named(project: Project) -> None:
    known = ("HOME", "XDG_STATE_HOME", "ORCHESTRATOR_STATE_DIR")
    environment = {name: value for name, value in project.environment.items() if name not in known}
    # A person whom the machine does not know by name, as in many a container.
    unknown = "import pwd, sys; pwd.getpwuid = {}.__getitem__; "
    go = "from orchestrator_engine.cli import main; sys.exit(main(sys.argv[1:]))"
    for command in COMMANDS[:1]:
        done = subprocess.run(
            (sys.executable, "-c", unknown + go, *command),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            cwd=project.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
        )
        check_refusal(done)
    assert project.git("status", "--porcelain") == ""

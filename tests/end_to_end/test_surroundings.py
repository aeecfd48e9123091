"""Clocks that jump, processes that are stopped, programs that multiply, upgrades in the middle."""

import os
import shutil
import sqlite3
import sys
import time
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

import psutil
import pytest

import orchestrator_engine
from orchestrator_engine import launch
from orchestrator_engine.events import AttemptStarted, WorkerTookOver
from orchestrator_engine.journal import read
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Status
from support import confined, small_engine
from support.project import Project, check_nothing_is_left, look, processes_of, tiny, wait
from support.skips import skip_without

ENGINE = Path(orchestrator_engine.__file__).parents[1]
ROUNDS = 5
"""Attempts at the four tasks of a tiny project, when nothing disturbs it."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    project = tiny(tmp_path, tasks=4)
    script = project.folder / "SPEC.rehearsal.md"
    script.write_text(script.read_text().replace("pace: 0", "pace: 0.3"))
    project.git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qam", "Slower")
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(project.state))
    return project


def ended(project: Project, folder: RunFolder) -> Counter[str]:
    """Wait for the run's end; how often each task was tried."""
    wait(lambda: look(folder).over, "the run ends", 180)
    wait(lambda: not any(processes_of(folder).values()), "no process is left")
    assert look(folder).status is Status.COMPLETED, look(folder).why
    check_nothing_is_left(project, folder)
    return Counter(
        record.event.task for record in read(folder) if isinstance(record.event, AttemptStarted)
    )


@pytest.mark.slow
def test_a_clock_that_jumps_changes_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    jumping = Path(__file__).parents[1] / "support" / "jumping"
    folder = project.start()
    monkeypatch.setenv("PYTHONPATH", str(jumping))
    # A clock that jumps meets every process that is started from now on: the next worker.
    for process in processes_of(folder)["supervisor"] + processes_of(folder)["worker"]:
        process.kill()
    wait(lambda: not launch.alive(folder), "nobody drives it")
    launch.resume_all(folder.state)
    tried = ended(project, folder)
    assert sum(tried.values()) <= ROUNDS + 1
    times = [record.at for record in read(folder)]
    assert times != sorted(times), "the clock did not jump"
    assert [record.seq for record in read(folder)] == list(range(1, len(times) + 1))


@pytest.mark.slow
def test_a_run_that_is_stopped_as_a_whole_goes_on_as_if_nothing_had_been(project: Project) -> None:
    stop_for(project, 3)


@pytest.mark.torture
def test_a_run_that_is_stopped_for_a_minute_goes_on_as_if_nothing_had_been(
    project: Project,
) -> None:
    stop_for(project, 60)


def stop_for(project: Project, seconds: float) -> None:
    settings = project.folder / ".orchestrator.toml"
    settings.write_text(settings.read_text().replace('test = "true"', 'test = "sleep 0.5"'))
    project.git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qam", "Wait")
    folder = project.start()
    for _ in range(3):
        time.sleep(0.6)
        found = processes_of(folder)
        everybody = {
            member
            for process in found["supervisor"]
            for member in (process, *process.children(recursive=True))
        }
        # Some of them are short, and may have ended by now.
        for process in everybody:
            with suppress(psutil.NoSuchProcess):
                process.suspend()
        time.sleep(seconds / 3)
        for process in everybody:
            with suppress(psutil.NoSuchProcess):
                process.resume()
    assert sum(ended(project, folder).values()) == ROUNDS


@pytest.mark.slow
def test_another_version_goes_on_with_a_run_in_the_middle(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = tmp_path / "newer"
    for package in ("analyzer/orchestrator_analyzer", "engine/orchestrator_engine"):
        source = ENGINE.parent / package
        shutil.copytree(source, newer / source.name, ignore=shutil.ignore_patterns("__pycache__"))
    door = newer / "orchestrator_engine" / "__init__.py"
    door.write_text(door.read_text().replace(orchestrator_engine.__version__, "99.0.0"))
    folder = project.start()
    wait(lambda: bool(look(folder).ticked), "the first box is ticked")
    for process in processes_of(folder)["supervisor"] + processes_of(folder)["worker"]:
        process.kill()
    wait(lambda: not launch.alive(folder), "nobody drives it")
    monkeypatch.setenv("PYTHONPATH", str(newer))
    launch.resume_all(folder.state)
    assert sum(ended(project, folder).values()) <= ROUNDS + 1
    versions = [
        record.event.engine for record in read(folder) if isinstance(record.event, WorkerTookOver)
    ]
    assert versions == [orchestrator_engine.__version__, "99.0.0"]


@pytest.mark.slow
def test_a_journal_of_a_later_version_is_refused_in_plain_words(project: Project) -> None:
    folder = project.start()
    ended(project, folder)
    with closing(sqlite3.connect(folder.store)) as connection, connection:
        connection.execute("UPDATE run SET schema_version = 99")
    for command in (("status", folder.id), ("resume", folder.id)):
        done = project.try_code_orch(*command)
        said = done.stdout + done.stderr
        assert "newer version of this program" in said, command
        assert "Traceback" not in said


BOMB = """
echo 0 > "$1/cgroup.procs"
grep -q "$(basename "$1")" /proc/self/cgroup
test "$(cat "$1/pids.max")" = 120
mount --bind "$2" "$2"
mount -o remount,bind,ro /
cd "$2"
shift 2
exec "$@"
"""


@pytest.mark.slow
def test_a_program_that_multiplies_without_end_is_ended(tmp_path: Path) -> None:
    if not Path("/sys/fs/cgroup/pids").is_dir() or os.geteuid() != 0:
        skip_without("a pids cgroup of our own (root)")
    group = Path(f"/sys/fs/cgroup/pids/code-orch-test-{os.getpid()}-{time.monotonic_ns()}")
    bomb = "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass"
    engine = [sys.executable, small_engine.__file__, f"bomb-{group.name}", tmp_path, "2", "2"]
    group.mkdir()
    try:
        (group / "pids.max").write_text("120")
        done = confined.confine(BOMB, group, tmp_path, *engine, sys.executable, "-c", bomb)
        assert done.stdout.startswith(("None not finished", "None no sign")), done.stderr
        wait(lambda: (group / "pids.current").read_text() == "0\n", "all of it is gone")
    finally:
        group.rmdir()

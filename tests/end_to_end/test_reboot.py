"""A machine that is switched off in the middle of a run, twice: a real systemd in a sandbox.

The sandbox has a read-only root, a folder for temporary files of its own, none of the system's
units, and a limit of processes that holds before its first process is made.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import psutil
import pytest

from orchestrator_engine.autostart import Watchdog, systemd_unit
from orchestrator_engine.events import TaskMerged, WorkerTookOver
from orchestrator_engine.fold import fold
from orchestrator_engine.journal import read
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Status
from support.project import Project, example
from support.skips import skip_without

SYSTEMD = Path("/lib/systemd/systemd")
PIDS = Path("/sys/fs/cgroup/pids")
UNIFIED = Path("/sys/fs/cgroup/unified")
LIMIT = 100
BUSY = 3
"""How much longer a machine may take that has other things to do."""

BACK = 15.0
"""Seconds within which the watchdog has to be back after it was killed."""


@contextmanager
def a_machine(project: Project, units: Path, seconds: float) -> Generator[int]:
    """A machine that is on for as long as the block, or so many seconds; its first process."""
    name = f"code-orch-test-{uuid4().hex[:8]}"
    limit, group = PIDS / name, UNIFIED / name
    limit.mkdir()
    group.mkdir()
    (limit / "pids.max").write_text(str(LIMIT))
    here = Path(__file__).parents[2]
    place = project.state.parent
    ours = [str(path) for path in {here, Path(sys.base_prefix), Path(sys.prefix)}]
    command = ["bwrap", "--unshare-user", "--uid", "0", "--gid", "0"]
    command += ["--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-net"]
    command += ["--as-pid-1", "--die-with-parent", "--ro-bind", "/", "/"]
    command += ["--tmpfs", "/tmp", "--tmpfs", "/run", "--tmpfs", "/var", "--proc", "/proc"]  # noqa: S108  # in there
    command += ["--dev", "/dev", "--bind", str(group), "/sys/fs/cgroup"]
    command += [word for path in ours for word in ("--ro-bind", path, path)]
    command += ["--bind", str(place), str(place), "--clearenv", "--setenv", "container", "bwrap"]
    command += ["--setenv", "PATH", os.environ["PATH"], "--setenv", "HOME", str(place)]
    command += ["--setenv", "SYSTEMD_UNIT_PATH", str(units)]
    command += [str(SYSTEMD), "--system", "--unit=default.target", "--log-target=null"]
    # The shell limits itself before it becomes anything else.
    entered = f"echo $$ > {limit}/cgroup.procs && echo $$ > {group}/cgroup.procs"
    script = f'{entered} && exec timeout -s KILL {BUSY * seconds:.0f} "$@"'
    machine = subprocess.Popen(
        ["/bin/sh", "-c", script, "machine", *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield machine.pid
    finally:
        for process in _inside(limit):
            with suppress(psutil.NoSuchProcess):
                process.kill()
        machine.wait(10)
        _until(lambda: not _inside(limit), 10)
        for path in sorted(group.rglob("*/"), reverse=True):
            path.rmdir()
        group.rmdir()
        limit.rmdir()


def _inside(limit: Path) -> list[psutil.Process]:
    """The processes that are in there, as this side of the sandbox numbers them."""
    found: list[psutil.Process] = []
    for pid in (limit / "cgroup.procs").read_text().split():
        try:
            found.append(psutil.Process(int(pid)))
        except psutil.NoSuchProcess:
            continue
    return found


def _until(holds: "object", seconds: float) -> None:
    assert callable(holds)
    end = time.monotonic() + BUSY * seconds
    while not holds():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def _watchdogs(pid: int) -> list[psutil.Process]:
    """The watchdogs among the children of the machine's first process."""
    found: list[psutil.Process] = []
    for process in psutil.Process(pid).children(recursive=True):
        try:
            if process.cmdline()[-2:] == ["watchdog", "run"]:
                found.append(process)
        except psutil.Error:
            continue
    return found


def takeovers(folder: RunFolder) -> int:
    return sum(isinstance(record.event, WorkerTookOver) for record in read(folder))


def merged(folder: RunFolder) -> int:
    return sum(isinstance(record.event, TaskMerged) for record in read(folder))


def switch_off(folder: RunFolder) -> None:
    """End everything of a run at once, as when the power fails."""
    for process in psutil.process_iter(["cmdline"]):
        if str(folder.path) in (process.info["cmdline"] or []):
            process.kill()
    _until(lambda: not _drives(folder), 10)


def _drives(folder: RunFolder) -> bool:
    return any(
        str(folder.path) in (process.info["cmdline"] or [])
        for process in psutil.process_iter(["cmdline"])
    )


def installed(project: Project, units: Path) -> None:
    """The units of that machine: the watchdog's own, as it is written for a real one."""
    program = (sys.executable, "-P", "-m", "orchestrator_engine", "watchdog", "run")
    watchdog = Watchdog(program, os.environ["PATH"], str(units.parent), str(project.state))
    wanted = units / "default.target.wants"
    wanted.mkdir(parents=True)
    # What every service asks for by default. Without them systemd starts one at boot, and never
    # again.
    for name in ("default", "sysinit", "basic", "shutdown"):
        (units / f"{name}.target").write_text("[Unit]\nDescription=All of it\n")
    (units / "code-orchestrator.service").write_text(systemd_unit(watchdog))
    (wanted / "code-orchestrator.service").symlink_to("../code-orchestrator.service")


@pytest.mark.timeout(600)
def test_a_run_goes_on_once_after_each_of_two_reboots(tmp_path: Path) -> None:
    if not SYSTEMD.exists() or shutil.which("bwrap") is None or not UNIFIED.is_dir():
        skip_without("systemd in a sandbox")
    project = example(tmp_path, pace=0.4)
    units = project.state.parent / "units"
    installed(project, units)
    # The machine is a sandbox itself, and another one cannot be had within.
    folder = project.start("--no-sandbox")
    _until(lambda: merged(folder) >= 1, 60)
    switch_off(folder)
    before = takeovers(folder)

    with a_machine(project, units, 60) as pid:
        _until(lambda: takeovers(folder) == before + 1, 20)
        for _ in range(2):
            (watchdog,) = _watchdogs(pid)
            os.kill(watchdog.pid, signal.SIGKILL)
            _until(lambda gone=watchdog: not gone.is_running() and _watchdogs(pid), BACK)
        done = merged(folder)
        _until(lambda: merged(folder) > done, 40)
        # Nobody had taken the run over a second time: its supervisor was alive all along.
        assert takeovers(folder) == before + 1

    with a_machine(project, units, 90):
        _until(lambda: fold(read(folder)).over, 80)

    run = fold(read(folder))
    assert run.status is Status.COMPLETED, run.why
    assert takeovers(folder) == before + 2
    tasks = [record.event.task for record in read(folder) if isinstance(record.event, TaskMerged)]
    assert sorted(tasks) == sorted(set(tasks)) == sorted(run.tasks)

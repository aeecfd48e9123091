"""What a program's keeper is for: nothing outlives the engine, whatever is killed or stopped."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from orchestrator_engine.system import children
from orchestrator_engine.system.locks import Lock, Taken
from orchestrator_engine.system.sweeping import sweep
from support import hostile, small_engine

pytestmark = pytest.mark.skipif(not children.KEEPS, reason="there are keepers on Linux alone")

PROMISE = 5.0
"""Seconds that anything may live on after its engine, where the machine does nothing else."""
DEADLINE = 60.0
"""Seconds that anything here may take where it does."""


@contextmanager
def engine(folder: Path, *argv: str, idle: float = 300) -> Generator["subprocess.Popen[str]"]:
    """A small engine of its own, with that program."""
    run = f"keeper-{os.getpid()}-{folder.name}"
    (folder / "work").mkdir()
    command = [sys.executable, small_engine.__file__, run, folder / "work", "600", str(idle), *argv]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def hostile_argv(folder: Path) -> tuple[str, ...]:
    (folder / "numbers").mkdir()
    return (sys.executable, hostile.__file__, "stay", str(folder / "numbers"))


def numbers(folder: Path) -> list[int]:
    return [int(path.name) for path in (folder / "numbers").iterdir()]


def alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if psutil.pid_exists(pid) and not _ended(pid)]


def _ended(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def all_there(folder: Path) -> list[int]:
    """The whole family, once it is complete."""
    until = time.monotonic() + DEADLINE
    while len(numbers(folder)) < len(hostile.LINUX_WAYS) + 1:
        assert time.monotonic() < until
        time.sleep(0.01)
    return numbers(folder)


def gone(pids: list[int], seconds: float = DEADLINE) -> float:
    """Wait until they are; how long it took."""
    begun = time.monotonic()
    while alive(pids):
        assert time.monotonic() - begun < seconds, f"alive: {alive(pids)}"
        time.sleep(0.01)
    return time.monotonic() - begun


def keeper_of(process: "subprocess.Popen[str]") -> psutil.Process:
    (keeper,) = psutil.Process(process.pid).children()
    return keeper


def test_nothing_outlives_an_engine_that_is_killed(tmp_path: Path) -> None:
    with engine(tmp_path, *hostile_argv(tmp_path)) as process:
        family = all_there(tmp_path)
        keeper = keeper_of(process)
        process.kill()
        process.wait()
        gone([*family, keeper.pid])


def test_nothing_outlives_an_engine_that_is_killed_with_its_program(tmp_path: Path) -> None:
    with engine(tmp_path, *hostile_argv(tmp_path)) as process:
        family = all_there(tmp_path)
        keeper = keeper_of(process)
        for child in keeper.children():
            child.kill()
        process.kill()
        process.wait()
        gone([*family, keeper.pid])


def test_nothing_is_left_when_a_keeper_is_killed(tmp_path: Path) -> None:
    with engine(tmp_path, *hostile_argv(tmp_path)) as process:
        family = all_there(tmp_path)
        keeper_of(process).kill()
        assert process.communicate(timeout=DEADLINE)[0].startswith("None killed by signal 9")
        assert alive(family) == []


def test_nothing_is_left_of_a_family_that_was_stopped_with_its_keeper(tmp_path: Path) -> None:
    with engine(tmp_path, *hostile_argv(tmp_path)) as process:
        family = all_there(tmp_path)
        keeper = keeper_of(process)
        for member in (keeper, *keeper.children(recursive=True)):
            member.suspend()
        process.kill()
        process.wait()
        run = f"keeper-{os.getpid()}-{tmp_path.name}"
        assert sweep(run, 0.5) >= 1
        assert alive([*family, keeper.pid]) == []


def test_a_keeper_holds_its_engines_lock_until_nothing_is_left(tmp_path: Path) -> None:
    lock = tmp_path / "a.lock"
    code = (
        "import runpy, sys; from pathlib import Path\n"
        "from orchestrator_engine.system import children; "
        "from orchestrator_engine.system.locks import Lock\n"
        f"lock = Lock(Path({str(lock)!r})); held = children.holding(lock.descriptor)\n"
        "held.__enter__()\n"
        "sys.argv[:] = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    (tmp_path / "work").mkdir()
    argv = [small_engine.__file__, f"lock-{os.getpid()}", tmp_path / "work", "600", "300"]
    command = [sys.executable, "-c", code, *argv, *hostile_argv(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        family = all_there(tmp_path)
        (keeper,) = psutil.Process(process.pid).children()
        # However late we look, it has not done its work yet.
        keeper.suspend()
        process.kill()
        process.wait()
        with pytest.raises(Taken):
            Lock(lock, 0)
        keeper.resume()
        Lock(lock, DEADLINE).release()
        assert alive(family) == []


def test_a_pause_of_everything_is_no_silence(tmp_path: Path) -> None:
    script = "for i in 1 2 3 4 5 6 7 8; do echo $i; sleep 0.2; done"
    with engine(tmp_path, "sh", "-c", script, idle=5) as process:
        time.sleep(1)
        everybody = psutil.Process(process.pid).children(recursive=True)
        for member in (psutil.Process(process.pid), *everybody):
            member.suspend()
        time.sleep(6)
        for member in (*everybody, psutil.Process(process.pid)):
            try:
                member.resume()
            except psutil.NoSuchProcess:
                continue
        out = process.communicate(timeout=DEADLINE)[0]
    assert out == "0  ['1', '2', '3', '4', '5', '6', '7', '8']\n"


def test_a_program_that_is_stopped_alone_is_silent(tmp_path: Path) -> None:
    with engine(tmp_path, "sh", "-c", "echo $$; kill -STOP $$", idle=1) as process:
        out = process.communicate(timeout=DEADLINE)[0]
    assert out.startswith("None no sign of life for 1 s")


@pytest.mark.torture
def test_nothing_outlives_a_hundred_engines_that_are_killed(tmp_path: Path) -> None:
    dice = random.Random(6)
    worst = 0.0
    for number in range(100):
        folder = tmp_path / str(number)
        folder.mkdir()
        with engine(folder, *hostile_argv(folder)) as process:
            while not numbers(folder):
                time.sleep(0.01)
            time.sleep(dice.uniform(0, 0.5))
            family = psutil.Process(process.pid).children(recursive=True)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            until = time.monotonic() + PROMISE
            while any(member.is_running() and not _ended(member.pid) for member in family):
                assert time.monotonic() < until, f"round {number}"
                time.sleep(0.01)
            worst = max(worst, PROMISE - (until - time.monotonic()))
            gone(numbers(folder), 0.1)
    sys.stdout.write(f"the longest that anything lived on: {worst:.2f} s\n")

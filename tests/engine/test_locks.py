import errno
import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestrator_engine.system.locks import Lock, NoLocks, Taken, held, locked

HOLD = """
import sys, time
from pathlib import Path
from orchestrator_engine.system.locks import Lock
lock = Lock(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(30)
"""


def test_a_lock_is_held_from_its_making_to_its_release(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    assert not held(path)
    assert not path.exists()
    lock = Lock(path)
    assert held(path)
    assert held(path)
    lock.release()
    lock.release()
    assert not held(path)


def test_one_at_a_time_has_it(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "a.lock")
    with pytest.raises(Taken):
        Lock(tmp_path / "a.lock", 0.05)
    lock.release()
    Lock(tmp_path / "a.lock", 0).release()


def test_it_is_held_within_the_block_alone(tmp_path: Path) -> None:
    with locked(tmp_path / "a.lock", 1):
        assert held(tmp_path / "a.lock")
    assert not held(tmp_path / "a.lock")


def test_the_kernel_frees_it_when_its_holder_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    with subprocess.Popen([sys.executable, "-c", HOLD, path], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        assert held(path)
        process.kill()
    assert not held(path)


def test_looking_keeps_nobody_from_taking_it(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    path.touch()
    look = f"while True: held(Path({str(path)!r}))"
    code = f"from pathlib import Path\nfrom orchestrator_engine.system.locks import held\n{look}"
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        time.sleep(0.3)
        for _ in range(50):
            Lock(path).release()
        process.kill()


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_where_files_cannot_be_locked_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(_descriptor: int, _kind: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(NoLocks, match="use a folder on a local disk"):
        Lock(tmp_path / "a.lock")


def test_a_lock_that_two_can_have_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fcntl, "flock", lambda _descriptor, _kind: None)  # pyright: ignore[reportUnknownArgumentType, reportUnknownLambdaType]
    with pytest.raises(NoLocks, match="two may have the same lock"):
        Lock(tmp_path / "a.lock")


def test_a_lock_file_that_a_dead_process_left_means_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    # Whatever stands in it, be it the number of a process that lives again.
    path.write_text(str(os.getpid()))
    assert not held(path)
    Lock(path, 0).release()

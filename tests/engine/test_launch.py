"""Starting what outlives us, with real processes that are ended by the number in their lock."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
import pytest

from orchestrator_engine import launch
from orchestrator_engine.errors import NoSuchRun
from orchestrator_engine.places import RunFolder, state_dir
from orchestrator_engine.settings import Settings
from orchestrator_engine.store import Entry, SqliteStore
from support import stand_in, starter
from support.runs import a_run

QUICK = Settings(agent="rehearsal", restart_delay=0.05, restart_delay_cap=0.1, max_restarts=1)
DEADLINE = 60.0


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))
    return state_dir()


@contextmanager
def going(folder: RunFolder) -> Generator[psutil.Process]:
    """The supervisor of a run that was started; ended afterwards."""
    soon(lambda: len(stand_in.starts(folder)) > 0)
    supervisor = psutil.Process(stand_in.starts(folder)[-1][1]).parent()
    assert supervisor is not None
    try:
        yield supervisor
    finally:
        supervisor.terminate()
        soon(lambda: not launch.alive(folder))


def soon(what: Callable[[], bool]) -> None:
    until = time.monotonic() + DEADLINE
    while not what():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_started_run_is_alive_and_nobodys_child(state: Path) -> None:
    folder = a_run(state)
    stand_in.script(folder, "stay")
    assert not launch.alive(folder)
    before = psutil.Process().children()  # what other tests may have left
    launch.start(folder, stand_in.SUPERVISE)
    assert launch.alive(folder)
    with going(folder) as supervisor:
        assert supervisor.ppid() not in (os.getpid(), os.getppid())
        assert supervisor.cwd() == str(folder.path)
        assert os.getsid(supervisor.pid) not in (os.getsid(0), supervisor.pid)
        assert set(psutil.Process().children()) <= set(before)
        worker = psutil.Process(stand_in.starts(folder)[0][1])
        ours = {Path(f"/proc/self/fd/{number}").readlink() for number in (0, 1, 2)}
        for process in (supervisor, worker):
            theirs = Path(f"/proc/{process.pid}/fd").iterdir()
            assert not ours & {link.readlink() for link in theirs} - {Path(os.devnull)}
    assert not launch.alive(folder)


def test_a_second_start_says_which_run_is_going_on(state: Path) -> None:
    folder = a_run(state)
    stand_in.script(folder, "stay")
    launch.start(folder, stand_in.SUPERVISE)
    other = a_run(state, "20261122-114704-aaaa")
    with going(folder):
        for second in (folder, other):
            with pytest.raises(launch.ProjectBusy) as caught:
                launch.start(second, stand_in.SUPERVISE)
            assert caught.value.run == folder.id
            assert caught.value.code == 4


def test_of_many_that_start_at_once_one_does(state: Path) -> None:
    folder = a_run(state)
    stand_in.script(folder, "stay")
    code = (
        "import sys\nfrom pathlib import Path\nfrom orchestrator_engine import launch\n"
        "from orchestrator_engine.places import RunFolder\n"
        "try:\n    launch.start(RunFolder(Path(sys.argv[1])), tuple(sys.argv[2:]))\n"
        "except launch.ProjectBusy as busy:\n    sys.exit(busy.code)\n"
    )
    command = [sys.executable, "-c", code, folder.path, *stand_in.SUPERVISE]
    starters = [subprocess.Popen(command) for _ in range(6)]
    assert sorted(starter.wait(DEADLINE) for starter in starters) == [0, 4, 4, 4, 4, 4]
    with going(folder):
        assert len(stand_in.starts(folder)) == 1


@contextmanager
def starters(count: int) -> Generator[list["subprocess.Popen[str]"]]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    command = (sys.executable, starter.__file__)
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    env=environment,
                )
            )
            for _ in range(count)
        ]
        for process in processes:
            stack.callback(process.kill)
            assert process.stdout is not None
            assert process.stdout.readline() == "up\n"
        yield processes


def race(state: Path, races: int) -> None:
    """Let two start at the same moment, so many times: one run, or two of the same project."""
    mine, other = a_run(state), a_run(state)
    for folder in (mine, other):
        stand_in.script(folder, "stay")

    def started() -> int:
        return len(stand_in.starts(mine)) + len(stand_in.starts(other))

    with starters(2) as rivals:
        for number in range(races):
            folders = (mine, other if number % 2 else mine)
            for rival, folder in zip(rivals, folders, strict=True):
                assert rival.stdin is not None
                rival.stdin.write(f"{folder.path}\n")
                rival.stdin.flush()
            codes = [int(rival.stdout.readline()) for rival in rivals if rival.stdout]
            assert sorted(codes) == [0, 4], f"race {number}"
            soon(lambda up=number + 1: started() >= up)
            with going(folders[codes.index(0)]):
                pass
            assert started() == number + 1, f"race {number}"


def test_of_two_that_race_one_starts(state: Path) -> None:
    race(state, 6)


@pytest.mark.torture
def test_of_two_that_race_five_hundred_times_one_starts(state: Path) -> None:
    race(state, 500)


def test_a_run_goes_on_when_the_tree_of_its_starter_is_killed(state: Path) -> None:
    folder = a_run(state)
    stand_in.script(folder, "stay")
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom orchestrator_engine import launch\n"
        "from orchestrator_engine.places import RunFolder\n"
        "launch.start(RunFolder(Path(sys.argv[1])), tuple(sys.argv[2:]))\n"
        "print('started', flush=True)\ntime.sleep(30)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, folder.path, *stand_in.SUPERVISE],
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as editor:
        assert editor.stdout is not None
        assert editor.stdout.readline() == b"started\n"
        with going(folder):
            # As editors do it, and harder: the tree by its parents, the group, the session.
            for child in psutil.Process(editor.pid).children(recursive=True):
                child.kill()
            os.killpg(editor.pid, signal.SIGHUP)
            os.killpg(editor.pid, signal.SIGKILL)
            editor.wait(DEADLINE)
            time.sleep(0.1)
            assert launch.alive(folder)
            assert len(stand_in.starts(folder)) == 1


def test_a_run_that_is_not_there_is_not_started(state: Path) -> None:
    with pytest.raises(NoSuchRun):
        launch.start(RunFolder(state / "runs" / "none"))


def test_a_damaged_run_is_not_started_and_says_why(state: Path) -> None:
    folder = a_run(state)
    folder.store.write_bytes(b"damage")
    with pytest.raises(launch.NotStarted, match="damaged"):
        launch.start(folder)


def test_a_supervisor_that_ends_or_hangs_without_an_answer_is_told_of(state: Path) -> None:
    folder = a_run(state)
    with pytest.raises(launch.NotStarted, match="did not answer") as caught:
        launch.start(folder, (sys.executable, "-c", "1/0"))
    assert str(folder.supervisor_log) in caught.value.hint
    assert "ZeroDivisionError" in folder.supervisor_log.read_text()
    begun = time.monotonic()
    with pytest.raises(launch.NotStarted, match="did not answer"):
        launch.start(folder, (sys.executable, "-c", "import time; time.sleep(30)"), seconds=0.3)
    assert time.monotonic() - begun < 20
    with pytest.raises(launch.NotStarted):
        launch.start(folder, ("/no/such/program",))


def test_a_supervisor_that_was_too_slow_goes_again(state: Path) -> None:
    folder = a_run(state)
    stand_in.script(folder, "stay")
    gate = state / "gate"
    slow = (
        "import os, sys, time\n"
        f"while not os.path.exists({str(gate)!r}): time.sleep(0.02)\n"
        f"os.execv({sys.executable!r}, sys.argv[1:])"
    )
    with pytest.raises(launch.NotStarted):
        launch.start(folder, (sys.executable, "-c", slow, *stand_in.SUPERVISE), seconds=0.3)
    gate.touch()
    soon(lambda: "waits no more" in folder.supervisor_log.read_text())
    soon(lambda: not launch.alive(folder))
    assert stand_in.starts(folder) == []
    launch.start(folder, stand_in.SUPERVISE)
    with going(folder):
        pass


def test_a_supervisor_whose_starter_died_goes_again(state: Path) -> None:
    folder = a_run(state)
    stand_in.script(folder, "stay")
    ours, theirs = socket.socketpair()
    command = (*stand_in.SUPERVISE, folder.path)
    with ours, theirs, subprocess.Popen(command, stdout=theirs.fileno()) as it:
        theirs.close()
        assert ours.recv(100) == b"ready\n"
        assert stand_in.starts(folder) == []
        ours.close()
        assert it.wait(DEADLINE) == 75
    assert stand_in.starts(folder) == []
    assert not launch.alive(folder)


def test_what_died_is_resumed_and_nothing_else(state: Path) -> None:
    def run(number: int) -> RunFolder:
        folder = a_run(state, f"20261122-11470{number}-aaaa", f"/place/{number}", QUICK)
        stand_in.script(folder, "stay")
        return folder

    dead, ended, given_up, damaged, alive, new = (run(number) for number in range(6))
    for begun in (dead, ended, given_up, damaged):
        begun.supervisor_lock.touch()
    store = SqliteStore(ended.store, write=True)
    store.append(store.take_over("w"), 2, [Entry("run.ended", 1, "{}")], 1.0)
    store.close()
    given_up.given_up.write_text("too many crashes")
    damaged.store.write_bytes(b"damage")
    launch.start(alive, stand_in.SUPERVISE)
    with going(alive):
        assert launch.resume_all(state, stand_in.SUPERVISE).started == (dead,)
        with going(dead):
            assert launch.resume_all(state, stand_in.SUPERVISE).started == ()
    assert [len(stand_in.starts(folder)) for folder in (ended, given_up, damaged)] == [0, 0, 0]
    assert stand_in.starts(new) == [], "whoever made it is just starting it"


def test_a_person_may_start_again_what_was_given_up(state: Path) -> None:
    folder = a_run(state)
    folder.given_up.write_text("too many crashes")
    stand_in.script(folder, "stay")
    launch.start(folder, stand_in.SUPERVISE)
    with going(folder):
        assert not folder.given_up.exists()

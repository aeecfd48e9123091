"""The supervisor with real processes; what its worker does is a script in tests/support."""

import itertools
import os
import signal
import subprocess
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_engine import worker
from orchestrator_engine.one_worker import REFUSED, Stop
from orchestrator_engine.places import RunFolder, project
from orchestrator_engine.run import Status
from orchestrator_engine.settings import Settings
from orchestrator_engine.store import Command, Entry, SqliteStore
from orchestrator_engine.system.locks import held
from orchestrator_engine.system.log_reading import entries
from orchestrator_engine.system.logs import CAP, older
from orchestrator_engine.tending import LOOP_STARTS, Patience
from support import stand_in
from support.project import look
from support.runs import a_run

QUICK = Settings(agent="rehearsal", restart_delay=0.05, restart_delay_cap=0.1, max_restarts=3)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker in our own process: we do not become the parent of all that others start."""
    monkeypatch.setattr(worker, "adopt_orphans", lambda: None)


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return a_run(tmp_path, repository=str(tmp_path / "repository"), settings=QUICK)


DEADLINE = 60.0


@contextmanager
def supervised(folder: RunFolder, *script: str) -> Generator["subprocess.Popen[bytes]"]:
    stand_in.script(folder, *script)
    with subprocess.Popen(
        (*stand_in.SUPERVISE, folder.path), stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def answer(process: "subprocess.Popen[bytes]") -> str:
    """All that it says before it closes its output."""
    assert process.stdout is not None
    return process.stdout.read().decode()


def soon(what: Callable[[], bool]) -> None:
    until = time.monotonic() + DEADLINE
    while not what():
        assert time.monotonic() < until
        time.sleep(0.01)


def log(folder: RunFolder) -> str:
    return folder.supervisor_log.read_text() if folder.supervisor_log.exists() else ""


def gone(number: int) -> bool:
    return not psutil.pid_exists(number) or psutil.Process(number).status() == "zombie"


def test_it_says_ready_with_both_locks_held_and_lets_the_pipe_go(folder: RunFolder) -> None:
    places = project(folder.state / "repository", folder.state)
    with supervised(folder, "stay") as process:
        assert answer(process) == "ready\n"
        assert held(folder.supervisor_lock)
        assert held(places.lock)
        assert places.run.read_text() == folder.id
        assert process.poll() is None
    # A worker that was just being forked has a copy of the locks until it is itself.
    soon(lambda: not held(folder.supervisor_lock))
    soon(lambda: not held(places.lock))


def test_it_ends_when_the_run_is_over(folder: RunFolder) -> None:
    with supervised(folder, "exit 0") as process:
        assert process.wait(DEADLINE) == 0
    assert len(stand_in.starts(folder)) == 1
    assert not folder.given_up.exists()


def test_it_ends_when_another_worker_took_over(folder: RunFolder) -> None:
    with supervised(folder, "exit 75") as process:
        assert process.wait(DEADLINE) == 75
    assert len(stand_in.starts(folder)) == 1


def test_a_crashed_worker_is_started_again(folder: RunFolder) -> None:
    with supervised(folder, "exit 1", "exit 3", "exit 0") as process:
        assert process.wait(DEADLINE) == 0
    times = [at for at, _ in stand_in.starts(folder)]
    assert len(times) == 3
    assert all(later - earlier >= 0.05 for earlier, later in itertools.pairwise(times))
    assert "exit code 3" in log(folder)


def test_a_killed_worker_is_started_again(folder: RunFolder) -> None:
    with supervised(folder, "stay", "exit 0") as process:
        soon(lambda: len(stand_in.starts(folder)) == 1)
        os.kill(stand_in.starts(folder)[0][1], signal.SIGKILL)
        assert process.wait(DEADLINE) == 0
    assert "signal 9" in log(folder)


def test_it_gives_up_after_too_many_crashes_and_has_that_written_down(folder: RunFolder) -> None:
    with supervised(folder, "exit 1") as process:
        assert process.wait(DEADLINE) == 1
    assert len(stand_in.starts(folder)) == 4
    assert "crashed 4 times" in (folder.path / "held").read_text()
    assert "giving up" in log(folder)
    assert not folder.given_up.exists()


def test_where_even_that_cannot_be_written_down_the_reason_lies_beside(folder: RunFolder) -> None:
    (folder.path / "speechless").touch()
    with supervised(folder, "exit 1") as process:
        assert process.wait(DEADLINE) == 1
    assert "crashed 4 times" in folder.given_up.read_text()


def test_a_run_whose_workers_only_ever_start_is_held(tmp_path: Path) -> None:
    settings = Settings("rehearsal", restart_delay=0.01, restart_delay_cap=60, max_restarts=1000)
    folder = a_run(tmp_path, settings=settings)
    # Also when its supervisors die: what counts is in the journal.
    with supervised(folder, "settle"):
        soon(lambda: len(stand_in.starts(folder)) >= 4)
    with supervised(folder, "settle") as process:
        assert process.wait(DEADLINE) == 1
    assert LOOP_STARTS <= len(stand_in.starts(folder)) <= LOOP_STARTS + 1
    assert "times in 10 min 00 s and got nowhere" in (folder.path / "held").read_text()


def test_what_a_person_lets_go_on_after_that_has_new_patience(tmp_path: Path) -> None:
    settings = Settings("rehearsal", restart_delay=0.01, restart_delay_cap=60, max_restarts=1000)
    folder = a_run(tmp_path, settings=settings)
    (folder.path / "speechless").touch()
    with supervised(folder, "settle") as process:
        assert process.wait(DEADLINE) == 1
    assert folder.given_up.exists()
    with supervised(folder, *["settle"] * (LOOP_STARTS + 3), "exit 0") as process:
        assert process.wait(DEADLINE) == 0


@pytest.mark.usefixtures("here")
def test_a_worker_that_holds_its_run_says_so_to_every_face(folder: RunFolder) -> None:
    assert worker.main([str(folder.path), "hold", "it got nowhere"]) == 0
    run = look(folder)
    assert (run.status, run.why) == (Status.PAUSED, "it got nowhere")
    assert "it got nowhere" in folder.report.read_text()
    assert worker.main([str(folder.path), "hold", "it got nowhere"]) == 0
    assert look(folder).why == "it got nowhere"


def test_a_worker_that_cannot_work_is_tried_once_more_and_then_left(folder: RunFolder) -> None:
    with supervised(folder, "refuse", "exit 3", "refuse", "refuse", "exit 0") as process:
        assert process.wait(DEADLINE) == 1
    assert len(stand_in.starts(folder)) == 4
    assert folder.given_up.read_text() == "it cannot work"


def test_a_worker_that_could_not_work_for_a_moment_leaves_no_mark(folder: RunFolder) -> None:
    with supervised(folder, "refuse", "exit 0") as process:
        assert process.wait(DEADLINE) == 0
    assert not folder.given_up.exists()


@pytest.mark.usefixtures("here")
def test_a_worker_that_cannot_work_says_why(folder: RunFolder) -> None:
    store = SqliteStore(folder.store, write=True)
    store.append(0, 2, [Entry("moon.rose", 1, "{}")], 1.0)
    store.close()
    assert worker.main([str(folder.path)]) == REFUSED
    assert "a newer version of this program drove this run" in folder.given_up.read_text()


def test_a_phase_that_ended_is_progress(folder: RunFolder) -> None:
    with supervised(folder, "exit 1", "exit 1", "phase", "exit 1", "exit 1", "exit 0") as process:
        assert process.wait(DEADLINE) == 0
    assert len(stand_in.starts(folder)) == 6


def test_what_a_worker_left_behind_is_ended(folder: RunFolder) -> None:
    with supervised(folder, "leave", "exit 0") as process:
        assert process.wait(DEADLINE) == 0
    assert gone(int((folder.path / "left").read_text()))
    assert "ended 1 processes" in log(folder)


def test_told_to_stop_it_lets_the_worker_go_first(folder: RunFolder) -> None:
    with supervised(folder, "stay") as process:
        soon(lambda: len(stand_in.starts(folder)) == 1)
        process.terminate()
        assert process.wait(DEADLINE) == 75
    assert gone(stand_in.starts(folder)[0][1])


def test_a_worker_that_does_not_go_is_ended() -> None:
    stop = Stop(farewell=0.1)
    with subprocess.Popen(["sleep", "30"], stdin=subprocess.PIPE) as process:
        stop(signal.SIGTERM, None)
        stop.watch(process)
        assert stop.told
        assert process.wait(DEADLINE) == -signal.SIGKILL


def test_told_to_stop_it_does_not_start_a_crashed_worker_again(tmp_path: Path) -> None:
    settings = Settings(agent="rehearsal", restart_delay=30)
    folder = a_run(tmp_path, settings=settings)
    with supervised(folder, "exit 1") as process:
        soon(lambda: "starting it again in 30 s" in log(folder))
        process.terminate()
        assert process.wait(DEADLINE) == 75
    assert len(stand_in.starts(folder)) == 1


def test_a_command_is_not_kept_waiting_for_a_crashed_worker(tmp_path: Path) -> None:
    folder = a_run(tmp_path, settings=Settings(agent="rehearsal", restart_delay=30))
    with supervised(folder, "exit 1", "exit 0") as process:
        soon(lambda: "starting it again in 30 s" in log(folder))
        store = SqliteStore(folder.store, write=True)
        store.send(Command("c1", "stop"))
        store.close()
        assert process.wait(DEADLINE) == 0


def test_a_command_that_came_as_the_worker_died_is_not_kept_waiting(tmp_path: Path) -> None:
    folder = a_run(tmp_path, settings=Settings(agent="rehearsal", restart_delay=30))
    with supervised(folder, "ask", "exit 0") as process:
        assert process.wait(DEADLINE) == 0


def test_when_it_is_killed_the_worker_stops(folder: RunFolder) -> None:
    with supervised(folder, "stay") as process:
        soon(lambda: len(stand_in.starts(folder)) == 1)
        process.kill()
        process.wait(DEADLINE)
        assert not held(folder.supervisor_lock)
        soon(lambda: gone(stand_in.starts(folder)[0][1]))


def test_a_frozen_worker_is_ended_before_the_next_one_is_started(folder: RunFolder) -> None:
    store = SqliteStore(folder.store, write=True)
    store.append(store.take_over("w"), 2, [Entry("worker.took_over", 1, "{}")], 1.0)
    store.close()
    with supervised(folder, "stay") as process:
        soon(lambda: len(stand_in.starts(folder)) == 1)
        worker = stand_in.starts(folder)[0][1]
        os.kill(worker, signal.SIGSTOP)
        process.kill()
    assert not gone(worker)
    with supervised(folder, "stay"):
        soon(lambda: len(stand_in.starts(folder)) == 2)
        assert gone(worker)


def test_a_second_one_is_told_which_run_is_going_on(folder: RunFolder) -> None:
    other = a_run(
        folder.state, "20261122-114704-aaaa", str(folder.state / "repository"), settings=QUICK
    )
    with supervised(folder, "stay") as process:
        assert answer(process) == "ready\n"
        for second in (folder, other):
            with supervised(second, "stay") as refused:
                assert answer(refused) == f"busy {folder.id}\n"
                assert refused.wait(DEADLINE) == 1
    assert len(stand_in.starts(other)) == 0


def test_runs_of_other_projects_go_on_beside_it(folder: RunFolder) -> None:
    other = a_run(folder.state, "20261122-114704-aaaa", "/elsewhere", settings=QUICK)
    with supervised(folder, "stay") as one, supervised(other, "stay") as two:
        assert [answer(one), answer(two)] == ["ready\n", "ready\n"]


@pytest.mark.parametrize("content", [b"", b"no database", None])
def test_a_run_that_cannot_be_read_is_an_error_in_one_line(
    folder: RunFolder, content: bytes | None
) -> None:
    folder.store.unlink()
    if content is not None:
        folder.store.write_bytes(content)
    with supervised(folder, "stay") as process:
        said = answer(process)
        assert process.wait(DEADLINE) == 1
    assert said.startswith("error ")
    assert said.count("\n") == 1
    assert not held(folder.supervisor_lock)


def test_what_a_worker_says_is_in_the_log_and_the_log_is_capped(folder: RunFolder) -> None:
    with supervised(folder, f"talk {CAP // 2}", f"talk {CAP}", "exit 0") as process:
        assert process.wait(DEADLINE) == 0
    assert older(folder.supervisor_log).stat().st_size < CAP + 2**17
    assert folder.supervisor_log.stat().st_size < CAP
    assert "exit code 0" in log(folder)
    said = list(entries(folder.supervisor_log))
    assert {entry["from"] for entry in said} == {"supervisor", "worker"}


@given(delay=st.floats(0, 100), cap=st.floats(0, 100), crashes=st.integers(1, 60))
def test_the_wait_doubles_up_to_its_cap(delay: float, cap: float, crashes: int) -> None:
    settings = Settings("rehearsal", restart_delay=delay, restart_delay_cap=cap, max_restarts=1000)
    patience = Patience(settings)
    waits = [patience.after_crash(0) for _ in range(crashes)]
    assert waits == [min(delay * 2**number, cap) for number in range(crashes)]


def test_progress_makes_patience_new() -> None:
    settings = Settings("rehearsal", restart_delay=5, restart_delay_cap=60, max_restarts=3)
    patience = Patience(settings, phases=1)
    assert [patience.after_crash(phases) for phases in (1, 1, 2, 2, 2, 2)] == [
        5,
        10,
        5,
        10,
        20,
        None,
    ]

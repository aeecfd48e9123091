from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from orchestrator_engine.errors import NoSuchRun
from orchestrator_engine.events import RunEnded, RunResumed
from orchestrator_engine.journal import Journal, Reader
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Status
from orchestrator_engine.system.locks import Lock
from orchestrator_engine.watching import STARTS, WITHIN, Watcher
from support.runs import a_run


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def begun(state: Path) -> RunFolder:
    """A run that somebody drove, and that nobody drives any more."""
    folder = a_run(state)
    folder.supervisor_lock.touch()
    return folder


def a_watcher(
    state: Path, start: Callable[[RunFolder], None] | None = None
) -> tuple[Watcher, list[str], Clock]:
    started: list[str] = []
    clock = Clock()
    start = start or (lambda folder: started.append(folder.id))
    return Watcher(state, start, leave, clock), started, clock


def leave(folder: RunFolder, why: str) -> None:
    """Stand in for the worker that writes it into the journal."""
    folder.given_up.write_text(why)


def test_a_run_that_died_goes_on(tmp_path: Path) -> None:
    folder = begun(tmp_path)
    watcher, started, _ = a_watcher(tmp_path)
    assert watcher.look() == [folder]
    assert started == [folder.id]


def test_those_that_need_nobody_are_left_alone(tmp_path: Path) -> None:
    not_begun = a_run(tmp_path)
    over = begun(tmp_path)
    with closing(Journal.take_over(over, "a test")) as journal:
        journal.append(RunEnded("stopped", "as asked"))
    given_up = begun(tmp_path)
    given_up.given_up.write_text("look at it\n")
    driven = begun(tmp_path)
    damaged = begun(tmp_path)
    damaged.store.write_bytes(b"\0" * 4096)
    watcher, started, _ = a_watcher(tmp_path)
    lock = Lock(driven.supervisor_lock)
    try:
        for _ in range(2):
            assert watcher.look() == []
    finally:
        lock.release()
    assert started == []
    assert not_begun.store.exists()


def test_one_that_dies_again_and_again_is_left_to_a_person(tmp_path: Path) -> None:
    folder = begun(tmp_path)
    watcher, started, clock = a_watcher(tmp_path)
    for _ in range(STARTS + 3):
        watcher.look()
        clock.now += 10
    assert len(started) == STARTS
    assert "5 times in 10 min 00 s" in folder.given_up.read_text()


def test_starts_within_one_second_are_all_counted(tmp_path: Path) -> None:
    begun(tmp_path)
    watcher, started, clock = a_watcher(tmp_path)
    clock.now += 0.7
    for _ in range(STARTS + 1):
        watcher.look()
    assert len(started) == STARTS


def test_what_is_held_says_why_to_every_face_and_has_new_patience_later(tmp_path: Path) -> None:
    folder = begun(tmp_path)
    started: list[RunFolder] = []
    watcher = Watcher(tmp_path, started.append)
    for _ in range(STARTS + 1):
        watcher.look()
    assert len(started) == STARTS
    with closing(Reader(folder)) as reader:
        run = reader.run
    assert (run.status, "died each time" in run.why) == (Status.PAUSED, True)
    assert "died each time" in folder.report.read_text()
    with closing(Journal.take_over(folder, "a person")) as journal:
        journal.append(RunResumed())
    assert watcher.look() == [folder]


def test_it_is_remembered_when_the_watchdog_itself_dies(tmp_path: Path) -> None:
    folder = begun(tmp_path)
    for _ in range(STARTS + 1):
        a_watcher(tmp_path)[0].look()
    assert folder.given_up.exists()


def test_one_that_dies_seldom_is_let_go_on_each_time(tmp_path: Path) -> None:
    folder = begun(tmp_path)
    watcher, started, clock = a_watcher(tmp_path)
    for _ in range(3 * STARTS):
        watcher.look()
        clock.now += WITHIN / STARTS + 1
    assert len(started) == 3 * STARTS
    assert not folder.given_up.exists()


def test_one_that_cannot_be_started_does_not_keep_the_others_from_it(tmp_path: Path) -> None:
    first, second = begun(tmp_path), begun(tmp_path)
    started: list[str] = []

    def start(folder: RunFolder) -> None:
        started.append(folder.id)
        if len(started) == 1:
            raise NoSuchRun("gone", "look")

    watcher, _, _ = a_watcher(tmp_path, start)
    assert len(watcher.look()) == 1
    assert set(started) == {first.id, second.id}

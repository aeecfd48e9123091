import signal
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import pytest

from orchestrator_engine import events as e
from orchestrator_engine import journal, places
from orchestrator_engine.cli.follow import DOUBT, Interrupts, follow
from orchestrator_engine.journal import Journal, Reader
from orchestrator_engine.places import RunFolder
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.run import Run, Status
from support.plans import created, plan, task


class Notebook:
    """A face that writes down what it is shown."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.notes: list[str] = []
        self.is_open = False

    def open(self) -> None:
        self.is_open = True

    def show(self, records: Sequence[Recorded], run: Run) -> None:
        assert run.seq >= (records[-1].seq if records else 0)
        self.shown += [record.event.kind for record in records]

    def note(self, text: str) -> None:
        self.notes.append(text)

    def above(self, text: str) -> None:
        self.notes.append(text)

    def close(self) -> None:
        self.is_open = False


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    made = places.RunFolder(tmp_path / "runs" / "run")
    journal.create(made, created(), e.RunPlanned(plan((task(1),))))
    return made


def followed(
    folder: RunFolder,
    *steps: Callable[[Journal], None],
    driven: bool = True,
    stop: bool = False,
    resumed: bool = False,
) -> tuple[Run, Notebook, list[str]]:
    """Follow a run whose worker takes one step in each pause; also the commands it was sent."""
    worker = Journal.take_over(folder, "worker")
    left = list(steps)
    pauses = 0

    def pause(_seconds: float) -> None:
        nonlocal pauses
        pauses += 1
        assert pauses < 100, "nobody noticed that it is over"
        if left:
            left.pop(0)(worker)

    reader, face = Reader(folder), Notebook()
    history = journal.read(folder)
    run = follow(
        reader,
        face,
        history=history,
        resumed=resumed,
        driven=lambda: driven,
        wants_stop=lambda: stop,
        sleep=pause,
    )
    sent = [command.name for command in worker.commands()]
    reader.close()
    worker.close()
    assert not face.is_open
    return run, face, sent


def started(worker: Journal) -> None:
    worker.append(e.PhaseStarted("P1"))


def idle(_worker: Journal) -> None:
    """Nothing for the length of one look."""


def ended(worker: Journal) -> None:
    worker.append(e.RunEnded("completed", "all done"))


def test_a_run_is_followed_from_its_beginning_to_its_end(folder: RunFolder) -> None:
    run, face, _ = followed(folder, started, ended)
    assert run.status is Status.COMPLETED
    assert face.shown == ["run.created", "run.planned", "phase.started", "run.ended"]


def test_a_run_that_nobody_drives_is_left_after_a_moment_of_doubt(folder: RunFolder) -> None:
    run, _, _ = followed(folder, started, driven=False)
    assert not run.over


def test_a_slow_run_that_somebody_drives_is_waited_for(folder: RunFolder) -> None:
    nothing = [idle] * (DOUBT * 3)
    run, _, _ = followed(folder, *nothing, ended)
    assert run.over


def test_a_wish_to_stop_is_sent_once_and_followed_to_the_end(folder: RunFolder) -> None:
    run, face, sent = followed(folder, started, idle, ended, stop=True)
    assert sent == ["stop"]
    assert len(face.notes) == 1
    assert run.over


def resumed(worker: Journal) -> None:
    worker.append(e.WorkerTookOver(1, "0.1.0"))
    worker.append(e.RunResumed())


def test_the_end_before_a_resumption_is_not_the_end(folder: RunFolder) -> None:
    before = Journal.take_over(folder, "before")
    before.append(e.RunEnded("stopped", "stopped by a person"))
    before.close()
    run, face, _ = followed(folder, idle, resumed, started, ended, resumed=True)
    assert run.status is Status.COMPLETED
    assert face.shown[-2:] == ["phase.started", "run.ended"]


def test_a_resumption_that_nobody_takes_up_is_not_waited_for(folder: RunFolder) -> None:
    before = Journal.take_over(folder, "before")
    before.append(e.RunEnded("stopped", "stopped by a person"))
    before.close()
    run, _, _ = followed(folder, driven=False, resumed=True)
    assert run.status is Status.STOPPED


@pytest.fixture
def listening() -> Generator[None]:
    """A process that Ctrl-C reaches: what a shell starts in the background begins without."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("listening")
def test_the_first_interrupt_is_a_wish_and_the_second_will_not_wait() -> None:
    with Interrupts() as interrupts:
        signal.raise_signal(signal.SIGINT)
        assert interrupts.count == 1
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)

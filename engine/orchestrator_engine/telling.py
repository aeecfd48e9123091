"""Telling a run what holds whether it goes on or not: who drives it writes it down, or we do."""

import time
import uuid
from contextlib import closing
from pathlib import Path

from orchestrator_engine import commands
from orchestrator_engine.boxes import missed, tick_file
from orchestrator_engine.claims import claimed
from orchestrator_engine.commanding import answered, refuse
from orchestrator_engine.events import CommandApplied
from orchestrator_engine.journal import Journal, Reader
from orchestrator_engine.leaving import leave_report, leave_summary
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Run
from orchestrator_engine.store import Command
from orchestrator_engine.system.locks import Lock, Taken, held

OTHERS = 2.0
"""Seconds that somebody else gets to have told the run something, or to have begun to drive it."""


def tell(folder: RunFolder, name: str, **data: object) -> None:
    """Tell it and go: a run that goes on obeys as soon as it comes to it.

    Raises `NotDone` where nobody drives it and it makes no sense.
    """
    wish = Command(uuid.uuid4().hex, name, data, time.time())
    if by_ourselves(folder, wish) is not None:
        return
    with closing(Reader(folder)) as reader:
        reader.send(wish)


def tell_move(folder: RunFolder, document: Path) -> None:
    """Tell a run where its document lies from now on. Raises as `tell`."""
    tell(folder, "move", document=str(document.absolute()))


def move(folder: RunFolder, document: Path) -> Run:
    """Tell a run where its document lies, and have ticked there what could not be before.

    Raises `NotDone` as `told`.
    """
    data = {"document": str(document)}
    return told(folder, Command(uuid.uuid4().hex, "move", data, time.time()))


def told(folder: RunFolder, wish: Command) -> Run:
    """Tell it and wait until that is durable; the run right after it, which is never started.

    Raises `NotDone` with the reason when it makes no sense, or nobody answers.
    """
    run = by_ourselves(folder, wish)
    if run is not None:
        return run
    with closing(Reader(folder)) as reader:
        reader.send(wish)
        return answered(reader, wish, folder, lambda: by_ourselves(folder, wish))


def by_ourselves(folder: RunFolder, wish: Command) -> Run | None:
    """Write it into a run that nobody drives; None where somebody does."""
    if held(folder.worker_lock):
        return None
    try:
        # Who has it without a worker is about to start one, or tells the run something too.
        lock = Lock(folder.supervisor_lock, OTHERS)
    except Taken:
        return None
    try:
        with closing(Journal.take_over(folder, f"code-orch {wish.name}")) as journal:
            events = commands.answer(wish, journal.run)
            for event in events:
                if isinstance(event, CommandApplied):
                    refuse(event, folder)
            journal.append(*events)
            _make_up(journal, wish)
            run = journal.run
        if run.over:
            leave_report(folder, run)
            leave_summary(folder)
        return run
    finally:
        lock.release()


def _make_up(journal: Journal, wish: Command) -> None:
    """Tick in a document that is found again what could not be ticked; a worker does it itself."""
    run = journal.run
    document = Path(run.created.origin.document)
    if wish.name != "move" or run.plan is None or claimed(document):
        return
    lost = missed(run)
    items = [item for item in run.plan.items if item.handle in lost]
    if items:
        journal.append(tick_file(document, items))

"""Dismissing a remark: written into the run by whoever drives it, or by us where nobody does."""

import time
import uuid
from contextlib import closing

from orchestrator_engine import commands, launch
from orchestrator_engine.commanding import command, refuse
from orchestrator_engine.events import CommandApplied
from orchestrator_engine.journal import Journal, Reader
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Run
from orchestrator_engine.store import Command
from orchestrator_engine.system.locks import Lock, Taken


def dismiss(folder: RunFolder, remark: str, reason: str, by: str = "a person") -> Run:
    """Dismiss a remark (its id) for a reason, and wait until that is durable; the run after it.

    Raises `NotDone` with the reason where the run has no such remark, or it is mended already.
    """
    if not launch.alive(folder):
        after = _by_ourselves(folder, _wish(remark, reason, by))
        if after is not None:
            return after
    return command(folder, "dismiss", more={"remark": remark, "reason": reason, "by": by})


def send_dismissal(folder: RunFolder, remark: str, reason: str, by: str) -> None:
    """As `dismiss`, for who cannot wait: a run that goes on obeys as soon as it comes to it."""
    wish = _wish(remark, reason, by)
    if not launch.alive(folder) and _by_ourselves(folder, wish) is not None:
        return
    with closing(Reader(folder)) as reader:
        reader.send(wish)


def _wish(remark: str, reason: str, by: str) -> Command:
    data: dict[str, object] = {"remark": remark, "reason": reason, "by": by}
    return Command(uuid.uuid4().hex, "dismiss", data, time.time())


def _by_ourselves(folder: RunFolder, wish: Command) -> Run | None:
    """Write it into a run that nobody drives; None where somebody began to just now."""
    try:
        lock = Lock(folder.supervisor_lock)
    except Taken:
        return None
    try:
        with closing(Journal.take_over(folder, "code-orch dismiss")) as journal:
            events = commands.answer(wish, journal.run)
            for event in events:
                if isinstance(event, CommandApplied):
                    refuse(event, folder)
            journal.append(*events)
            return journal.run
    finally:
        lock.release()

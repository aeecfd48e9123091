"""Dismissing a remark: written into the run by whoever drives it, or by us where nobody does."""

import time
import uuid

from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Run
from orchestrator_engine.store import Command
from orchestrator_engine.telling import tell, told


def dismiss(folder: RunFolder, remark: str, reason: str, by: str = "a person") -> Run:
    """Dismiss a remark (its id) for a reason, and wait until that is durable; the run after it.

    Raises `NotDone` with the reason where the run has no such remark, or it is mended already.
    """
    data: dict[str, object] = {"remark": remark, "reason": reason, "by": by}
    wish = Command(uuid.uuid4().hex, "dismiss", data, time.time())
    return told(folder, wish)


def send_dismissal(folder: RunFolder, remark: str, reason: str, by: str) -> None:
    """As `dismiss`, for who cannot wait: a run that goes on obeys as soon as it comes to it."""
    tell(folder, "dismiss", remark=remark, reason=reason, by=by)


def send_taken(folder: RunFolder, remark: str, run: str) -> None:
    """Note that a run (its id) was begun to put a remark right. Raises as `send_dismissal`."""
    tell(folder, "take", remark=remark, run=run)

"""What becomes of a remark: written into its run by whoever drives it, or by us where nobody does.

It is dismissed for a reason, which can be taken back, or another run takes it to put it right.
"""

import time
import uuid
from pathlib import PurePath

from orchestrator_engine.errors import NotDone
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Run
from orchestrator_engine.store import Command
from orchestrator_engine.telling import tell, told
from orchestrator_engine.wording import shorten


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


def reopen(folder: RunFolder, remark: str, by: str = "a person") -> Run:
    """Take the dismissal of a remark (its id) back, and wait until that is durable; as `dismiss`.

    So does a remark open again that another run has put right, or is about to. Raises `NotDone`
    with the reason where the run has no such remark, or it is not dismissed.
    """
    data: dict[str, object] = {"remark": remark, "by": by}
    return told(folder, Command(uuid.uuid4().hex, "reopen", data, time.time()))


def send_reopening(folder: RunFolder, remark: str, by: str) -> None:
    """As `reopen`, for who cannot wait: a run that goes on obeys as soon as it comes to it."""
    tell(folder, "reopen", remark=remark, by=by)


def take(remark: str, by: RunFolder) -> None:
    """Note in the run of a remark (its id) which run is to put it right. Raises as `dismiss`."""
    run, slash, _ = remark.partition("/")
    folder = RunFolder(by.path.parent / run)
    if not slash or PurePath(run).name != run or not folder.store.exists():
        message = f"there is no run of a remark “{shorten(remark)}”"
        raise NotDone(message, "See code-orch remarks.")
    tell(folder, "take", remark=remark, run=by.id)

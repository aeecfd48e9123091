"""Letting a run go on: what stands in the way, the wish in its inbox, and until it is heard."""

import time
import uuid
from collections.abc import Mapping
from contextlib import closing

from orchestrator_engine import journal, launch
from orchestrator_engine.commanding import command as have_obey
from orchestrator_engine.errors import AlreadyRunning, HasEnded
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Run, Status
from orchestrator_engine.store import Command, SqliteStore

HEARD = 10.0
"""Seconds for a wish to be heard: until then whoever looks next would see the old end."""

_GLANCE = 0.05


def resume(folder: RunFolder, limits: Mapping[str, object] | None = None) -> None:
    """Let a run that stopped, paused or crashed go on, or one that is about to pause or waits.

    `limits` are those that are changed.

    Raises `Refusal` when it is going on already or has ended for good.
    """
    alive, run = _settled(folder)
    if alive and run.stopping is not None and not run.stopping.drop:
        have_obey(folder, "resume")
        return
    if alive and run.waits is not None and not run.over and not limits:
        have_obey(folder, "resume")
        return
    if alive:
        raise AlreadyRunning(
            f"run {folder.id} is going on already", f"See it with: code-orch status {folder.id}"
        )
    if run.status is Status.COMPLETED:
        raise HasEnded(
            f"run {folder.id} is completed: {run.why}",
            f"Look at it with: code-orch report {folder.id}",
        )
    if run.status is Status.FAILED:
        raise HasEnded(
            f"run {folder.id} has failed: {run.why}",
            f"Try again what failed with: code-orch restart {folder.id} (or one task of it with "
            "retry). Running the document again goes on from what is merged, too.",
        )
    wish = ""
    if run.over:
        wish = _ask_to_go_on(folder, limits or {})
    elif limits:
        raise AlreadyRunning(
            f"run {folder.id} has not ended, and its limits are changed only when it goes on",
            f"Let it go on as it is (code-orch resume {folder.id}), or stop it first.",
        )
    launch.start(folder)
    if wish:
        _until_heard(folder, wish)


def _settled(folder: RunFolder) -> tuple[bool, Run]:
    """Whether a run is driven, and how it stands.

    One that has just ended is still driven while its report is written and its listeners are told:
    whoever wants it to go on waits for that, rather than hear that it goes on already.
    """
    until = time.monotonic() + HEARD
    while True:
        alive = launch.alive(folder)
        with closing(journal.Reader(folder)) as reader:
            run = reader.run
        if not (alive and run.over) or time.monotonic() > until:
            return alive, run
        time.sleep(_GLANCE)


def _ask_to_go_on(folder: RunFolder, limits: Mapping[str, object]) -> str:
    """Put the wish into the run's inbox: a worker alone never begins an ended run again.

    Returns the wish's id.
    """
    data = {"budget": dict(limits)} if limits else {}
    wish = uuid.uuid4().hex
    with closing(SqliteStore(folder.store, write=True)) as store:
        store.send(Command(wish, "resume", data, time.time()))
    return wish


def _until_heard(folder: RunFolder, wish: str) -> None:
    """Wait until the run has heard a wish, so that no face shows the end that it had before."""
    deadline = time.monotonic() + HEARD
    with closing(journal.Reader(folder)) as reader:
        while wish not in reader.run.applied and time.monotonic() < deadline:
            time.sleep(_GLANCE)
            reader.advance()

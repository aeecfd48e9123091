"""Which run follows another by itself, and whether it is still owed: read and kept, durably.

That one is owed stands in the journal (`RunCreated.then`). What came of it stands in the run's
folder (`sequel.json`), and its id before it is made: whoever finds a run of that id there knows
that it is this one, and makes no second.
"""

import json
import os
import sys
from contextlib import closing, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from orchestrator_engine.errors import BadStore
from orchestrator_engine.places import RunFolder
from orchestrator_engine.then import Sequel

FOLLOWING = (sys.executable, "-P", "-m", "orchestrator_engine.following")
"""What begins the run that follows one by itself; the folder of that one follows."""


def told_of(folder: RunFolder) -> Sequel | None:
    """As `sequel_of`, for who lists many: what cannot be read is left out."""
    with suppress(BadStore):
        return sequel_of(folder)
    return None


def sequel_of(folder: RunFolder) -> Sequel | None:
    """What is known of the run that follows; None where nothing was tried yet."""
    try:
        told = json.loads(folder.sequel.read_bytes())
        return Sequel(told["run"], told["why"], told["settled"], told.get("waits", ""))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadStore(f"{folder.sequel} cannot be read: {error}", "look at it") from error


def keep(folder: RunFolder, sequel: Sequel) -> None:
    """Write down, so that it survives a crash, what came of it."""
    draft = folder.sequel.with_suffix(".new")
    try:
        with draft.open("w", encoding="utf-8") as file:
            json.dump(asdict(sequel), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder.sequel)
        _sync(folder.path)
    except OSError as error:
        raise BadStore(f"{folder.sequel} cannot be written: {error}", "check the disk") from error


def _sync(folder: Path) -> None:
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def owed(folder: RunFolder) -> bool:
    """Whether a run is completed, and what is to follow it was not settled yet.

    Raises `Refusal`.
    """
    if not may_follow(folder):
        return False
    sequel = sequel_of(folder)
    return sequel is None or not sequel.settled


def may_follow(folder: RunFolder) -> bool:
    """Whether another run is to follow this one, which is completed and was not begun again since.

    Its journal is not folded: this is asked of every run that is over. Raises `Refusal`.
    """
    # Whoever lists runs asks for less than that, and is not to wait for its import.
    from orchestrator_engine.events import RunCreated, RunEnded, RunResumed  # noqa: PLC0415
    from orchestrator_engine.run import Status  # noqa: PLC0415
    from orchestrator_engine.store import SqliteStore  # noqa: PLC0415

    with closing(SqliteStore(folder.store, write=False)) as store:
        created = store.latest(RunCreated.kind)
        # A run that goes on again, and crashes then, has only its earlier end.
        last = store.latest(RunEnded.kind, RunResumed.kind)
    told: list[Any] = []
    try:
        told = [json.loads(row.entry.data) if row else {} for row in (created, last)]
        return bool(told[0].get("then")) and told[1].get("status") == Status.COMPLETED
    except (ValueError, AttributeError) as error:
        raise BadStore(f"{folder.store} cannot be read: {error}", "look at it") from error

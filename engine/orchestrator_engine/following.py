"""The run that follows another by itself: `python -m orchestrator_engine.following RUN_FOLDER`.

A supervisor becomes this program when its run is completed; watchdog and `resume --all` start it
where that did not happen, because the machine went off just then. It may be started any number of
times, and makes one run.
"""

import logging
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path

import anyio

from orchestrator_engine import auditing, journal, launch, places, preparing, starting
from orchestrator_engine.config import Source
from orchestrator_engine.config.reading import Layer
from orchestrator_engine.errors import Refusal
from orchestrator_engine.events import RunCreated
from orchestrator_engine.notices import unfollowed
from orchestrator_engine.notifying import tell
from orchestrator_engine.places import RunFolder
from orchestrator_engine.request import Request
from orchestrator_engine.sequel import keep, may_follow, owed, sequel_of
from orchestrator_engine.system import logs
from orchestrator_engine.system.locks import Taken, held, locked
from orchestrator_engine.then import NEEDLESS, NOTHING, Follows, Sequel, Then

log = logging.getLogger(__name__)

PATIENCE = 60.0
"""Seconds to wait for whoever is at it, and for the last words of the run before."""

_GLANCE = 0.1
_GLANCE_AT_OTHERS = 1.0
_TURN = 1.0

_FOUND: Mapping[str, Callable[[RunFolder], Path | None]] = {
    "audit": auditing.document,
    "test": auditing.failing,
}
"""What makes a document of what a run of that mode found."""


def main(arguments: list[str]) -> int:
    """Begin the run that follows the one in the folder that is named; the exit code."""
    logs.to_stderr("following")
    folder = RunFolder(Path(arguments[0]))
    try:
        before = sequel_of(folder)
        told = go_on(folder, patient=True)
        if told is not None and told.refused and not (before is not None and before.settled):
            _tell(folder, told)
    except Refusal as refusal:
        log.error("%s: %s", refusal.message, refusal.hint)  # noqa: TRY400  # an answer, no bug
        return 1
    if told is not None:
        log.info("%s", f"run {told.run} follows" if told.run else f"no run follows: {told.why}")
    return 0


def _tell(folder: RunFolder, sequel: Sequel) -> None:
    """Tell a person who went away that it was refused: nobody else asks for it again."""
    created = journal.created_by(folder)
    notify = created.settings.notify
    notice = unfollowed(created.title, sequel, folder.id)
    if notify.wanted and notice.occasion in notify.on:
        anyio.run(tell, notice, notify, folder, os.environ)


def go_on(folder: RunFolder, *, patient: bool = False, anew: bool = False) -> Sequel | None:
    """Begin the run that follows, if it is owed; what came of it, None where none was wished.

    One that was refused is tried `anew` where a person says so.

    Whoever else is at it is waited for. Where another run goes on in the project, who is `patient`
    waits for its end, however long, and anybody else is told so. Raises `Refusal` where it takes
    too long without that, or the run cannot be read.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with locked(folder.sequel_lock, _TURN):
                return _at_it(folder, patient=patient, anew=anew)
        except Taken:
            told = sequel_of(folder)
            if told is not None and told.waits and not patient:
                return told
            if time.monotonic() >= until:
                raise launch.NotStarted(
                    f"the run after {folder.id} is being started by somebody else, who does not "
                    "come on",
                    f"see the runs: code-orch status {folder.id}",
                ) from None


def _at_it(folder: RunFolder, *, patient: bool, anew: bool) -> Sequel | None:
    if not owed(folder):
        told = sequel_of(folder)
        if told is None or not (anew and told.refused and may_follow(folder)):
            return told
    created = _released(folder)
    while True:
        sequel = _begun(folder, created)
        keep(folder, sequel)
        if not (sequel.waits and patient):
            return sequel
        log.info("the run that follows waits for the end of run %s", sequel.waits)
        lock = places.project(Path(created.origin.repository), folder.state).lock
        while held(lock):
            time.sleep(_GLANCE_AT_OTHERS)


def _released(folder: RunFolder) -> RunCreated:
    """Wait until nobody drives the run any more: its project is free then."""
    until = time.monotonic() + PATIENCE
    while launch.alive(folder) and time.monotonic() < until:
        time.sleep(_GLANCE)
    return journal.created_by(folder)


def _begun(folder: RunFolder, created: RunCreated) -> Sequel:
    before = sequel_of(folder)
    if before is not None and before.run is not None and _is_there(folder, before.run):
        return Sequel(before.run, settled=True)
    with closing(journal.Reader(folder)) as reader:
        plan = reader.run.plan
    mode = "" if plan is None else plan.mode
    assert created.then is not None
    found = _FOUND.get(mode)
    document = None if found is None else found(folder)
    if document is None:
        return Sequel(why=NOTHING.get(mode, NEEDLESS), settled=True)
    reserved = None
    try:
        follows = Follows(folder.id, mode)
        prepared = preparing.prepare(_request(created, created.then, document, follows))
        reserved = _reserved(folder, before)
        starting.start(prepared, folder=reserved)
    except launch.ProjectBusy as busy:
        assert reserved is not None
        return Sequel(reserved.id, waits=busy.run)
    except Refusal as refusal:
        why = f"{refusal.message}; {refusal.hint}"
        log.warning("%s", why)
        return Sequel(why=f"{why} (what was found is in {document})", settled=True)
    return Sequel(reserved.id, settled=True)


def _is_there(folder: RunFolder, run: str) -> bool:
    """Whether the run was begun; it goes on where it died meanwhile."""
    there = RunFolder(folder.state / "runs" / run)
    if not there.supervisor_lock.exists():
        # Nobody ever drove it: what there is of it was left by somebody who died making it.
        return False
    if not launch.alive(there) and not journal.over(there) and not there.given_up.exists():
        launch.start(there)
    return True


def _reserved(folder: RunFolder, before: Sequel | None) -> RunFolder:
    """The folder of the run that is to be made, its name kept before anything is in it."""
    if before is None or before.run is None:
        made = places.new_run(time.time())
        keep(folder, Sequel(made.id))
        return made
    made = RunFolder(folder.state / "runs" / before.run)
    shutil.rmtree(made.path, ignore_errors=True)
    made.path.mkdir(mode=0o700)
    return made


def _request(created: RunCreated, then: Then, document: Path, follows: Follows) -> Request:
    return Request(
        document=document,
        cwd=Path(created.origin.repository),
        mode=then.mode,
        agent=then.agent,
        review=then.review,
        init=False,
        items=(),
        limits=then.limits,
        model=then.model,
        record=then.record,
        unattended=then.unattended,
        sandbox=then.sandbox,
        follows=follows,
        flags=Source(Layer.FLAG, then.flags) if then.flags else None,
    )


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main(sys.argv[1:]))

"""Having a run obey: a command is sent, somebody is there to obey it, and the answer is awaited."""

import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import closing

from orchestrator_engine import commands, launch
from orchestrator_engine.errors import NoSuchTask, NotDone
from orchestrator_engine.events import CommandApplied
from orchestrator_engine.journal import Reader
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Run
from orchestrator_engine.store import Command
from orchestrator_engine.wording import listed, tasks_called

PATIENCE = 30.0
"""Seconds that a worker gets to answer; it may have to be started for that."""

_LOOK = 0.05
_FOR_LIVE_RUNS = ("stop", "pause", "answer")


def command(
    folder: RunFolder,
    name: str,
    *,
    task: str | None = None,
    how: str | None = None,
    more: Mapping[str, object] | None = None,
) -> Run:
    """Have a run obey a command; the run as it stands right after.

    `task` is the id of a task or the label of one of its items, `more` what else the command says.
    A run that nobody drives goes on for what lets it go on. Raises `NotDone` with the reason when
    it refuses or nobody answers, `NoSuchTask`, and `Refusal` when it cannot be started.
    """
    with closing(Reader(folder)) as reader:
        data: dict[str, object] = dict(more or {})
        if how is not None:
            data["how"] = how
        if task is not None:
            data["task"] = find_task(reader.run, task)
        wish = Command(uuid.uuid4().hex, name, data, time.time())
        if not launch.alive(folder):
            _would_be_done(wish, reader.run, folder)
        reader.send(wish)
        return answered(reader, wish, folder, lambda: _started(folder))


def _started(folder: RunFolder) -> None:
    launch.start(folder)


def find_task(run: Run, name: str) -> str:
    """The id of the task that a person means: by its id, or by the label of one of its items.

    Raises `NoSuchTask`.
    """
    assert run.plan is not None
    found = tasks_called(run, name)
    if name in found:
        return name
    if len(found) == 1:
        return found[0]
    if found:
        raise NoSuchTask(f"“{name}” could be {listed(found)}", "Name one of these.")
    known = listed([f"{task.id} ({run.plan.label(task)})" for task in run.plan.tasks()], 6)
    raise NoSuchTask(f"the run has no task “{name}”", f"It has {known}.")


def _would_be_done(wish: Command, run: Run, folder: RunFolder) -> None:
    """Refuse here what would be refused, rather than start processes for that answer."""
    if not run.over and wish.name in _FOR_LIVE_RUNS:
        raise NotDone(
            f"nobody drives run {folder.id} any more: there is nothing to {wish.name}",
            f"Let it go on with: code-orch resume {folder.id}",
        )
    for event in commands.answer(wish, run):
        if isinstance(event, CommandApplied):
            refuse(event, folder)


def answered(
    reader: Reader, wish: Command, folder: RunFolder, alone: Callable[[], Run | None]
) -> Run:
    """Wait for the answer to what was sent; the run right after it.

    `alone` is called where nobody drives the run, and gives the run where it answered itself.
    Raises `NotDone` with the reason when the run refuses or nobody answers.
    """
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        # Asked first: a worker's last words are read after it has gone.
        driven = launch.alive(folder)
        for record in reader.advance():
            if isinstance(record.event, CommandApplied) and record.event.command == wish.id:
                refuse(record.event, folder)
                return reader.run
        run = None if driven else alone()
        if run is not None:
            return run
        time.sleep(_LOOK)
    raise NotDone(
        f"nobody answered within {PATIENCE:.0f} s; it is done as soon as somebody drives the run",
        f"See what happens with: code-orch logs -f {folder.id}",
    )


def refuse(answer: CommandApplied, folder: RunFolder) -> None:
    """Raise `NotDone` where the run refused a command."""
    if answer.why:
        raise NotDone(answer.why, f"See how it stands: code-orch status {folder.id}")

"""A run at one moment, as the engine's thread saw it."""

import os
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from orchestrator_engine import api
from orchestrator_engine.errors import NoSuchRun
from orchestrator_engine.places import RunFolder, state_dir
from orchestrator_engine.run import Run, Status
from orchestrator_engine.sequel import told_of
from orchestrator_engine.then import Sequel

Moment = tuple[str, int, bool, Sequel | None]


@dataclass(frozen=True, slots=True, eq=False)
class Glimpse:
    """The latest run of a document at one moment; `driven` by a live supervisor.

    `earlier`: whether the document is known to have been run before that. `sequel` is what came of
    the run that is to follow it by itself; None where none is, or not yet.
    """

    folder: RunFolder
    run: Run
    driven: bool
    earlier: bool = False
    sequel: Sequel | None = None

    @property
    def moment(self) -> Moment:
        """What differs between two glimpses that have anything to tell apart."""
        return self.folder.id, self.run.seq, self.driven, self.sequel

    @property
    def document(self) -> str:
        """The path of the document that it carries out."""
        return self.run.created.origin.document

    @property
    def live(self) -> bool:
        """Whether it goes on."""
        return self.driven and not self.run.over

    @property
    def crashed(self) -> bool:
        """Whether it has not ended, and nobody drives it."""
        return not self.driven and not self.run.over

    def waits_with(self, path: Path | None) -> bool:
        """Whether that file is the plan that waits for a yes: to run it would be another run."""
        return self.run.plan_ready and path == self.folder.plan

    @property
    def resumable(self) -> bool:
        """Whether it can go on when a person wants it to; a plan wants a yes of its own."""
        if self.run.plan_ready:
            return False
        # The supervisor of one that has just ended is gone before anybody has answered a question.
        return self.crashed or self.run.status in (Status.STOPPED, Status.PAUSED, Status.LIMIT)


def glimpsed(folder: RunFolder, run: Run, *, driven: bool, earlier: bool = False) -> Glimpse:
    """The run with what stands beside its journal, which is read: not for the loop."""
    follows = run.created.then is not None and run.status is Status.COMPLETED
    return Glimpse(folder, run, driven, earlier, told_of(folder) if follows else None)


def looked(folder: RunFolder) -> Glimpse:
    """A run as it is now. Raises `errors.Refusal` where it is not there or cannot be read."""
    if not folder.store.exists():
        raise NoSuchRun(f"there is no run {folder.id}", "See the runs: code-orch status --all")
    driven = api.alive(folder)
    with closing(api.Reader(folder)) as reader:
        return glimpsed(folder, reader.run, driven=driven)


def run_names() -> set[str]:
    """The names of all runs in the state folder."""
    try:
        return set(os.listdir(state_dir() / "runs"))  # noqa: PTH208  # names are wanted
    except FileNotFoundError:
        return set()

"""Which run a person means: an id, a part of one, or the latest of the project they are in."""

import json
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from orchestrator_engine import launch, places
from orchestrator_engine.errors import NoSuchRun, Refusal
from orchestrator_engine.events import RunCreated
from orchestrator_engine.journal import Reader
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Run
from orchestrator_engine.store import SqliteStore

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Known:
    """A run as it stands, or why its journal cannot be read; `driven` by a live supervisor."""

    folder: RunFolder
    run: Run | None
    driven: bool
    unreadable: str = ""

    @property
    def state(self) -> str:
        """One word: running, crashed, unreadable, or how it ended."""
        if self.run is None:
            return "unreadable"
        if self.run.over:
            return str(self.run.status)
        return "running" if self.driven else "crashed"


def project_of(folder: Path) -> Path | None:
    """The top of the git repository that `folder` lies in, or None. Runs nothing, not even git."""
    real = folder.resolve()
    return next((top for top in (real, *real.parents) if (top / ".git").exists()), None)


def known(folder: RunFolder) -> Known:
    """Read a run as it stands."""
    # Asked before reading: a run that ends in between is then seen as ended, not as crashed.
    driven = launch.alive(folder)
    try:
        reader = Reader(folder)
        try:
            return Known(folder, reader.run, driven)
        finally:
            reader.close()
    except Refusal as refusal:
        return Known(folder, None, driven, refusal.message)


def runs_of(project: Path | None) -> list[Known]:
    """The runs of a project, or all of them for None; newest first."""
    folders = places.find_runs(places.state_dir())
    return [known(folder) for folder in folders if project is None or _is_of(folder, project)]


def _is_of(folder: RunFolder, project: Path) -> bool:
    """Whether the run works in that project: reads one event, since there may be many runs."""
    try:
        with closing(SqliteStore(folder.store, write=False)) as store:
            created = store.latest(RunCreated.kind)
        return created is not None and (
            json.loads(created.entry.data)["origin"]["repository"] == str(project)
        )
    except (Refusal, ValueError, KeyError, TypeError):
        # `status --all` lists what cannot be read.
        return False


def choose(name: str | None) -> RunFolder:
    """The run that `name` means, None for the latest of the project of the current folder.

    Raises `NoSuchRun`.
    """
    folders = places.find_runs(places.state_dir())
    if name is None:
        return _latest(folders)
    return match(name, folders)


def match(name: str, folders: list[RunFolder]) -> RunFolder:
    """The one folder whose id is `name`, or begins or ends with it. Raises `NoSuchRun`."""
    exact = [folder for folder in folders if folder.id == name]
    found = exact or [
        folder
        for folder in folders
        if name and (folder.id.startswith(name) or folder.id.endswith(name))
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NoSuchRun(f"there is no run “{name}”", "See which there are: code-orch status --all")
    ids = ", ".join(folder.id for folder in found[:_SHOWN])
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    raise NoSuchRun(f"“{name}” could be {ids}{more}", "Write more of the id.")


def no_project() -> NoSuchRun:
    """What to say where the current folder belongs to no project."""
    return NoSuchRun(
        "this folder is in no git repository, so it has no runs",
        "Go to the project's folder; the runs of all projects: code-orch status --all",
    )


def _latest(folders: list[RunFolder]) -> RunFolder:
    project = project_of(Path.cwd())
    if project is None:
        raise no_project()
    for folder in folders:
        if _is_of(folder, project):
            return folder
    raise NoSuchRun(
        f"there has been no run in {project} yet",
        "Start one: code-orch run SPEC.md. The runs of other projects: code-orch status --all",
    )

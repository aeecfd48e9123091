"""Which run a person means: an id, a part of one, or the latest of the project they are in."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from orchestrator_engine import places
from orchestrator_engine.errors import NoSuchRun
from orchestrator_engine.places import RunFolder
from orchestrator_engine.summary import Summary, summary

_SHOWN = 5


def project_of(folder: Path) -> Path | None:
    """The top of the git repository that `folder` lies in, or None. Runs nothing, not even git."""
    real = folder.resolve()
    return next((top for top in (real, *real.parents) if (top / ".git").exists()), None)


def runs_of(project: Path | None) -> list[Summary]:
    """The runs of a project, or all of them for None; newest first."""
    now = time.time()
    found = (summary(folder, now) for folder in places.find_runs(places.state_dir()))
    return [one for one in found if project is None or one.repository == str(project)]


@contextmanager
def look(name: str | None) -> Generator[RunFolder]:
    """The run that `name` means, for looking at it only: an exported run's file is one too.

    Raises `NoSuchRun` and `BadStore`.
    """
    if name is None or not name.endswith(".zip"):
        yield choose(name)
        return
    file = Path(name)
    if not file.exists():
        raise NoSuchRun(f"there is no file {file}", "Check the path.")
    # Imported where it is needed: few look at an exported run.
    from orchestrator_engine.archive import unpack  # noqa: PLC0415

    with TemporaryDirectory(prefix="code-orch-") as place:
        yield unpack(file, Path(place))


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
    now = time.time()
    project = project_of(Path.cwd())
    if project is None:
        raise no_project()
    for folder in folders:
        if summary(folder, now).repository == str(project):
            return folder
    raise NoSuchRun(
        f"there has been no run in {project} yet",
        "Start one: code-orch run SPEC.md. The runs of other projects: code-orch status --all",
    )

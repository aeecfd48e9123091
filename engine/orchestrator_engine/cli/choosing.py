"""Which run a person means: an id, a part of one, or the latest of the project they are in."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from orchestrator_engine import places
from orchestrator_engine.errors import NoSuchRun
from orchestrator_engine.places import RunFolder
from orchestrator_engine.summary import UNREADABLE, Summary, summary

_SHOWN = 5


def project_of(folder: Path) -> Path | None:
    """The top of the git repository that `folder` lies in, or None. Runs nothing, not even git."""
    real = folder.resolve()
    return next((top for top in (real, *real.parents) if (top / ".git").exists()), None)


def runs_of(project: Path | None) -> list[Summary]:
    """The runs of a project, or all of them for None; newest first."""
    return runs_and_strays(project)[0]


def runs_and_strays(project: Path | None) -> tuple[list[Summary], list[Summary]]:
    """The runs of a project (all for None), and those that nobody can say whose they are."""
    now = time.time()
    found = [summary(folder, now) for folder in places.find_runs(places.state_dir())]
    if project is None:
        return found, []
    strays = [one for one in found if one.state == UNREADABLE]
    return [one for one in found if one.repository == str(project)], strays


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


def hint_at(strays: list[Summary]) -> str:
    """What to say of runs that cannot be read, and may be those that were meant."""
    first = strays[0]
    more = f" (and {len(strays) - 1} more)" if len(strays) > 1 else ""
    return (
        f"Run {first.run}{more} cannot be read, and may be of this project: {first.why}. "
        "All runs: code-orch status --all"
    )


def _latest(folders: list[RunFolder]) -> RunFolder:
    now = time.time()
    project = project_of(Path.cwd())
    if project is None:
        raise no_project()
    strays: list[Summary] = []
    for folder in folders:
        found = summary(folder, now)
        if found.repository == str(project):
            return folder
        if found.state == UNREADABLE:
            strays.append(found)
    if strays:
        raise NoSuchRun(f"no run in {project} can be read", hint_at(strays))
    raise NoSuchRun(
        f"there has been no run in {project} yet",
        "Start one: code-orch run SPEC.md. The runs of other projects: code-orch status --all",
    )

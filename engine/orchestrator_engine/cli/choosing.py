"""Which run a person means: an id, a part of one, or the latest of the project they are in."""

import os
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from orchestrator_engine import places
from orchestrator_engine.cli import output
from orchestrator_engine.errors import BadProject, NoSuchRun
from orchestrator_engine.places import RunFolder
from orchestrator_engine.summary import UNREADABLE, Summary, summary

_SHOWN = 5


def project_of(folder: Path) -> Path | None:
    """The top of the git repository that `folder` lies in, or None. Runs nothing, not even git."""
    real = folder.resolve()
    return next((top for top in (real, *real.parents) if (top / ".git").exists()), None)


def here(cwd: Path | None) -> Path:
    """The folder that is meant by `--cwd`. Raises `BadProject` where it is not there."""
    if cwd is not None and not cwd.is_dir():
        raise BadProject(f"there is no folder {cwd}", "Check --cwd.")
    return cwd or Path.cwd()


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


def with_projects(
    rows: Sequence[tuple[str, ...]], runs: Sequence[Summary]
) -> list[tuple[str, ...]]:
    """A table of runs (headings first) with the project of each before its title.

    Of several with the same name as much of the path is told as tells them apart.
    """
    paths = {one.repository for one in runs if one.repository}
    names = ["PROJECT", *(_short(one.repository, paths) for one in runs)]
    return [(*row[:-1], name, row[-1]) for row, name in zip(rows, names, strict=True)]


def _short(path: str, among: set[str]) -> str:
    parts = Path(path).parts
    for length in range(1, len(parts)):
        end = parts[-length:]
        if not any(Path(other).parts[-length:] == end for other in among - {path}):
            return output.one_line(str(Path(*end)))
    return output.one_line(path) or "-"


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
    from orchestrator_engine.archive import unpack

    with TemporaryDirectory(prefix="code-orch-") as place:
        yield unpack(file, Path(place))


def choose(name: str | None) -> RunFolder:
    """The run that `name` means: an id or a part of one, a project's folder or its name.

    None, and a folder, mean the latest run of that project. Raises `NoSuchRun`.
    """
    folders = places.find_runs(places.state_dir())
    if name is None:
        return _latest(folders, Path.cwd())
    if os.sep in name or name in (".", ".."):
        if not Path(name).is_dir():
            raise NoSuchRun(f"there is no folder {name}", "Check the path.")
        return _latest(folders, Path(name))
    try:
        return match(name, folders)
    except NoSuchRun:
        projects = _named(name, folders)
        if len(projects) > 1:
            told = " or ".join(projects[:_SHOWN])
            raise NoSuchRun(
                f"“{name}” could be the project {told}", "Name the folder by its whole path."
            ) from None
        if projects:
            return _latest(folders, Path(projects[0]))
        raise


def _named(name: str, folders: list[RunFolder]) -> list[str]:
    """The projects with runs whose folder has that name."""
    now = time.time()
    every = dict.fromkeys(summary(folder, now).repository for folder in folders)
    return [each for each in every if each and Path(each).name == name]


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


def _latest(folders: list[RunFolder], here: Path) -> RunFolder:
    now = time.time()
    # A project that has gone has runs all the same.
    project = project_of(here) or next(
        (Path(each) for each in _named(here.name, folders) if Path(each) == here), None
    )
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

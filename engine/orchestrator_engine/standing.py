"""The folder that a run would be in, and how it stands with all that would be executed there."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from orchestrator_engine import config, places, trust_store
from orchestrator_engine.checking import checks_of
from orchestrator_engine.errors import BadProject
from orchestrator_engine.listeners import Plugin
from orchestrator_engine.plan import Check
from orchestrator_engine.plugins import found as plugin_files
from orchestrator_engine.system.git import Repository
from orchestrator_engine.trust_store import Asked


def top_of(folder: Path) -> Path:
    """The real folder that trust is given to: the repository's top, else the folder itself."""
    real = Path(os.path.realpath(folder))
    repository = Repository.find(real) if real.is_dir() else None
    return repository.top if repository else real


def look(folder: Path) -> Asked:
    """How a folder stands with what a run from its present commit would execute.

    Executes nothing. Raises `BadProject` and `BadConfig`.
    """
    try:
        repository = repository_in(Path(os.path.realpath(folder)), init=False)
    except BadProject as bad:
        raise BadProject(bad.message, "Name the folder of a repository with a commit.") from None
    assert repository is not None
    repository = repository.harmless()
    settings = config.load(repository.top)
    checks, plugins = checks_of(repository.top, settings), settings.plugins
    return trust_in(repository, repository.head(), checks, settings.obeyed, plugins)


def trust_in(
    repository: Repository,
    commit: str,
    checks: Sequence[Check],
    obeyed: str | None,
    plugins: Iterable[Plugin],
) -> Asked:
    """How the project stands with all that a run would execute at that commit.

    `obeyed` is what the settings say of files that agents obey, as `trust_store.parts_of` has it.
    """
    parts = trust_store.parts_of(repository, commit, checks, obeyed, plugin_files.files_of(plugins))
    return trust_store.ask(places.state_dir(), repository.top, parts)


def repository_in(folder: Path, *, init: bool) -> Repository | None:
    """The repository to work in, or None where one may be made (`init`); `BadProject` else."""
    repository = Repository.find(folder)
    if repository is not None and repository.resolve("HEAD") is not None:
        return repository
    if init:
        return None
    if repository is None:
        raise BadProject(
            f"{folder} is not in a git repository, and a run keeps its work in git",
            "Add --init to have one made there, or name another folder with --cwd.",
        )
    raise BadProject(
        f"the repository {repository.top} has no commit yet, and a run starts from one",
        "Commit what is there, or add --init to have it done.",
    )


def inside(document: Path, top: Path) -> str | None:
    """The path of a document in the folder `top` (POSIX), or None when it lies elsewhere."""
    try:
        return document.relative_to(os.path.realpath(top)).as_posix()
    except ValueError:
        return None

"""What earlier runs of a document left on branches that nobody has merged.

The document shows that work as done. A run that began without it would end with ticks that have no
code behind them, so it begins where the earlier one ended, or does not begin.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from orchestrator_engine import journal
from orchestrator_engine.errors import BadProject, Refusal
from orchestrator_engine.places import RunFolder, find_runs
from orchestrator_engine.system.git import Repository


@dataclass(frozen=True, slots=True)
class Beginning:
    """The commit that a run begins at, and a sentence about it where it is not the person's.

    `run`: the earlier one that it goes on from.
    """

    commit: str
    note: str = ""
    run: str | None = None


def beginning(document: Path, repository: Repository, state: Path) -> Beginning:
    """Where a new run of the document begins.

    Raises `BadProject` when the person's branch and an earlier run's have gone different ways.
    """
    head = repository.head()
    for run, branch in _runs_of(document, repository, state):
        tip = repository.resolve(f"refs/heads/{branch}")
        if tip is None or repository.is_ancestor(tip, head):
            continue
        if repository.is_ancestor(head, tip):
            return Beginning(
                tip,
                f"The work of run {run} is not merged yet: this run goes on from it, and merging "
                f"this one brings both. (To begin without it: git branch -D {branch})",
                run,
            )
        raise BadProject(
            f"run {run} of this document did work that is not merged, and your branch has moved on",
            f"Take it with: git merge {branch} — or give it up with: git branch -D {branch}",
        )
    return Beginning(head)


def drop_given_up(repository: Repository, state: Path) -> None:
    """Take the names of attempts away whose run is over and whose branch somebody deleted.

    Deleting the branch gives the work up; what it changed is in the run's folder all the same.
    """
    kept = repository.refs("refs/code-orch")
    for run in {ref.split("/")[2] for ref in kept}:
        folder = RunFolder(state / "runs" / run)
        try:
            branch = journal.created_by(folder).branch
            given_up = repository.resolve(f"refs/heads/{branch}") is None and journal.over(folder)
        except Refusal:
            continue  # not ours to judge: the run cannot be read
        if given_up:
            for ref in kept:
                if ref.startswith(f"refs/code-orch/{run}/"):
                    repository.delete_ref(ref)


def _runs_of(document: Path, repository: Repository, state: Path) -> list[tuple[str, str]]:
    """The runs of the document in the repository, newest first, each with its branch."""
    found: list[tuple[str, str]] = []
    top = os.path.realpath(repository.top)
    for folder in find_runs(state):
        try:
            created = journal.created_by(folder)
        except Refusal:
            continue  # damaged, and no reason to keep another run from starting
        origin = created.origin
        if origin.document == str(document) and os.path.realpath(origin.repository) == top:
            found.append((folder.id, created.branch))
    return found

"""What earlier runs of a document left on branches that nobody has merged.

The document shows that work as done. A run that began without it would end with ticks that have no
code behind them, so it begins where the earlier one ended, or does not begin.
"""

import os
import shlex
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from orchestrator_engine import journal
from orchestrator_engine.errors import BadProject, Refusal
from orchestrator_engine.events import RunCreated
from orchestrator_engine.journal import Reader
from orchestrator_engine.places import RunFolder, find_runs
from orchestrator_engine.system.git import Repository
from orchestrator_engine.whereabouts import is_gone, went_to


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
    note = ""
    for folder, created in _runs_in(repository, state):
        run, branch = folder.id, created.branch
        tip = repository.resolve(f"refs/heads/{branch}")
        if tip is None or repository.is_ancestor(tip, head):
            continue
        name = Path(created.origin.document).name
        could_be = _could_be(document, folder, created)
        if could_be is None:
            continue
        if len(could_be) > 1:
            # Which of them it is, a person has to say: this run begins without that work.
            told = f"code-orch move {run} {shlex.quote(str(document))}"
            note = note or (
                f"The work of run {run} is not merged yet, and its document {name} is gone: this "
                f"could be it. If it is, say so before you begin: {told}"
            )
            continue
        was = f" of {name}, which is called {document.name} now," if could_be else ""
        if repository.is_ancestor(head, tip):
            return Beginning(
                tip,
                f"The work of run {run}{was} is not merged yet: this run goes on from it, and "
                f"merging this one brings both. (To begin without it: git branch -D {branch})",
                run,
            )
        raise BadProject(
            f"run {run} of this document did work that is not merged, and your branch has moved on",
            f"Take it with: git merge {branch} — or give it up with: git branch -D {branch}",
        )
    return Beginning(head, note)


def at_the_end_of(run: str, repository: Repository, state: Path) -> Beginning:
    """Where a run begins that follows another by itself: at its end, merged or not.

    The person's branch may have moved on meanwhile. Raises `BadProject` where the earlier run's
    branch is gone: its work was given up.
    """
    folder = RunFolder(state / "runs" / run)
    created = journal.created_by(folder)
    branch = created.branch
    tip, head = repository.resolve(f"refs/heads/{branch}"), repository.head()
    if tip is None:
        with closing(Reader(folder)) as reader:
            if reader.run.head == created.origin.base:
                return Beginning(head)  # it changed nothing, and had no branch to keep
        raise BadProject(
            f"the branch of run {run} is gone, and with it the work to go on from",
            "If it was not given up, make it again, and begin the mending yourself",
        )
    if repository.is_ancestor(tip, head):
        return Beginning(head)
    return Beginning(tip, f"It begins where run {run} ended: merging this one brings both.", run)


def _could_be(document: Path, folder: RunFolder, created: RunCreated) -> tuple[Path, ...] | None:
    """What the run's document may be, the document among it; nothing where it is by its path.

    None where the document has nothing to do with the run.
    """
    if created.origin.document == str(document):
        return ()
    if not is_gone(created.origin):
        return None
    try:
        with closing(Reader(folder)) as reader:
            plan = reader.run.plan
    except Refusal:
        return None
    found = () if plan is None else went_to(created.origin, plan)
    return found if document in found else None


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


def _runs_in(repository: Repository, state: Path) -> Iterator[tuple[RunFolder, RunCreated]]:
    """The runs in the repository, newest first."""
    top = os.path.realpath(repository.top)
    for folder in find_runs(state):
        try:
            created = journal.created_by(folder)
        except Refusal:
            continue  # damaged, and no reason to keep another run from starting
        if os.path.realpath(created.origin.repository) == top:
            yield folder, created

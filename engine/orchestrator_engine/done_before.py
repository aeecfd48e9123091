"""What earlier runs of a document have done of what a new one plans: it would be paid for twice."""

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from orchestrator_engine.errors import Refusal
from orchestrator_engine.journal import Reader
from orchestrator_engine.modes import Demand
from orchestrator_engine.places import find_runs
from orchestrator_engine.plan import Plan
from orchestrator_engine.run import Run
from orchestrator_engine.summary import summary
from orchestrator_engine.system.git import Repository

_MOST = 5
"""Runs of a document whose journals are read for what they have done."""


@dataclass(frozen=True, slots=True)
class DoneBefore:
    """Items (handles) whose work a run merged, and whether that is in the person's branch."""

    run: str
    items: tuple[str, ...]
    merged: bool


def done_before(
    document: Path, planned: Plan, begin: str, repository: Repository, state: Path
) -> Iterator[DoneBefore]:
    """Which planned items the newest runs of the document have done already, each said once.

    Only work that is in the commit where the new run begins (`begin`): what was given up, or taken
    back, is not done. Nor does a document count as carried out because it was audited.
    """
    left = dict.fromkeys(handle for task in planned.tasks() for handle in task.items)
    looked = 0
    for folder in find_runs(state):
        if not left or looked == _MOST:
            return
        told = summary(folder, time.time())
        if (told.document, told.repository) != (str(document), str(repository.top)):
            continue
        if not told.merged:
            continue
        looked += 1
        try:
            with closing(Reader(folder)) as reader:
                run = reader.run
        except Refusal:
            continue
        if run.plan is None or _purpose(run.plan) != _purpose(planned):
            continue
        items = tuple(handle for handle in left if handle in _done_in(run))
        if items and _has(repository, begin, folder.id, run):
            for handle in items:
                del left[handle]
            merged = _has(repository, repository.head(), folder.id, run)
            yield DoneBefore(folder.id, items, merged)


def _purpose(plan: Plan) -> tuple[bool, bool, bool]:
    """What tells one kind of work at an item from another: either can be wished after the other."""
    only_tests = Demand.ONLY_TESTS in plan.manner.demands
    return bool(plan.manner.reports), only_tests, plan.mode == "refactor"


def _done_in(run: Run) -> set[str]:
    back = {item for state in run.tasks.values() if state.reverted for item in state.task.items}
    return set(run.merged_items()) - back


def _has(repository: Repository, commit: str, name: str, run: Run) -> bool:
    """Whether the run's work is in a commit, be it rebased or squashed."""
    if repository.resolve(run.head) is not None and repository.is_ancestor(run.head, commit):
        return True
    signed = repository.saying(f"Run: {name}")
    return any(repository.is_ancestor(each, commit) for each in signed)

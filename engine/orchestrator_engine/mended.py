"""Which remarks other runs have put right: seen in both journals by whoever reads the run.

So nobody has to be there when the other run ends.
"""

import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace

from orchestrator_engine.errors import Refusal
from orchestrator_engine.journal import Reader
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Run, Status
from orchestrator_engine.summary import summary


def put_right(folder: RunFolder, run: Run) -> Run:
    """The run, in which what completed runs have put right since counts as dismissed for that."""
    done: dict[str, str] = {}
    for remark, names in run.taken.items():
        if remark not in run.dismissed and (branch := _branch(folder, names)):
            done[remark] = f"put right on the branch {branch}"
    return replace(run, dismissed={**run.dismissed, **done}) if done else run


def _branch(folder: RunFolder, names: Iterable[str]) -> str | None:
    """Where the first of these runs has put it right: what was left out or taken back has not."""
    for name in names:
        other = RunFolder(folder.path.parent / name)
        if not other.store.exists():
            continue
        found = summary(other, time.time())
        if found.state == Status.COMPLETED and _whole(other):
            return found.branch
    return None


def _whole(other: RunFolder) -> bool:
    """Whether all its tasks are merged, and none of them was taken back since."""
    try:
        with closing(Reader(other)) as reader:
            tasks = reader.run.tasks.values()
    except Refusal:
        return False
    return all(state.merged is not None and state.reverted is None for state in tasks)

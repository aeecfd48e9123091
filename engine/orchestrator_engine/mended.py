"""Which remarks other runs have put right: seen in both journals by whoever reads the run.

So nobody has to be there when the other run ends.
"""

import time
from dataclasses import replace

from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Run, Status
from orchestrator_engine.summary import summary


def put_right(folder: RunFolder, run: Run) -> Run:
    """The run, in which what completed runs have put right since counts as dismissed for that."""
    done: dict[str, str] = {}
    for remark, name in run.taken.items():
        other = RunFolder(folder.path.parent / name)
        if remark not in run.dismissed and other.store.exists():
            found = summary(other, time.time())
            if found.state == Status.COMPLETED:
                done[remark] = f"put right on the branch {found.branch}"
    return replace(run, dismissed={**run.dismissed, **done}) if done else run

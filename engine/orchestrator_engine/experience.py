"""What earlier runs of this person say about the next one: read from their journals."""

from contextlib import closing
from pathlib import Path

from orchestrator_engine import journal
from orchestrator_engine.errors import Refusal
from orchestrator_engine.forecast import Sample, samples
from orchestrator_engine.places import find_runs

ENOUGH = 200
"""Tasks that a forecast is made of, at most: the latest count."""

_LOOKED_AT = 100
"""Runs that are looked at, at most: a forecast takes no longer with a long history."""


def known(state: Path, agent: str, mode: str) -> tuple[list[Sample], str]:
    """What tasks took that this agent worked at in this mode, and which those are, in words.

    Where there are none, those of its other modes have to do.
    """
    same: list[Sample] = []
    others: list[Sample] = []
    for folder in find_runs(state)[:_LOOKED_AT]:
        if len(same) >= ENOUGH:
            break
        try:
            if journal.created_by(folder).settings.agent != agent:
                continue
            with closing(journal.Reader(folder)) as reader:
                run = reader.run
        except Refusal:
            continue  # damaged, and no reason not to start another
        alike = run.plan is not None and run.plan.mode == mode
        (same if alike else others).extend(samples(run))
    if same:
        return same[:ENOUGH], f"of {agent} in mode {mode}"
    if others:
        return others[:ENOUGH], f"of {agent} in other modes"
    return [], f"{agent} has not finished a task here before"

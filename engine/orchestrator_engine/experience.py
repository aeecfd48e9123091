"""What earlier runs of this person say about the next one: by their summaries."""

import time
from pathlib import Path

from orchestrator_engine.forecast import ENOUGH
from orchestrator_engine.places import find_runs
from orchestrator_engine.spending import Sample
from orchestrator_engine.summary import summary

_LOOKED_AT = 100
"""Runs that are looked at, at most: a forecast takes no longer with a long history."""


def known(state: Path, agent: str, mode: str) -> tuple[list[Sample], str]:
    """What tasks took that this agent worked at in this mode, and which those are, in words.

    Where there are none, those of its other modes have to do.
    """
    same: list[Sample] = []
    others: list[Sample] = []
    now = time.time()
    for folder in find_runs(state)[:_LOOKED_AT]:
        if len(same) >= ENOUGH:
            break
        # Kept beside runs that are over, so that a forecast opens none of their journals.
        told = summary(folder, now)
        if told.agent == agent:
            (same if told.mode == mode else others).extend(told.samples)
    if same:
        return same[:ENOUGH], f"of {agent} in mode {mode}"
    if others:
        return others[:ENOUGH], f"of {agent} in other modes"
    return [], f"{agent} has not finished a task here before"

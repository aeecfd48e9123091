"""Exec: the items as they are written, whatever they are."""

from orchestrator_engine.modes.mode import Mode

EXEC = Mode(
    name="exec",
    summary="carry the items out as they are written",
    working=(
        "Carry the item out exactly as it is written.",
        "Where it leaves something open, choose what is smallest and easiest to undo, and say so.",
    ),
    reviewing=(
        "Was the item carried out as it is written, and nothing else?",
        "Is there evidence in the change itself, rather than in what its author says?",
    ),
)

"""Refactor: another structure, the same behaviour."""

from orchestrator_engine.modes.mode import Demand, Mode

REFACTOR = Mode(
    name="refactor",
    summary="restructure, with the same behaviour and all of the tests",
    working=(
        "You are restructuring code that works; what it does, for whoever uses it, stays the same.",
        "Change no behaviour, no message, no file format, no public name that the item does not",
        "name. The tests that are there stay as they are and go on passing, none fewer.",
        "Where no test covers what you are about to move, write one first.",
        "Delete what the new structure makes needless.",
    ),
    reviewing=(
        "Can anything behave differently from before: errors, order, defaults, edge cases?",
        "Is the structure what the item asked for, and simpler to read than what was there?",
        "Is anything left that the new structure makes needless?",
        "Would a test fail if behaviour had changed here? Name it, or say that none would.",
    ),
    demands=(Demand.SAME_TESTS,),
)

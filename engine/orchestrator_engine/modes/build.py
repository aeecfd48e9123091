"""Build: a whole project from a spec."""

from orchestrator_engine.modes.mode import Mode

BUILD = Mode(
    name="build",
    summary="make what the spec describes, item by item",
    working=(
        "You are building the project that the spec describes, one item at a time.",
        "Follow the structure, names and style that earlier items established.",
        "Write tests that would fail if the item were missing.",
    ),
    reviewing=(
        "Does the change do what the item asks, all of it, and nothing that no item asks for?",
        "Would a test fail if this item were broken tomorrow? Name it, or say that none would.",
        "Does it fit the structure and names of what is already there?",
    ),
)

"""Feature: something new in a project that exists."""

from orchestrator_engine.modes.mode import Mode

FEATURE = Mode(
    name="feature",
    summary="add what the document asks for to the project that is there",
    working=(
        "You are adding to a project that other people use; what works today works afterwards.",
        "Read the code around the place first, and do it the way this project does such things.",
        "Keep the change as small as the item allows. Write tests for what is new.",
    ),
    reviewing=(
        "Does the change do what the item asks, all of it, and leave the rest as it was?",
        "Could it break anybody who uses the project today?",
        "Would a test fail if this item were broken tomorrow? Name it, or say that none would.",
    ),
)

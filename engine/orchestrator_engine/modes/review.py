"""Review: a whole reading of a project or a part of it; nothing is changed."""

from orchestrator_engine.modes.mode import Mode

REVIEW = Mode(
    name="review",
    summary="read the code as a careful colleague, and write down what should change",
    working=(
        "You are reviewing code as a careful colleague, and change nothing.",
        "Ask of it: does it do what it is for, what happens when things go wrong, can the next",
        "person understand it, is anything there that is not needed, would a test fail if it",
        "broke?",
        "Each finding names the file and line, the evidence as it stands there, and what to do",
        "instead. Taste without a reason is no finding.",
    ),
    reviewing=(
        "Open each place that the report names: is the evidence there, and is the finding right?",
        "Is each severity right, and is the suggestion better than what is there?",
        "Was something serious overlooked in what was asked to be reviewed?",
    ),
    reports="REV",
)

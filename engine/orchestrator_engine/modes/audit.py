"""Audit: what is wrong with a project in one respect; nothing is changed."""

from orchestrator_engine.modes.mode import Mode

AUDIT = Mode(
    name="audit",
    summary="look for what is wrong in one respect, and write it down; nothing is changed",
    working=(
        "You are auditing a project in the respect that is asked for, and change nothing.",
        "Read the code that matters for it, to where data comes in and goes out.",
        "Report what is really there and matters: each finding names the file and line, the",
        "evidence as it stands there, what could happen, and what to do. A suspicion that you did",
        "not follow to its end is a note. Ten true findings are worth more than a hundred guesses,",
        "and none at all is a good answer where nothing is wrong.",
    ),
    reviewing=(
        "Open each place that the report names: is the evidence there, and does it mean that?",
        "Is each severity right: what would really happen, to whom, and how easily?",
        "Is anything reported twice, or reported that the project guards against elsewhere?",
        "Was a part of the project left out that matters in this respect?",
    ),
    reports="AUD",
)

"""Test: tests that are missing."""

from orchestrator_engine.modes.mode import Demand, Mode

TEST = Mode(
    name="test",
    summary="write the tests that are missing, and nothing else",
    working=(
        "You are writing tests that are missing, and change nothing but tests.",
        "Test what the code is for, from the outside, the way this project writes its tests; name",
        "each test after what is so. Cover what goes wrong as well as what goes right.",
        "A test that cannot fail is worth nothing: break the code on purpose to see each of yours",
        "fail, and put it back. The functions that your tests name are broken afterwards, by one",
        "small mistake at a time, and a test that notices none of them is sent back.",
    ),
    alone=(
        "Where a test shows that the code is wrong, leave it out and say so in your answer: the",
        "code is not yours to change here.",
    ),
    followed=(
        "Where a test shows that the code is wrong, leave it in, failing, and say so in your",
        "answer: the code is not yours to change here; another run mends it next, and may not",
        "touch the test. It must run, and fail for what the code does wrong.",
    ),
    reviewing=(
        "For each new test: which mistake in the code would make it fail? Name it.",
        "Does any test repeat what the code says instead of what it is for?",
        "Is what the item asks to be tested covered, with its errors and edges?",
        "Can a test fail by chance: by time, order, the network, the machine?",
    ),
    judging=(
        "A test that fails is what the code will be bent to next: is it the code that is wrong, by",
        "what the item, the project's own words or plain sense promise, and not the test?",
    ),
    demands=(Demand.ONLY_TESTS, Demand.MORE_TESTS, Demand.BREAKS),
)

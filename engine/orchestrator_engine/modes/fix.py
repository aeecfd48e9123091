"""Fix: a bug, shown by a test before it is mended."""

from orchestrator_engine.modes.mode import Demand, Mode

FIX = Mode(
    name="fix",
    summary="show each bug by a test, mend it, keep the test",
    working=(
        "You are mending a bug in a project that people use. The report may be vague: find out",
        "first what really happens, and where it comes from, before you change anything.",
        "Write a test that shows the bug, and keep it: it has to fail on the code as it was and to",
        "pass on yours. Both are tried.",
        "Mend the cause and not the symptom, with the smallest change that does it, and look",
        "whether the same slip was made elsewhere.",
    ),
    reviewing=(
        "Is it the cause that was mended, or is a symptom hidden?",
        "Does the new test show this very bug, or would another mistake make it pass, too?",
        "Could the change break anybody who uses the project today?",
        "Was the same slip made in other places that were left as they are?",
    ),
    demands=(Demand.REPRODUCED,),
)

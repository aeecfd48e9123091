"""`answer`: answer what an agent asks, from a script or another terminal."""

from argparse import Namespace

from orchestrator_engine.cli import choosing, output
from orchestrator_engine.commanding import command
from orchestrator_engine.questions import Choice

BY = "code-orch answer"


def answer(options: Namespace) -> int:
    """Answer one question; refused where somebody else was faster."""
    folder = choosing.choose(options.run)
    choice = Choice(options.choice)
    run = command(
        folder, "answer", more=choice.as_data(options.question, by=BY, message=options.say)
    )
    how = run.settled[options.question]
    if options.json:
        output.emit({"run": folder.id, "question": options.question, "answer": str(choice)})
    else:
        output.say(f"{options.question}: {how.words}.")
    return 0

"""`attach`: watch a run in this terminal, and answer what its agents ask."""

from argparse import Namespace
from contextlib import closing
from functools import partial

from orchestrator_engine import journal, launch
from orchestrator_engine.cli import approving, choosing, desk, ending, faces, keyboard, output
from orchestrator_engine.cli.follow import follow, spoken
from orchestrator_engine.errors import NotDone
from orchestrator_engine.journal import Reader
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Run


def attach(options: Namespace) -> int:
    """Show a run until it has ended, or until the person leaves."""
    folder = choosing.choose(options.run)
    if options.json or not keyboard.there():
        raise NotDone(
            "`attach` is for a person at a terminal, and this is none",
            f"Programs answer with: code-orch answer {folder.id} ID allow|always|refuse",
        )
    try:
        run = _attached(folder)
    except (desk.Left, KeyboardInterrupt) as how:
        output.say(f"The run goes on. Come back with: code-orch attach {folder.id}")
        return 0 if isinstance(how, desk.Left) else ending.INTERRUPTED
    output.say("")
    output.say(ending.closing(run, folder))
    if run.plan_ready and approving.offered(folder):
        return attach(Namespace(**vars(options) | {"run": folder.id}))
    return 0 if run.over else ending.LATER


def _attached(folder: RunFolder) -> Run:
    face = faces.choose(as_json=False, asks=desk.hint, words=partial(spoken, folder))
    with (
        closing(Reader(folder)) as reader,
        desk.at_this_terminal(reader, folder, face, desk.LEAVES) as listen,
    ):
        return follow(
            reader,
            face,
            history=journal.read(folder),
            driven=lambda: launch.alive(folder),
            sleep=listen,
        )

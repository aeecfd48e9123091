"""`resume`: let a stopped, paused or crashed run go on, and follow it."""

from argparse import Namespace

from orchestrator_engine import starting
from orchestrator_engine.cli import choosing, output
from orchestrator_engine.cli.follow import Interrupts, watch


def resume(options: Namespace) -> int:
    """Let a run go on from where it ended."""
    folder = choosing.choose(options.run)
    with Interrupts() as interrupts:
        starting.resume(folder)
        if options.json:
            output.emit({"run": folder.id, "folder": str(folder.path)})
        if not options.detach:
            return watch(folder, interrupts, as_json=options.json, resumed=True)
    if not options.json:
        output.say(f"Run {folder.id} goes on in the background.")
        output.say(f"  follow it: code-orch logs -f {folder.id}")
    return 0

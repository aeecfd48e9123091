"""`resume`: let a stopped, paused or crashed run go on, and follow it."""

from argparse import Namespace

from orchestrator_engine import launch, resuming
from orchestrator_engine.cli import choosing, output
from orchestrator_engine.cli.follow import Interrupts, watch
from orchestrator_engine.cli.limits import limits
from orchestrator_engine.places import state_dir


def resume(options: Namespace) -> int:
    """Let a run go on from where it ended."""
    if options.all:
        return _resume_all(options)
    folder = choosing.choose(options.run)
    with Interrupts() as interrupts:
        resuming.resume(folder, limits(options))
        if options.json:
            output.emit({"run": folder.id, "folder": str(folder.path)})
        if not options.detach:
            return watch(
                folder, interrupts, as_json=options.json, resumed=True, verbose=options.verbose
            )
    if not options.json:
        output.say(f"Run {folder.id} goes on in the background.")
        output.say(f"  follow it: code-orch logs -f {folder.id}")
    return 0


def _resume_all(options: Namespace) -> int:
    """Let every run go on that died; those that somebody stopped stay as they are."""
    resumed = launch.resume_all(state_dir())
    started = [folder.id for folder in resumed.started]
    followed = [folder.id for folder in resumed.followed]
    if options.json:
        output.emit({"runs": started, "followed": followed})
        return 0
    for run in started:
        output.say(f"Run {run} goes on in the background.")
    for run in followed:
        output.say(f"Run {run} is completed, and the run that follows it begins.")
    if not started and not followed:
        output.say("No run died.")
    return 0

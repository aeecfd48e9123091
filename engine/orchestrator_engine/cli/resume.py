"""`resume`: let a stopped, paused or crashed run go on, and follow it."""

from argparse import Namespace

from orchestrator_engine import following, launch, resuming
from orchestrator_engine.cli import choosing, output
from orchestrator_engine.cli.follow import Interrupts, watch
from orchestrator_engine.cli.limits import limits
from orchestrator_engine.errors import NotDone
from orchestrator_engine.places import RunFolder, state_dir
from orchestrator_engine.sequel import may_follow, sequel_of


def resume(options: Namespace) -> int:
    """Let a run go on from where it ended."""
    if options.all:
        return _resume_all(options)
    folder = choosing.choose(options.run)
    then = _following(folder, options)
    with Interrupts() as interrupts:
        if then is None:
            resuming.resume(folder, limits(options))
        else:
            folder = then
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


def _following(folder: RunFolder, options: Namespace) -> RunFolder | None:
    """The run that follows that one by itself, begun where it was refused; None where none was.

    Raises `Refusal` where it is so again, has to wait, or would have other limits.
    """
    told = sequel_of(folder)
    if told is None or not (told.refused or told.waits) or not may_follow(folder):
        return None
    if limits(options):
        raise NotDone(
            f"run {folder.id} is completed, and the run that follows it has the limits that were "
            "agreed on when the two were started",
            f"To begin it with those: code-orch resume {folder.id}",
        )
    sequel = following.go_on(folder, anew=True)
    assert sequel is not None
    if sequel.waits:
        launch.follow_up(folder)
        raise NotDone(
            f"run {sequel.waits} goes on in this project",
            f"The run that follows {folder.id} begins by itself once that is over.",
        )
    if sequel.run is None:
        raise NotDone(
            f"the run that follows {folder.id} was not begun: {sequel.why}",
            f"Mend that, then try again: code-orch resume {folder.id}",
        )
    return RunFolder(folder.state / "runs" / sequel.run)


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

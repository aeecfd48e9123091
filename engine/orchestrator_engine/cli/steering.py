"""`pause`, `restart`, `retry`, `skip`: steer a run that goes on, or let an ended one go on."""

from argparse import Namespace

from orchestrator_engine.cli import choosing, ending, output
from orchestrator_engine.commanding import command, find_task
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Run
from orchestrator_engine.wording import task_name


def pause(options: Namespace) -> int:
    """Let a run come to a rest."""
    folder = choosing.choose(options.run)
    run = command(folder, "pause")
    return _told(
        options,
        run,
        folder,
        "Nothing new is begun; what is under way is finished, and then the run is paused.",
        f"  go on:     code-orch resume {folder.id}",
    )


def restart(options: Namespace) -> int:
    """Throw away what is under way, and try that and all that failed again."""
    folder = choosing.choose(options.run)
    run = command(folder, "restart")
    words = "What was under way is begun again, and what had failed is tried again."
    return _told(options, run, folder, words, _follow(folder))


def retry(options: Namespace) -> int:
    """Have one task tried again."""
    folder = choosing.choose(options.run)
    run = command(folder, "retry", task=options.task)
    name = task_name(run, find_task(run, options.task))
    words = f"{name} is tried again, and what was skipped for it waits for it again."
    return _told(options, run, folder, words, _follow(folder))


def skip(options: Namespace) -> int:
    """Leave one task out."""
    folder = choosing.choose(options.run)
    run = command(folder, "skip", task=options.task)
    name = task_name(run, find_task(run, options.task))
    words = f"{name} is left out, and so is what waits for it. The rest goes on."
    return _told(options, run, folder, words, _follow(folder))


def _follow(folder: RunFolder) -> str:
    return f"  follow it: code-orch logs -f {folder.id}"


def _told(options: Namespace, run: Run, folder: RunFolder, *lines: str) -> int:
    if options.json:
        output.emit(ending.answer(run, folder) | {"status": str(run.status)})
    else:
        output.say("\n".join(lines))
    return 0

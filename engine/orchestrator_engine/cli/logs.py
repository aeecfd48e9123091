"""`logs`: what happened in a run, an event a line."""

from argparse import Namespace

from orchestrator_engine import journal, launch
from orchestrator_engine.cli import choosing, ending, faces, output
from orchestrator_engine.cli.follow import follow
from orchestrator_engine.journal import Reader
from orchestrator_engine.places import RunFolder


def logs(options: Namespace) -> int:
    """Show the journal; with `-f`, go on for as long as the run does."""
    with choosing.look(options.run) as folder:
        return _show(folder, options)


def _show(folder: RunFolder, options: Namespace) -> int:
    reader = Reader(folder)
    face = faces.JsonLines() if options.json else faces.Lines()
    try:
        if not options.follow:
            face.show(journal.read(folder), reader.run)
            return 0
        run = follow(
            reader, face, history=journal.read(folder), driven=lambda: launch.alive(folder)
        )
    except KeyboardInterrupt:
        # Looking on is not driving: the run goes on.
        return ending.INTERRUPTED
    finally:
        reader.close()
    if not run.over:
        output.note(f"Nobody drives the run. Let it go on: code-orch resume {folder.id}")
        return ending.LATER
    return 0

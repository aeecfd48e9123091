"""`export`: a run as one file, to look at elsewhere or to send along with a bug report."""

from argparse import Namespace
from pathlib import Path
from shlex import quote

from orchestrator_engine.archive import export as write
from orchestrator_engine.cli import choosing, output
from orchestrator_engine.errors import BadStore


def export(options: Namespace) -> int:
    """Write a run to a file."""
    folder = choosing.choose(options.run)
    file: Path = options.output or Path(f"{folder.id}.zip")
    if file.suffix != ".zip":
        file = file.with_name(f"{file.name}.zip")
    if file.exists() and not options.force:
        raise BadStore(f"{file} is there already", "Name another file, or say --force.")
    try:
        files = write(folder, file, with_project=options.with_project)
    except OSError as error:
        raise BadStore(
            f"{file} cannot be written: {error.strerror or error}", "Name another place: -o FILE"
        ) from error
    if options.json:
        output.emit({"run": folder.id, "file": str(file), "files": files})
        return 0
    output.say(str(file))
    output.note("It holds what the agents and checks said and changed, word for word: look at it")
    output.note("before you give it away. To look at it elsewhere:")
    output.note(f"  code-orch show {quote(str(file))}")
    return 0

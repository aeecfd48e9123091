"""`report`: where a run's report is, and what it says."""

from argparse import Namespace

from orchestrator_engine.cli import choosing, output
from orchestrator_engine.journal import Reader
from orchestrator_engine.mended import put_right
from orchestrator_engine.places import RunFolder
from orchestrator_engine.report import report as text_of


def report(options: Namespace) -> int:
    """Print the report's path, or with `--text` the report itself."""
    with choosing.look(options.run) as folder:
        return _tell(folder, options)


def _tell(folder: RunFolder, options: Namespace) -> int:
    path = str(folder.report) if folder.report.exists() else None
    if options.json:
        told = {"run": folder.id, "report": path}
        output.emit(told | {"text": _current(folder)} if options.text else told)
    elif options.text:
        output.say(_current(folder).rstrip("\n"))
    elif path is not None:
        output.say(path)
    else:
        output.note("The report is written when the run ends. As it stands now:")
        output.note(f"  code-orch report --text {folder.id}")
    return 0


def _current(folder: RunFolder) -> str:
    """The report of the run as it stands: also of one that goes on, or that has crashed."""
    reader = Reader(folder)
    try:
        return text_of(put_right(folder, reader.run), folder.id)
    finally:
        reader.close()

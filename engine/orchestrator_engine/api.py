"""The one door of the engine for faces that only start, watch and command runs.

Needs nothing but the standard library, cattrs, filelock and platformdirs, so that a language server
can be carried into an editor without compiled packages; a run is started by a process of its own.
"""

import os
import sys
import time
import uuid
from contextlib import closing
from pathlib import Path

from orchestrator_engine.claims import Claim, claim
from orchestrator_engine.journal import Reader
from orchestrator_engine.launch import alive
from orchestrator_engine.modes import MODES
from orchestrator_engine.places import RunFolder, find_runs, state_dir
from orchestrator_engine.report import report
from orchestrator_engine.store import Command

__all__ = [
    "MODES",
    "Claim",
    "Reader",
    "RunFolder",
    "alive",
    "claim",
    "runs_of",
    "send_stop",
    "send_ticked",
    "start_argv",
    "write_report",
]


def start_argv(
    document: Path,
    *,
    mode: str | None = None,
    agent: str | None = None,
    items: tuple[str, ...] = (),
) -> list[str]:
    """The program that starts a run of `document` and prints one JSON object.

    It prints `{"run": id, "folder": path}`, or `{"error": name, "message": …, "hint": …}` and ends
    with the exit code of the command line.
    """
    program = [sys.executable, "-m", "orchestrator_engine", "run", str(document)]
    options = ["--detach", "--json", "--cwd", str(document.parent)]
    if mode is not None:
        options += ["--mode", mode]
    if agent is not None:
        options += ["--agent", agent]
    if items:
        options += ["--items", *items]
    return [*program, *options]


def runs_of(document: Path) -> list[RunFolder]:
    """The runs of a document, the newest first."""
    wanted = os.path.realpath(document)
    found: list[RunFolder] = []
    for folder in find_runs(state_dir()):
        with closing(Reader(folder)) as reader:
            if reader.run.created.origin.document == wanted:
                found.append(folder)
    return found


def send_stop(reader: Reader) -> None:
    """Ask a run to stop."""
    reader.send(Command(uuid.uuid4().hex, "stop", {}, time.time()))


def send_ticked(reader: Reader, items: tuple[str, ...]) -> None:
    """Tell a run that the editor shows these items as done."""
    reader.send(Command(uuid.uuid4().hex, "ticked", {"items": list(items)}, time.time()))


def write_report(folder: RunFolder) -> Path:
    """Write the report of a run as it stands now; the file it is in."""
    with closing(Reader(folder)) as reader:
        folder.report.write_text(report(reader.run, folder.id), "utf-8")
    return folder.report

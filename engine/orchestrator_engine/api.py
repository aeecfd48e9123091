"""The one door of the engine for faces that only start, watch and command runs.

Needs nothing but the standard library, cattrs and platformdirs, so that a language server
can be carried into an editor without compiled packages; a run is started by a process of its own.
"""

import sys
import time
import uuid
from contextlib import closing
from pathlib import Path

from orchestrator_engine.approving import approve as approve_plan
from orchestrator_engine.approving import waiting as waiting_plan
from orchestrator_engine.attendance import Attendance
from orchestrator_engine.boxes import tick_file
from orchestrator_engine.claims import Claim, claim
from orchestrator_engine.commanding import command, find_task
from orchestrator_engine.details import Detail, Wish, detail
from orchestrator_engine.dismissing import send_dismissal, send_reopening
from orchestrator_engine.errors import BadProject
from orchestrator_engine.journal import Reader, created_by, over
from orchestrator_engine.launch import ProjectBusy, alive, left, start
from orchestrator_engine.mended import put_right
from orchestrator_engine.modes import MODES
from orchestrator_engine.modes.choice import choose
from orchestrator_engine.modes.own import named_worker, own_modes
from orchestrator_engine.places import RunFolder
from orchestrator_engine.remarks import remarks
from orchestrator_engine.report import report
from orchestrator_engine.reported import findings_of
from orchestrator_engine.run import Run
from orchestrator_engine.store import Command
from orchestrator_engine.system.git_command import GitFailed, git
from orchestrator_engine.system.secrets import redactor
from orchestrator_engine.telling import tell_move
from orchestrator_engine.viewing import run_view, runs_overview

__all__ = [
    "MODES",
    "Attendance",
    "Claim",
    "Detail",
    "Reader",
    "RunFolder",
    "Wish",
    "alive",
    "approve_plan",
    "choose",
    "claim",
    "command",
    "created_by",
    "dashboard_argv",
    "detail",
    "find_task",
    "findings_of",
    "named_worker",
    "own_modes",
    "plan_argv",
    "put_right",
    "remarks",
    "resume_argv",
    "revert_argv",
    "revive",
    "run_view",
    "runs_overview",
    "send_answer",
    "send_dismissal",
    "send_reopening",
    "send_stop",
    "send_ticked",
    "start_argv",
    "tell_move",
    "tick_file",
    "waiting_plan",
    "wish_argv",
    "write_change",
    "write_report",
]


def start_argv(
    document: Path,
    *,
    mode: str | None = None,
    agent: str | None = None,
    items: tuple[str, ...] = (),
    cwd: Path | None = None,
) -> list[str]:
    """The program that starts a run of `document` and prints one JSON object.

    `cwd` is a folder of the repository to work in, the document's own for None.

    It prints `{"run": id, "folder": path}`, or `{"error": name, "message": …, "hint": …}` and ends
    with the exit code of the command line.
    """
    options = ["--detach", "--json", "--cwd", str(cwd or document.parent)]
    if mode is not None:
        options += ["--mode", mode]
    if agent is not None:
        options += ["--agent", agent]
    if items:
        options += ["--items", *items]
    return [*_program("run", str(document)), *options]


def wish_argv(words: str, *, mode: str, cwd: Path, remark: str | None = None) -> list[str]:
    """The program that has done what `words` ask for, in the repository around `cwd`.

    With the id of a `remark` it is to put that right. It answers as that of `start_argv`.
    """
    # Each of our modes is a command; one of a person's own is said to the one that does anything.
    program = _program(mode) if mode in MODES else [*_program("exec"), "--mode", mode]
    # A line end keeps the words from being taken for the name of a file, and `--` for an option.
    about = ["--remark", remark] if remark is not None else []
    return [*program, "--detach", "--json", "--cwd", str(cwd), *about, "--", f"{words}\n"]


def plan_argv(document: Path, *, mode: str | None = None, items: tuple[str, ...] = ()) -> list[str]:
    """The program that writes the plan of a run as a document, and starts nothing.

    It prints `{"plan": path}`, or `{"error": name, "message": …, "hint": …}`.
    """
    options = ["--json", "--cwd", str(document.parent)]
    if mode is not None:
        options += ["--mode", mode]
    if items:
        options += ["--items", *items]
    return [*_program("plan", str(document)), *options]


def revert_argv(folder: RunFolder, task: str) -> list[str]:
    """The program that takes a task of a run back, or with `--dry-run` says what that comes to."""
    return [*_program("revert", folder.id, task), "--json"]


def _program(command: str, *arguments: str) -> list[str]:
    # -P: Python must not look for modules in the person's folder.
    return [sys.executable, "-P", "-m", "orchestrator_engine", command, *arguments]


def resume_argv(folder: RunFolder) -> list[str]:
    """The program that lets a run go on as a person asked; it answers as that of `start_argv`."""
    return [*_program("resume", folder.id), "--detach", "--json"]


def dashboard_argv(run: str | None = None) -> list[str]:
    """The program that starts the dashboard where there is none, and prints `{"url": link}`.

    The link shows the run with that id first. An error is told as by `start_argv`.
    """
    return [*_program("open", *(() if run is None else (run,))), "--json"]


def revive(folder: RunFolder) -> bool:
    """Let a run go on that died before its end; False where that is not for us to do.

    A person has to look first at one whose supervisor gave up, and one that nobody drove yet is
    just being started by somebody else. Raises `Refusal` when it cannot be started.
    """
    if not left(folder) or over(folder):
        return False
    try:
        start(folder)
    except ProjectBusy as busy:
        if busy.run == folder.id:  # somebody else was faster
            return False
        raise
    return True


def send_stop(reader: Reader, how: str | None = None) -> None:
    """Ask a run to stop; `how` is what becomes of what is under way, "finish" or "drop"."""
    data: dict[str, object] = {} if how is None else {"how": how}
    reader.send(Command(uuid.uuid4().hex, "stop", data, time.time()))


def send_answer(reader: Reader, data: dict[str, object]) -> None:
    """Answer a question of a run; `data` is what `questions.Choice.as_data` gives."""
    reader.send(Command(uuid.uuid4().hex, "answer", data, time.time()))


def send_ticked(reader: Reader, items: tuple[str, ...]) -> None:
    """Tell a run that the editor shows these items as done."""
    reader.send(Command(uuid.uuid4().hex, "ticked", {"items": list(items)}, time.time()))


def write_change(folder: RunFolder, run: Run, task: str) -> Path | None:
    """Write what a task changed as a patch; the file it is in, or None where it changed nothing.

    Raises `BadProject` where the repository cannot tell any more.
    """
    state = run.tasks[task]
    latest = state.attempt.commit if state.attempt is not None else None
    if state.merged is not None:
        asked = ("show", "--stat", "--patch", "--no-color", "--no-ext-diff", state.merged)
    elif latest is not None and state.base is not None:
        span = f"{state.base}..{latest}"
        asked = ("diff", "--stat", "--patch", "--no-color", "--no-ext-diff", span)
    else:
        return None
    try:
        patch = git(Path(run.created.origin.repository), asked)
    except GitFailed as failed:
        hint = "Its commits may have been cleared away; `code-orch export` keeps patches."
        raise BadProject(f"git cannot tell the change any more: {failed}", hint) from failed
    file = folder.change(task)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.write_text(redactor().text(patch.decode("utf-8", "replace")), "utf-8")
    return file


def write_report(folder: RunFolder) -> Path:
    """Write the report of a run as it stands now; the file it is in."""
    with closing(Reader(folder)) as reader:
        run = put_right(folder, reader.run)
        folder.report.write_text(redactor().text(report(run, folder.id)), "utf-8")
    return folder.report

"""What the stories in VS Code have in common: projects that are left as they were found."""

import json
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

from orchestrator_engine import api
from orchestrator_engine.journal import Reader
from orchestrator_engine.places import RunFolder
from orchestrator_engine.system.sweeping import sweep
from orchestrator_engine.wording import count
from support.project import Project, processes_of, wait
from support.vscode_window import Window


def programmed(project: Project, *command: str) -> None:
    """Have a program carry the tasks of a project out, and one that is pleased look at them."""
    settings = project.folder / ".orchestrator.toml"
    remark = {"file": "told.txt", "line": 1, "severity": "note", "evidence": "It is there."}
    verdict = json.dumps({"score": 9, "summary": "Read.", "remarks": [remark]})
    agent = f"[agents.program]\ncommand = {json.dumps(command)}\nlook = ['echo', '{verdict}']\n"
    text = settings.read_text("utf-8").replace('"rehearsal"', '"program"')
    settings.write_text(f"{text}\n{agent}", "utf-8")


def begin(window: Window, items: int) -> None:
    """Open the spec, in which so much is open, and have it run after a yes."""
    window.open("SPEC.md")
    window.press(f"{count(items, 'open item')} · run", "Rehearsal: ")
    window.answer("Rehearsal: ", "Run")


def tidied(project: Project) -> Generator[Project]:
    """The project, of whose runs nothing goes on afterwards."""
    yield project
    for folder in runs_of(project):
        if api.alive(folder):
            with closing(Reader(folder)) as reader:
                api.send_stop(reader)
            wait(lambda folder=folder: not api.alive(folder), "the run has stopped")
        sweep(folder.id)
        wait(lambda folder=folder: not any(processes_of(folder).values()), "nothing of it is left")


def runs_of(project: Project) -> list[RunFolder]:
    """The runs of this very project; others may have the same state folder."""
    here = project.folder.resolve()
    found = ((folder, api.created_by(folder).origin.repository) for folder in project.runs())
    return [folder for folder, repository in found if Path(repository) == here]


def only_run(project: Project) -> RunFolder:
    """The one run that there was."""
    (folder,) = runs_of(project)
    return folder

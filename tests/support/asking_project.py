"""The example, with an agent that asks twice before it begins: its story waits for a person."""

from collections.abc import Generator
from contextlib import closing
from pathlib import Path

from orchestrator_engine import api
from orchestrator_engine.journal import Reader
from orchestrator_engine.system.sweeping import sweep
from support.project import Project, example, processes_of, wait

HEADING = "## TEA-1, round 1\n"
ASKED = "\nasks: npm install kettle\n\nasks: npm install tray\n"


def asking(where: Path) -> Project:
    """The example, whose first item asks for a kettle and then for a tray."""
    project = example(where, pace=0.03)
    script = project.folder / "SPEC.rehearsal.md"
    text = script.read_text("utf-8")
    assert HEADING in text
    script.write_text(text.replace(HEADING, HEADING + ASKED), "utf-8")
    me = ("-c", "user.name=A Person", "-c", "user.email=person@example.org")
    project.git(*me, "commit", "--quiet", "--all", "--message=Ask")
    return project


def kept(project: Project) -> Generator[Project]:
    """A project for a test, after which nothing of its runs is left."""
    yield project
    for folder in project.runs():
        if api.alive(folder):
            with closing(Reader(folder)) as reader:
                api.send_stop(reader)
            wait(lambda folder=folder: not api.alive(folder), "the run has stopped")
        sweep(folder.id)
        wait(lambda folder=folder: not any(processes_of(folder).values()), "all of it is gone")

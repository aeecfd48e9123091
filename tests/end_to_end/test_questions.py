"""A rehearsal that asks, a person who answers: whole runs over the command line."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator_engine.attendance import Attendance
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Status
from support.project import Project, look, tiny, wait


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = tiny(tmp_path, tasks=1)
    script = made.folder / "SPEC.rehearsal.md"
    text = script.read_text().replace("Here it is.\n", "asks: pip install tea\n\nHere it is.\n", 1)
    script.write_text(text)
    return made


def report(project: Project, folder: RunFolder) -> str:
    return project.code_orch("report", folder.id, "--text")


@pytest.fixture
def asking(project: Project) -> Iterator[RunFolder]:
    """A run that waits for an answer."""
    # The agent must not be faster than we are.
    script = project.folder / "SPEC.rehearsal.md"
    script.write_text(script.read_text().replace("pace: 0", "pace: 0.5"))
    folder = project.start()
    with Attendance(folder):
        wait(lambda: look(folder).question is not None, "the question")
        yield folder


def test_nobody_is_there_so_it_is_refused_and_the_report_says_so(project: Project) -> None:
    project.code_orch("run", "SPEC.md", "--mode", "build")
    (folder,) = project.runs()
    assert look(folder).status is Status.COMPLETED
    assert "pip install tea" in report(project, folder)
    assert "nobody is there who could be asked" in report(project, folder)


@pytest.mark.parametrize(
    ("choice", "says"),
    [
        ("allow", "q1: allowed by code-orch answer."),
        ("always", "q1: allowed for the rest of the run by code-orch answer."),
        ("refuse", "q1: refused by code-orch answer: no tea."),
    ],
)
def test_a_script_answers(project: Project, asking: RunFolder, choice: str, says: str) -> None:
    say = ("--say", "no tea") if choice == "refuse" else ()
    assert project.code_orch("answer", asking.id, "q1", choice, *say).strip() == says
    late = project.try_code_orch("answer", asking.id, "q1", "allow", "--json")
    assert late.returncode == 2
    assert "q1 needs no answer any more" in json.loads(late.stdout)["message"]
    wait(lambda: look(asking).over, "the end")
    assert look(asking).status is Status.COMPLETED
    assert ("was allowed" if choice != "refuse" else "no tea") in report(project, asking)


def test_a_question_that_was_never_asked_cannot_be_answered(
    project: Project, asking: RunFolder
) -> None:
    done = project.try_code_orch("answer", asking.id, "q7", "allow")
    assert done.returncode == 2
    assert "no question q7" in done.stderr
    project.code_orch("stop", asking.id)
    done = project.try_code_orch("answer", asking.id, "q1", "allow")
    assert "withdrawn" in done.stderr

"""A rehearsal that asks, a person who answers: whole runs over the command line."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator_engine.attendance import Attendance
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Status
from support.project import Project, look, processes_of, tiny, wait
from support.terminal import Terminal


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A run of it begins when the gate is open."""
    made = tiny(tmp_path, tasks=1)
    script = made.folder / "SPEC.rehearsal.md"
    text = script.read_text().replace("Here it is.\n", "asks: pip install tea\n\nHere it is.\n", 1)
    script.write_text(text)
    settings = made.folder / ".orchestrator.toml"
    waits = f"until [ -e {tmp_path}/gate ]; do sleep 0.05; done"
    settings.write_text(settings.read_text().replace('test = "true"', f'test = "{waits}"'))
    return made


def open_gate(project: Project) -> None:
    """Let agents begin."""
    (project.state.parent / "gate").touch()


def report(project: Project, folder: RunFolder) -> str:
    return project.code_orch("report", folder.id, "--text")


@pytest.fixture
def asking(project: Project) -> Iterator[RunFolder]:
    """A run that waits for an answer."""
    folder = project.start()
    with Attendance(folder):
        open_gate(project)
        wait(lambda: look(folder).question is not None, "the question")
        yield folder


def test_nobody_is_there_so_it_is_refused_and_the_report_says_so(project: Project) -> None:
    open_gate(project)
    project.code_orch("run", "SPEC.md", "--mode", "build")
    (folder,) = project.runs()
    assert look(folder).status is Status.COMPLETED
    refusal = "Shell pip install tea (nobody is there who could be asked)"
    assert f"- `{refusal}`" in report(project, folder)
    assert f"refused: {refusal}" in project.code_orch("show", folder.id)


def test_a_script_answers_and_every_face_tells_of_it(project: Project, asking: RunFolder) -> None:
    told = project.code_orch("status", asking.id)
    assert f"{asking.id}  asks " in told
    assert "T-1 Write t-1.txt asks (q1): Shell pip install tea\n" in told
    assert f"code-orch answer {asking.id} q1 always|allow|refuse" in told
    (one,) = json.loads(project.code_orch("status", asking.id, "--json"))["runs"]
    assert (one["state"], one["question"]["id"]) == ("asks", "q1")
    assert "    pip install tea\n" in project.code_orch("show", asking.id)
    assert "**waits for an answer**" in report(project, asking)

    done = project.code_orch("answer", asking.id, "q1", "refuse", "--say", "no tea")
    assert done == "q1: refused by code-orch answer: no tea.\n"
    late = project.try_code_orch("answer", asking.id, "q1", "allow", "--json")
    assert late.returncode == 2
    assert "q1 needs no answer any more: it was refused" in json.loads(late.stdout)["message"]
    wait(lambda: look(asking).over, "the end")
    assert look(asking).status is Status.COMPLETED
    assert "Shell pip install tea (by code-orch answer: no tea)" in report(project, asking)
    assert "q1: refused by code-orch answer: no tea\n" in project.code_orch("logs", asking.id)


def test_a_question_is_withdrawn_with_its_run(project: Project, asking: RunFolder) -> None:
    done = project.try_code_orch("answer", asking.id, "q7", "allow")
    assert (done.returncode, "no question q7" in done.stderr) == (2, True)
    project.code_orch("stop", asking.id)
    done = project.try_code_orch("answer", asking.id, "q1", "allow")
    assert done.returncode == 2
    assert look(asking).settled["q1"].withdrawn


def attach(project: Project, folder: RunFolder, kind: str) -> Terminal:
    argv = [sys.executable, "-m", "orchestrator_engine", "attach", folder.id]
    return Terminal(argv, project.folder, project.environment, kind)


@pytest.mark.parametrize(("kind", "yes"), [("xterm", "w"), ("dumb", "allow\n")])
def test_a_person_answers_at_a_terminal(project: Project, kind: str, yes: str) -> None:
    folder = project.start()
    with attach(project, folder, kind) as terminal:
        terminal.wait_for("Tiny")
        # Whoever types ahead has not seen what they allow.
        terminal.type(yes)
        wait(lambda: any((folder.path / "attendance").glob("*")), "somebody is there")
        open_gate(project)
        terminal.wait_for("asks (q1): Shell pip install tea")
        terminal.wait_for("n refuse")

        def answered() -> bool:
            terminal.type(yes)
            terminal.look()
            return not look(folder).questions

        wait(answered, "the answer")
        assert terminal.code() == 0
    run = look(folder)
    assert run.settled["q1"].by == "code-orch attach"
    assert run.settled["q1"].allow
    assert run.settled["q1"].remember == (yes == "w")


def test_who_leaves_lets_the_run_go_on(project: Project, asking: RunFolder) -> None:
    with attach(project, asking, "xterm") as terminal:
        terminal.wait_for("n refuse")

        def left() -> bool:
            terminal.type("q")
            return "The run goes on" in terminal.look()

        wait(left, "leaving")
        assert terminal.code() == 0
    assert look(asking).question is not None


def test_without_a_terminal_nobody_attaches(project: Project, asking: RunFolder) -> None:
    done = project.try_code_orch("attach", asking.id)
    assert done.returncode == 2
    assert f"code-orch answer {asking.id}" in done.stderr


def test_a_worker_that_is_killed_while_it_asks_asks_again_and_is_answered(
    project: Project, asking: RunFolder
) -> None:
    (worker,) = processes_of(asking)["worker"]
    worker.kill()
    wait(lambda: look(asking).settled.get("q1") is not None, "the first question is withdrawn")
    assert look(asking).settled["q1"].withdrawn
    wait(lambda: look(asking).question is not None, "it is asked again")
    question = look(asking).question
    assert question is not None
    assert (question.id, question.title) == ("q2", "Shell pip install tea")
    done = project.try_code_orch("answer", asking.id, "q1", "allow")
    assert (done.returncode, "needs no answer any more" in done.stderr) == (2, True)
    project.code_orch("answer", asking.id, "q2", "allow")
    wait(lambda: look(asking).over, "the end")
    run = look(asking)
    assert run.status is Status.COMPLETED, run.why
    # The one that was cut short is thrown away, and repeated in the same round.
    first, second = run.tasks["T1"].attempts
    assert (first.abandoned is not None, first.round, second.round) == (True, 1, 1)
    assert second.allowed == ("Shell pip install tea",)
    assert project.git("worktree", "list").count("\n") == 0
    assert project.git("for-each-ref", "refs/code-orch") == ""


def test_unattended_asks_nobody_though_somebody_is_there(project: Project) -> None:
    folder = project.start("--unattended")
    with Attendance(folder):
        open_gate(project)
        wait(lambda: look(folder).over, "the end")
    run = look(folder)
    assert run.status is Status.COMPLETED, run.why
    assert (run.asked, run.settled) == (0, {})
    assert "Shell pip install tea" in report(project, folder)

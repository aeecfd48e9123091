"""The command line as a person meets it: the real program, the real processes, the example."""

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Status
from support.project import Project, example, look, paced, processes_of, wait

PROGRAM = [sys.executable, "-m", "orchestrator_engine"]
BUILD = ["build", "SPEC.md", "--agent", "rehearsal"]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = example(tmp_path)
    yield made
    for folder in made.runs():
        made.try_code_orch("stop", folder.id)


@contextmanager
def running(project: Project, *arguments: str) -> Generator["subprocess.Popen[str]"]:
    """The program in the foreground, with its output in pipes."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [*PROGRAM, *arguments],
        cwd=project.folder,
        env=project.environment,
        stdin=subprocess.DEVNULL,
        stdout=pipe,
        stderr=pipe,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def under_way(project: Project) -> RunFolder:
    """The run, once its first task is merged."""

    def merged() -> bool:
        runs = project.runs()
        return bool(runs) and any(state.merged for state in look(runs[0]).tasks.values())

    wait(merged, "the first task is merged")
    return project.runs()[0]


def refused(project: Project, *arguments: str, code: int = 2) -> str:
    """What is said to a person who is refused: a message and a hint, and no traceback."""
    done = project.try_code_orch(*arguments)
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 2, done.stderr
    return done.stderr


@pytest.mark.slow
def test_the_example_is_carried_out_in_plain_lines(project: Project) -> None:
    shown = project.code_orch(*BUILD)
    assert "\x1b" not in shown
    assert "Rehearsal: Teatime" in shown.splitlines()[0]
    assert "sent it back, 4/10" in shown
    assert "test failed (exit code 1)" in shown
    assert "Rehearsal: Teatime: completed" in shown
    assert "- [ ]" not in project.document.read_text()
    (folder,) = project.runs()
    assert project.git("rev-list", "--count", f"main..code-orch/{folder.id}") == "5"
    assert project.git("status", "--porcelain") == "M SPEC.md"
    assert f"{folder.id}  completed  5/5" in project.code_orch("status")
    assert project.code_orch("report") == f"{folder.report}\n"
    assert project.code_orch("report", "--text") == folder.report.read_text()
    project.git("merge", f"code-orch/{folder.id}")
    for command in (["-m", "unittest"], ["-m", "teatime", "oolong"]):
        subprocess.run(["python3", *command], cwd=project.folder, check=True, capture_output=True)


@pytest.mark.slow
def test_programs_get_every_event_and_the_end(project: Project) -> None:
    first, *events, last = map(json.loads, project.code_orch(*BUILD, "--json").splitlines())
    (folder,) = project.runs()
    assert (first["run"], first["folder"]) == (folder.id, str(folder.path))
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert (last["status"], last["report"]) == ("completed", str(folder.report))


@pytest.mark.slow
def test_a_terminal_is_redrawn_in_place(project: Project) -> None:
    master, slave = pty.openpty()
    shown: list[bytes] = []

    def read() -> None:
        # The end of the other side is an error on Linux, and nothing more to read elsewhere.
        try:
            while data := os.read(master, 65536):
                shown.append(data)
        except OSError:
            return

    reader = threading.Thread(target=read)
    environment = project.environment | {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
    with subprocess.Popen(
        [*PROGRAM, *BUILD], cwd=project.folder, env=environment, stdout=slave, stderr=slave
    ) as process:
        os.close(slave)
        reader.start()
        assert process.wait(200) == 0
    reader.join(60)
    os.close(master)
    text = b"".join(shown).decode()
    assert "\x1b[" in text
    assert "5 of 5 tasks" in text
    assert "TEA-4 Say when the tea is ready" in text
    assert "Rehearsal: Teatime: completed" in text


@pytest.mark.slow
def test_an_interrupt_stops_the_run_cleanly_and_it_can_go_on(project: Project) -> None:
    with running(project, *BUILD) as process:
        folder = under_way(project)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 130
    assert "Stopping…" in err
    assert f"code-orch resume {folder.id}" in out
    wait(lambda: not any(processes_of(folder).values()), "no process is left")
    done = project.code_orch("resume")
    assert "run.created" not in done
    assert "Rehearsal: Teatime: completed" in done
    assert project.git("rev-list", "--count", f"main..code-orch/{folder.id}") == "5"
    again = refused(project, "resume", code=2)
    assert "is completed: all 5 tasks are merged" in again


@pytest.mark.slow
def test_a_closed_terminal_does_not_end_the_run(project: Project) -> None:
    with running(project, *BUILD) as process:
        folder = under_way(project)
        process.send_signal(signal.SIGHUP)
        process.wait(200)
    assert "completed" in project.code_orch("logs", "--follow", folder.id).splitlines()[-1]


@pytest.mark.slow
def test_a_second_run_is_refused_with_the_way_to_the_first(project: Project) -> None:
    paced(project, 2)
    folder = project.start()
    # What it has merged by then is told before.
    second = project.try_code_orch(*BUILD)
    assert second.returncode == 4, second.stderr
    *_, said, hint = second.stderr.splitlines()
    assert folder.id in said
    assert hint.strip().endswith(f"code-orch status {folder.id}")
    done = project.try_code_orch(*BUILD, "--json")
    assert done.returncode == 4
    assert json.loads(done.stdout)["error"] == "already-running"
    stopped = project.code_orch("stop")
    assert "stopped after" in stopped
    assert "kept:" in stopped


def test_who_takes_trust_back_can_stop_what_it_allowed(project: Project) -> None:
    paced(project, 2)
    folder = project.start()
    wait(lambda: look(folder).baseline is not None, "it has begun")
    told = json.loads(project.code_orch("trust", "--revoke", "--stop-runs", "--json"))
    assert (told["revoked"], told["stopped"], told["goes_on"]) == (True, [folder.id], [])
    assert look(folder).status is Status.STOPPED
    again = json.loads(project.code_orch("trust", "--revoke", "--stop-runs", "--json"))
    assert (again["revoked"], again["stopped"], again["goes_on"]) == (False, [], [])
    project.try_code_orch("resume", folder.id)
    run = look(folder)
    assert (run.status, "is trusted no more" in run.why) == (Status.PAUSED, True)


@pytest.mark.slow
def test_a_crash_is_told_with_the_way_to_go_on(project: Project) -> None:
    with running(project, *BUILD) as process:
        folder = under_way(project)
        processes = processes_of(folder)
        for one in (*processes["supervisor"], *processes["worker"]):
            one.kill()
        out, _ = process.communicate(timeout=120)
        assert process.returncode == 75
    assert "crashed, nobody drives it any more; what is done is safe" in out
    assert f"{folder.id}  crashed" in project.code_orch("status")
    assert "Rehearsal: Teatime: completed" in project.code_orch("resume", folder.id[-4:])


def test_the_plan_is_shown_and_nothing_is_executed(project: Project) -> None:
    shown = project.code_orch(*BUILD, "--dry-run")
    assert "TEA-5  Answer on the command line" in shown
    assert "Nothing has been executed." in shown
    assert not project.runs()
    plan = json.loads(project.code_orch(*BUILD, "--dry-run", "--json"))["plan"]
    assert len(plan["phases"]) == 3


def test_only_the_items_that_were_asked_for_are_planned(project: Project) -> None:
    shown = project.code_orch(*BUILD, "--dry-run", "--items", "TEA-1", "TEA-3")
    assert "2 tasks in 2 phases" in shown
    assert "TEA-9" in refused(project, *BUILD, "--items", "TEA-9")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("missing.md", None, "no file"),
        ("empty.md", b" \n", "empty"),
        ("latin.md", b"- [ ] A-1: caf\xe9\n", "UTF-8"),
        ("prose.md", b"# Nothing\n\nA quiet day.\n", "items"),
    ],
)
def test_a_document_that_cannot_be_run_is_refused(
    project: Project, name: str, content: bytes | None, words: str
) -> None:
    # A script of its own, so that it is the document that is at fault.
    shutil.copy(project.folder / "SPEC.rehearsal.md", project.folder / f"{name[:-3]}.rehearsal.md")
    if content is not None:
        (project.folder / name).write_bytes(content)
    assert words in refused(project, "build", name, "--agent", "rehearsal")
    assert not project.runs()


def test_a_folder_that_is_no_repository_becomes_one_only_when_asked(project: Project) -> None:
    project.git("checkout-index", "--all", "--force")
    (project.folder / ".git").rename(project.state / "was-git")
    assert "--init" in refused(project, *BUILD)
    assert not (project.folder / ".git").exists()
    project.code_orch(*BUILD, "--init", "--detach")
    assert (project.folder / ".git").is_dir()


def test_settings_that_cannot_be_used_are_refused_with_file_and_line(project: Project) -> None:
    (project.folder / ".orchestrator.toml").write_text('agnet = "rehearsal"\n')
    said = refused(project, *BUILD, code=78)
    assert ".orchestrator.toml:1: unknown key agnet" in said
    assert "Did you mean agent?" in said


def test_an_agent_that_is_not_there_is_refused(project: Project) -> None:
    refused(project, "build", "SPEC.md", "--agent", "nobody")


def test_a_state_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    project = example(tmp_path)
    blocked = Project(project.folder, project.document / "state")
    assert "state folder" in refused(blocked, *BUILD)
    assert "state folder" in refused(blocked, "status", "--all")


def test_a_machine_without_git_is_told_what_to_install(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python3").symlink_to(sys.executable)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert "install git" in refused(project, *BUILD).lower()


def test_a_run_that_is_not_there_has_its_exit_code(project: Project) -> None:
    for command in ("logs", "stop", "resume", "report", "status"):
        assert "no run" in refused(project, command, "nothing", code=3)


@pytest.mark.slow
def test_a_run_is_paused_and_a_task_of_it_left_out_and_tried_again(project: Project) -> None:
    paced(project, 2)
    folder = project.start()
    wait(lambda: look(folder).agenda is not None, "the run has a plan")
    assert "the run is paused" in project.code_orch("pause", folder.id)
    paced(project, 0)
    wait(lambda: look(folder).over, "the run is paused")
    run = look(folder)
    assert (run.status, run.why) == (Status.PAUSED, "paused by a person")
    last = list(run.tasks)[-1]
    wait(lambda: not any(processes_of(folder).values()), "no process is left")
    shown = project.code_orch("skip", folder.id, last)
    assert "is left out" in shown
    wait(lambda: look(folder).status is Status.COMPLETED, "the rest is done")
    assert "left out by a person" in look(folder).why
    assert "is done already" in refused(project, "skip", folder.id, next(iter(run.tasks)))
    assert "has no task “T99”" in refused(project, "retry", folder.id, "T99")
    assert "run is completed" in refused(project, "restart", folder.id)
    assert "contradict" in refused(project, "stop", "--now", "--finish")


@pytest.mark.slow
def test_a_failed_task_is_tried_again_from_the_command_line(project: Project) -> None:
    script = project.folder / "SPEC.rehearsal.md"
    good = script.read_text()
    script.write_text("# Rehearsal\n")
    failed = project.try_code_orch(*BUILD)
    assert failed.returncode == 1
    folder = project.runs()[0]
    assert f"code-orch restart {folder.id}" in refused(project, "resume", folder.id)
    script.write_text(good)
    wait(lambda: not any(processes_of(folder).values()), "no process is left")
    assert "what had failed is tried again" in project.code_orch("restart", folder.id)
    wait(lambda: look(folder).status is Status.COMPLETED, "all is done")

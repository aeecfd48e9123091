"""The real Claude Code asks in a whole run: a person at a terminal answers, or nobody does."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Run, Status
from support.claudes import real, real_environment
from support.model_api import ModelApi, Text, Tool, Turn
from support.project import Project, look, wait
from support.skips import skip_without
from support.terminal import Terminal

SPEC = "# Greeter\n\n- [ ] GREET-1: Greet the world\n  - `hello.py` prints `hello`\n"
COMMAND = 'python3 -c \'open("made.txt", "w").write("made")\''
ASKED = Tool("Bash", {"command": COMMAND})
WRITTEN = Tool("Write", {"file_path": "hello.py", "content": "print('hello')\n"})
REMARK = {"file": "hello.py", "line": 1, "severity": "note", "evidence": "It prints it."}
JUDGED: dict[str, Any] = {"score": 9, "summary": "Looked at.", "remarks": [REMARK]}
VERDICT = Tool("StructuredOutput", JUDGED | {"missing": [], "would_fail": "the tests"})
REST = (WRITTEN, Text("Written."), VERDICT, Text("That is my verdict."))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project whose runs begin when the gate is open."""
    if real() is None:
        skip_without("Claude Code")
    folder = tmp_path / "greeter"
    folder.mkdir()
    (tmp_path / "state").mkdir()
    (folder / "SPEC.md").write_text(SPEC)
    # What lies in temporary folders cannot be seen behind the walls of a check.
    waits = "until git rev-parse -q --verify refs/heads/gate; do sleep 0.05; done"
    (folder / ".orchestrator.toml").write_text(f'test = "{waits}"\nagent_start_delay = "0s"\n')
    project = Project(folder, tmp_path / "state")
    project.git("init", "--quiet", "--initial-branch=main")
    project.git("add", "--all")
    project.git("-c", "user.name=P", "-c", "user.email=p@localhost", "commit", "-qm", "Begin")
    return project


@contextmanager
def begun(project: Project, *turns: Turn) -> Generator[RunFolder]:
    """A run that waits at the gate; it is over when the block is left."""
    program = real()
    assert program is not None
    environment = real_environment(project.state.parent)
    environment["PATH"] = f"{Path(program).parent}:{project.environment['PATH']}"
    with ModelApi(*turns) as api:
        environment |= {"ANTHROPIC_BASE_URL": api.url}
        build = ("build", "SPEC.md", "--agent", "claude", "--detach")
        done = project.try_code_orch(*build, environment=environment)
        assert done.returncode == 0, done.stderr
        (folder,) = project.runs()
        try:
            yield folder
            wait(lambda: look(folder).over, "the run ends")
        finally:
            project.try_code_orch("stop", folder.id)


def open_gate(project: Project) -> None:
    """Let agents begin."""
    project.git("branch", "gate")


def answered(project: Project, folder: RunFolder, key: str) -> Run:
    """The run, once a person at a terminal has pressed a key."""
    argv = [sys.executable, "-m", "orchestrator_engine", "attach", folder.id]
    with Terminal(argv, project.folder, project.environment, "xterm") as terminal:
        wait(lambda: any((folder.path / "attendance").glob("*")), "somebody is there")
        open_gate(project)
        terminal.wait_for("asks (q1): Bash")

        def settled() -> bool:
            terminal.type(key)
            terminal.look()
            return bool(look(folder).settled)

        wait(settled, "the answer")
        assert terminal.code() == 0
    return look(folder)


@pytest.mark.slow
@pytest.mark.parametrize("key", ["y", "n"])
def test_claude_asks_a_person_at_a_terminal(project: Project, key: str) -> None:
    with begun(project, ASKED, *REST) as folder:
        run = answered(project, folder, key)
    assert run.status is Status.COMPLETED, run.why
    (attempt,) = run.tasks["T1"].attempts
    assert attempt.outcome is not None
    changed = {change.path for change in attempt.changes}
    if key == "y":
        assert changed == {"hello.py", "made.txt"}
        assert (len(attempt.allowed), attempt.outcome.refusals) == (1, ())
    else:
        assert changed == {"hello.py"}
        (refusal,) = attempt.outcome.refusals
        assert "by code-orch attach" in refusal


@pytest.mark.slow
def test_claude_is_refused_where_nobody_is_there(project: Project, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    asked = Tool("Write", {"file_path": str(outside), "content": "x\n"})
    with begun(project, asked, *REST) as folder:
        open_gate(project)
    run = look(folder)
    assert "the agent was refused what it needed" in run.why
    (attempt,) = run.tasks["T1"].attempts
    assert attempt.outcome is not None
    (refusal,) = attempt.outcome.refusals
    assert "nobody is there who could be asked" in refusal
    assert (run.asked, outside.exists()) == (0, False)
    assert "It was **refused**:" in project.code_orch("report", folder.id, "--text")

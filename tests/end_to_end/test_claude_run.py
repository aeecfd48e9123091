"""A whole run with the real Claude Code, whose model says what was written down."""

from pathlib import Path
from typing import Any

import pytest

from orchestrator_engine.run import Run, Status
from support.claudes import real, real_environment
from support.model_api import Error, ModelApi, Text, Tool, Turn
from support.project import Project, look, wait
from support.skips import skip_without

SPEC = "# Greeter\n\n- [ ] GREET-1: Greet the world\n  - `hello.py` prints `hello`\n"
SETTINGS = 'test = "test \\"$(python3 hello.py)\\" = hello"\nagent_start_delay = "0s"\n'


def wrote(text: str) -> Turn:
    return Tool("Write", {"file_path": "hello.py", "content": f"print('{text}')\n"})


def verdict(score: int, evidence: str) -> Turn:
    remark = {"file": "hello.py", "line": 1, "severity": "note", "evidence": evidence}
    answer: dict[str, Any] = {"score": score, "summary": "Looked at.", "remarks": [remark]}
    answer |= {"missing": [], "would_fail": "the tests"}
    return Tool("StructuredOutput", answer)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    if real() is None:
        skip_without("Claude Code")
    folder = tmp_path / "greeter"
    folder.mkdir()
    (tmp_path / "state").mkdir()
    (folder / "SPEC.md").write_text(SPEC)
    (folder / ".orchestrator.toml").write_text(SETTINGS)
    project = Project(folder, tmp_path / "state")
    project.git("init", "--quiet", "--initial-branch=main")
    project.git("add", "--all")
    project.git("-c", "user.name=P", "-c", "user.email=p@localhost", "commit", "-qm", "Begin")
    return project


def carry_out(project: Project, *turns: Turn) -> tuple[Run, ModelApi]:
    program = real()
    assert program is not None
    environment = real_environment(project.state.parent)
    environment["PATH"] = f"{Path(program).parent}:{project.environment['PATH']}"
    with ModelApi(*turns) as api:
        asked = environment | {"ANTHROPIC_BASE_URL": api.url}
        # A plan by an agent waits for a yes otherwise.
        project.try_code_orch("build", "SPEC.md", "--agent", "claude", "--yes", environment=asked)
        (folder,) = project.runs()
        wait(lambda: look(folder).over, "the run ends")
    return look(folder), api


@pytest.mark.slow
def test_claude_carries_out_a_spec_is_sent_back_by_a_test_and_mends_it(project: Project) -> None:
    run, api = carry_out(
        project,
        wrote("helo"),
        Text("I wrote the program."),
        wrote("hello"),
        Text("Mended: it was a slip of the pen."),
        verdict(9, "It prints what the item asks for."),
        Text("That is my verdict."),
    )
    assert run.status is Status.COMPLETED, run.why
    first, second = run.tasks["T1"].attempts
    assert (first.checks_passed, second.checks_passed) == (False, True)
    assert second.review is not None
    assert second.review.score == 9
    assert run.spending.unknown == 0
    assert run.spending.usd > 0
    assert project.git("show", f"{run.created.branch}:hello.py") == "print('hello')"
    assert "- [x] GREET-1" in project.document.read_text()
    assert project.git("status", "--porcelain").split() == ["M", "SPEC.md"]
    assert set(api.keys) == {real_environment(project.state.parent)["ANTHROPIC_API_KEY"]}


@pytest.mark.slow
def test_a_wrong_key_pauses_the_run_with_the_reason(project: Project) -> None:
    wrong = Error(401, "authentication_error", "invalid x-api-key")
    run, _ = carry_out(project, *[wrong] * 12)
    assert run.status is Status.PAUSED
    assert "its key is not accepted" in run.why
    assert sum(len(state.attempts) for state in run.tasks.values()) == 1
    assert project.document.read_text() == SPEC


@pytest.mark.slow
def test_claude_plans_is_sent_back_and_its_plan_is_carried_out(project: Project) -> None:
    (project.folder / "SPEC.md").write_text(
        "# Greeter\n\n## Requirements\n\n- GREET-1: The program must greet the world.\n"
        "- GREET-2: The greeting must be `hello`.\n"
    )
    settings = project.folder / ".orchestrator.toml"
    settings.write_text(f"planner = true\n{SETTINGS}")
    project.git("-c", "user.name=P", "-c", "user.email=p@localhost", "commit", "-qam", "Spec")

    def planned(*items: str) -> Turn:
        task = {"id": "a", "title": "Greet", "items": list(items), "files": ["hello.py"]}
        phase = {"title": "All of it", "why": "it is one file", "tasks": [task]}
        return Tool("StructuredOutput", {"phases": [phase]})

    run, _ = carry_out(
        project,
        planned("GREET-1"),
        Text("That is my plan."),
        planned("GREET-1", "GREET-2"),
        Text("That is my second plan."),
        wrote("hello"),
        Text("I wrote the program."),
        verdict(9, "It prints what the items ask for."),
        Text("That is my verdict."),
    )
    assert run.status is Status.COMPLETED, run.why
    assert run.planning.asked == 2
    assert [state.task.title for state in run.tasks.values()] == ["Greet"]
    assert run.plan is not None
    assert [phase.why for phase in run.plan.phases] == ["it is one file"]
    assert run.spending.unknown == 0

"""What a person gets for input that cannot be right: a finding with its line, and what to write."""

import re
from pathlib import Path

import pytest

from orchestrator_engine import preparing
from orchestrator_engine.cli import main
from orchestrator_engine.cli.ending import closing
from orchestrator_engine.errors import BadConfig, BadDocument
from orchestrator_engine.plan import Check, CheckKind
from orchestrator_engine.preparing import Prepared
from orchestrator_engine.proposing import proposals
from orchestrator_engine.report import report
from orchestrator_engine.request import Request
from orchestrator_engine.run import Run, Status
from support.projects import manifest
from support.rooms import FakeAgent, Stage, shell, write_a_file

SPEC = "# App\n\n- [ ] A-1: do the first\n- [ ] A-2: do the second\n"


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))


def prepared(stage: Stage) -> Prepared:
    (stage.project / "SPEC.rehearsal.md").write_text("# Script\n")
    spec = stage.project / "SPEC.md"
    return preparing.prepare(
        Request(spec, stage.project, None, None, review=False, init=False, items=())
    )


def test_two_demands_that_contradict_each_other_are_asked_about_with_their_line(
    tmp_path: Path,
) -> None:
    text = (
        "# Feature Specification: Reader\n\n## Requirements\n\n"
        "- **FR-001**: The reading session timeout MUST be 30 minutes.\n"
        "- **FR-002**: The reading session timeout MUST be 60 minutes.\n"
    )
    (told,) = prepared(Stage(tmp_path, document=text)).about
    assert told.startswith("SPEC.md:6: This says 60 minutes, and above it is 30 minutes")
    assert told.endswith("Say in the document which one holds: an agent could only guess.")


def test_items_that_wait_for_each_other_are_named_and_nothing_is_planned(tmp_path: Path) -> None:
    text = "# App\n\n- [ ] A-1: one. Depends on A-2\n- [ ] A-2: two. Depends on A-1\n"
    with pytest.raises(BadDocument) as refused:
        prepared(Stage(tmp_path, document=text))
    assert "items wait for each other in a circle: A-1 → A-2 → A-1" in refused.value.message
    assert "Take one of these dependencies out" in refused.value.hint


def test_a_test_command_of_the_settings_that_is_not_there_is_refused_before_anything_is_paid(
    tmp_path: Path,
) -> None:
    settings = {".orchestrator.toml": 'test = ["no-such-runner", "-v"]\n'}
    with pytest.raises(BadConfig) as refused:
        prepared(Stage(tmp_path, settings))
    assert "the program of test, no-such-runner, is not there" in refused.value.message


def test_a_monorepo_without_a_root_is_a_question_with_the_line_to_write(tmp_path: Path) -> None:
    files = {
        f"{name}/package.json": manifest(scripts={"test": "node --test"}) for name in ("a", "b")
    }
    notes = "\n".join(prepared(Stage(tmp_path, files)).notes)
    assert "nothing at the top says how the project is tested; projects are in a, b" in notes
    assert 'test = "(cd a && npm test) && (cd b && npm test)"' in notes


async def paused(stage: Stage, *checks: Check) -> Run:
    agent = FakeAgent(write_a_file)
    run = await stage.drive(stage.context(agent, stage.plan(*checks), baseline=True))
    assert run.status is Status.PAUSED, run.why
    # Nothing was paid.
    assert agent.jobs == []
    return run


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("check", "why", "proposal"),
    [
        (
            shell("test", "no-such-runner -v"),
            "test fails before anything is done (exit code 127)",
            'or name the command that does it here in .orchestrator.toml: test = "…"',
        ),
        (
            shell("build", "echo 'greet.py:3: no such name'; exit 2", CheckKind.BUILD),
            "build fails before anything is done (exit code 2)",
            'code-orch fix "build fails: greet.py:3: no such name"',
        ),
        (
            shell("test", "echo something failed; exit 1"),
            "does not name the tests that do",
            "Have it name the tests that fail (most runners do when they say more), in",
        ),
    ],
    ids=["no such command", "no build", "no names"],
)  # fmt: skip
async def test_what_is_broken_before_it_begins_is_said_with_what_to_write(
    tmp_path: Path, check: Check, why: str, proposal: str
) -> None:
    stage = Stage(tmp_path, {"greet.py": "x = 1\n", "test_greet.py": ""})
    run = await paused(stage, check)
    assert why in run.why
    assert proposal in closing(run, stage.folder)
    assert proposal in re.sub(r"\\(.)", r"\1", report(run, stage.folder.id))


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("line", "better"),
    [
        ("go test ./...", "go test -v ./..."),
        ("mvn -q test", "mvn test"),
        ("dotnet test", "dotnet test --logger 'console;verbosity=normal'"),
        ("npx mocha --reporter dot", "npx mocha --reporter spec"),
        ("python3 -m pytest -q", "python3 -m pytest -rfE -q"),
    ],
)
async def test_a_runner_that_names_no_failures_is_told_how_it_would(
    tmp_path: Path, line: str, better: str
) -> None:
    stage = Stage(tmp_path, {"greet.py": "x = 1\n", "test_greet.py": ""})
    run = await paused(stage, shell("test", f"echo failed; exit 1 # {line}"))
    (first, second) = proposals(run)
    assert first.endswith(f'test = "echo failed; exit 1 # {better}"')
    assert "Or mend or skip" in second


def test_a_plan_with_a_circle_is_told_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stage = Stage(tmp_path, {"SPEC.rehearsal.md": "# Script\n"}, SPEC)
    monkeypatch.chdir(stage.project)
    assert main(["plan", "SPEC.md"]) == 0
    plan = stage.project / "SPEC.plan.md"
    text = plan.read_text()
    text = text.replace("Serves: A-1", "Serves: A-1\n- After: T2")
    plan.write_text(text.replace("Serves: A-2", "Serves: A-2\n- After: T1"))
    assert main(["run", "SPEC.plan.md"]) == 2
    line = text.splitlines().index("### T1: do the first") + 1
    assert (
        f"SPEC.plan.md:{line}: these tasks wait for each other in a circle: T1 → T2 → T1"
        in capsys.readouterr().err
    )

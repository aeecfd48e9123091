"""What new users stumbled over in words: each told as it is, once, and as one can type it."""

import shutil
import subprocess
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from orchestrator_engine import events as e
from orchestrator_engine import journal, places
from orchestrator_engine.attempt import CheckResult, Ending, Outcome, Role
from orchestrator_engine.cli import main
from orchestrator_engine.cli.doctor import State, examined
from orchestrator_engine.cli.live import Screen
from orchestrator_engine.cli.show import in_text
from orchestrator_engine.places import RunFolder
from orchestrator_engine.report import report
from orchestrator_engine.run import Run, Status
from orchestrator_engine.summing import of
from orchestrator_engine.system.locks import locked
from orchestrator_engine.wording import reasons
from support.plans import created, plan, task
from support.runs import a_run


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(places.STATE_VARIABLE, str(tmp_path / "state"))
    return places.state_dir()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "a project"
    folder.mkdir()
    git = ["git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@example.org"]
    (folder / "a spec.md").write_text("# Tea\n\n## Feature: tea\n\n- [ ] TEA-1: Boil water\n")
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "begin"]):
        subprocess.run([*git, *words], check=True, timeout=120)
    monkeypatch.chdir(folder)
    return folder


def tried_and_skipped(state: Path) -> Run:
    """A rehearsal whose first task pretended to cost something, was tried, and left out."""
    folder = a_run(state, settings=replace(created().settings, agent="rehearsal"))
    with closing(journal.Journal.take_over(folder, "a test")) as ours:
        first = next(iter(ours.run.tasks))
        ours.append(e.PhaseStarted(next(iter(ours.run.phases))))
        ours.append(e.AttemptStarted(first, 1, 1, Role.WORKER, "0" * 40))
        outcome = Outcome(Ending.FAILED, "", "no", 0.25, 1, None, 1.0)
        ours.append(e.AttemptEnded(first, 1, outcome))
        ours.append(e.TaskSkipped(first, "as asked"))
        return ours.run


def row_of(run: Run) -> str:
    """What the report says of the task that was tried once."""
    return next(line for line in report(run, "r").splitlines() if "| 1 |" in line)


def test_a_task_that_was_tried_is_not_called_not_begun(state: Path) -> None:
    row = row_of(tried_and_skipped(state))
    assert "left undone" in row
    assert "not begun" not in row


def test_report_and_show_say_the_same_of_what_a_rehearsal_pretends_to_cost(state: Path) -> None:
    run = tried_and_skipped(state)
    row = row_of(run)
    assert "$0.25 (rehearsal)" in row
    assert any("$0.25 (rehearsal)" in line for line in in_text(of(run, "r", 0, driven=True), run))


def phase_failed(state: Path) -> Run:
    folder = a_run(state)
    with closing(journal.Journal.take_over(folder, "a test")) as ours:
        phase = next(iter(ours.run.phases))
        ours.append(e.PhaseStarted(phase))
        for name in list(ours.run.tasks):
            ours.append(e.TaskFailed(name, "no"))
        said = CheckResult("licences", False, 1, 1, "GPL in x.py\n", "", "")
        ours.append(e.PhaseEnded(phase, passed=False, why="check licences failed", results=(said,)))
        ours.append(e.RunEnded(Status.FAILED, "a phase failed"))
        return ours.run


def test_show_says_what_a_validator_said(state: Path) -> None:
    run = phase_failed(state)
    told = "\n".join(in_text(of(run, "r", 0, driven=False), run))
    assert "licences failed (exit code 1)" in told
    assert "GPL in x.py" in told


def test_the_live_view_counts_what_is_done_of_a_failed_phase_and_says_why(state: Path) -> None:
    run = phase_failed(state)
    console = Console(width=120, height=30, force_terminal=True, color_system=None)
    with console.capture() as seen:
        screen = Screen(console)
        screen.open()
        screen.show((), run)
        screen.close()
    assert any("0/" in line and "failed" in line for line in seen.get().splitlines())
    assert "licences failed: GPL in x.py" in seen.get()


def test_the_mode_is_named_once() -> None:
    one = replace(plan((task(1),)), mode="feature", reasons=("2 to do.", "Mode feature: as usual."))
    assert reasons(one) == "2 to do; as usual"


@pytest.mark.usefixtures("project")
def test_doctor_says_that_a_rehearsal_can_start_without_an_agent(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "git").symlink_to(_found("git"))
    monkeypatch.setenv("PATH", str(tools))
    missing = {sign.name for sign in examined(Path.cwd()) if sign.state is State.MISSING}
    assert missing == {"agents"}
    assert main(["doctor"]) == 1
    assert "Only a rehearsal could start" in capsys.readouterr().out


def _found(name: str) -> str:
    found = shutil.which(name)
    assert found is not None
    return found


def test_names_with_spaces_can_be_typed_as_they_are_told(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["a spec.md"]) == 2
    assert "code-orch run 'a spec.md'" in capsys.readouterr().err
    assert main(["run", "a spec.md", "--agent", "rehearsal"]) != 0
    (project / "a spec.rehearsal.md").write_text("---\npace: 0\n---\n")
    assert main(["run", "a spec.md", "--agent", "rehearsal", "--json"]) == 77
    assert f"code-orch trust '{project}'" in capsys.readouterr().out


def test_trust_says_that_it_means_the_last_commit(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trust", "--yes"]) == 0
    assert f"{project} is trusted as its last commit has it" in capsys.readouterr().out


def test_who_takes_trust_back_hears_which_runs_go_on(
    project: Path, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trust", "--yes"]) == 0
    folder = RunFolder(state / "runs" / "20261122-101010-aaaa")
    origin = replace(created().origin, repository=str(project))
    journal.create(folder, replace(created(), origin=origin), e.RunPlanned(plan((task(1),))))
    capsys.readouterr()
    with locked(folder.supervisor_lock, 1):
        assert main(["trust", "--revoke"]) == 0
    assert f"Run {folder.id} goes on with what it was allowed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('[notify]\nwebhook = "http://example.org"', "it begins with https://"),
        ('dev_path = "x"', "it begins with /"),
    ],
)
def test_a_text_that_is_none_is_told_in_words_and_not_as_a_pattern(
    project: Path, line: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / ".orchestrator.toml").write_text(line)
    assert main(["config", "show"]) == 78
    told = capsys.readouterr().err
    assert said in told
    assert "pattern" not in told

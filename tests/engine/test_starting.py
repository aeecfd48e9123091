"""What is said before anything is begun."""

import shutil
from pathlib import Path

import pytest

from orchestrator_engine import launch, places, preparing, starting
from orchestrator_engine.choices import NOBODY
from orchestrator_engine.errors import BadConfig, BadProject, NoAgent
from orchestrator_engine.places import RunFolder
from orchestrator_engine.preparing import Prepared
from orchestrator_engine.request import Request

SPEC = "# App\n\n- [ ] A-1: do it\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "SPEC.md").write_text(SPEC)
    (tmp_path / "project" / "SPEC.rehearsal.md").write_text("## A-1, round 1\n\nDone.\n")
    starting.Repository.init(tmp_path / "project")
    return tmp_path / "project"


def _nothing(_program: str) -> None:
    """A PATH with no program on it."""


def prepare(project: Path, *, agent: str | None = "rehearsal", look: bool = False) -> Prepared:
    request = Request(project / "SPEC.md", project, "build", agent, True, False, ())
    return preparing.prepare(request, only_looking=look)


def test_a_run_that_somebody_else_started_meanwhile_is_kept(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(folder: RunFolder) -> None:
        raise launch.ProjectBusy(folder.id)

    monkeypatch.setattr(launch, "start", start)
    folder = starting.start(prepare(project), starting.EVERYTHING)
    assert folder.store.exists()


def test_a_run_whose_project_is_busy_leaves_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(_: RunFolder) -> None:
        raise launch.ProjectBusy("another")

    monkeypatch.setattr(launch, "start", start)
    with pytest.raises(launch.ProjectBusy):
        starting.start(prepare(project), starting.EVERYTHING)
    assert list(places.find_runs(places.state_dir())) == []


def test_who_only_looks_needs_no_agent(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "SPEC.rehearsal.md").unlink()
    monkeypatch.setattr(shutil, "which", _nothing)
    with pytest.raises(NoAgent):
        prepare(project, agent=None)
    looked = prepare(project, agent=None, look=True)
    assert looked.settings.agent == NOBODY
    assert any("no coding agent is installed" in note for note in looked.notes)
    assert looked.forecast is not None
    assert looked.forecast.source == "there is no agent to do it"


def test_a_check_whose_program_is_not_there_is_said_before_an_agent_is_asked(
    project: Path,
) -> None:
    (project / ".orchestrator.toml").write_text('test = ["no-such-program"]\n')
    with pytest.raises(BadConfig, match="no-such-program, is not there"):
        prepare(project)


def test_a_check_may_take_as_long_as_a_task(project: Path) -> None:
    (project / ".orchestrator.toml").write_text('test = "true"\ntask_timeout = "4s"\n')
    assert [check.seconds for check in prepare(project).plan.checks] == [4.0]


def test_items_that_cannot_be_told_apart_are_named_with_their_line(project: Path) -> None:
    (project / "SPEC.md").write_text(SPEC + "- [ ] A-1: do something else\n")
    notes = prepare(project).notes
    assert any(note.startswith("SPEC.md:") and "A-1" in note for note in notes)


def test_a_repository_without_a_commit_is_told_from_none(tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    (folder / "SPEC.md").write_text(SPEC)
    request = Request(folder / "SPEC.md", folder, None, "rehearsal", True, False, ())
    with pytest.raises(BadProject, match="not in a git repository"):
        preparing.prepare(request)

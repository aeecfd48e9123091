import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_engine import places
from orchestrator_engine.errors import BadStore
from orchestrator_engine.places import RunFolder


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "deep" / "state"))
    return places.state_dir()


def test_the_state_folder_is_made_for_its_owner_alone(state: Path, tmp_path: Path) -> None:
    assert state == tmp_path.resolve() / "deep" / "state"
    assert state.stat().st_mode & 0o777 == 0o700


def test_without_a_name_it_is_where_the_system_keeps_such_things(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ORCHESTRATOR_STATE_DIR", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert places.state_dir().name == "code-orchestrator"
    assert places.state_dir().is_relative_to(tmp_path.resolve())


@pytest.mark.parametrize("where", ["file", "file/below", "/proc/nowhere"])
def test_a_state_folder_that_cannot_be_made_is_refused_with_a_hint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / where))
    with pytest.raises(BadStore) as caught:
        places.state_dir()
    assert "ORCHESTRATOR_STATE_DIR" in caught.value.hint


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everything")
def test_a_state_folder_that_cannot_be_written_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o500)
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path))
    with pytest.raises(BadStore, match="cannot be written"):
        places.state_dir()
    tmp_path.chmod(0o700)


def test_run_ids_sort_by_time_and_differ(state: Path) -> None:
    early = datetime(2026, 11, 22, 11, 47, 3, tzinfo=UTC)
    late = datetime(2026, 11, 22, 11, 47, 4, tzinfo=UTC)
    ids = {places.new_run_id(early) for _ in range(50)}
    assert len(ids) > 40
    assert all(name.startswith("20261122-114703-") and len(name) == 20 for name in ids)
    assert max(ids) < places.new_run_id(late)
    assert places.new_run(1e9).path.parent == state / "runs"


def test_runs_are_found_newest_first_once_they_were_created(state: Path) -> None:
    assert places.find_runs(state) == []
    for name in ("20260101-000000-aaaa", "20260102-000000-aaaa", "20260103-000000-aaaa"):
        (state / "runs" / name).mkdir(parents=True)
    for name in ("20260101-000000-aaaa", "20260102-000000-aaaa"):
        (state / "runs" / name / "run.db").touch()
    (state / "runs" / "a file").touch()
    assert [folder.id for folder in places.find_runs(state)] == [
        "20260102-000000-aaaa",
        "20260101-000000-aaaa",
    ]


def test_a_project_has_one_name_by_whichever_way_it_is_reached(state: Path, tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "project")
    assert places.project(tmp_path / "link", state) == places.project(tmp_path / "project", state)
    assert places.project(tmp_path / "project", state) != places.project(tmp_path, state)
    assert places.document_lock(tmp_path / "a.md", state).parent.is_dir()


@given(task=st.text(max_size=300), other=st.text(max_size=300))
def test_whatever_a_task_is_called_its_files_lie_in_the_folder(task: str, other: str) -> None:
    folder = RunFolder(Path("/state/runs/r1"))
    for path, parent in (
        (folder.log(task, 1, "agent"), folder.spool),
        (folder.worktree(task), folder.worktrees),
    ):
        assert path.parent == parent
        assert Path(os.path.normpath(path)) == path
        assert len(os.fsencode(path.name)) < 255
    assert (folder.worktree(task) == folder.worktree(other)) == (task == other)

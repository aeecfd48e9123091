"""A run that is begun to put a remark of another one right."""

from contextlib import closing
from pathlib import Path

import pytest

from orchestrator_engine import api, journal, launch, starting
from orchestrator_engine import events as e
from orchestrator_engine.attempt import Role
from orchestrator_engine.dismissing import reopen
from orchestrator_engine.errors import NotDone
from orchestrator_engine.journal import Journal, Reader
from orchestrator_engine.mended import put_right
from orchestrator_engine.places import RunFolder
from orchestrator_engine.preparing import prepare
from orchestrator_engine.remarks import remarks
from orchestrator_engine.request import Request
from orchestrator_engine.run import Run
from orchestrator_engine.system.git import Repository
from orchestrator_engine.trace import of_item
from support.project import Project, tiny
from support.stories import BROKEN, DONE


def nobody(_: RunFolder) -> None:
    """Drives a run as little as somebody who died first."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    made = tiny(tmp_path)
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(made.state))
    monkeypatch.setattr(launch, "start", nobody)
    return made


def begun(project: Project, remark: str | None = None) -> RunFolder:
    """A run that nobody drives."""
    request = Request(
        document=project.document,
        cwd=project.folder,
        mode="build",
        agent=None,
        review=True,
        init=False,
        items=(),
        remark=remark,
    )
    return starting.start(prepare(request))


@pytest.fixture
def remarked(project: Project) -> RunFolder:
    """One in which a check failed, and which is over."""
    folder = begun(project)
    with closing(Journal.take_over(folder, "test")) as made:
        made.append(
            e.PhaseStarted("P1"),
            e.AttemptStarted("T1", 1, 1, Role.WORKER, "b" * 40),
            e.AttemptEnded("T1", 1, DONE),
            e.AttemptCommitted("T1", 1, "c" * 40, ()),
            e.ChecksEnded("T1", 1, (BROKEN,)),
            e.TaskFailed("T1", "a check failed"),
            e.RunEnded("failed", "a check failed"),
        )
    return folder


def read(folder: RunFolder) -> Run:
    with closing(Reader(folder)) as reader:
        return put_right(folder, reader.run)


def test_a_remark_names_the_run_that_is_to_put_it_right_and_is_settled_by_its_end(
    project: Project, remarked: RunFolder
) -> None:
    (remark,) = remarks(read(remarked))
    mending = begun(project, remark.id)
    assert read(remarked).taken == {remark.id: (mending.id,)}
    assert not read(remarked).dismissed
    end(mending)
    why = f"put right on the branch code-orch/{mending.id}"
    assert read(remarked).dismissed == {remark.id: why}
    assert f"**dismissed** ({why})" in api.write_report(remarked).read_text("utf-8")
    traced = of_item(Repository(project.folder), project.runs(), "T-1")
    states = [one.state for each in traced.traces for one in each.remarks]
    assert states == ["dismissed"]


def end(mending: RunFolder) -> None:
    """Complete it, with all its tasks merged."""
    with closing(Journal.take_over(mending, "test")) as made:
        made.append(
            *(e.TaskMerged(task, 1, "d" * 40) for task in made.run.tasks),
            e.RunEnded("completed", ""),
        )


def test_a_remark_that_a_run_has_put_right_is_open_again_where_a_person_says_so(
    project: Project, remarked: RunFolder
) -> None:
    (remark,) = remarks(read(remarked))
    end(begun(project, remark.id))
    assert read(remarked).dismissed
    reopen(remarked, remark.id)
    assert not read(remarked).dismissed
    again = begun(project, remark.id)
    end(again)
    assert again.id in read(remarked).dismissed[remark.id]


def test_of_several_runs_that_take_a_remark_any_may_put_it_right(
    project: Project, remarked: RunFolder
) -> None:
    (remark,) = remarks(read(remarked))
    first, second = begun(project, remark.id), begun(project, remark.id)
    end(first)
    assert read(remarked).taken == {remark.id: (first.id, second.id)}
    assert first.id in read(remarked).dismissed[remark.id]


def test_a_run_whose_work_was_left_out_or_taken_back_has_put_nothing_right(
    project: Project, remarked: RunFolder
) -> None:
    (remark,) = remarks(read(remarked))
    skipped, taken_back = begun(project, remark.id), begun(project, remark.id)
    with closing(Journal.take_over(skipped, "test")) as made:
        made.append(
            *(e.TaskSkipped(task, "not now", wished=True) for task in made.run.tasks),
            e.RunEnded("completed", ""),
        )
    end(taken_back)
    assert read(remarked).dismissed
    with closing(Journal.take_over(taken_back, "test")) as made:
        made.append(e.TaskReverted("T1", "e" * 40, "code-orch/back"))
    assert not read(remarked).dismissed


def test_a_starter_that_dies_leaves_no_run_whose_remark_is_unknown(
    project: Project, remarked: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (remark,) = remarks(read(remarked))

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(journal, "create", die)
    with pytest.raises(KeyboardInterrupt):
        begun(project, remark.id)
    (known,) = project.runs()
    assert known.id == remarked.id
    assert list(read(remarked).taken) == [remark.id]
    assert not read(remarked).dismissed


@pytest.mark.parametrize("remark", ["nothing", "20260101-100000-abcd/T1.1.1", "../x/T1", "/T1"])
def test_a_remark_that_there_is_not_begins_no_run(
    project: Project, remarked: RunFolder, remark: str
) -> None:
    with pytest.raises(NotDone, match="no run of a remark"):
        begun(project, remark)
    with pytest.raises(NotDone, match="has no remark"):
        begun(project, f"{remarked.id}/T9.1.1")
    assert [each.id for each in project.runs()] == [remarked.id]

"""No tick without its work: where a run begins when an earlier one was never merged."""

from pathlib import Path

import pytest

from orchestrator_engine.earlier import beginning, drop_given_up
from orchestrator_engine.errors import BadProject
from orchestrator_engine.run import Run
from support.rooms import Stage

pytestmark = pytest.mark.anyio


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))
    return Stage(tmp_path)


def begin(stage: Stage, name: str = "SPEC.md") -> tuple[str, str]:
    found = beginning(stage.project / name, stage.repository, stage.where / "state")
    return found.commit, found.note


def merge(stage: Stage, run: Run, message: str) -> None:
    """Take the run's work over by a merge commit, as a person does."""
    head = stage.repository.head()
    made = stage.repository.squash_onto(head, run.created.origin.base, run.head, message)
    assert isinstance(made, str)
    branch = stage.repository.branch()
    assert stage.repository.move(f"refs/heads/{branch}", made, head)


async def test_the_first_run_begins_where_the_person_is(stage: Stage) -> None:
    assert begin(stage) == (stage.repository.head(), "")


async def test_a_run_goes_on_from_work_that_is_not_merged_and_says_so(stage: Stage) -> None:
    run = await stage.run()
    commit, note = begin(stage)
    assert commit == run.head
    assert f"run {stage.folder.id} is not merged yet" in note
    found = beginning(stage.project / "SPEC.md", stage.repository, stage.where / "state")
    assert found.run == stage.folder.id


async def test_work_that_is_merged_is_not_spoken_of(stage: Stage) -> None:
    run = await stage.run()
    branch = stage.repository.branch()
    assert stage.repository.move(f"refs/heads/{branch}", run.head, stage.repository.head())
    assert begin(stage) == (run.head, "")


async def test_work_that_was_thrown_away_is_not_spoken_of(stage: Stage) -> None:
    run = await stage.run()
    stage.repository.delete_ref(f"refs/heads/{run.created.branch}")
    assert begin(stage) == (stage.repository.head(), "")


async def test_two_ways_that_parted_are_the_persons_to_join(stage: Stage) -> None:
    run = await stage.run()
    merge(stage, run, "The same work, squashed")
    with pytest.raises(BadProject, match="work that is not merged") as caught:
        begin(stage)
    assert f"git merge {run.created.branch}" in caught.value.hint
    assert f"git branch -D {run.created.branch}" in caught.value.hint


async def test_another_document_has_nothing_to_do_with_it(stage: Stage) -> None:
    await stage.run()
    assert begin(stage, "OTHER.md") == (stage.repository.head(), "")


async def test_attempts_of_a_run_that_was_given_up_keep_no_names(stage: Stage) -> None:
    run = await stage.run()
    left = f"refs/code-orch/{stage.folder.id}/T1/1"
    assert stage.repository.move(left, run.head, None)
    state = stage.where / "state"
    drop_given_up(stage.repository, state)
    assert left in stage.repository.refs("refs/code-orch"), "its branch is still there"
    stage.repository.delete_ref(f"refs/heads/{run.created.branch}")
    drop_given_up(stage.repository, state)
    assert stage.repository.refs("refs/code-orch") == {}

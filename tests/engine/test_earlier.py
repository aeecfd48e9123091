"""No tick without its work: where a run begins when an earlier one was never merged."""

from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator_engine import notes
from orchestrator_engine.done_before import DoneBefore, done_before
from orchestrator_engine.earlier import beginning, drop_given_up
from orchestrator_engine.errors import BadProject
from orchestrator_engine.plan import Plan
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


def done(stage: Stage, plan: Plan | None = None) -> list[DoneBefore]:
    state = stage.where / "state"
    begin = beginning(stage.project / "SPEC.md", stage.repository, state)
    planned = plan or stage.plan()
    return list(
        done_before(stage.project / "SPEC.md", planned, begin.commit, stage.repository, state)
    )


async def test_what_an_earlier_run_has_done_is_known_with_whether_it_is_merged(
    stage: Stage,
) -> None:
    assert done(stage) == []
    run = await stage.run()
    assert done(stage) == [DoneBefore(stage.folder.id, ("A-1", "A-2"), merged=False)]
    branch = stage.repository.branch()
    assert stage.repository.move(f"refs/heads/{branch}", run.head, stage.repository.head())
    assert done(stage) == [DoneBefore(stage.folder.id, ("A-1", "A-2"), merged=True)]


async def test_work_that_was_squashed_is_done_and_work_that_was_given_up_is_not(
    stage: Stage,
) -> None:
    run = await stage.run()
    stage.repository.delete_ref(f"refs/heads/{run.created.branch}")
    assert done(stage) == []
    merge(stage, run, f"Squashed\n\nSpec-Item: A-1\nRun: {stage.folder.id}\nTask: T1\n")
    assert done(stage) == [DoneBefore(stage.folder.id, ("A-1", "A-2"), merged=True)]


async def test_work_of_another_kind_at_the_same_items_is_not_done(stage: Stage) -> None:
    await stage.run()
    assert done(stage, replace(stage.plan(), mode="refactor")) == []


async def test_a_person_reads_what_would_be_paid_twice_and_how_to_leave_it_out(
    stage: Stage,
) -> None:
    before = [DoneBefore("r3x2", ("A-1",), merged=True)]
    assert list(notes.done(before, stage.plan(), chosen=False)) == [
        "Done already, and planned once more: A-1 (by run r3x2, whose work is in your branch).",
        "To leave that out, tick it in the document, or name the rest: --items A-2.",
    ]
    (alone,) = notes.done(before, stage.plan(), chosen=True)
    assert alone.startswith("Done already")

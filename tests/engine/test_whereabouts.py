"""A document that is renamed in a shell, while its run goes on or later: followed, or said."""

from pathlib import Path

import pytest

from orchestrator_engine import ticking
from orchestrator_engine.agents.protocol import Ended, Job
from orchestrator_engine.attempt import Role
from orchestrator_engine.boxes import GONE
from orchestrator_engine.cli import ending
from orchestrator_engine.earlier import beginning
from orchestrator_engine.run import Run
from orchestrator_engine.system.git_command import git
from orchestrator_engine.telling import move
from orchestrator_engine.wording import not_ticked
from support.rooms import Stage, write_a_file

pytestmark = pytest.mark.anyio


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setattr(ticking, "DOUBT", 0.0)
    return Stage(tmp_path)


async def renamed(stage: Stage, *names: str) -> Run:
    """A run whose document gets those names while its first task is worked on."""
    there = stage.project / "SPEC.md"

    async def act(job: Job) -> Ended:
        if job.subject.role is Role.WORKER and there.exists():
            text = there.read_text()
            there.unlink()
            for name in names:
                (stage.project / name).write_text(text)
        return await write_a_file(job)

    return await stage.run(act)


async def test_a_run_follows_the_one_file_that_its_document_can_be(stage: Stage) -> None:
    run = await renamed(stage, "TASKS.md")
    assert run.created.origin.document == str(stage.project / "TASKS.md")
    assert (stage.project / "TASKS.md").read_text().count("[x]") == 2
    assert not run.left
    assert not (stage.project / "SPEC.md").exists()


@pytest.mark.parametrize(
    ("names", "said"), [((), GONE), (("ONE.md", "TWO.md"), "could be ONE.md, TWO.md now")]
)
async def test_what_cannot_be_ticked_is_told_at_the_end_with_what_to_do(
    stage: Stage, names: tuple[str, ...], said: str
) -> None:
    run = await renamed(stage, *names)
    (words,) = not_ticked(run)
    assert words.startswith("A-1, A-2: ")
    assert said in words
    assert f"code-orch move {stage.folder.id} PATH" in words
    assert words in ending.closing(run, stage.folder)
    assert "Errno" not in words
    assert all("[x]" not in (stage.project / name).read_text() for name in names)


async def test_an_ended_run_that_is_told_where_its_document_is_ticks_it(stage: Stage) -> None:
    await renamed(stage, "ONE.md", "TWO.md")
    run = move(stage.folder, stage.project / "TWO.md")
    assert not run.left
    assert (stage.project / "TWO.md").read_text().count("[x]") == 2
    assert "[x]" not in (stage.project / "ONE.md").read_text()


async def test_a_file_that_was_there_before_is_not_taken_for_the_document(tmp_path: Path) -> None:
    text = "# App\n\n- [ ] A-1: do the first\n- [ ] A-2: do the second\n"
    stage = Stage(tmp_path, {"OTHER.md": text})
    run = await renamed(stage)
    assert set(run.left) == {"A-1", "A-2"}
    assert (stage.project / "OTHER.md").read_text() == text


def begin(stage: Stage, name: str) -> tuple[str, str]:
    found = beginning(stage.project / name, stage.repository, stage.where / "state")
    return found.commit, found.note


async def test_a_new_run_of_a_renamed_document_goes_on_from_work_that_is_not_merged(
    stage: Stage,
) -> None:
    run = await stage.run()
    git(stage.project, ("mv", "SPEC.md", "TASKS.md"))
    commit, note = begin(stage, "TASKS.md")
    assert commit == run.head
    assert "of SPEC.md, which is called TASKS.md now, is not merged yet" in note


async def test_a_new_run_of_what_may_be_an_earlier_ones_document_says_so(stage: Stage) -> None:
    await stage.run()
    text = (stage.project / "SPEC.md").read_text()
    (stage.project / "SPEC.md").unlink()
    for name in ("ONE.md", "TWO.md"):
        (stage.project / name).write_text(text)
    commit, note = begin(stage, "ONE.md")
    assert commit == stage.repository.head()
    assert f"code-orch move {stage.folder.id}" in note


async def test_a_copy_beside_the_document_is_another_one(stage: Stage) -> None:
    await stage.run()
    (stage.project / "COPY.md").write_bytes((stage.project / "SPEC.md").read_bytes())
    assert begin(stage, "COPY.md") == (stage.repository.head(), "")

"""Taking one task of a run back, and what is left of it."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator_engine import reverting
from orchestrator_engine.agents.protocol import Ended, Job
from orchestrator_engine.attempt import Ending, Role
from orchestrator_engine.claims import claim
from orchestrator_engine.cli import main
from orchestrator_engine.errors import AlreadyRunning, CannotRevert
from orchestrator_engine.events import ItemsUnticked, TaskReverted
from orchestrator_engine.journal import Journal, Reader
from orchestrator_engine.report import report
from orchestrator_engine.run import Run, Status
from orchestrator_engine.run import Stage as TaskStage
from orchestrator_engine.system.git import Repository
from orchestrator_engine.system.locks import Lock
from support.repositories import belongings, git
from support.rooms import FakeAgent, Stage, verdict

pytestmark = pytest.mark.anyio

LINES = "one\ntwo\nthree\nfour\nfive\n"


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))
    return Stage(tmp_path, {"main.txt": LINES})


async def done(stage: Stage, first: tuple[str, str], second: tuple[str, str]) -> Run:
    """A run whose two tasks each replace a word in the same file."""

    async def act(job: Job) -> Ended:
        if job.subject.role is Role.REVIEWER:
            return Ended(Ending.DONE, value=verdict("main.txt"))
        path = job.cwd / "main.txt"
        path.write_text(path.read_text().replace(*(first if job.subject.task == "T1" else second)))
        return Ended(Ending.DONE)

    context = stage.context(FakeAgent(act))
    run = await stage.drive(context)
    context.journal.close()
    assert run.status is Status.COMPLETED
    return run


def take_back(stage: Stage, task: str) -> tuple[reverting.Reversal, Run]:
    with closing(Reader(stage.folder)) as reader:
        run = reader.run
    reversal = reverting.look(stage.folder, run, stage.repository, task)
    return reversal, reverting.take_back(stage.folder, run, stage.repository, reversal)


def content(stage: Stage, branch: str) -> str:
    return (stage.repository.read(branch, "main.txt") or b"").decode()


async def test_one_task_is_taken_back_and_the_other_stays(stage: Stage) -> None:
    run = await done(stage, ("one", "eins"), ("five", "fünf"))
    mine = belongings(stage.project)
    reversal, after = take_back(stage, "a-1")
    assert content(stage, run.created.branch) == LINES.replace("five", "fünf")
    tip = reversal.made
    assert stage.repository.resolve(run.created.branch) == tip == after.head
    assert stage.repository.parents(tip) == (run.head,)
    assert stage.repository.trailers(tip) == {
        "Spec-Item": ("A-1",),
        "Run": (stage.folder.id,),
        "Reverts-Task": ("T1",),
    }
    assert [(each.task, each.why) for each in reversal.built] == [("T2", "it changes main.txt too")]
    assert after.tasks["T1"].stage is TaskStage.SKIPPED
    assert after.tasks["T1"].reverted == tip
    assert after.ticked == {"A-2"}
    document = (stage.project / "SPEC.md").read_text()
    assert document == stage.document.replace("[ ] A-2", "[x] A-2")
    theirs = belongings(stage.project)
    assert {path for path in theirs if theirs[path] != mine[path]} == {"SPEC.md"}
    assert "**taken back** by commit" in report(after, stage.folder.id)
    assert stage.folder.report.read_text("utf-8") == report(after, stage.folder.id)


async def test_looking_changes_no_branch_and_no_document(stage: Stage) -> None:
    run = await done(stage, ("one", "eins"), ("five", "fünf"))
    before = belongings(stage.project)
    reverting.look(stage.folder, run, stage.repository, "T1")
    assert stage.repository.resolve(run.created.branch) == run.head
    assert belongings(stage.project) == before


async def test_lines_that_a_later_task_changed_again_name_that_task(stage: Stage) -> None:
    run = await done(stage, ("one", "eins"), ("eins", "uno"))
    with pytest.raises(
        CannotRevert, match=r"A-2 do the second \(T2\) changed the same lines"
    ) as no:
        reverting.look(stage.folder, run, stage.repository, "T1")
    assert no.value.hint.endswith(f"code-orch revert {stage.folder.id} T2")
    take_back(stage, "T2")
    take_back(stage, "T1")
    assert content(stage, run.created.branch) == LINES


async def test_lines_that_a_person_changed_are_not_taken_back(stage: Stage) -> None:
    run = await done(stage, ("one", "eins"), ("five", "fünf"))
    git(stage.project, "stash", "--quiet")
    git(stage.project, "switch", "--quiet", run.created.branch)
    (stage.project / "main.txt").write_text(LINES.replace("one", "uno"))
    git(stage.project, "commit", "--quiet", "--all", "--message=mine")
    git(stage.project, "switch", "--quiet", "-")
    with pytest.raises(CannotRevert, match="changed since, and not by this run"):
        reverting.look(stage.folder, run, stage.repository, "T1")


async def test_work_that_the_person_merged_is_taken_back_on_a_branch_of_its_own(
    stage: Stage,
) -> None:
    run = await done(stage, ("one", "eins"), ("five", "fünf"))
    git(stage.project, "stash", "--quiet")
    git(stage.project, "merge", "--quiet", "--no-ff", "--message=take it", run.created.branch)
    git(stage.project, "stash", "pop", "--quiet")
    before = belongings(stage.project)
    reversal, after = take_back(stage, "T1")
    assert reversal.taken
    assert reversal.branch == f"{run.created.branch}-without-T1"
    assert stage.repository.parents(reversal.branch) == (stage.repository.head(),)
    assert content(stage, reversal.branch) == LINES.replace("five", "fünf")
    assert belongings(stage.project) == before
    assert (after.tasks["T1"].merged, after.head) == (run.tasks["T1"].merged, run.head)
    assert after.ticked == {"A-1", "A-2"}
    assert "on another branch" in report(after, stage.folder.id)


async def test_a_document_that_an_editor_has_open_is_left_to_it_and_said(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    await done(stage, ("one", "eins"), ("five", "fünf"))
    mine = claim(stage.project / "SPEC.md")
    assert mine is not None
    try:
        assert main(["revert", stage.folder.id, "T1"]) == 0
        with closing(Reader(stage.folder)) as reader:
            after = reader.run
    finally:
        mine.release()
    told = capsys.readouterr().out
    assert "A-1 could not be opened: an editor has the document open: untick it there." in told
    assert after.ticked == {"A-1", "A-2"}
    assert (stage.project / "SPEC.md").read_text() == stage.document.replace("[ ]", "[x]")


async def test_after_a_kill_between_branch_and_journal_it_is_written_down_and_not_done_twice(
    stage: Stage,
) -> None:
    run = await done(stage, ("one", "eins"), ("five", "fünf"))
    lost = reverting.look(stage.folder, run, stage.repository, "T1")
    stage.repository.move(f"refs/heads/{lost.branch}", lost.made, lost.onto)
    reversal, after = take_back(stage, "T1")
    assert reversal.made == lost.made == after.head
    assert stage.repository.resolve(run.created.branch) == lost.made


async def test_after_such_a_kill_a_run_that_goes_on_knows_of_it(stage: Stage) -> None:
    run = await done(stage, ("one", "eins"), ("five", "fünf"))
    lost = reverting.look(stage.folder, run, stage.repository, "T1")
    stage.repository.move(f"refs/heads/{lost.branch}", lost.made, lost.onto)
    events = tuple(reverting.adopt(stage.folder, run, stage.repository))
    assert [type(event) for event in events] == [TaskReverted, ItemsUnticked]
    with closing(Journal.take_over(stage.folder, "a test")) as journal:
        journal.append(*events)
        assert journal.run.tasks["T1"].reverted == lost.made
        assert tuple(reverting.adopt(stage.folder, journal.run, stage.repository)) == ()
    assert "[ ] A-1" in (stage.project / "SPEC.md").read_text()


async def test_what_cannot_be_taken_back_says_why(stage: Stage) -> None:
    run = await done(stage, ("one", "eins"), ("five", "fünf"))

    def look(task: str) -> None:
        with closing(Reader(stage.folder)) as reader:
            reverting.look(stage.folder, reader.run, stage.repository, task)

    with pytest.raises(CannotRevert, match="no task T9"):
        look("T9")
    take_back(stage, "T1")
    with pytest.raises(CannotRevert, match="taken back already"):
        look("T1")
    git(stage.project, "worktree", "add", "--quiet", stage.where / "x", run.created.branch)
    with pytest.raises(CannotRevert, match="you are on the branch"):
        look("T2")
    git(stage.project, "worktree", "remove", stage.where / "x")
    git(stage.project, "branch", "--force", run.created.branch, "HEAD")
    with pytest.raises(CannotRevert, match="is not on the branch"):
        look("T2")
    git(stage.project, "branch", "--delete", "--force", run.created.branch)
    with pytest.raises(CannotRevert, match="is gone"):
        look("T2")


async def test_a_run_that_somebody_drives_is_left_alone(stage: Stage) -> None:
    run = await done(stage, ("one", "eins"), ("five", "fünf"))
    reversal = reverting.look(stage.folder, run, stage.repository, "T1")
    lock = Lock(stage.folder.supervisor_lock)
    try:
        with pytest.raises(AlreadyRunning):
            reverting.take_back(stage.folder, run, stage.repository, reversal)
    finally:
        lock.release()
    assert stage.repository.resolve(run.created.branch) == run.head


async def test_what_waits_for_a_task_that_was_taken_back_is_not_begun(stage: Stage) -> None:
    plan = stage.plan()
    second = plan.phases[0].tasks[1]
    tasks = (plan.phases[0].tasks[0], replace(second, after=("T1",)))
    plan = replace(plan, phases=(replace(plan.phases[0], tasks=tasks),))

    async def away(job: Job) -> Ended:
        if job.subject.task == "T2":
            return Ended(Ending.UNAVAILABLE, why="overloaded")
        if job.subject.role is Role.REVIEWER:
            return Ended(Ending.DONE, value=verdict("main.txt"))
        (job.cwd / "main.txt").write_text("new\n")
        return Ended(Ending.DONE)

    context = stage.context(FakeAgent(away), plan)
    run = await stage.drive(context)
    context.journal.close()
    assert run.status is Status.PAUSED
    reversal, _ = take_back(stage, "T1")
    assert reversal.built == ()
    stage.send("resume")
    run = await stage.run()
    assert run.status is Status.FAILED
    assert run.tasks["T2"].why == "it waits for A-1, which was skipped"


async def test_a_task_that_is_tried_again_can_be_taken_back_again(stage: Stage) -> None:
    await done(stage, ("one", "eins"), ("five", "fünf"))
    take_back(stage, "T1")
    stage.send("retry", task="T1")
    run = await done(stage, ("one", "uno"), ("five", "fünf"))
    assert (run.status, run.tasks["T1"].reverted) == (Status.COMPLETED, None)
    assert run.ticked == {"A-1", "A-2"}
    _, after = take_back(stage, "T1")
    assert content(stage, after.created.branch) == LINES.replace("five", "fünf")


async def test_an_undone_commit_leaves_the_tree_before_it(stage: Stage) -> None:
    run = await done(stage, ("one", "eins"), ("five", "fünf"))
    made = Repository(stage.project).undo(run.head, run.head, "back")
    assert isinstance(made, str)
    assert stage.repository.changes(run.tasks["T1"].merged or "", made) == ()

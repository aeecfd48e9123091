"""How accepted work comes together on the run's branch, also where several agents work at once."""

import time
from collections.abc import Callable
from pathlib import Path

import anyio
import pytest

from orchestrator_engine.agents.protocol import Ended, Job
from orchestrator_engine.attempt import Ending, Role
from orchestrator_engine.rebasing import dropped, lines_of
from orchestrator_engine.run import Run, Status
from orchestrator_engine.run import Stage as TaskStage
from orchestrator_engine.system.git import Conflict, Repository
from support.repositories import git
from support.rooms import FakeAgent, Stage, shell, verdict, write_a_file

pytestmark = pytest.mark.anyio


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))
    return Stage(tmp_path, {"README.md": "A project.\n", "main.txt": "one\ntwo\nthree\nfour\n"})


class Together:
    """Agents that all write before any is reviewed, so that every one begins at the same commit.

    `write` is what a task does in its worktree, in a round; `mended` the file that rounds after
    the first change.
    """

    def __init__(self, write: Callable[[Job], None], mended: str = "main.txt") -> None:
        self.write = write
        self.mended = mended
        self.missing = 2
        self.everybody = anyio.Event()
        self.jobs: list[Job] = []

    async def __call__(self, job: Job) -> Ended:
        self.jobs.append(job)
        if job.subject.role is Role.REVIEWER:
            await self.everybody.wait()
            file = "main.txt" if job.subject.round == 1 else self.mended
            return Ended(Ending.DONE, value=verdict(file))
        self.write(job)
        self.missing -= 1
        if self.missing == 0:
            self.everybody.set()
        return Ended(Ending.DONE)


def edit(job: Job, old: str, new: str) -> None:
    path = job.cwd / "main.txt"
    path.write_text(path.read_text().replace(old, new))


def content(stage: Stage, run: Run, path: str = "main.txt") -> str:
    return (stage.repository.read(run.created.branch, path) or b"").decode()


async def test_two_tasks_that_are_ready_at_once_are_merged_one_after_the_other(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(job: Job) -> None:
        first = job.subject.task == "T1"
        edit(job, *(("one", "eins") if first else ("four", "vier")))

    real = Repository.squash_onto

    def slowly(
        repository: Repository, head: str, base: str, commit: str, message: str
    ) -> str | Conflict:
        made = real(repository, head, base, commit, message)
        time.sleep(0.2)
        return made

    monkeypatch.setattr(Repository, "squash_onto", slowly)
    run = await stage.run(Together(write), max_concurrent_agents=2)
    assert run.status is Status.COMPLETED
    assert content(stage, run) == "eins\ntwo\nthree\nvier\n"
    merged = [state.merged for state in run.tasks.values()]
    assert set(stage.repository.since(run.created.origin.base, run.head)) == set(merged)


async def test_a_conflict_opens_the_task_again_with_both_sides_as_its_remark(stage: Stage) -> None:
    def write(job: Job) -> None:
        edit(job, "two", f"two by {job.subject.task}")
        if job.subject.round > 1:
            edit(job, "one", f"one by {job.subject.task}")

    agents = Together(write)
    run = await stage.run(agents, max_concurrent_agents=2)
    assert run.status is Status.COMPLETED
    reopened = next(state for state in run.tasks.values() if state.reopenings)
    other = next(state for state in run.tasks.values() if not state.reopenings)
    first, second = reopened.attempts
    assert (first.round, second.round, second.base) == (1, 2, other.merged)
    assert reopened.base == other.merged
    names = {"T1": "A-1 do the first", "T2": "A-2 do the second"}
    mine, theirs = reopened.task.id, other.task.id
    assert first.reopened == (
        f"The change of {names[mine]} conflicts in main.txt with what was merged meanwhile "
        f"for {names[theirs]}.\n\n"
        f"In main.txt, what is there now:\n    two by {theirs}\n"
        f"What this task made of it:\n    two by {mine}"
    )
    again = next(job for job in agents.jobs if job.subject.round == 2)
    assert (first.reopened or "?") in again.prompt
    assert "nothing of that round" in again.prompt
    assert content(stage, run).startswith(f"one by {mine}\ntwo by {mine}")
    report = stage.folder.report.read_text()
    assert "could not be merged" in report


async def test_a_task_that_conflicts_again_and_again_fails_in_the_end(stage: Stage) -> None:
    branch = f"refs/heads/code-orch/{stage.folder.id}"

    async def race(job: Job) -> Ended:
        """While it is reviewed, a person puts another change of the same line on the branch."""
        if job.subject.role is Role.REVIEWER:
            tip = stage.repository.resolve(branch)
            assert tip is not None
            (job.cwd / "main.txt").write_text(f"theirs {job.subject.round}\n")
            theirs = stage.repository.commit_tree(job.cwd, tip, "theirs")
            assert theirs is not None
            stage.repository.move(branch, theirs, tip)
            return Ended(Ending.DONE, value=verdict("main.txt"))
        (job.cwd / "main.txt").write_text(f"{job.subject.task} {job.subject.round}\n")
        return Ended(Ending.DONE)

    run = await stage.run(race, max_review_cycles=1)
    assert run.status is Status.FAILED
    state = run.tasks["T1"]
    assert state.reopenings == 2
    assert state.why.startswith("reopened once, and still: The change of A-1 do the first conflict")


async def test_what_passes_alone_and_not_together_is_opened_again(stage: Stage) -> None:
    check = shell("test", "! { grep -q eins main.txt && grep -q vier main.txt; }")

    def write(job: Job) -> None:
        first = job.subject.task == "T1"
        if job.subject.round > 1:
            (job.cwd / "other.txt").write_text("another way\n")
        else:
            edit(job, *(("one", "eins") if first else ("four", "vier")))

    agents = Together(write, "other.txt")
    run = await stage.run(agents, stage.plan(check), max_concurrent_agents=2)
    assert run.status is Status.COMPLETED
    reopened = next(state for state in run.tasks.values() if state.reopenings)
    first = reopened.attempts[0]
    assert first.checks_passed
    assert first.rebased is not None
    assert [result.passed for result in first.rebased] == [False]
    assert "passed its checks, and does not on top of" in (first.reopened or "")
    assert "check test failed (exit code 1)" in (first.reopened or "")


async def test_where_the_branch_has_not_moved_the_checks_are_not_run_again(stage: Stage) -> None:
    count = stage.where / "count"
    run = await stage.run(plan=stage.plan(shell("test", f"echo >> '{count}'")))
    assert run.status is Status.COMPLETED
    attempts_and_the_phase = 3
    assert len(count.read_text()) == attempts_and_the_phase
    assert all(state.attempts[0].rebased is None for state in run.tasks.values())


async def test_a_hunk_that_a_merge_driver_drops_silently_opens_the_task_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))
    files = {"main.txt": "one\ntwo\nthree\nfour\n", ".gitattributes": "main.txt merge=ours\n"}
    stage = Stage(tmp_path, files)
    # As people do for lock files: the side that is there already wins, and git says nothing.
    git(stage.project, "config", "merge.ours.driver", "true")

    def write(job: Job) -> None:
        first = job.subject.task == "T1"
        edit(job, *(("one", "eins") if first else ("four", "vier")))

    run = await stage.run(Together(write), max_concurrent_agents=2)
    assert run.status is Status.COMPLETED
    assert content(stage, run) == "eins\ntwo\nthree\nvier\n"
    reopened = next(state for state in run.tasks.values() if state.reopenings)
    assert "lost these lines, although git saw no conflict" in (reopened.attempts[0].reopened or "")


async def test_the_same_change_by_two_tasks_is_not_lost_but_there_once(stage: Stage) -> None:
    def write(job: Job) -> None:
        edit(job, "one", "eins")
        (job.cwd / f"{job.subject.task}.txt").write_text("mine\n")

    run = await stage.run(Together(write), max_concurrent_agents=2)
    assert run.status is Status.COMPLETED
    assert [state.reopenings for state in run.tasks.values()] == [0, 0]


async def test_a_file_that_others_renamed_takes_the_change_along(stage: Stage) -> None:
    def write(job: Job) -> None:
        if job.subject.task == "T1":
            (job.cwd / "main.txt").rename(job.cwd / "new.txt")
        else:
            edit(job, "four", "vier")

    async def act(job: Job) -> Ended:
        ended = await together(job)
        if job.subject.role is Role.REVIEWER and job.subject.task == "T1":
            return Ended(Ending.DONE, value=verdict("new.txt"))
        return ended

    together = Together(write)
    run = await stage.run(act, max_concurrent_agents=2)
    assert run.status is Status.COMPLETED
    assert [state.reopenings for state in run.tasks.values()] == [0, 0]
    assert content(stage, run, "new.txt") == "one\ntwo\nthree\nvier\n"


async def test_a_file_that_one_removed_and_the_other_changed_is_told_in_words(stage: Stage) -> None:
    def write(job: Job) -> None:
        if job.subject.round > 1:
            (job.cwd / "other.txt").write_text("then here\n")
        elif job.subject.task == "T1":
            (job.cwd / "main.txt").unlink()
        else:
            edit(job, "four", "vier")

    run = await stage.run(Together(write, "other.txt"), max_concurrent_agents=2)
    assert run.status is Status.COMPLETED
    reopened = next(state for state in run.tasks.values() if state.reopenings)
    assert "CONFLICT (modify/delete): main.txt" in (reopened.attempts[0].reopened or "")


async def test_commits_that_a_person_put_on_the_branch_are_kept_below_the_next_task(
    stage: Stage,
) -> None:
    branch = f"refs/heads/code-orch/{stage.folder.id}"
    theirs: list[str] = []

    async def meddle(job: Job) -> Ended:
        ended = await write_a_file(job)
        if job.subject.role is Role.REVIEWER and not theirs:
            (job.cwd / "theirs.txt").write_text("from a person\n")
            other = stage.repository.commit_tree(job.cwd, stage.repository.head(), "theirs")
            assert other is not None
            theirs.append(other)
            stage.repository.move(branch, other, stage.repository.head())
        return ended

    run = await stage.run(meddle)
    assert run.status is Status.COMPLETED
    assert stage.repository.parents(run.tasks["T1"].merged or "") == (theirs[0],)
    assert content(stage, run, "theirs.txt") == "from a person\n"


async def test_what_a_person_mends_on_the_branch_counts_when_a_phase_is_looked_at_again(
    stage: Stage,
) -> None:
    # Each is right alone, and what is wrong with both together only the phase finds.
    flaw = shell("test", "test -e mended.txt || test ! -e T2.txt || test ! -e ../phase")
    (stage.folder.worktree("x").parent).mkdir(parents=True, exist_ok=True)

    async def spoil(job: Job) -> Ended:
        if job.subject.task == "T2" and job.subject.role is Role.REVIEWER:
            (job.cwd.parent / "phase").touch()
        return await write_a_file(job)

    run = await stage.run(spoil, stage.plan(flaw))
    assert run.status is Status.FAILED
    assert all(state.merged for state in run.tasks.values())
    git(stage.project, "stash", "--quiet")
    git(stage.project, "switch", "--quiet", run.created.branch)
    (stage.project / "mended.txt").touch()
    git(stage.project, "add", "mended.txt")
    git(stage.project, "commit", "--quiet", "--message=mend it")
    git(stage.project, "switch", "--quiet", "-")
    stage.send("restart")
    (stage.folder.worktree("x").parent).mkdir(parents=True, exist_ok=True)
    (stage.folder.worktree("x").parent / "phase").touch()
    assert (await stage.run(spoil)).status is Status.COMPLETED


async def test_a_branch_that_somebody_moved_elsewhere_pauses_the_run_and_stays(
    stage: Stage,
) -> None:
    branch = f"refs/heads/code-orch/{stage.folder.id}"
    begin = stage.repository.head()

    async def meddle(job: Job) -> Ended:
        ended = await write_a_file(job)
        if job.subject.role is Role.REVIEWER and job.subject.task == "T2":
            git(stage.project, "branch", "--force", branch.removeprefix("refs/heads/"), begin)
        return ended

    agent = FakeAgent(meddle)
    run = await stage.drive(stage.context(agent))
    assert run.status is Status.PAUSED
    assert "somebody else moved the branch" in run.why
    assert stage.repository.resolve(branch) == begin
    git(stage.project, "branch", "--force", branch.removeprefix("refs/heads/"), run.head)
    stage.send("resume")
    again = FakeAgent()
    run = await stage.drive(stage.context(again))
    assert run.status is Status.COMPLETED
    assert again.jobs == []


@pytest.mark.parametrize("linked", [False, True])
async def test_a_branch_that_the_person_is_on_is_not_moved_under_them(
    stage: Stage, *, linked: bool
) -> None:
    branch = f"code-orch/{stage.folder.id}"
    place = stage.where / "linked" if linked else stage.project

    async def switch(job: Job) -> Ended:
        if job.subject.role is Role.REVIEWER and job.subject.task == "T1":
            if linked:
                git(stage.project, "worktree", "add", "--quiet", place, branch)
            else:
                git(stage.project, "switch", "--quiet", branch)
        return await write_a_file(job)

    run = await stage.run(switch)
    assert run.status is Status.PAUSED
    assert "you are on the branch" in run.why
    assert run.tasks["T1"].stage is TaskStage.REVIEWED
    assert git(place, "status", "--porcelain") == ""
    git(place, "switch", "--quiet", "--detach")
    stage.send("resume")
    assert (await stage.run()).status is Status.COMPLETED


async def test_a_merge_below_what_a_person_put_on_top_is_adopted(stage: Stage) -> None:
    context = stage.context(FakeAgent(), review=False)
    real = Repository.move

    class PowerCut(Exception):  # noqa: N818
        pass

    def dies(repository: Repository, ref: str, new: str, old: str | None) -> bool:
        moved = real(repository, ref, new, old)
        if ref == context.branch and old is not None:
            raise PowerCut
        return moved

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Repository, "move", dies)
        with pytest.raises(ExceptionGroup):
            await stage.drive(context)
    context.journal.close()
    lost = stage.repository.resolve(context.branch)
    assert lost is not None
    theirs = git(stage.project, "commit-tree", f"{lost}^{{tree}}", "-p", lost, "-m", "theirs")
    stage.repository.move(context.branch, theirs, lost)
    run = await stage.run()
    assert run.status is Status.COMPLETED
    assert run.tasks["T1"].merged == lost
    assert len(run.tasks["T1"].attempts) == 1


def patch(*lines: str) -> bytes:
    body = "\n".join(("diff --git a/x b/x", "--- a/x", "+++ b/x", "@@ -1 +1 @@", *lines))
    return f"{body}\n".encode()


def lost(mine: bytes, merged: bytes, others: bytes) -> tuple[bytes, ...]:
    return dropped(lines_of(mine), lines_of(merged), lines_of(others))


def test_a_line_that_nobody_explains_is_lost() -> None:
    assert lost(patch("+a", "+b"), patch("+a"), patch("+c")) == (b"+b",)
    assert lost(patch("-a", "+a2"), patch("+a2"), patch("+c")) == (b"-a",)


def test_a_line_that_others_added_or_removed_too_is_explained() -> None:
    assert lost(patch("+a", "+b"), patch("+a"), patch("+b")) == ()
    assert lost(patch("-a", "+b"), patch("+b"), patch("-a")) == ()


def test_a_line_added_twice_is_not_explained_by_one() -> None:
    assert lost(patch("+a", "+a"), patch(), patch("+a")) == (b"+a",)


def test_headers_are_no_lines_and_lines_that_look_like_headers_are() -> None:
    assert lost(patch("+++ b/x"), patch(), patch()) == (b"+++ b/x",)
    assert lines_of(b"diff --git a/x b/x\n--- a/x\n+++ b/x\n") == {b"diff --git a/x b/x": {}}


def test_what_is_no_text_is_compared_by_its_name() -> None:
    before = b"diff --git a/x b/x\nindex 1..2\nBinary files a/x and b/x differ\n"
    assert lost(before, b"", b"") == (b"+Binary files a/x and b/x differ",)

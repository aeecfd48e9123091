"""What an agent may not touch is put back, and told."""

from pathlib import Path

import anyio
import pytest

from orchestrator_engine.agents.protocol import Ended, Job
from orchestrator_engine.attempt import Ending, Role
from orchestrator_engine.decide import decide
from orchestrator_engine.events import PhaseStarted
from orchestrator_engine.execution import commit_attempt, start_attempt
from orchestrator_engine.run import Status
from support.repositories import a_repository, git
from support.rooms import FakeAgent, Stage, shell, verdict, why, write_a_file

pytestmark = pytest.mark.anyio


async def test_a_test_that_was_bent_is_put_back_and_sent_back(tmp_path: Path) -> None:
    stage = Stage(tmp_path, {"tests/test_a.py": "assert one() == 1\nassert two() == 2\n"})

    async def bend(job: Job) -> Ended:
        if job.subject.role is Role.WORKER:
            (job.cwd / "tests" / "test_a.py").write_text("pass\n")
        return await write_a_file(job)

    run = await stage.run(bend)
    first, second = run.tasks["T1"].attempts
    assert first.restored == ("tests/test_a.py",)
    assert second.restored == ()
    assert run.status is Status.COMPLETED
    kept = stage.repository.read(run.created.branch, "tests/test_a.py")
    assert kept == b"assert one() == 1\nassert two() == 2\n"


async def test_work_that_was_right_but_for_a_bent_test_needs_no_more(tmp_path: Path) -> None:
    stage = Stage(tmp_path, {"tests/test_a.py": "assert one() == 1\n"})

    async def bend(job: Job) -> Ended:
        if job.subject.role is Role.FIXER:
            return Ended(Ending.DONE, text="It is put back, and the rest is right.")
        if job.subject.role is Role.WORKER:
            (job.cwd / "tests" / "test_a.py").write_text("pass\n")
        return await write_a_file(job)

    run = await stage.run(bend)
    first, second = run.tasks["T1"].attempts
    assert (first.restored, second.changes) == (("tests/test_a.py",), ())
    assert run.status is Status.COMPLETED
    assert "T1.txt" in stage.repository.files(run.created.branch)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("package.json", '{"scripts": {"test": "true"}}'),
        ("unittest.py", "def main(): pass"),
        ("Makefile", "test:\n\ttrue\n"),
    ],
)
async def test_what_runs_the_tests_is_put_back(tmp_path: Path, path: str, text: str) -> None:
    files = {
        "package.json": '{"scripts": {"test": "node --test"}}',
        "Makefile": "test:\n\ttest -e README.md\n",
    }
    stage = Stage(tmp_path, files)

    async def rewire(job: Job) -> Ended:
        if job.subject.role is Role.WORKER:
            (job.cwd / path).write_text(text)
        return await write_a_file(job)

    run = await stage.run(rewire, stage.plan(shell("test", "make test || true")))
    assert run.tasks["T1"].attempts[0].restored == (path,)
    assert run.status is Status.COMPLETED
    kept = stage.repository.read(run.created.branch, path)
    assert kept == (files[path].encode() if path in files else None)


async def test_boxes_that_an_agent_ticks_itself_are_put_back(stage: Stage) -> None:
    async def boast(job: Job) -> Ended:
        if job.subject.role is Role.WORKER:
            (job.cwd / "SPEC.md").write_text(stage.document.replace("[ ]", "[x]"))
        return await write_a_file(job)

    run = await stage.run(boast)
    assert run.tasks["T1"].attempts[0].restored == ("SPEC.md",)
    assert stage.repository.read(run.created.branch, "SPEC.md") == stage.document.encode()


async def test_commits_that_an_agent_makes_itself_become_the_one_of_the_task(stage: Stage) -> None:
    async def commit(job: Job) -> Ended:
        ended = await write_a_file(job)
        if job.subject.role is Role.WORKER:
            who = ("-c", "user.name=x", "-c", "user.email=x@localhost")
            branch = f"mine-{job.subject.task}"
            for command in (("checkout", "-qb", branch), ("add", "-A"), ("commit", "-qm", "x")):
                await anyio.run_process(("git", *who, *command), cwd=job.cwd)
        return ended

    run = await stage.run(commit)
    assert run.status is Status.COMPLETED
    base = run.created.origin.base
    assert stage.repository.parents(run.tasks["T1"].merged or "") == (base,)


async def test_a_test_that_was_switched_off_by_an_addition_is_run_as_it_was(
    tmp_path: Path,
) -> None:
    stage = Stage(tmp_path, {"tests/test_a.py": "import sys\nassert False\n"})

    async def skip(job: Job) -> Ended:
        if job.subject.role is not Role.REVIEWER:
            path = job.cwd / "tests" / "test_a.py"
            path.write_text("import sys\nsys.exit(0)\nassert False\n")
        return await write_a_file(job)

    plan = stage.plan(shell("test", "python3 tests/test_a.py"))
    run = await stage.run(skip, plan, max_review_cycles=0)
    assert run.status is Status.FAILED
    assert "check earlier test failed" in why(run)


async def test_a_fixer_may_mend_what_the_run_itself_added_to_a_test(tmp_path: Path) -> None:
    stage = Stage(tmp_path, {"tests/test_a.py": "assert one() == 1\n"})

    async def add(job: Job) -> Ended:
        if job.subject.role is Role.REVIEWER:
            score = 3 if job.subject.round == 1 else 9
            return Ended(Ending.DONE, value=verdict("tests/test_a.py", score, "major"))
        path = job.cwd / "tests" / "test_a.py"
        path.write_text(f"assert one() == 1\nassert mine() == {job.subject.round}\n")
        return Ended(Ending.DONE)

    run = await stage.run(add)
    assert run.tasks["T1"].attempts[1].restored == ()
    assert run.tasks["T1"].merged is not None


async def test_what_was_put_back_is_still_known_when_the_commit_is_adopted(
    tmp_path: Path,
) -> None:
    stage = Stage(tmp_path, {"tests/test_ä.py": "assert one() == 1\n"})

    async def bend(job: Job) -> Ended:
        if job.subject.role is Role.WORKER:
            (job.cwd / "tests" / "test_ä.py").write_text("pass\n")
        return await write_a_file(job)

    context = stage.context(FakeAgent(bend))
    context.journal.append(PhaseStarted("P1"))
    (start,) = decide(context.run)
    await start_attempt(context, start)  # pyright: ignore[reportArgumentType]
    (commit,) = decide(context.run)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context.journal, "append", id)
        await commit_attempt(context, commit)  # pyright: ignore[reportArgumentType]
    context.journal.close()
    run = await stage.run()
    assert run.tasks["T1"].attempts[0].restored == ("tests/test_ä.py",)
    assert run.tasks["T1"].attempts[1].round == 2


@pytest.mark.parametrize("way", ["fill", "commit"])
async def test_work_inside_a_submodule_is_sent_back_and_told(stage: Stage, way: str) -> None:
    other = a_repository(stage.where / "other", {"lib.txt": "lib\n"})
    allowed = ("-c", "protocol.file.allow=always")
    git(stage.project, *allowed, "submodule", "add", "--quiet", str(other.top), "lib")
    git(stage.project, "commit", "--quiet", "--message=a submodule")

    async def inside(job: Job) -> Ended:
        if job.subject.role is Role.WORKER and job.subject.task == "T1":
            if way == "commit":
                git(job.cwd, *allowed, "submodule", "update", "--quiet", "--init")
            (job.cwd / "lib" / "new.txt").write_text("work\n")
            if way == "commit":
                git(job.cwd / "lib", "add", "--all")
                git(job.cwd / "lib", "commit", "--quiet", "--message=work")
        return await write_a_file(job)

    run = await stage.run(inside)
    assert run.status is Status.COMPLETED
    first, second = run.tasks["T1"].attempts
    assert (first.beyond, second.beyond) == (("lib",), ())
    changed = stage.repository.changes(run.created.origin.base, run.head)
    assert [change.path for change in changed] == ["T1.txt", "T2.txt"]
    assert "inside submodules, which is **not kept**: `lib`" in stage.folder.report.read_text()

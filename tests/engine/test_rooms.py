"""What a run makes of agents that are good, lazy, sly, broken or away."""

from pathlib import Path

import anyio
import pytest

from orchestrator_engine import ticking
from orchestrator_engine.actions import StartAttempt
from orchestrator_engine.agents.protocol import Ended, Job
from orchestrator_engine.attempt import Ending, Role
from orchestrator_engine.claims import claim
from orchestrator_engine.decide import decide
from orchestrator_engine.events import PhaseStarted
from orchestrator_engine.execution import commit_attempt, start_attempt
from orchestrator_engine.journal import read
from orchestrator_engine.plan import CheckKind
from orchestrator_engine.review import Verdict
from orchestrator_engine.run import Run, Status
from orchestrator_engine.system.git import Repository
from support.repositories import a_repository, git
from support.rooms import FakeAgent, Stage, shell, verdict, write_a_file

pytestmark = pytest.mark.anyio


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))
    return Stage(tmp_path)


class PowerCut(Exception):  # noqa: N818
    pass


def why(run: Run, task: str = "T1") -> str:
    return run.tasks[task].why


async def test_good_work_is_merged_ticked_and_paid_for(stage: Stage) -> None:
    run = await stage.run()
    assert (run.status, run.spending.usd, run.spending.unknown) == (Status.COMPLETED, 1.5, 0)
    assert run.ticked == {"A-1", "A-2"}
    assert (stage.project / "SPEC.md").read_text() == stage.document.replace("[ ]", "[x]")
    branch = run.created.branch
    assert stage.repository.files(branch) == ("README.md", "SPEC.md", "T1.txt", "T2.txt")
    assert stage.repository.read(branch, "SPEC.md") == stage.document.encode()
    trailers = stage.repository.trailers(branch)
    assert (trailers["Spec-Item"], trailers["Task"]) == (("A-2",), ("T2",))
    assert stage.repository.dirty() == ("SPEC.md",)
    assert stage.repository.worktrees() == ()


async def test_an_agent_that_changes_nothing_has_failed(stage: Stage) -> None:
    async def idle(_: Job) -> Ended:
        return Ended(Ending.DONE, text="All done!")

    run = await stage.run(idle)
    assert run.status is Status.FAILED
    assert "changed nothing" in why(run)
    assert run.ticked == frozenset()


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


async def test_a_failing_check_is_mended_in_the_next_round(stage: Stage) -> None:
    check = shell("test", "! grep -l 'round 1' *.txt")
    run = await stage.run(plan=stage.plan(check))
    assert run.status is Status.COMPLETED
    rounds = [attempt.checks_passed for attempt in run.tasks["T1"].attempts]
    assert rounds == [False, True]


async def test_a_check_that_never_passes_fails_the_task_and_the_run(stage: Stage) -> None:
    run = await stage.run(plan=stage.plan(shell("test", "echo no luck; exit 3")))
    assert run.status is Status.FAILED
    assert "check test failed (exit code 3)" in why(run)
    assert "no luck" in why(run)
    assert [len(state.attempts) for state in run.tasks.values()] == [3, 3]


async def test_after_a_build_that_fails_the_tests_are_not_run(stage: Stage) -> None:
    plan = stage.plan(shell("build", "exit 1", CheckKind.BUILD), shell("test", "exit 0"))
    run = await stage.run(plan=plan, max_review_cycles=0)
    results = run.tasks["T1"].attempts[0].results
    assert results is not None
    assert [result.name for result in results] == ["build"]


async def test_a_worktree_that_cannot_be_set_up_fails_with_the_command(stage: Stage) -> None:
    plan = stage.plan(setup=(shell("setup", "echo no network; exit 9", CheckKind.SETUP),))
    run = await stage.run(plan=plan, max_review_cycles=0)
    assert "could not be made ready: setup failed (exit code 9)" in why(run)
    assert run.spending.usd == 0


async def test_a_score_without_evidence_is_unreviewed_and_not_merged(stage: Stage) -> None:
    async def flatter(job: Job) -> Ended:
        if job.subject.role is Role.REVIEWER:
            return Ended(Ending.DONE, value={"score": 10, "summary": "Great!", "remarks": []})
        return await write_a_file(job)

    run = await stage.run(flatter)
    assert run.status is Status.FAILED
    assert why(run).startswith("nobody could review it: no remark points into the change")
    attempt = run.tasks["T1"].attempts[0]
    assert [review.verdict for review in attempt.reviews] == [Verdict.UNREVIEWED] * 2


async def test_a_remark_about_a_line_that_is_not_there_approves_nothing(stage: Stage) -> None:
    async def invent(job: Job) -> Ended:
        if job.subject.role is Role.REVIEWER:
            file = f"{job.subject.task}.txt"
            made_up = {"file": file, "line": 2, "severity": "note", "evidence": "well made"}
            return Ended(Ending.DONE, value=verdict(file) | {"remarks": [made_up]})
        return await write_a_file(job)

    run = await stage.run(invent)
    assert "no remark points into the change" in why(run)


async def test_a_verdict_that_breaks_the_schema_is_unreviewed(stage: Stage) -> None:
    async def babble(job: Job) -> Ended:
        if job.subject.role is Role.REVIEWER:
            return Ended(Ending.DONE, value={"score": "ten out of ten"})
        return await write_a_file(job)

    run = await stage.run(babble)
    assert "breaks the schema" in why(run)


async def test_a_rejection_is_mended_and_reviewed_again(stage: Stage) -> None:
    async def strict(job: Job) -> Ended:
        if job.subject.role is Role.REVIEWER:
            score = 3 if job.subject.round == 1 else 8
            return Ended(Ending.DONE, value=verdict(f"{job.subject.task}.txt", score, "major"))
        return await write_a_file(job)

    agent = FakeAgent(strict)
    run = await stage.drive(stage.context(agent))
    assert run.status is Status.COMPLETED
    fixer = next(job for job in agent.jobs if job.subject.role is Role.FIXER)
    assert "T1.txt:1 (major): seen there" in fixer.prompt


async def test_without_review_the_work_is_merged_and_stays_unreviewed(stage: Stage) -> None:
    agent = FakeAgent()
    run = await stage.drive(stage.context(agent, review=False))
    assert run.status is Status.COMPLETED
    assert not run.tasks["T1"].approved
    assert all(job.subject.role is not Role.REVIEWER for job in agent.jobs)


async def test_an_adapter_that_raises_fails_the_attempt_and_not_the_worker(stage: Stage) -> None:
    async def broken(_: Job) -> Ended:
        raise RuntimeError("out of cheese")

    run = await stage.run(broken)
    assert run.status is Status.FAILED
    assert "a defect in the adapter fake" in why(run)
    assert "out of cheese" in why(run)


async def test_an_agent_that_is_away_pauses_the_run_which_goes_on_later(stage: Stage) -> None:
    async def away(_: Job) -> Ended:
        return Ended(Ending.UNAVAILABLE, why="overloaded")

    run = await stage.run(away)
    assert (run.status, run.why) == (Status.PAUSED, "the agent is not available: overloaded")
    stage.send("resume")
    run = await stage.run()
    assert run.status is Status.COMPLETED
    assert [attempt.round for attempt in run.tasks["T1"].attempts] == [1, 1]


async def test_a_stop_ends_what_is_under_way_and_a_resume_repeats_it(stage: Stage) -> None:
    context = stage.context(FakeAgent(lambda _: anyio.sleep_forever()))  # pyright: ignore[reportArgumentType]
    async with anyio.create_task_group() as group:
        group.start_soon(stage.drive, context)
        while not context.run.tasks["T1"].attempts:  # noqa: ASYNC110  # nobody tells of it
            await anyio.sleep(0.01)
        stage.send("stop")
    assert context.run.status is Status.STOPPED
    assert context.run.tasks["T1"].attempts[0].abandoned == "the run was stopped"
    assert context.run.spending.unknown == 1
    context.journal.close()
    stage.send("resume")
    run = await stage.run()
    assert run.status is Status.COMPLETED
    assert run.tasks["T1"].attempts[1].round == 1


async def test_a_command_that_makes_no_sense_is_answered_and_not_tried_again(stage: Stage) -> None:
    context = stage.context(FakeAgent())
    for name, data in (
        ("dance", {}),
        ("ticked", {"items": [["A-1"], 3]}),
        ("ticked", {"items": 7}),
    ):
        stage.send(name, **data)
    run = await stage.drive(context)
    assert run.status is Status.COMPLETED
    assert len(run.applied) == 3


async def test_a_merge_whose_event_was_lost_is_adopted(stage: Stage) -> None:
    context = stage.context(FakeAgent(), review=False)
    lost: list[str] = []
    real = Repository.move

    def dies(repository: Repository, ref: str, new: str, old: str | None) -> bool:
        moved = real(repository, ref, new, old)
        if ref == context.branch and old is not None and not lost:
            lost.append(new)
            raise PowerCut
        return moved

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Repository, "move", dies)
        with pytest.raises(ExceptionGroup):
            await stage.drive(context)
    context.journal.close()
    again = stage.context(FakeAgent())
    run = await stage.drive(again)
    assert run.status is Status.COMPLETED
    assert run.tasks["T1"].merged == lost[0]
    assert len(run.tasks["T1"].attempts) == 1


async def test_a_commit_whose_event_was_lost_is_adopted(stage: Stage) -> None:
    context = stage.context(FakeAgent())
    await anyio.to_thread.run_sync(context.repository.move, context.branch, context.run.head, None)
    context.journal.append(PhaseStarted("P1"))
    (start,) = decide(context.run)
    assert isinstance(start, StartAttempt)
    await start_attempt(context, start)
    (commit,) = decide(context.run)
    real = context.journal.append
    context.journal.append = lambda *_: None  # pyright: ignore[reportAttributeAccessIssue]
    await commit_attempt(context, commit)  # pyright: ignore[reportArgumentType]
    context.journal.append = real
    context.journal.close()
    agent = FakeAgent()
    run = await stage.drive(stage.context(agent))
    assert run.status is Status.COMPLETED
    assert len(run.tasks["T1"].attempts) == 1
    assert [job.subject.task for job in agent.jobs if job.subject.role is Role.WORKER] == ["T2"]


async def tick_as_an_editor(stage: Stage, *, save: bool) -> None:
    """A run whose first item an editor ticks in its buffer; it goes before the run ends."""
    mine = claim(stage.project / "SPEC.md")
    assert mine is not None
    context = stage.context(FakeAgent())

    async def vouch() -> None:
        while not context.run.tasks["T1"].merged:  # noqa: ASYNC110  # nobody tells of it
            await anyio.sleep(0.01)
        stage.send("ticked", items=["A-1", "no such item"])
        while "A-1" not in context.run.ticked:  # noqa: ASYNC110  # nobody tells of it
            await anyio.sleep(0.01)
        if save:
            (stage.project / "SPEC.md").write_text("# App\n\n- [ ] A-2: do the second\n")
        mine.release()

    async with anyio.create_task_group() as group:
        group.start_soon(vouch)
        await stage.drive(context)
    assert context.run.ticked == {"A-1", "A-2"}


async def test_a_tick_that_an_editor_took_along_unsaved_is_written(stage: Stage) -> None:
    await tick_as_an_editor(stage, save=False)
    assert (stage.project / "SPEC.md").read_text() == stage.document.replace("[ ]", "[x]")


async def test_what_an_editor_did_not_tick_in_time_is_ticked_at_the_next_chance(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticking, "PATIENCE", 0.2)
    mine = claim(stage.project / "SPEC.md")
    assert mine is not None
    context = stage.context(FakeAgent())

    async def sleep() -> None:
        while "A-1" not in context.run.left:  # noqa: ASYNC110  # nobody tells of it
            await anyio.sleep(0.01)
        mine.release()

    async with anyio.create_task_group() as group:
        group.start_soon(sleep)
        await stage.drive(context)
    assert context.run.left == {}
    assert (stage.project / "SPEC.md").read_text() == stage.document.replace("[ ]", "[x]")


async def test_a_run_that_merged_nothing_leaves_no_branch(stage: Stage) -> None:
    async def idle(_: Job) -> Ended:
        return Ended(Ending.DONE)

    run = await stage.run(idle)
    assert run.status is Status.FAILED
    assert stage.repository.resolve(run.created.branch) is None
    assert set(stage.repository.refs("refs/heads")) == {f"refs/heads/{stage.repository.branch()}"}


async def test_a_run_that_was_stopped_before_it_merged_anything_goes_on_all_the_same(
    stage: Stage,
) -> None:
    run = await stage.run(away)
    assert run.status is Status.PAUSED
    assert stage.repository.resolve(run.created.branch) is None
    stage.send("resume")
    assert (await stage.run()).status is Status.COMPLETED


async def test_what_a_person_saved_after_a_tick_stays_as_they_want_it(stage: Stage) -> None:
    await tick_as_an_editor(stage, save=True)
    assert (stage.project / "SPEC.md").read_text() == "# App\n\n- [x] A-2: do the second\n"


async def test_statuses_are_not_written_where_that_is_turned_off(stage: Stage) -> None:
    run = await stage.run(write_statuses=False)
    assert run.status is Status.COMPLETED
    assert (stage.project / "SPEC.md").read_text() == stage.document
    assert stage.repository.dirty() == ()


async def test_what_the_person_has_not_committed_stays_as_it_is(stage: Stage) -> None:
    (stage.project / "README.md").write_text("Being edited.\n")
    (stage.project / "notes.txt").write_text("New.\n")
    run = await stage.run()
    assert run.status is Status.COMPLETED
    assert (stage.project / "README.md").read_text() == "Being edited.\n"
    assert set(stage.repository.dirty()) == {"README.md", "SPEC.md", "notes.txt"}
    assert "notes.txt" not in stage.repository.files(run.created.branch)


async def test_a_run_that_pauses_lets_the_others_finish_and_begins_nothing(stage: Stage) -> None:
    folders: list[bool] = []

    async def one_away(job: Job) -> Ended:
        if job.subject.task == "T1":
            return Ended(Ending.UNAVAILABLE, why="overloaded")
        await anyio.sleep(0.3)
        folders.append(job.cwd.exists())
        return await write_a_file(job)

    context = stage.context(FakeAgent(one_away), max_concurrent_agents=2)
    run = await stage.drive(context)
    assert (run.status, folders) == (Status.PAUSED, [True])
    kinds = [record.event.kind for record in read(stage.folder)]
    assert kinds.count("run.ended") == 1
    assert kinds[-1] == "run.ended"


async def test_a_stopped_run_has_ticked_what_was_merged(stage: Stage) -> None:
    mine = claim(stage.project / "SPEC.md")
    assert mine is not None

    async def first_only(job: Job) -> Ended:
        if job.subject.task == "T2":
            await anyio.sleep_forever()
        return await write_a_file(job)

    context = stage.context(FakeAgent(first_only))
    async with anyio.create_task_group() as group:
        group.start_soon(stage.drive, context)
        while not context.run.tasks["T2"].attempts:  # noqa: ASYNC110  # nobody tells of it
            await anyio.sleep(0.01)
        stage.send("stop")
        await anyio.sleep(0.5)
        mine.release()
    assert (context.run.status, context.run.ticked) == (Status.STOPPED, {"A-1"})


async def away(_: Job) -> Ended:
    return Ended(Ending.UNAVAILABLE, why="overloaded")


async def test_an_ended_run_goes_on_only_where_a_person_asked_for_it(stage: Stage) -> None:
    # A supervisor starts a worker again that was killed just after it had written down the end.
    await stage.run(away)
    stage.folder.report.unlink()
    agent = FakeAgent()
    run = await stage.drive(stage.context(agent))
    assert (run.status, agent.jobs) == (Status.PAUSED, [])
    assert "paused" in stage.folder.report.read_text()


async def test_a_stop_that_came_too_late_does_not_stop_what_is_resumed(stage: Stage) -> None:
    await stage.run(away)
    stage.send("stop")
    stage.send("resume")
    assert (await stage.run()).status is Status.COMPLETED


async def test_a_stop_that_follows_a_resume_is_obeyed(stage: Stage) -> None:
    await stage.run(away)
    stage.send("resume")
    stage.send("stop")
    assert (await stage.run()).status is Status.STOPPED


async def test_a_report_that_cannot_be_written_does_not_undo_the_end(stage: Stage) -> None:
    stage.folder.report.mkdir(parents=True)
    assert (await stage.run()).status is Status.COMPLETED


async def test_a_worktree_that_git_cannot_take_in_pauses_the_run_and_is_not_paid_twice(
    stage: Stage,
) -> None:
    async def spoil(job: Job) -> Ended:
        (job.cwd / ".gitattributes").write_text("*.txt working-tree-encoding=UTF-16\n")
        return await write_a_file(job)

    agent = FakeAgent(spoil)
    run = await stage.drive(stage.context(agent))
    assert run.status is Status.PAUSED
    assert "BOM is required in 'T1.txt'" in run.why
    assert len(agent.jobs) == 1
    stage.send("resume")
    assert (await stage.run()).status is Status.COMPLETED


async def test_a_branch_in_the_way_of_the_runs_branch_pauses_it_in_gits_words(
    stage: Stage,
) -> None:
    stage.repository.move("refs/heads/code-orch", stage.repository.head(), None)
    run = await stage.run()
    assert run.status is Status.PAUSED
    assert "'refs/heads/code-orch' exists" in run.why


async def test_a_check_that_takes_the_worktree_away_costs_the_others_nothing(stage: Stage) -> None:
    plan = stage.plan(shell("test", 'here=$PWD; cd /; rm -r "$here"'))
    assert (await stage.run(plan=plan)).status is Status.COMPLETED


async def test_a_set_up_that_fails_before_a_review_leaves_the_task_unreviewed(
    stage: Stage,
) -> None:
    network = stage.where / "network"
    network.touch()
    plan = stage.plan(setup=(shell("setup", f"test -e '{network}'", CheckKind.SETUP),))

    async def dies(job: Job) -> Ended:
        if job.subject.role is Role.REVIEWER:
            raise anyio.get_cancelled_exc_class()
        return await write_a_file(job)

    context = stage.context(FakeAgent(dies), plan)
    with anyio.move_on_after(1):
        await stage.drive(context)
    context.journal.close()
    network.unlink()
    run = await stage.run(plan=plan)
    assert run.status is Status.FAILED
    assert "nobody could review it: the worktree could not be made ready" in why(run)


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


async def test_a_task_that_is_skipped_has_its_agent_ended_and_the_rest_goes_on(
    stage: Stage,
) -> None:
    async def act(job: Job) -> Ended:
        if job.subject.task == "T1":
            await anyio.sleep_forever()
        return await write_a_file(job)

    context = stage.context(FakeAgent(act))
    async with anyio.create_task_group() as group:
        group.start_soon(stage.drive, context)
        while not context.run.tasks["T1"].attempts:  # noqa: ASYNC110  # nobody tells of it
            await anyio.sleep(0.01)
        stage.send("skip", task="T1")
    run = context.run
    assert run.status is Status.COMPLETED
    assert run.why.endswith("left out by a person: A-1")
    assert run.tasks["T1"].attempts[0].abandoned == "the task is to be skipped"
    assert run.spending.unknown == 1
    assert run.ticked == {"A-2"}


async def test_a_pause_finishes_what_is_under_way_and_begins_nothing_new(stage: Stage) -> None:
    async def act(job: Job) -> Ended:
        if job.subject.role is Role.WORKER:
            stage.send("pause")
            await anyio.sleep(0.3)
        return await write_a_file(job)

    run = await stage.run(act)
    assert (run.status, run.why) == (Status.PAUSED, "paused by a person")
    assert run.tasks["T1"].merged
    assert not run.tasks["T2"].attempts
    stage.send("resume")
    run = await stage.run()
    assert run.status is Status.COMPLETED


async def test_a_restart_begins_what_is_under_way_again_in_the_same_round(stage: Stage) -> None:
    calls: list[Job] = []

    async def act(job: Job) -> Ended:
        calls.append(job)
        if len(calls) == 1:
            stage.send("restart")
            await anyio.sleep_forever()
        return await write_a_file(job)

    run = await stage.run(act)
    assert run.status is Status.COMPLETED
    first, second = run.tasks["T1"].attempts
    assert first.abandoned == "the run was restarted"
    assert (second.number, second.round) == (2, 1)


async def test_a_failed_task_is_tried_again_when_a_person_says_so(stage: Stage) -> None:
    async def refuse(_: Job) -> Ended:
        return Ended(Ending.DENIED, why="no rights")

    run = await stage.run(refuse)
    assert run.status is Status.FAILED
    stage.send("retry", task="T1")
    run = await stage.run()
    assert run.tasks["T1"].merged
    assert run.status is Status.FAILED
    stage.send("restart")
    run = await stage.run()
    assert run.status is Status.COMPLETED

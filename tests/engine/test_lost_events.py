"""Whoever dies in between, and whatever is in the way: ticks, commits and trees come right."""

import os

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
from orchestrator_engine.plan import CheckKind
from orchestrator_engine.run import Status
from orchestrator_engine.system.git import Repository
from support.rooms import FakeAgent, Stage, shell, why, write_a_file

pytestmark = pytest.mark.anyio


class PowerCut(Exception):  # noqa: N818
    pass


async def away(_: Job) -> Ended:
    return Ended(Ending.UNAVAILABLE, why="overloaded")


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
            # The time that a file system notes by itself may be some milliseconds ago.
            os.utime(stage.project / "SPEC.md")
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

    scope = anyio.CancelScope()

    async def dies(job: Job) -> Ended:
        if job.subject.role is Role.REVIEWER:
            scope.cancel()
            await anyio.sleep_forever()
        return await write_a_file(job)

    context = stage.context(FakeAgent(dies), plan)
    with scope:
        await stage.drive(context)
    context.journal.close()
    network.unlink()
    run = await stage.run(plan=plan)
    assert run.status is Status.FAILED
    assert "nobody could review it: the worktree could not be made ready" in why(run)

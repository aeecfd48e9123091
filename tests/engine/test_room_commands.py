"""Runs that are stopped, paused, resumed, and steered task by task."""

import anyio
import pytest

from orchestrator_engine.agents.protocol import Ended, Job
from orchestrator_engine.attempt import Ending, Role
from orchestrator_engine.claims import claim
from orchestrator_engine.journal import read
from orchestrator_engine.run import Status
from support.rooms import FakeAgent, Stage, why, write_a_file

pytestmark = pytest.mark.anyio


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
            while context.run.stopping is None:  # noqa: ASYNC110  # nobody tells of it
                await anyio.sleep(0.01)
        return await write_a_file(job)

    context = stage.context(FakeAgent(act))
    run = await stage.drive(context)
    context.journal.close()
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

"""What a run makes of agents that are good, lazy or sly."""

import pytest

from orchestrator_engine.agents.protocol import Ended, Job
from orchestrator_engine.attempt import Ending, Role
from orchestrator_engine.plan import CheckKind
from orchestrator_engine.review import Verdict
from orchestrator_engine.run import Status
from support.rooms import FakeAgent, Stage, shell, verdict, why, write_a_file

pytestmark = pytest.mark.anyio


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

"""What the checks say before the first agent, and what follows: real git, checks and worktrees."""

from pathlib import Path

import pytest

from orchestrator_engine import events as e
from orchestrator_engine.agents.protocol import Ended, Job
from orchestrator_engine.attempt import CheckResult, Counts, Ending, Role
from orchestrator_engine.fold import fold
from orchestrator_engine.plan import Check, CheckKind
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.run import Run, Status
from orchestrator_engine.validation import executed
from support.plans import begun, plan, task
from support.rooms import FakeAgent, Stage, shell, verdict, write_a_file

pytestmark = pytest.mark.anyio

TEST = """\
import unittest


class Tea(unittest.TestCase):
    def test_steeps(self):
        self.assertTrue({steeps})

    def test_pours(self):
        self.assertTrue(True)
"""
UNITTEST = Check("test", CheckKind.TEST, ("python3", "-m", "unittest", "-q"), 30.0, "a test")


def a_stage(where: Path, files: dict[str, str] | None = None, *, steeps: bool = True) -> Stage:
    tests = {"test_tea.py": TEST.format(steeps=steeps), ".gitignore": "cache/\n*.installed\n"}
    return Stage(where, tests | (files or {}))


async def drive(stage: Stage, *checks: Check, agent: FakeAgent | None = None) -> Run:
    agent = agent or FakeAgent(write_a_file)
    return await stage.drive(stage.context(agent, stage.plan(*checks), baseline=True))


def doing(writes: dict[str, str]) -> FakeAgent:
    """An agent that writes files into its worktree, then does the work."""

    async def work(job: Job) -> Ended:
        if job.subject.role is Role.REVIEWER:
            return Ended(Ending.DONE, value=verdict(f"{job.subject.task}.txt"), usd=0.0)
        for name, text in writes.items():
            path = job.cwd / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return await write_a_file(job)

    return FakeAgent(work)


async def test_the_checks_run_once_before_anything_is_paid(tmp_path: Path) -> None:
    run = await drive(a_stage(tmp_path), UNITTEST)
    assert run.status is Status.COMPLETED, run.why
    assert run.baseline is not None
    assert [result.passed for result in run.baseline] == [True]
    assert run.baseline[0].counts is not None
    assert run.baseline[0].counts.executed == 2


async def test_a_build_that_fails_pauses_the_run_before_an_agent_is_asked(tmp_path: Path) -> None:
    agent = FakeAgent(write_a_file)
    stage = a_stage(tmp_path)
    broken = shell("build", "test -e T1.txt", CheckKind.BUILD)
    run = await drive(stage, broken, agent=agent)
    assert run.status is Status.PAUSED
    assert run.why == "build fails before anything is done (exit code 1)"
    assert agent.jobs == []


async def test_a_person_who_resumes_all_the_same_is_obeyed(tmp_path: Path) -> None:
    stage = a_stage(tmp_path)
    await drive(stage, shell("build", "test -e T1.txt", CheckKind.BUILD))
    stage.send("resume")
    run = await stage.drive(stage.context(FakeAgent(write_a_file)))
    assert run.tasks["T1"].merged is not None


async def test_what_failed_before_is_not_held_against_the_work(tmp_path: Path) -> None:
    run = await drive(a_stage(tmp_path, steeps=False), UNITTEST)
    assert run.status is Status.COMPLETED, run.why
    attempt = run.tasks["T1"].attempt
    assert attempt is not None
    assert attempt.results is not None
    assert "failed before the run too: test_steeps" in attempt.results[0].why


async def test_another_failure_beside_it_is(tmp_path: Path) -> None:
    more = TEST.format(steeps=False).replace("steeps", "boils").replace("Tea", "Pot")
    run = await drive(a_stage(tmp_path, steeps=False), UNITTEST, agent=doing({"test_pot.py": more}))
    assert run.status is Status.FAILED
    assert "check test failed" in run.tasks["T1"].why


async def test_a_project_without_any_code_yet_can_begin(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    run = await drive(stage, shell("test", "test -e T1.txt"))
    assert run.tasks["T1"].merged is not None
    assert run.baseline is not None
    assert not run.baseline[0].passed


async def test_a_test_that_a_task_switches_off_is_missed_in_the_count(tmp_path: Path) -> None:
    quiet = "import os\n\nos._exit(0)\n"
    run = await drive(a_stage(tmp_path), UNITTEST, agent=doing({"test_a.py": quiet}))
    assert run.status is Status.FAILED
    assert "does not say how many tests ran" in run.tasks["T1"].why


async def test_ignored_files_of_the_agent_do_not_help_it(tmp_path: Path) -> None:
    check = shell("test", "test -e cache/answer")
    run = await drive(a_stage(tmp_path), check, agent=doing({"cache/answer": "yes\n"}))
    assert run.status is not Status.COMPLETED
    assert run.tasks["T1"].merged is None


async def test_a_set_up_is_done_again_when_a_manifest_changes(tmp_path: Path) -> None:
    stage = a_stage(tmp_path, {"requirements.txt": "one\n"})
    installs = shell("setup", "cp requirements.txt cache.installed", CheckKind.SETUP)
    check = shell("test", "cmp requirements.txt cache.installed")
    agent = doing({"requirements.txt": "one\ntwo\n"})
    run = await stage.drive(
        stage.context(agent, stage.plan(check, setup=(installs,)), baseline=True)
    )
    assert run.status is Status.COMPLETED, run.why


def test_the_tests_of_what_others_merged_count_where_a_task_was_put_on_top_of_them() -> None:
    def ran(number: int) -> tuple[CheckResult, ...]:
        return (CheckResult("test", True, 0, 1.0, "", "", "", Counts(number, 0, 0)),)

    events = (
        e.PhaseStarted("P1"),
        e.AttemptStarted("T1", 1, 1, Role.WORKER, "base"),
        e.ChecksEnded("T1", 1, ran(12)),
        e.RebaseChecked("T1", 1, "merged", ran(17)),
        e.TaskMerged("T1", 1, "merged"),
    )
    records = begun(plan((task(1), task(2))))
    records += [Recorded(number, 1, 1.0, event) for number, event in enumerate(events, 3)]
    assert executed(fold(records), "merged") == {"test": 17}


async def test_a_phase_that_runs_fewer_tests_than_its_last_task_has_failed(tmp_path: Path) -> None:
    stage = a_stage(tmp_path)
    # Where all has come together, and only there, the runner sees but one of the tests.
    looks = tmp_path / "looks"
    line = f"echo x >> {looks}; n=$(wc -l < {looks}); test $n -lt 4 && echo 'OK (2 tests, 2 a)' "
    run = await drive(stage, shell("test", f"{line} || echo 'OK (1 test, 1 a)'"))
    assert run.status is Status.FAILED
    (result,) = run.phases["P1"].results
    assert result.why == "only 1 tests ran; before it were 2"

"""A run carried out once more from its recording: real git and checks, and nobody is asked."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestrator_engine import journal, reverting
from orchestrator_engine.agents.protocol import Ended, Job
from orchestrator_engine.archive import export, unpack
from orchestrator_engine.attempt import Ending, Role, Trouble
from orchestrator_engine.errors import BadProject, BadStore
from orchestrator_engine.listeners import Notify, Plugin
from orchestrator_engine.places import RunFolder, new_run_id
from orchestrator_engine.plan import At, Check, CheckKind
from orchestrator_engine.rerun import Again, carry_out_again
from orchestrator_engine.run import Status
from orchestrator_engine.then import Then
from support.repositories import belongings
from support.rooms import FakeAgent, Stage, shell, verdict, write_a_file
from support.runs import created, planned

pytestmark = pytest.mark.anyio

HOLDS_TWO_LINES = shell("test", 'test "$(cat T*.txt | wc -l)" -ge 1 && ! grep -q broken T*.txt')


async def with_everything(job: Job) -> Ended:
    """Work that is mended after a check and after a review, and bends what is protected."""
    task, turn = job.subject.task, job.subject.round
    if job.subject.role is Role.REVIEWER:
        score = 4 if task == "T2" and turn == 1 else 9
        return Ended(Ending.DONE, value=verdict(f"{task}.txt", score, "major"), usd=0.25)
    words = "broken" if task == "T1" and turn == 1 else f"{task} {turn}"
    (job.cwd / f"{task}.txt").write_text(f"{words}\n")
    (job.cwd / f"{task}.bin").write_bytes(bytes(range(256)) * turn)
    if turn == 1:
        (job.cwd / "tests" / "test_it.py").write_text("bent\n")
    return Ended(Ending.DONE, text=f"{task} is written", usd=0.5)


async def again(stage: Stage, where: Path) -> Again:
    return await carry_out_again(stage.folder, where / "again", {"PATH": "/usr/bin:/bin"})


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    stage = Stage(tmp_path, {"README.md": "A project.\n", "tests/test_it.py": "assert True\n"})
    stage.folder.path.mkdir(parents=True)
    stage.folder.document.write_text(stage.document)
    return stage


async def test_it_is_the_same_run_and_nobody_is_asked(stage: Stage, tmp_path: Path) -> None:
    run = await stage.run(with_everything, stage.plan(HOLDS_TWO_LINES))
    assert run.status is Status.COMPLETED, run.why
    before = belongings(stage.project)
    same = await again(stage, tmp_path)
    assert same.differences == ()
    assert same.same_files is True
    assert same.run.spending.gone() == run.spending.gone()
    assert same.folder.id != stage.folder.id
    assert belongings(stage.project) == before


async def test_what_a_person_did_is_done_again_too(stage: Stage, tmp_path: Path) -> None:
    tries: list[str] = []

    async def better_the_second_time(job: Job) -> Ended:
        ended = await write_a_file(job)
        if job.subject.role is Role.WORKER and job.subject.task == "T1":
            tries.append("T1")
            if len(tries) == 1:
                (job.cwd / "T1.txt").write_text("broken\n")
        return ended

    agent = FakeAgent(better_the_second_time)
    first = stage.context(agent, stage.plan(HOLDS_TWO_LINES), max_review_cycles=0)
    run = await stage.drive(first)
    first.journal.close()
    assert run.tasks["T1"].failed
    stage.send("retry", task="T1")
    second = stage.context(agent)
    run = await stage.drive(second)
    second.journal.close()
    assert run.status is Status.COMPLETED, run.why
    reversal = reverting.look(stage.folder, run, stage.repository, "T2")
    run = reverting.take_back(stage.folder, run, stage.repository, reversal)
    assert run.why.endswith("; since then a person took A-2 back")
    same = await again(stage, tmp_path)
    assert same.differences == ()
    assert same.same_files is True


async def test_a_run_that_was_paused_for_it_and_one_that_was_not_come_to_the_same(
    stage: Stage, tmp_path: Path
) -> None:
    async def pausing(job: Job) -> Ended:
        if job.subject.task == "T1" and job.subject.role is Role.WORKER:
            stage.send("pause")
        return await write_a_file(job)

    first = stage.context(FakeAgent(pausing), stage.plan(HOLDS_TWO_LINES))
    run = await stage.drive(first)
    first.journal.close()
    assert run.status is Status.PAUSED
    assert run.tasks["T1"].merged
    assert run.tasks["T2"].merged is None
    reversal = reverting.look(stage.folder, run, stage.repository, "T1")
    reverting.take_back(stage.folder, run, stage.repository, reversal)
    stage.send("retry", task="T1")
    second = stage.context(FakeAgent(write_a_file))
    run = await stage.drive(second)
    second.journal.close()
    assert run.status is Status.COMPLETED, run.why
    same = await again(stage, tmp_path)
    assert same.differences == ()
    assert same.same_files is True


async def test_the_bad_luck_of_agents_is_had_again_and_not_waited_for(
    stage: Stage, tmp_path: Path
) -> None:
    seen: list[Role] = []

    async def unlucky(job: Job) -> Ended:
        seen.append(job.subject.role)
        if job.subject.task == "T1":
            silent = "nothing was heard for 60 s"
            return Ended(Ending.TIMEOUT, why=silent, usd=0.5, trouble=Trouble.SILENT)
        if job.subject.role is Role.REVIEWER and seen.count(Role.REVIEWER) == 1:
            return Ended(Ending.LIMIT, why="slowly", usd=0.0, trouble=Trouble.RATE)
        return await write_a_file(job)

    run = await stage.run(unlucky, retry_delay=0.1)
    assert run.tasks["T1"].why.startswith("twice:")
    assert run.tasks["T2"].stage.value == "merged"
    same = await again(stage, tmp_path)
    assert same.differences == ()


async def test_what_a_check_says_otherwise_this_time_is_told(stage: Stage, tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    flag.touch()
    flaky = shell("test", f"test -e {flag}")
    run = await stage.run(write_a_file, stage.plan(flaky))
    assert run.status is Status.COMPLETED, run.why
    flag.unlink()
    other = await again(stage, tmp_path)
    assert not other.same
    first = next(one for one in other.differences if one.subject == "T1")
    assert (first.was, first.now) == ("checks: test passed", "checks: test failed")
    # The second round was never recorded: nobody makes one up.
    assert other.run.status is Status.PAUSED
    assert "nothing was recorded of round 2" in other.run.why


async def test_a_patch_that_is_gone_is_said_and_not_guessed(stage: Stage, tmp_path: Path) -> None:
    await stage.run(write_a_file)
    stage.folder.patch("T1", 1).unlink()
    other = await again(stage, tmp_path)
    assert "was not recorded" in other.run.why
    assert other.run.status is Status.PAUSED


async def test_without_the_commit_that_it_began_at_there_is_no_replay(
    stage: Stage, tmp_path: Path
) -> None:
    await stage.run(write_a_file)
    shutil.rmtree(stage.project)
    with pytest.raises(BadProject, match="at which the run began"):
        await again(stage, tmp_path)


async def test_an_exported_run_is_carried_out_where_there_is_no_repository(
    stage: Stage, tmp_path: Path
) -> None:
    run = await stage.run(with_everything, stage.plan(HOLDS_TWO_LINES))
    file = tmp_path / "run.zip"
    export(stage.folder, file, with_project=True)
    shutil.rmtree(stage.project)
    shutil.rmtree(stage.folder.path)
    folder = unpack(file, tmp_path / "elsewhere")
    assert journal.Reader(folder).run == run
    same = await carry_out_again(folder, tmp_path / "again", {"PATH": "/usr/bin:/bin"})
    assert same.differences == ()
    assert same.same_files is None


async def test_a_file_that_was_changed_on_the_way_is_refused(stage: Stage, tmp_path: Path) -> None:
    await stage.run(write_a_file)
    file = tmp_path / "run.zip"
    export(stage.folder, file)
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 3] ^= 0xFF
    file.write_bytes(damaged)
    with pytest.raises(BadStore, match="no exported run, or is damaged"):
        unpack(file, tmp_path / "elsewhere")


async def test_an_export_holds_what_happened_word_for_word(stage: Stage, tmp_path: Path) -> None:
    run = await stage.run(write_a_file)
    file = tmp_path / "run.zip"
    export(stage.folder, file)
    folder = unpack(file, tmp_path / "elsewhere")
    lines = (folder.path / "events.jsonl").read_text().splitlines()
    assert len(lines) == run.seq
    assert folder.document.read_text() == stage.document
    assert folder.patch("T1", 1).read_bytes() == stage.folder.patch("T1", 1).read_bytes()
    assert "App" in folder.report.read_text()
    assert not folder.bundle.exists()


async def test_a_run_with_two_agents_at_once_tells_the_same_stories(
    stage: Stage, tmp_path: Path
) -> None:
    run = await stage.run(write_a_file, max_concurrent_agents=2)
    assert run.status is Status.COMPLETED
    same = await again(stage, tmp_path)
    assert same.differences == ()
    assert same.same_files is True


async def test_an_export_does_not_say_where_its_owner_is_told(stage: Stage, tmp_path: Path) -> None:
    told = Notify(webhook="https://example.com/services/T0/B0/very-long-and-private", on=())
    await stage.run(with_everything, stage.plan(HOLDS_TWO_LINES), notify=told)
    file = tmp_path / "run.zip"
    export(stage.folder, file)
    there = unpack(file, tmp_path / "there")
    assert journal.created_by(there).settings.notify == Notify()
    assert b"very-long-and-private" not in there.store.read_bytes()
    assert b"very-long-and-private" not in (there.path / "events.jsonl").read_bytes()
    assert journal.created_by(stage.folder).settings.notify == told


def test_an_export_does_not_say_where_the_owner_of_what_follows_is_told(tmp_path: Path) -> None:
    flags = {"notify": {"webhook": "https://example.com/services/T0/B0/very-long-and-private"}}
    made = RunFolder(tmp_path / "runs" / new_run_id(datetime.now(UTC)))
    journal.create(made, replace(created(), then=Then("fix", model="m", flags=flags)), planned())
    export(made, tmp_path / "run.zip")
    there = unpack(tmp_path / "run.zip", tmp_path / "there")
    assert journal.created_by(there).then == Then("fix", model="m")
    assert b"very-long-and-private" not in there.store.read_bytes()
    assert b"very-long-and-private" not in (there.path / "events.jsonl").read_bytes()


async def test_what_a_plugin_judged_is_judged_again(stage: Stage, tmp_path: Path) -> None:
    judge = Check("plugin a", CheckKind.PLUGIN, ("file", "a"), 30.0, "t", at=At.PHASE)
    stage.folder.plugins.mkdir()
    (stage.folder.plugins / "a.py").write_text(
        "def register(it):\n    it.add_validator('all', lambda where, run: {'ok': True})\n"
        "    it.add_hook('beforeRun', lambda values: open('/nowhere/at/all'))\n"
    )
    plugins = (Plugin("a", "file", "a.py"),)
    run = await stage.run(with_everything, stage.plan(HOLDS_TWO_LINES, judge), plugins=plugins)
    assert run.status is Status.COMPLETED, run.why
    same = await again(stage, tmp_path)
    assert same.differences == ()
    assert same.run.faults == ()


def test_what_is_no_export_is_refused_in_plain_words(tmp_path: Path) -> None:
    file = tmp_path / "notes.zip"
    file.write_text("not a zip")
    with pytest.raises(BadStore, match="no exported run"):
        unpack(file, tmp_path / "elsewhere")

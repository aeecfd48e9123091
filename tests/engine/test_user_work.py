"""What is a person's stays as it is, in whatever state their repository is: by chance, and by name.

Each scenario is a small run in a repository that a number made. A failing one says its number:
`SCENARIO=number pytest tests/engine/test_user_work.py` plays it again.
"""

import os
from pathlib import Path
from random import Random

import pytest

from orchestrator_engine.agents.protocol import Ended, Job
from orchestrator_engine.attempt import Role
from orchestrator_engine.earlier import beginning
from orchestrator_engine.run import Run, Status
from orchestrator_engine.system.git import Repository
from orchestrator_engine.system.removal import remove
from support.rooms import FakeAgent, Stage, write_a_file
from support.scenarios import Scene, Snapshot, snapshot, traits

pytestmark = pytest.mark.anyio

SCENARIOS = 200
TORTURE = 3000
EACH = 20
"""Scenarios of one test, so that a number that fails is found soon."""


def numbers() -> list[range]:
    wished = os.environ.get("SCENARIO")
    if wished is not None:
        return [range(int(wished), int(wished) + 1)]
    return [range(first, first + EACH) for first in range(0, SCENARIOS, EACH)]


@pytest.mark.parametrize("some", numbers(), ids=lambda some: f"{some.start}-{some.stop - 1}")
async def test_whatever_state_a_repository_is_in_the_persons_things_stay(
    some: range, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await play_all(some, tmp_path, monkeypatch)


@pytest.mark.torture
@pytest.mark.timeout(7200)
async def test_the_persons_things_stay_in_thousands_of_states(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await play_all(range(SCENARIOS, SCENARIOS + TORTURE), tmp_path, monkeypatch)


async def play_all(some: range, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    for number in some:
        where = tmp_path / str(number)
        where.mkdir()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("ORCHESTRATOR_STATE_DIR", str(where / "state"))
            await play(number, where, patch)
        remove(where)


async def play(number: int, where: Path, patch: pytest.MonkeyPatch) -> None:
    dice = Random(number)
    chosen = traits(dice)
    about = f"SCENARIO={number} ({', '.join(trait.__name__ for trait in chosen)})"
    stage = Stage(where)
    beside = where / "beside"
    beside.mkdir()
    scene = Scene(stage.project, beside, dice)
    try:
        for trait in chosen:
            trait(scene)
    except AssertionError as error:
        raise AssertionError(f"{about} cannot be made: {error}") from error
    for name, value in scene.environment.items():
        patch.setenv(name, value)
    theirs = [snapshot(scene, stage.folder.id)]

    async def act(job: Job) -> Ended:
        if job.subject.role is Role.WORKER and scene.meanwhile:
            same(theirs[0], snapshot(scene, stage.folder.id), about)
            with pytest.MonkeyPatch.context() as shell:
                for name in scene.environment:
                    shell.delenv(name)
                scene.meanwhile.pop()()
            theirs[0] = snapshot(scene, stage.folder.id)
        return await write_a_file(job)

    found = Repository.find(stage.project)
    assert found is not None, about
    stage.repository = found
    found.dirty()
    beginning(stage.project / "SPEC.md", found, where / "state")
    context = stage.context(FakeAgent(act), review=False)
    run = await stage.drive(context)
    context.journal.close()
    same(theirs[0], snapshot(scene, stage.folder.id), about)
    ended_well(stage, run, about)
    assert not (beside / "hooked").exists(), f"{about}: ran {(beside / 'hooked').read_text()}"


def same(before: Snapshot, after: Snapshot, about: str) -> None:
    changed = sorted(
        path for path in before.keys() | after.keys() if before.get(path) != after.get(path)
    )
    assert not changed, f"{about}: changed {changed}"


def ended_well(stage: Stage, run: Run, about: str) -> None:
    assert run.status is Status.COMPLETED, f"{about}: {run.why}"
    repository = stage.repository
    base = run.created.origin.base
    assert repository.since(base, run.head) == tuple(s.merged for s in run.tasks.values()), about
    changed = [change.path for change in repository.changes(base, run.created.branch)]
    assert changed == ["T1.txt", "T2.txt"], about
    assert (stage.project / "SPEC.md").read_text() == stage.document.replace("[ ]", "[x]"), about
    assert repository.refs("refs/code-orch") == {}, about
    assert not any(stage.folder.id in str(path) for path in repository.worktrees()), about

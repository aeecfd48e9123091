"""What a run pauses for that no further try would mend: no room left, no walls any more."""

import errno
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from orchestrator_engine.run import Status
from orchestrator_engine.system import sandbox
from orchestrator_engine.system.git import GitFailed, Repository
from support.rooms import FakeAgent, Stage

NO_ROOM = "error: unable to write file a.txt: No space left on device"


@pytest.mark.parametrize(
    "error",
    [
        GitFailed(("worktree", "add"), 128, NO_ROOM),
        OSError(errno.ENOSPC, "No space left on device", "output.log"),
    ],
    ids=["git", "a file"],
)
async def test_a_full_disk_pauses_the_run_and_is_called_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    fails_with(error, monkeypatch)
    run = await Stage(tmp_path).run()
    assert (run.status, run.why) == (Status.PAUSED, "the disk is full")


@pytest.mark.parametrize(("free", "why"), [(4096, "the disk is full"), (1 << 40, "did not say")])
async def test_git_that_does_not_say_why_it_could_not_write_is_asked_again_by_the_room_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, why: str
) -> None:
    fails_with(GitFailed(("worktree", "add"), 128, "error: did not say"), monkeypatch)

    def usage(_: Path) -> SimpleNamespace:
        return SimpleNamespace(total=1 << 41, used=0, free=free)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    run = await Stage(tmp_path).run()
    assert run.status is Status.PAUSED
    assert why in run.why


async def test_another_failure_of_the_system_is_no_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails_with(OSError(errno.EIO, "Input/output error"), monkeypatch)
    with pytest.raises(ExceptionGroup):
        await Stage(tmp_path).run()


def fails_with(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every worktree fail to be made."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Repository, "add_worktree", fail)


async def test_a_run_whose_walls_cannot_be_had_any_more_pauses_and_pays_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "works", lambda: False)
    stage = Stage(tmp_path)
    agent = FakeAgent()
    run = await stage.drive(stage.context(agent, sandbox=sandbox.BUBBLEWRAP))
    assert (run.status, agent.jobs) == (Status.PAUSED, [])
    assert "does not work here now" in run.why

"""Links that an agent leaves in its worktree lead nobody out of it: not git, not us."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator_engine.agents.protocol import Ended, Job
from orchestrator_engine.attempt import Role
from orchestrator_engine.run import Status
from support.rooms import Stage, shell, write_a_file

pytestmark = pytest.mark.anyio

FILES = {
    "README.md": "A project.\n",
    "src/app.py": "one = 1\n",
    "tests/test_a.py": "assert 1\n",
    "tests/deep/test_b.py": "assert 2\n",
}


def instead(name: str, target: str) -> Callable[[Path, Path], None]:
    """Put a link where a file or folder was, to what is outside."""

    def do(tree: Path, outside: Path) -> None:
        place = tree / name
        if place.exists():
            place.rename(tree / "moved")
        place.symlink_to(outside / target)

    return do


def through(tree: Path, outside: Path) -> None:
    """Leave a link to a folder, and one that leads from there back inside."""
    (tree / "out").symlink_to(outside)
    (outside / "back").symlink_to(tree)


def chained(tree: Path, outside: Path) -> None:
    (tree / "a").symlink_to("b")
    (tree / "b").symlink_to("src/../c")
    (tree / "c").symlink_to(outside / "folder")


WAYS: dict[str, Callable[[Path, Path], None]] = {
    "a link to a file": instead("new", "file"),
    "a link to a folder": instead("new", "folder"),
    "a link that dangles": instead("new", "not-there"),
    "a link to the whole disk": lambda tree, _: (tree / "new").symlink_to("/"),
    "a file of the work replaced": instead("src/app.py", "file"),
    "a folder of the work replaced": instead("src", "folder"),
    "a folder of tests replaced": instead("tests", "folder"),
    "a deep folder of tests replaced": instead("tests/deep", "folder/deep"),
    "a test replaced": instead("tests/test_a.py", "file"),
    "the document replaced": instead("SPEC.md", "file"),
    "git's attributes": instead(".gitattributes", "file"),
    "out and back": through,
    "a chain": chained,
}


@pytest.mark.parametrize("way", WAYS)
async def test_nothing_outside_is_read_or_written_through_a_link(way: str, tmp_path: Path) -> None:
    stage = Stage(tmp_path, FILES)
    outside = tmp_path / "outside"
    for name in ("file", "folder/test_a.py", "folder/deep/test_b.py", "folder/app.py"):
        (outside / name).parent.mkdir(parents=True, exist_ok=True)
        (outside / name).write_text("not for the project\n")
    before = contents(outside)
    mine = contents(stage.project)

    async def work(job: Job) -> Ended:
        if job.subject.role is Role.WORKER:
            WAYS[way](job.cwd, outside)
        return await write_a_file(job)

    plan = stage.plan(shell("test", "test -f T1.txt"))
    (phase,) = plan.phases
    plan = replace(plan, phases=(replace(phase, tasks=phase.tasks[:1]),))
    run = await stage.run(work, plan)
    assert run.status is Status.COMPLETED, run.why
    (outside / "back").unlink(missing_ok=True)
    assert contents(outside) == before
    now = contents(stage.project)
    assert now | {"SPEC.md": b""} == mine | {"SPEC.md": b""}
    branch = run.created.branch
    for name in stage.repository.files(branch):
        assert b"not for the project" not in (stage.repository.read(branch, name) or b"")
    for file in stage.folder.path.rglob("*"):
        if file.is_file() and not file.is_symlink():
            assert b"not for the project" not in file.read_bytes()


def contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.is_symlink() and ".git" not in file.parts
    }

"""A worker dies at every instant at which the disk changes, and the next one makes it good."""

import os
import random
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from orchestrator_engine import launch, preparing, starting
from orchestrator_engine.places import RunFolder
from orchestrator_engine.request import Request
from orchestrator_engine.run import Status
from support.crash_points import DIED, workers
from support.project import Project, check_nothing_is_left, facts, look, tiny

Workers = Callable[[Path, int], tuple[int, int]]


@pytest.fixture(scope="module")
def run_worker() -> Generator[Workers]:
    with workers({name: os.environ[name] for name in ("PATH", "HOME")}) as run:
        yield run


def nobody(_: RunFolder) -> None:
    """Start no supervisor."""


def begun(where: Path, patch: pytest.MonkeyPatch) -> tuple[Project, RunFolder]:
    """A project with a run that nobody drives yet."""
    project = tiny(where)
    patch.setenv("ORCHESTRATOR_STATE_DIR", str(project.state))
    patch.setattr(launch, "start", nobody)
    request = Request(project.document, project.folder, "build", None, True, False, ())
    return project, starting.start(preparing.prepare(request))


def sweep(
    where: Path, patch: pytest.MonkeyPatch, run_worker: Workers, every: slice, dice: int = 0
) -> int:
    """Die at each of these points; how many deaths there were.

    With `dice` each run dies once more, at a point that they choose.
    """
    project, folder = begun(where / "undisturbed", patch)
    code, points = run_worker(folder.path, 0)
    assert code == 0
    assert look(folder).status is Status.COMPLETED
    expected = facts(project, folder)
    roll = random.Random(dice)
    deaths = 0
    for point in range(1, points + 1)[every]:
        again = roll.randint(1, points) if dice else 0
        said = f"point {point}, then {again}"
        project, folder = begun(where / str(point), patch)
        for last in (point, again) if again else (point,):
            code, _ = run_worker(folder.path, last)
            # How many points there are depends a little on what happens to come first.
            assert code in (DIED, 0), said
            deaths += code == DIED
        assert run_worker(folder.path, 0)[0] == 0, said
        run = look(folder)
        assert run.status is Status.COMPLETED, f"{said}: {run.why}"
        assert facts(project, folder) == expected, said
        check_nothing_is_left(project, folder)
    return deaths


@pytest.mark.slow
@pytest.mark.parametrize("first", [1, 6])
def test_a_worker_that_dies_at_a_change_of_the_disk_is_made_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_worker: Workers, first: int
) -> None:
    # An odd step: before and after a call take turns.
    assert sweep(tmp_path, monkeypatch, run_worker, slice(first, None, 21)) > 10


@pytest.mark.slow
def test_a_lock_that_a_killed_git_left_on_a_reference_of_the_run_is_in_nobodys_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_worker: Workers
) -> None:
    project, folder = begun(tmp_path, monkeypatch)
    ours = f"refs/code-orch/{folder.id}"
    for point in range(20, 400, 4):
        assert run_worker(folder.path, point)[0] == DIED
        kept = project.git("for-each-ref", "--format=%(refname)", ours).split()
        if kept:
            break
    else:
        pytest.fail("no attempt had a name of its own")
    for ref in (*kept, f"refs/heads/{look(folder).created.branch}"):
        (project.folder / ".git" / f"{ref}.lock").touch()
    assert run_worker(folder.path, 0)[0] == 0
    run = look(folder)
    assert run.status is Status.COMPLETED, run.why
    check_nothing_is_left(project, folder)


@pytest.mark.torture
@pytest.mark.parametrize("dice", [1, 2, 3])
def test_workers_that_die_twice_at_any_change_of_the_disk_are_made_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_worker: Workers, dice: int
) -> None:
    assert sweep(tmp_path, monkeypatch, run_worker, slice(None), dice) > 100

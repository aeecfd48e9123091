"""What git costs a task, by the size of the repository that it is in.

Each step is what the engine does for one task, with one file changed: `worktree, first` is paid
once for each agent at work, everything else by every task.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from benchmarks.measure import Row, show
from orchestrator_engine.system.git import Repository

Value = TypeVar("Value")

SIZES = (100, 10_000, 100_000)
ROUNDS = 5


def main() -> None:
    """Time of each step, for repositories of growing size."""
    for files in SIZES:
        rows = _steps(files)
        show(f"git in a repository of {files} files", rows, beside=rows[-1].name)


def _steps(files: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        os.environ["ORCHESTRATOR_STATE_DIR"] = str(here / "state")
        (here / "state").mkdir()
        repository = _made(here / "project", files)
        return list(_measured(repository, here))


def _made(project: Path, files: int) -> Repository:
    """A repository with so many files of a line each, a hundred to a folder."""
    for number in range(files):
        folder = project / f"{number // 10_000}" / f"{number // 100}"
        if number % 100 == 0:
            folder.mkdir(parents=True)
        (folder / f"{number}.txt").write_text(f"{number}\n")
    for command in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "-m", "x")):
        who = ("-c", "user.name=B", "-c", "user.email=b@localhost", "-c", "gc.auto=0")
        subprocess.run(["git", *who, *command], cwd=project, check=True)
    return Repository(project, "benchmark", project.parent / "state")


def _measured(repository: Repository, here: Path) -> list[Row]:
    times: dict[str, list[float]] = {}

    def timed(name: str, act: Callable[..., Value], *arguments: object) -> Value:
        begin = time.perf_counter()
        value = act(*arguments)
        times.setdefault(name, []).append(time.perf_counter() - begin)
        return value

    begin = head = repository.head()
    branch = "refs/heads/code-orch/benchmark"
    repository.move(branch, head, None)
    tree = here / "worktree-0"
    timed("worktree, first", repository.add_worktree, tree, begin)
    timed("protected paths, first", repository.paths, begin)
    for turn in range(1, ROUNDS + 1):
        (tree / "0" / "0" / "0.txt").write_text(f"changed {turn}\n")
        commit = timed("commit", repository.commit_tree, tree, head, "work") or head
        timed("changes", repository.changes, head, commit)
        timed("protected paths", repository.paths, begin)
        timed("worktree, reset", repository.reset_worktree, tree, commit)
        made = timed("merge", repository.squash_onto, head, head, commit, "work")
        other = repository.squash_onto(head, head, head, "another head")
        timed("merge, rebased", repository.squash_onto, other, head, commit, "work")
        assert isinstance(made, str)
        timed("move the branch", repository.move, branch, made, head)
        head = made
        place = here / f"worktree-{turn}"
        timed("worktree, handed on", repository.hand_on, tree, place, head)
        tree = place
    return [Row(name, tuple(found)) for name, found in times.items()]


if __name__ == "__main__":
    main()

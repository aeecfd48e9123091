"""The worktrees of a run: what an agent may leave in them, and what a kill may leave of them."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestrator_engine.attempt import Change
from orchestrator_engine.system.git import GitFailed, Repository
from support.repositories import PERSON, a_repository, belongings, git, write

RUN = "20261122-114703-k3f9"
KEPT = f"refs/code-orch/{RUN}/t1/1"


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    files = {"a.txt": "a\n", "b/b.txt": "b\n", ".gitignore": "*.log\n", "ci/test.yml": "test\n"}
    return a_repository(tmp_path / "project", files)


@pytest.fixture
def base(repository: Repository) -> str:
    return repository.head()


@pytest.fixture
def tree(repository: Repository, base: str, tmp_path: Path) -> Path:
    path = tmp_path / "worktrees" / f"{RUN}-t1"
    repository.add_worktree(path, base)
    return path


def names(folder: Path) -> set[str]:
    files = (path for path in folder.rglob("*") if not path.is_dir() and ".git" not in path.parts)
    return {str(path.relative_to(folder)) for path in files}


def test_a_worktree_holds_the_commit_and_no_branch(
    repository: Repository, tree: Path, base: str
) -> None:
    assert names(tree) == {"a.txt", "b/b.txt", ".gitignore", "ci/test.yml"}
    assert git(tree, "rev-parse", "HEAD") == base
    assert git(tree, "rev-parse", "--abbrev-ref", "HEAD") == "HEAD"
    assert repository.worktrees() == (tree,)


def test_a_worktree_taken_away_leaves_nothing(repository: Repository, tree: Path) -> None:
    repository.remove_worktree(tree)
    repository.remove_worktree(tree)
    assert not tree.exists()
    assert not (repository.common / "worktrees").exists()


def test_all_that_is_in_a_worktree_is_committed_ignored_files_aside(
    repository: Repository, tree: Path, base: str
) -> None:
    write(tree, {"a.txt": "changed\n", "new/file.txt": "1\n2\n", "noise.log": "x"})
    (tree / "b/b.txt").unlink()
    (tree / "link").symlink_to("a.txt")
    commit = repository.commit_tree(tree, base, "Work\n\nTask: t1\n", KEPT)
    assert commit is not None
    assert set(repository.changes(base, commit)) == {
        Change("a.txt", 1, 1),
        Change("b/b.txt", 0, 1),
        Change("link", 1, 0),
        Change("new/file.txt", 2, 0),
    }
    assert repository.parents(commit) == (base,)
    assert repository.resolve(KEPT) == commit


def test_nothing_changed_is_no_commit(repository: Repository, tree: Path, base: str) -> None:
    os.utime(tree / "a.txt", (1, 1))
    write(tree, {"noise.log": "x"})
    assert repository.commit_tree(tree, base, "Work", KEPT) is None
    assert repository.resolve(KEPT) is None


def test_commits_that_an_agent_made_are_one_with_the_rest(
    repository: Repository, tree: Path, base: str
) -> None:
    write(tree, {"c.txt": "c\n"})
    git(tree, "checkout", "-b", "agents-own")
    git(tree, "add", "--all")
    git(tree, "commit", "--message=I did it")
    write(tree, {"d.txt": "d\n"})
    commit = repository.commit_tree(tree, base, "Work")
    assert commit is not None
    assert {change.path for change in repository.changes(base, commit)} == {"c.txt", "d.txt"}
    assert repository.parents(commit) == (base,)


def test_a_file_name_that_is_no_unicode_is_a_file_like_others(
    repository: Repository, tree: Path, base: str
) -> None:
    name = os.fsdecode(b'caf\xe9 \n\t"x.txt')
    write(tree, {name: "x\n"})
    commit = repository.commit_tree(tree, base, "Work")
    assert commit is not None
    assert repository.changes(base, commit) == (Change(name, 1, 0),)
    repository.restore(tree, base, [name])
    assert repository.commit_tree(tree, base, "Work") is None


def test_what_git_was_told_to_overlook_is_seen(
    repository: Repository, tree: Path, base: str
) -> None:
    write(tree, {"a.txt": "hidden\n", "b/b.txt": "hidden\n"})
    git(tree, "update-index", "--assume-unchanged", "a.txt")
    git(tree, "update-index", "--skip-worktree", "b/b.txt")
    commit = repository.commit_tree(tree, base, "Work")
    assert commit is not None
    assert {change.path for change in repository.changes(base, commit)} == {"a.txt", "b/b.txt"}


@pytest.mark.parametrize("committed", [False, True])
def test_a_repository_inside_is_taken_in_as_files(
    repository: Repository, tree: Path, base: str, *, committed: bool
) -> None:
    inner = tree / "app" / "inner"
    for place in (inner, inner / "deeper"):
        write(place, {"x.txt": "x\n"})
        git(place, "init")
        if committed:
            git(place, "add", "x.txt")
            git(place, "commit", "--message=Inner")
    if committed:
        git(tree, "add", "--all")
    commit = repository.commit_tree(tree, base, "Work")
    assert commit is not None
    assert {change.path for change in repository.changes(base, commit)} == {
        "app/inner/x.txt",
        "app/inner/deeper/x.txt",
    }


def test_a_forged_pointer_to_the_repository_is_not_followed(
    repository: Repository, tree: Path, base: str, tmp_path: Path
) -> None:
    other = a_repository(tmp_path / "other", {"x": "x"})
    before = belongings(other.top)
    write(tree, {"c.txt": "c\n"})
    (tree / ".git").write_text(f"gitdir: {other.top}/.git\n")
    commit = repository.commit_tree(tree, base, "Work")
    assert commit is not None
    assert repository.changes(base, commit) == (Change("c.txt", 1, 0),)
    (tree / ".git").unlink()
    git(tree, "init")
    assert repository.commit_tree(tree, base, "Work") is not None
    repository.remove_worktree(tree)
    assert not tree.exists()
    assert belongings(other.top) == before


def test_locks_that_a_killed_git_left_are_in_nobodys_way(
    repository: Repository, tree: Path, base: str
) -> None:
    (Path(git(tree, "rev-parse", "--absolute-git-dir")) / "index.lock").touch()
    write(tree, {"c.txt": "c\n"})
    assert repository.commit_tree(tree, base, "Work") is not None


def test_protected_paths_are_put_back(repository: Repository, tree: Path, base: str) -> None:
    write(tree, {"ci/test.yml": "weaker\n", "ci/new.yml": "new\n", "c.txt": "c\n"})
    (tree / "a.txt").unlink()
    (tree / "b/b.txt").unlink()
    (tree / "b").rmdir()
    (tree / "b").write_text("in the way")
    repository.restore(tree, base, ["ci/test.yml", "ci/new.yml", "a.txt", "b/b.txt", "b", "none"])
    commit = repository.commit_tree(tree, base, "Work")
    assert commit is not None
    assert repository.changes(base, commit) == (Change("c.txt", 1, 0),)
    repository.restore(tree, base, [])


def test_putting_back_does_not_follow_links_out_of_the_worktree(
    repository: Repository, tree: Path, base: str, tmp_path: Path
) -> None:
    write(tmp_path, {"outside/new.yml": "mine\n", "outside/test.yml": "mine\n"})
    (tree / "ci/test.yml").unlink()
    (tree / "ci").rmdir()
    (tree / "ci").symlink_to(tmp_path / "outside")
    repository.restore(tree, base, ["ci/new.yml", "ci/test.yml", "../outside/new.yml"])
    assert (tmp_path / "outside/new.yml").read_text() == "mine\n"
    assert (tmp_path / "outside/test.yml").read_text() == "mine\n"
    repository.restore(tree, base, ["ci", "ci/test.yml"])
    assert (tree / "ci/test.yml").read_text() == "test\n"
    assert repository.commit_tree(tree, base, "Work") is None


def test_names_that_look_like_patterns_are_names(
    repository: Repository, tree: Path, base: str
) -> None:
    write(tree, {"*": "star\n", "a.txt": "changed\n", ":(top)x": "magic\n"})
    repository.restore(tree, base, ["*", ":(top)x"])
    commit = repository.commit_tree(tree, base, "Work")
    assert commit is not None
    assert repository.changes(base, commit) == (Change("a.txt", 1, 1),)


def test_a_worktree_can_be_brought_to_a_commit_again(
    repository: Repository, tree: Path, base: str
) -> None:
    write(tree, {"c.txt": "c\n"})
    commit = repository.commit_tree(tree, base, "Work")
    assert commit is not None
    write(tree, {"a.txt": "changed\n", "b/b.txt": "hidden\n", "new.txt": "", "cache.log": "kept"})
    git(tree, "update-index", "--skip-worktree", "b/b.txt")
    git(tree, "checkout", "-b", "agents-own")
    git(tree / "b", "init")
    main = git(repository.top, "rev-parse", "main", "agents-own")
    repository.reset_worktree(tree, commit)
    assert names(tree) == {"a.txt", "b/b.txt", ".gitignore", "ci/test.yml", "c.txt", "cache.log"}
    assert (tree / "b/b.txt").read_text() == "b\n"
    assert git(tree, "rev-parse", "HEAD") == commit
    assert git(repository.top, "rev-parse", "main", "agents-own") == main
    assert repository.commit_tree(tree, commit, "Work") is None


def test_a_worktree_amid_a_failed_merge_can_be_brought_to_a_commit_again(
    repository: Repository, tree: Path, base: str
) -> None:
    write(tree, {"a.txt": "ours\n"})
    git(tree, "commit", "--all", "--message=Ours")
    ours = git(tree, "rev-parse", "HEAD")
    git(tree, "checkout", "--detach", base)
    write(tree, {"a.txt": "theirs\n"})
    git(tree, "commit", "--all", "--message=Theirs")
    command = ("git", "-C", tree, *PERSON, "merge", ours)
    assert subprocess.run(command, capture_output=True, check=False, timeout=120).returncode == 1
    repository.reset_worktree(tree, base)
    assert git(tree, "status", "--porcelain") == ""
    assert repository.commit_tree(tree, base, "Work") is None


def test_what_is_no_worktree_of_ours_is_not_touched(
    repository: Repository, base: str, tmp_path: Path
) -> None:
    for path in (repository.top, repository.top.parent):
        with pytest.raises(ValueError, match="not a worktree of a run"):
            repository.remove_worktree(path)
    with pytest.raises(GitFailed, match="is no worktree"):
        repository.commit_tree(tmp_path, base, "Work")


def test_folders_that_may_not_be_written_are_taken_away_too(
    repository: Repository, tree: Path
) -> None:
    write(tree, {"modules/deep/x.txt": "x"})
    for path in (tree / "modules/deep", tree / "modules"):
        path.chmod(0o500)
    repository.remove_worktree(tree)
    assert not tree.exists()


def test_links_are_removed_and_not_followed(
    repository: Repository, tree: Path, tmp_path: Path
) -> None:
    write(tmp_path, {"outside/mine.txt": "mine"})
    (tree / "link").symlink_to(tmp_path / "outside")
    repository.remove_worktree(tree)
    assert (tmp_path / "outside/mine.txt").exists()


@pytest.mark.parametrize("missing", ["gitdir", "commondir", "HEAD", "index", "tree", "all"])
def test_a_half_made_worktree_is_thrown_away(
    repository: Repository, tree: Path, base: str, missing: str
) -> None:
    record = repository.common / "worktrees" / tree.name
    match missing:
        case "tree":
            subprocess.run(("rm", "-r", tree), check=True)
        case "all":
            subprocess.run(("rm", "-r", tree), check=True)
            for path in record.iterdir():
                if path.is_file():
                    path.unlink()
        case name:
            (record / name).unlink()
    (record / "locked").write_text("initializing")
    repository.add_worktree(tree, base)
    assert names(tree) == {"a.txt", "b/b.txt", ".gitignore", "ci/test.yml"}
    assert [path.name for path in record.parent.iterdir()] == [tree.name]
    assert git(repository.top, "fsck") == ""


def test_a_half_made_worktree_of_somebody_else_is_left_alone(
    repository: Repository, tree: Path, base: str
) -> None:
    theirs = repository.common / "worktrees" / "t1"
    theirs.mkdir()
    repository.add_worktree(tree, base)
    repository.remove_worktree(tree)
    assert theirs.exists()


def test_the_persons_things_stay_as_they_are(
    repository: Repository, base: str, tmp_path: Path
) -> None:
    top = repository.top
    git(top, "branch", "side")
    write(top, {"a.txt": "dirty\n", "staged.txt": "staged\n", "untracked.txt": "mine\n"})
    git(top, "add", "staged.txt")
    before = belongings(top)
    tree = tmp_path / "worktrees" / f"{RUN}-t1"
    repository.move(f"refs/heads/code-orch/{RUN}", base, None)
    repository.add_worktree(tree, base)
    write(tree, {"a.txt": "agent\n", "untracked.txt": "agent\n", "c.txt": "c\n"})
    commit = repository.commit_tree(tree, base, "Work", KEPT)
    assert commit is not None
    repository.restore(tree, base, ["c.txt"])
    repository.reset_worktree(tree, commit)
    made = repository.squash_onto(base, base, commit, "Task")
    assert isinstance(made, str)
    assert repository.move(f"refs/heads/code-orch/{RUN}", made, base)
    repository.delete_ref(KEPT)
    repository.remove_worktree(tree)
    assert belongings(top) == before
    assert git(top, "status", "--porcelain").splitlines() == [
        "M a.txt",
        "A  staged.txt",
        "?? untracked.txt",
    ]


def test_a_linked_worktree_of_the_person_is_a_repository_too(
    repository: Repository, base: str, tmp_path: Path
) -> None:
    git(repository.top, "worktree", "add", tmp_path / "linked")
    linked = Repository.find(tmp_path / "linked")
    assert linked is not None
    assert linked.common == repository.common
    tree = tmp_path / "worktrees" / f"{RUN}-t1"
    linked.add_worktree(tree, base)
    write(tree, {"c.txt": "c\n"})
    assert linked.commit_tree(tree, base, "Work") is not None
    linked.remove_worktree(tree)
    assert linked.worktrees() == (tmp_path / "linked",)


ADD = """
import sys
from pathlib import Path
from orchestrator_engine.system.git import Repository
repository = Repository(Path(sys.argv[1]))
print("here", flush=True)
while True:
    repository.add_worktree(Path(sys.argv[2]), sys.argv[3])
    if sys.argv[4] == "once":
        break
"""


def adding(repository: Repository, tree: Path, base: str, times: str) -> "subprocess.Popen[bytes]":
    command = (sys.executable, "-c", ADD, repository.top, tree, base, times)
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def test_many_add_worktrees_at_once(repository: Repository, base: str, tmp_path: Path) -> None:
    trees = [tmp_path / "worktrees" / f"{RUN}-t{number}" for number in range(6)]
    adders = [adding(repository, tree, base, "once") for tree in trees]
    for adder in adders:
        adder.communicate(timeout=120)
    assert [adder.returncode for adder in adders] == [0] * 6
    assert set(repository.worktrees()) == set(trees)


def test_whatever_a_kill_leaves_the_next_one_begins_anew(
    repository: Repository, base: str, tmp_path: Path
) -> None:
    randomly = random.Random(3)
    tree = tmp_path / "worktrees" / f"{RUN}-t1"
    for _ in range(12):
        with adding(repository, tree, base, "ever") as adder:
            assert adder.stdout is not None
            assert adder.stdout.readline()
            time.sleep(randomly.uniform(0, 0.06))
            adder.kill()
        assert adder.returncode == -signal.SIGKILL
        repository.add_worktree(tree, base)
        assert git(tree, "status", "--porcelain") == ""
        assert git(repository.top, "fsck") == ""
    repository.remove_worktree(tree)
    assert not (repository.common / "worktrees").exists()

"""What git does for a run without a working tree: commits, differences, references."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator_engine.attempt import Change
from orchestrator_engine.errors import BadProject
from orchestrator_engine.system import git_command
from orchestrator_engine.system.git import Conflict, GitFailed, Repository
from orchestrator_engine.system.git_conflicts import Hunk
from support.repositories import a_repository, belongings, git, write

BRANCH = "refs/heads/code-orch/r1"


@pytest.fixture(autouse=True)
def _nobody_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own configuration is none of a test's business."""
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return a_repository(tmp_path / "project", {"a.txt": "a\n", "b/b.txt": "b\n"})


def a_commit(repository: Repository, files: dict[str, str], base: str | None = None) -> str:
    """A commit of files on a base, made in the person's way but on no branch."""
    tree = repository.top.parent / "elsewhere"
    git(repository.top, "worktree", "add", "--detach", tree, base or "HEAD")
    write(tree, files)
    git(tree, "add", "--all")
    git(
        tree,
        "commit",
        "--allow-empty",
        "--message=Work\n\nBody\n\nTask: t1\nSpec-Item: A: b\nSpec-Item: C",
    )
    commit = git(tree, "rev-parse", "HEAD")
    git(repository.top, "worktree", "remove", "--force", tree)
    return commit


# Finding and making


def test_a_repository_is_found_from_below(repository: Repository) -> None:
    found = Repository.find(repository.top / "b")
    assert found == repository
    assert repository.branch() == "main"
    assert repository.head() == git(repository.top, "rev-parse", "HEAD")


def test_a_folder_outside_of_any_is_none(tmp_path: Path) -> None:
    assert Repository.find(tmp_path) is None


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadProject, match="there is no folder"):
        Repository.find(tmp_path / "nowhere")


def test_a_repository_without_a_working_tree_is_refused(tmp_path: Path) -> None:
    git(tmp_path, "init", "--bare", "x.git")
    with pytest.raises(BadProject, match="work tree"):
        Repository.find(tmp_path / "x.git")


def test_a_repository_without_a_commit_has_no_head(tmp_path: Path) -> None:
    git(tmp_path, "init")
    repository = Repository.find(tmp_path)
    assert repository is not None
    with pytest.raises(BadProject, match="no commit yet"):
        repository.head()


@pytest.mark.parametrize("prepared", [False, True])
def test_a_folder_becomes_a_repository_with_what_is_there(
    tmp_path: Path, *, prepared: bool
) -> None:
    folder = tmp_path / "project"
    write(folder, {"SPEC.md": "# Spec\n", ".gitignore": "*.log\n", "x.log": "noise"})
    if prepared:
        git(folder, "init")
    repository = Repository.init(folder)
    assert set(repository.files(repository.head())) == {".gitignore", "SPEC.md"}
    assert repository.dirty() == ()
    with pytest.raises(BadProject, match="already"):
        Repository.init(folder)


def test_an_empty_folder_becomes_a_repository(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    repository = Repository.init(tmp_path / "empty")
    assert repository.files(repository.head()) == ()


def test_without_git_one_is_told_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    git_command.check_version.cache_clear()
    with pytest.raises(BadProject, match="git is not installed") as caught:
        Repository.find(tmp_path)
    assert "2.38" in caught.value.hint


@pytest.mark.parametrize(("says", "old"), [("2.37.9", True), ("2.38.0", False), ("3.0.1", False)])
def test_a_git_that_is_too_old_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str, *, old: bool
) -> None:
    (tmp_path / "bin").mkdir()
    fake = tmp_path / "bin" / "git"
    real = shutil.which("git")
    fake.write_text(
        f'#!/bin/sh\ncase "$*" in *version) echo "git version {says} (Vendor 1)";;'
        f' *) exec {real} "$@";; esac\n'
    )
    fake.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    git_command.check_version.cache_clear()
    if old:
        with pytest.raises(BadProject, match="too old"):
            Repository.find(tmp_path)
    else:
        assert Repository.find(tmp_path) is None
    git_command.check_version.cache_clear()


# The person's


def test_a_detached_head_has_no_branch(repository: Repository) -> None:
    git(repository.top, "checkout", "--detach")
    assert repository.branch() is None


def test_what_the_person_has_not_committed_is_told(repository: Repository) -> None:
    write(repository.top, {"a.txt": "changed\n", "new.txt": "", "ü ö.txt": ""})
    (repository.top / "b/b.txt").unlink()
    assert set(repository.dirty()) == {"a.txt", "b/b.txt", "new.txt", "ü ö.txt"}


def test_looking_changes_nothing_not_even_the_index(repository: Repository) -> None:
    os.utime(repository.top / "a.txt", (1, 1))
    before = belongings(repository.top)
    repository.dirty()
    repository.resolve("main")
    repository.branch()
    assert belongings(repository.top) == before


def test_git_does_not_follow_the_environment_of_the_caller(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, "/nowhere")
    assert repository.dirty() == ()
    assert Repository.find(repository.top / "b") == repository


# Commits


def test_a_commit_tells_what_it_changed(repository: Repository) -> None:
    base = repository.head()
    (repository.top / "blob").write_bytes(bytes(range(256)))
    commit = a_commit(repository, {"a.txt": "a\nmore\n", "ü ö\t.txt": "1\n2\n", "b/b.txt": ""})
    assert set(repository.changes(base, commit)) == {
        Change("a.txt", 1, 0),
        Change("b/b.txt", 0, 1),
        Change("ü ö\t.txt", 2, 0),
    }
    assert "+more\n" in repository.diff(base, commit)
    assert repository.read(commit, "a.txt") == b"a\nmore\n"
    assert repository.read(commit, "nothing") is None
    assert repository.parents(commit) == (base,)
    assert repository.changes(commit, commit) == ()


def test_the_persons_ways_to_show_differences_are_not_run(
    repository: Repository, tmp_path: Path
) -> None:
    commit = a_commit(repository, {"a.txt": "b\n", ".gitattributes": "* diff=trap\n"})
    trap = f"touch {tmp_path / 'trapped'}; cat"
    for name in ("diff.external", "diff.trap.textconv", "diff.trap.command", "core.pager"):
        git(repository.top, "config", name, trap)
    git(repository.top, "config", "core.fsmonitor", trap)
    write(repository.top, {".gitattributes": "* diff=trap\n"})
    assert "+b\n" in repository.diff(repository.head(), commit)
    repository.dirty()
    assert not (tmp_path / "trapped").exists()


def test_trailers_are_read_in_order(repository: Repository) -> None:
    commit = a_commit(repository, {})
    assert repository.trailers(commit) == {"Task": ("t1",), "Spec-Item": ("A: b", "C")}
    assert repository.trailers(repository.head()) == {}


def test_a_task_becomes_one_commit_on_the_head_it_began_at(repository: Repository) -> None:
    head = repository.head()
    first = a_commit(repository, {"c.txt": "1\n"})
    second = a_commit(repository, {"c.txt": "2\n"}, first)
    made = repository.squash_onto(head, head, second, "Add c\n\nTask: t1\n")
    assert isinstance(made, str)
    assert repository.parents(made) == (head,)
    assert repository.changes(head, made) == (Change("c.txt", 1, 0),)
    assert repository.trailers(made) == {"Task": ("t1",)}


def test_a_task_is_merged_with_what_came_before_it(repository: Repository) -> None:
    base = repository.head()
    other = a_commit(repository, {"a.txt": "other\n"})
    head = repository.squash_onto(base, base, other, "Other")
    assert isinstance(head, str)
    mine = a_commit(repository, {"c.txt": "mine\n"}, base)
    made = repository.squash_onto(head, base, mine, "Mine")
    assert isinstance(made, str)
    assert repository.parents(made) == (head,)
    assert repository.changes(head, made) == (Change("c.txt", 1, 0),)
    assert repository.read(made, "a.txt") == b"other\n"


def test_a_conflict_is_a_value_with_the_files(repository: Repository) -> None:
    base = repository.head()
    other = a_commit(repository, {"a.txt": "other\n", "ü.txt": "other\n", "b/b.txt": "same\n"})
    head = repository.squash_onto(base, base, other, "Other")
    assert isinstance(head, str)
    mine = a_commit(repository, {"a.txt": "mine\n", "ü.txt": "mine\n", "b/b.txt": "same\n"}, base)
    made = repository.squash_onto(head, base, mine, "Mine")
    assert isinstance(made, Conflict)
    assert made.paths == ("a.txt", "ü.txt")
    assert made.hunks == (Hunk("a.txt", "other", "mine"), Hunk("ü.txt", "other", "mine"))


def test_whoever_the_person_is_commits(repository: Repository) -> None:
    base = repository.head()
    nobody = repository.squash_onto(base, base, base, "Nothing")
    assert isinstance(nobody, str)
    who = "--format=%an <%ae> %cn <%ce>"
    neutral = "Code Orchestrator <code-orchestrator@localhost>"
    assert git(repository.top, "log", "-1", who, nobody) == f"{neutral} {neutral}"
    git(repository.top, "config", "user.name", "Ada Ü")
    git(repository.top, "config", "user.email", "ada@example.org")
    git(repository.top, "config", "commit.gpgSign", "true")
    somebody = Repository(repository.top).squash_onto(base, base, base, "Nothing")
    assert isinstance(somebody, str)
    ada = "Ada Ü <ada@example.org>"
    assert git(repository.top, "log", "-1", who, somebody) == f"{ada} {ada}"


# References


def test_a_branch_is_made_once(repository: Repository) -> None:
    head, other = repository.head(), a_commit(repository, {"c": "c"})
    assert repository.move(BRANCH, head, None)
    assert repository.move(BRANCH, head, None)
    assert not repository.move(BRANCH, other, None)
    assert repository.resolve("code-orch/r1") == head


def test_a_reference_moves_from_where_it_is_said_to_be_or_not_at_all(
    repository: Repository,
) -> None:
    head, other = repository.head(), a_commit(repository, {"c": "c"})
    assert repository.move(BRANCH, head, None)
    assert not repository.move(BRANCH, other, a_commit(repository, {"d": "d"}))
    assert repository.resolve(BRANCH) == head
    assert repository.move(BRANCH, other, head)
    assert repository.move(BRANCH, other, head)
    assert repository.refs("refs/heads/code-orch") == {BRANCH: other}
    repository.delete_ref(BRANCH)
    repository.delete_ref(BRANCH)
    assert repository.resolve(BRANCH) is None


def test_what_stands_in_the_way_of_a_reference_is_told(repository: Repository) -> None:
    git(repository.top, "branch", "code-orch")
    with pytest.raises(GitFailed, match="code-orch"):
        repository.move(BRANCH, repository.head(), None)


def test_a_lock_that_a_killed_git_left_on_our_reference_is_removed(
    repository: Repository,
) -> None:
    head, other = repository.head(), a_commit(repository, {"c": "c"})
    repository.move(BRANCH, head, None)
    lock = repository.common / f"{BRANCH}.lock"
    lock.touch()
    assert repository.move(BRANCH, other, head)
    lock.touch()
    assert repository.drop_stale_locks(BRANCH)
    assert not repository.drop_stale_locks(BRANCH)


def test_the_lock_that_all_references_share_goes_unless_a_git_is_at_work(
    repository: Repository, tmp_path: Path
) -> None:
    lock = repository.common / "packed-refs.lock"
    lock.touch()
    write(tmp_path, {"bin/git-waits": "#!/bin/sh\nread line\n"})
    (tmp_path / "bin/git-waits").chmod(0o700)
    with subprocess.Popen(
        [tmp_path / "bin/git-waits"], stdin=subprocess.PIPE, cwd=repository.top / "b"
    ):
        assert not repository.drop_stale_locks(BRANCH)
        assert lock.exists()
    assert repository.drop_stale_locks(BRANCH)
    assert not lock.exists()


def test_a_lock_on_the_persons_reference_is_left_alone(repository: Repository) -> None:
    lock = repository.common / "refs/heads/main.lock"
    lock.touch()
    with pytest.raises(GitFailed):
        repository.move("refs/heads/main", a_commit(repository, {"c": "c"}), repository.head())
    with pytest.raises(ValueError, match="not a reference of a run"):
        repository.drop_stale_locks("refs/heads/main")
    assert lock.exists()


def test_no_hook_of_the_person_is_run(repository: Repository, tmp_path: Path) -> None:
    for name in ("reference-transaction", "post-checkout", "pre-commit", "post-commit"):
        hook = repository.common / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {tmp_path / 'hooked'}\nexit 1\n")
        hook.chmod(0o700)
    assert repository.move(BRANCH, repository.head(), None)
    repository.add_worktree(tmp_path / "r1-t1", repository.head())
    assert not (tmp_path / "hooked").exists()


def test_a_git_that_hangs_is_ended(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "bin" / "git"
    write(tmp_path, {"bin/git": "#!/bin/sh\nexec sleep 30\n"})
    fake.chmod(0o700)
    monkeypatch.setenv("PATH", f"{fake.parent}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(GitFailed, match="did not finish in time") as caught:
        git_command.git(repository.top, ("status",), seconds=0.2)
    assert caught.value.code is None


def test_what_is_written_is_on_the_disk_when_it_returns(
    repository: Repository, tmp_path: Path
) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not here")
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from orchestrator_engine.system.git import Repository\n"
        "r = Repository(Path(sys.argv[1]))\nh = r.head()\n"
        "assert r.move('refs/heads/code-orch/r1', r.squash_onto(h, h, h, 'm'), None)\n"
    )
    log = tmp_path / "strace"
    command = ("strace", "-f", "-o", log, "-y", "-e", "trace=fsync,fdatasync")
    subprocess.run((*command, sys.executable, "-c", code, repository.top), check=True, timeout=120)
    assert "objects" in log.read_text()
    assert "code-orch/r1.lock" in log.read_text()

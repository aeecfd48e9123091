"""git, as a run uses it: worktrees and branches of its own, and never the person's.

Nothing here writes the person's working tree, index, current branch or configuration. (`init` is
the one exception, and only where there is no commit yet.) Every command is durable when it
returns, runs no hook, asks no question and has a deadline. Trees are merged without a checkout,
references are moved by compare-and-swap. Needs git 2.38, for `merge-tree --write-tree`.
"""

import os
import re
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Self

from orchestrator_engine.attempt import Change
from orchestrator_engine.errors import BadProject
from orchestrator_engine.places import project, state_dir
from orchestrator_engine.system.git_command import (
    LONG,
    SECONDS,
    GitFailed,
    check_version,
    git,
    text,
)
from orchestrator_engine.system.locks import Taken, locked
from orchestrator_engine.system.removal import remove, remove_inside
from orchestrator_engine.system.sweeping import MARK_VARIABLE

__all__ = ["Conflict", "GitFailed", "Repository"]

NOBODY = ("Code Orchestrator", "code-orchestrator@localhost")
"""Who commits where the person's name and address are not configured."""


_DEPTH = 8
"""How many repositories inside one another are taken in."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two changes do not go together: `files` are the paths where."""

    files: tuple[str, ...]


@dataclass(frozen=True)
class Repository:
    """A repository with a working tree, by its top level.

    `run` is the run on whose behalf it is used: git processes are marked with it, so that those
    whose worker was killed are found and ended. `locks` is the state folder with the lock that
    worktree commands take, one at a time a repository, across processes.
    """

    top: Path
    run: str | None = None
    locks: Path | None = field(default=None, compare=False)

    @classmethod
    def find(cls, folder: Path) -> Self | None:
        """The repository that a folder lies in, or None.

        Raises `BadProject` when git is missing or too old, or does not want to work there.
        """
        check_version()
        if not folder.is_dir():
            raise BadProject(f"no such folder: {folder}", "name a folder that is there")
        try:
            said = git(folder, ("rev-parse", "--show-toplevel"))
        except GitFailed as failed:
            if "not a git repository" in failed.said:
                return None
            raise BadProject(
                f"git cannot work in {folder}: {failed.said.strip()}",
                "see that `git status` works there",
            ) from failed
        return cls(Path(os.fsdecode(said.removesuffix(b"\n"))))

    @classmethod
    def init(cls, folder: Path, message: str = "Begin") -> Self:
        """Make a repository of a folder, with a first commit of what is there.

        Also takes a repository without a commit. Raises `BadProject` when there is a commit.
        """
        repository = cls.find(folder)
        if repository is None:
            git(folder, ("init", "--quiet"))
            repository = cls.find(folder)
            assert repository is not None
        elif repository.resolve("HEAD") is not None:
            raise BadProject(f"{folder} is a repository already", "run without --init")
        repository.commit_all(message)
        return repository

    def commit_all(self, message: str) -> None:
        """Commit all that the person has there, on their branch: only for a first commit."""
        self._git("add", "--all", seconds=LONG)
        self._git("commit", "--quiet", "--allow-empty", "--no-verify", "-F-", stdin=message)

    def head(self) -> str:
        """The commit that the person is on; raises `BadProject` when there is none yet."""
        commit = self.resolve("HEAD")
        if commit is None:
            raise BadProject(
                f"the repository {self.top} has no commit yet",
                "commit what is there, or let it be done: --init",
            )
        return commit

    def branch(self) -> str | None:
        """The branch that the person is on, or None for a detached HEAD."""
        said = self._ask("symbolic-ref", "--quiet", "--short", "HEAD")
        return None if said is None else text(said).strip()

    def dirty(self) -> tuple[str, ...]:
        """Paths that differ from the last commit or are not in it; ignored ones aside."""
        said = self._git(
            "status",
            "--porcelain=v1",
            "-z",
            "--no-renames",
            "--untracked-files=normal",
            seconds=LONG,
        )
        return tuple(text(entry)[3:] for entry in said.split(b"\0") if entry)

    def resolve(self, name: str) -> str | None:
        """The commit that a name stands for, or None."""
        said = self._ask(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
        )
        return None if said is None else text(said).strip()

    def parents(self, commit: str) -> tuple[str, ...]:
        """The commits that a commit comes from."""
        said = self._git("rev-list", "--parents", "--max-count=1", commit)
        return tuple(text(said).split()[1:])

    def trailers(self, commit: str) -> dict[str, tuple[str, ...]]:
        """The trailers of a commit's message: every value of each, in order."""
        said = self._git("log", "--max-count=1", "--format=%(trailers:only,unfold)", commit)
        found: dict[str, tuple[str, ...]] = {}
        for line in text(said).splitlines():
            name, colon, value = line.partition(":")
            if colon:
                found[name] = (*found.get(name, ()), value.strip())
        return found

    # References

    def create_branch(self, ref: str, commit: str) -> bool:
        """Make a branch (`refs/heads/…` or its short name); False when it is somewhere else."""
        full = ref if ref.startswith("refs/") else f"refs/heads/{ref}"
        return self.move(full, commit, None)

    def move(self, ref: str, new: str, old: str | None) -> bool:
        """Move a full reference from `old` (None: it must not exist) to `new`, or not at all.

        True also when it is at `new` already; False when it is anywhere else. Raises `GitFailed`
        when git cannot do it.
        """
        command = ("update-ref", ref, new, old or "")
        for attempt in (1, 2):
            try:
                self._git(*command)
            except GitFailed:
                now = self.resolve(ref)
                if now == new:
                    return True
                if now != old:
                    return False
                if attempt == 2 or not self._unlock(ref):  # noqa: PLR2004  # the second one
                    raise
            else:
                return True
        return False

    def delete(self, ref: str) -> None:
        """Remove a full reference, if it is there."""
        self._git("update-ref", "-d", ref)

    def refs(self, prefix: str) -> dict[str, str]:
        """The references below a prefix, and the objects that they point to."""
        said = self._git("for-each-ref", "--format=%(objectname) %(refname)", prefix)
        pairs = (line.split(" ", 1) for line in text(said).splitlines())
        return {ref: name for name, ref in pairs}

    def clear_locks(self, *prefixes: str) -> None:
        """Remove the locks that killed git commands left on references below these prefixes.

        Only for whoever knows that nobody is working on them: a run on its own references.
        """
        for prefix in prefixes:
            base = self.common / prefix
            for lock in (base.with_name(f"{base.name}.lock"), *base.rglob("*.lock")):
                lock.unlink(missing_ok=True)

    def _unlock(self, ref: str) -> bool:
        """Remove a lock left on one of our own references; whether there was one."""
        lock = self.common / f"{ref}.lock"
        if "code-orch/" not in ref or not lock.exists():
            return False
        lock.unlink(missing_ok=True)
        return True

    # Worktrees

    def add_worktree(self, path: Path, commit: str) -> None:
        """Check a commit out in a new folder, on no branch; what was there before is thrown away.

        Raises `GitFailed`.
        """
        with self._alone():
            self._purge(path)
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._git("worktree", "add", "--quiet", "--detach", path, commit, seconds=LONG)

    def reset_worktree(self, path: Path, commit: str) -> None:
        """Bring a worktree to exactly a commit; what git ignores stays (installed dependencies).

        Whatever an agent checked out there keeps its place: no branch moves. Raises `GitFailed`.
        """
        (self._record(path) / "index.lock").unlink(missing_ok=True)
        self._unhide(path)
        self._in(path, "read-tree", "--reset", "-u", commit, seconds=LONG)
        self._in(path, "clean", "-ffdq", seconds=LONG)

    def remove_worktree(self, path: Path) -> None:
        """Throw a worktree away, whole or half-made; nothing happens when there is none."""
        with self._alone():
            self._purge(path)

    def worktrees(self) -> tuple[Path, ...]:
        """The folders of all worktrees that git knows of, the person's main one aside."""
        return tuple(place for record in self._records() if (place := _place(record)) is not None)

    def _purge(self, path: Path) -> None:
        # By hand, and not by `git worktree remove`: that refuses what is broken or half-made.
        path = _real(path)
        if self.top.is_relative_to(path):
            raise ValueError(f"not a worktree of a run: {path}")
        numbered = re.compile(rf"{re.escape(path.name)}\d*")
        for record in self._records():
            place = _place(record)
            # A record without a place is half-made. Ours is known by its name, which has the id
            # of the run in it; anybody else's may be in the making right now.
            if place == path or (place is None and numbered.fullmatch(record.name)):
                remove(record)
        remove(path)
        with suppress(OSError):
            (self.common / "worktrees").rmdir()

    def _records(self) -> list[Path]:
        try:
            return sorted((self.common / "worktrees").iterdir())
        except FileNotFoundError:
            return []

    def _record(self, worktree: Path) -> Path:
        """The folder that git keeps about a worktree; what the worktree says may be forged."""
        for record in self._records():
            if _place(record) == _real(worktree):
                return record
        raise GitFailed(("worktree",), None, f"{worktree} is no worktree of {self.top}")

    @contextmanager
    def _alone(self) -> Generator[None]:
        # `git worktree add` is not safe beside another one in the same repository.
        lock = project(self.common, self.locks or state_dir()).git_lock
        try:
            with locked(lock, LONG):
                yield
        except Taken:
            raise GitFailed(("worktree",), None, f"{lock} is held by another process") from None

    # Trees and commits

    def commit_tree(
        self, worktree: Path, base: str, message: str, keep: str | None = None
    ) -> str | None:
        """One commit on top of `base` of all that a worktree holds; None when that is the same.

        What an agent committed there by itself is part of it. Ignored files are not. `keep` is a
        full reference that is moved to the commit, so that it is not lost.
        """
        record = self._record(worktree)
        # Nobody works there any more: a lock is what a killed git left behind.
        (record / "index.lock").unlink(missing_ok=True)
        self._unhide(worktree)
        self._embrace(worktree, base)
        self._in(worktree, "add", "--all", seconds=LONG)
        tree = text(self._in(worktree, "write-tree")).strip()
        if tree == self._tree(base):
            return None
        commit = self._commit(tree, base, message)
        if keep is not None and not self.move(keep, commit, self.resolve(keep)):
            raise GitFailed(("update-ref",), 1, f"{keep} was moved by somebody else")
        return commit

    def restore(self, worktree: Path, base: str, paths: Iterable[str]) -> None:
        """Put paths back to what they are in `base`; those that it does not have are removed."""
        wanted = set(paths)
        if not wanted:
            return
        (self._record(worktree) / "index.lock").unlink(missing_ok=True)
        listed = self._git("ls-tree", "-r", "-z", "--name-only", "--full-tree", base)
        there = wanted & {text(name) for name in listed.split(b"\0")}
        for path in wanted - there:
            remove_inside(worktree, path)
        if there:
            self._in(
                worktree,
                "--literal-pathspecs",
                "restore",
                f"--source={base}",
                "--staged",
                "--worktree",
                "--pathspec-from-file=-",
                "--pathspec-file-nul",
                stdin="\0".join(sorted(there)),
                seconds=LONG,
            )

    def squash_onto(self, head: str, base: str, commit: str, message: str) -> str | Conflict:
        """One commit on `head` of all that changed from `base` to `commit`, or where it conflicts.

        `base` is a commit that `head` comes from. Nothing is checked out, no reference moves.
        """
        tree = self._tree(commit)
        if head != base:
            # git looks for the base by itself: give the change a history of one step.
            change = self._commit(tree, base, message)
            merged = self._merge(head, change)
            if isinstance(merged, Conflict):
                return merged
            tree = merged
        return self._commit(tree, head, message)

    def changes(self, base: str, commit: str) -> tuple[Change, ...]:
        """The files that differ between two commits; a renamed one counts as two."""
        said = self._diff("--numstat", "-z", base, commit)
        lines = (entry.split(b"\t", 2) for entry in said.split(b"\0") if entry)
        return tuple(Change(text(path), _count(added), _count(gone)) for added, gone, path in lines)

    def files(self, commit: str) -> frozenset[str]:
        """The paths of all files in a commit."""
        said = self._git("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, seconds=LONG)
        return frozenset(text(name) for name in said.split(b"\0") if name)

    def diff(self, base: str, commit: str) -> str:
        """The difference between two commits, as a unified diff; what is no UTF-8 is replaced."""
        return self._diff("--patch", base, commit).decode(errors="replace")

    def read(self, commit: str, path: str) -> bytes | None:
        """The content of a file in a commit, or None when there is none."""
        return self._ask("cat-file", "blob", f"{commit}:{path}")

    def _diff(self, *arguments: str) -> bytes:
        # The person's drivers for showing differences are programs, and change what is shown.
        plain = ("--no-ext-diff", "--no-textconv", "--no-renames", "--no-color", "--full-index")
        return self._git("diff-tree", "-r", *plain, *arguments, seconds=LONG)

    def _merge(self, head: str, change: str) -> str | Conflict:
        command = ("merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", head, change)
        try:
            return text(self._git(*command, seconds=LONG).strip(b"\0\n"))
        except GitFailed as failed:
            if failed.code != 1:
                raise
            names = failed.out.split(b"\0")[1:]
            return Conflict(tuple(dict.fromkeys(text(name) for name in names if name)))

    def _tree(self, commit: str) -> str:
        return text(self._git("rev-parse", "--verify", f"{commit}^{{tree}}")).strip()

    def _commit(self, tree: str, parent: str, message: str) -> str:
        said = self._git("commit-tree", tree, "-p", parent, "-F", "-", stdin=message)
        return text(said).strip()

    def _unhide(self, worktree: Path) -> None:
        """Undo what tells git to look away from files: an agent must not hide its changes."""
        listed = self._in(worktree, "ls-files", "-v", "-z", seconds=LONG).split(b"\0")
        entries = [(entry[:1], entry[2:]) for entry in listed if entry]
        assumed = [name for tag, name in entries if tag.islower()]
        # What a sparse checkout leaves out is not there, and is to stay that way.
        skipped = [
            name for tag, name in entries if tag in b"Ss" and os.path.lexists(worktree / text(name))
        ]
        for flag, names in (("--no-assume-unchanged", assumed), ("--no-skip-worktree", skipped)):
            if names:
                command = ("update-index", flag, "-z", "--stdin")
                self._in(worktree, *command, stdin=b"\0".join(names))

    def _embrace(self, worktree: Path, base: str) -> None:
        """Make files of the repositories that an agent made inside the worktree.

        Of those git would note a mere link to their commit, and the files would be lost.
        """
        links = self._in(worktree, "diff-index", "--cached", "--raw", "-z", "--no-renames", base)
        entries = links.split(b"\0")
        for what, path in zip(entries[::2], entries[1::2], strict=False):
            if what.startswith(b":000000 160000"):
                self._in(worktree, "update-index", "--force-remove", "--", text(path))
        for _ in range(_DEPTH):
            inner = self._inner(worktree)
            for path in inner:
                remove_inside(worktree, f"{path}.git")
            if not inner:
                break

    def _inner(self, worktree: Path) -> list[str]:
        """The repositories inside, each with a slash at its end: git does not look into them."""
        others = self._in(
            worktree, "ls-files", "--others", "--exclude-standard", "-z", seconds=LONG
        )
        return [text(path) for path in others.split(b"\0") if path.endswith(b"/")]

    # Running git

    @cached_property
    def common(self) -> Path:
        """The folder that all worktrees of the repository share."""
        command = ("rev-parse", "--path-format=absolute", "--git-common-dir")
        return Path(os.fsdecode(self._git(*command).removesuffix(b"\n")))

    @cached_property
    def _identity(self) -> dict[str, str]:
        """Who commits: the person where they said who they are, else nobody in particular."""
        name, mail = self._said("name"), self._said("email")
        if not (name and mail):
            name, mail = NOBODY
        return {
            "GIT_AUTHOR_NAME": name,
            "GIT_AUTHOR_EMAIL": mail,
            "GIT_COMMITTER_NAME": name,
            "GIT_COMMITTER_EMAIL": mail,
        }

    def _said(self, what: str) -> str:
        variable = os.environ.get(f"GIT_AUTHOR_{what.upper()}")
        if variable:
            return variable
        try:
            return text(git(self.top, ("config", "--get", f"user.{what}"))).strip()
        except GitFailed:
            return ""

    def _git(
        self, *command: str | Path, stdin: str | bytes = b"", seconds: float = SECONDS
    ) -> bytes:
        return git(self.top, command, stdin=stdin, seconds=seconds, more=self._more)

    def _in(
        self, worktree: Path, *command: str, stdin: str | bytes = b"", seconds: float = SECONDS
    ) -> bytes:
        """Run git on a worktree, whatever the worktree itself says about where its data is."""
        places = (f"--git-dir={self._record(worktree)}", f"--work-tree={worktree}")
        command = (*places, *command)
        return git(worktree, command, stdin=stdin, seconds=seconds, more=self._more)

    @property
    def _more(self) -> dict[str, str]:
        mark = {MARK_VARIABLE: f"{self.run}/git/0"} if self.run is not None else {}
        return {**self._identity, **mark}

    def _ask(self, *command: str) -> bytes | None:
        """What git says, or None when it says no."""
        try:
            return self._git(*command)
        except GitFailed as failed:
            if failed.code in (1, 128):
                return None
            raise


def _place(record: Path) -> Path | None:
    """The folder of a worktree by git's record of it, or None when it is half-made."""
    try:
        written = (record / "gitdir").read_bytes().strip()
    except OSError:
        return None
    return _real((record / text(written)).parent) if written else None


def _real(path: Path) -> Path:
    """With links resolved, the last part aside: that one is what we made, whatever it is now."""
    return path.parent.resolve() / path.name


def _count(number: bytes) -> int | None:
    return None if number == b"-" else int(number)

"""git, as a run uses it: worktrees of its own, and never the person's.

Nothing here writes the person's working tree, index, current branch or configuration. (`init` is
the one exception, and only where there is no commit yet.) Every command runs no hook, asks no
question and has a deadline. Needs git 2.38.
"""

import os
import re
from collections.abc import Collection, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

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
from orchestrator_engine.system.git_conflicts import Conflict
from orchestrator_engine.system.git_objects import Objects
from orchestrator_engine.system.locks import Lock, Taken, locked
from orchestrator_engine.system.removal import remove, remove_inside

__all__ = ["Conflict", "GitFailed", "Repository"]

_DEPTH = 8
"""How many repositories inside one another are taken in."""


class Repository(Objects):
    """A repository with a working tree, which is the person's, and worktrees, which are ours."""

    @classmethod
    def find(cls, folder: Path) -> Self | None:
        """The repository that a folder lies in, or None.

        Raises `BadProject` when git is missing or too old, or does not want to work there.
        """
        check_version()
        if not folder.is_dir():
            raise BadProject(f"there is no folder {folder}", "name a folder that is there")
        try:
            said = git(folder, ("rev-parse", "--show-toplevel"))
        except GitFailed as failed:
            if "not a git repository" in failed.said:
                return None
            raise BadProject(
                f"git cannot work in {folder}: {failed.said.strip()}",
                "see that `git status` works there",
            ) from failed
        return cls(Path(text(said.removesuffix(b"\n"))))

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
            raise BadProject(f"{folder} is in a repository already", "run without --init")
        repository._begin(message)  # noqa: SLF001  # our own
        return repository

    def _begin(self, message: str) -> None:
        self._git("add", "--all", seconds=LONG)
        self._git("commit", "--quiet", "--allow-empty", "--no-verify", "-F-", stdin=message)

    # The person's

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
        shown = ("--porcelain=v1", "-z", "--no-renames", "--untracked-files=normal")
        said = self._git("status", *shown, seconds=LONG)
        return tuple(text(entry)[3:] for entry in said.split(b"\0") if entry)

    # Ours

    def add_worktree(self, path: Path, commit: str) -> None:
        """Check a commit out in a new folder, on no branch; what was there before is thrown away.

        Raises `GitFailed`.
        """
        with self._alone() as lock:
            self._purge(path)
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            command = ("worktree", "add", "--quiet", "--detach", path, commit)
            # It holds the lock too: when we are killed, nobody purges what it still makes.
            holding = (lock.descriptor,)
            git(self.top, command, seconds=LONG, more=self._more, holding=holding)

    def hand_on(self, worktree: Path, path: Path, commit: str) -> None:
        """Make a worktree the one in another folder, as new: not even ignored files stay.

        Cheaper than to check a large tree out anew. Raises `GitFailed`.
        """
        with self._alone():
            record = self._record(worktree)
            self._purge(path)
            # Before it is there: what is cut short here is found by its record, and thrown away.
            (record / "gitdir").write_bytes(os.fsencode(path / ".git") + b"\n")
            worktree.rename(path)
            # What an agent may have put in its place leads elsewhere.
            remove(path / ".git")
            (path / ".git").write_bytes(b"gitdir: " + os.fsencode(record) + b"\n")
        self._bring(path, commit, "-ffdx")

    def reset_worktree(self, worktree: Path, commit: str) -> None:
        """Bring a worktree to exactly that commit, on no branch; only ignored files stay."""
        self._bring(worktree, commit, "-ffd")

    def _bring(self, worktree: Path, commit: str, away: str) -> None:
        self._settle(worktree)
        # Not `reset`: that would move the branch that an agent may have put itself on.
        self._in(worktree, "checkout", "--quiet", "--force", "--detach", commit, seconds=LONG)
        self._in(worktree, "clean", "--quiet", away, seconds=LONG)

    def remove_worktree(self, path: Path) -> None:
        """Throw a worktree away, whole or half-made; nothing happens when there is none."""
        with self._alone():
            self._purge(path)

    def places(self, worktree: Path) -> tuple[Path, Path, Path]:
        """The top, the folder that all worktrees share, and git's record of this one.

        Raises `GitFailed`.
        """
        return self.top, self.common, self._record(worktree)

    def worktrees(self) -> tuple[Path, ...]:
        """The folders of all worktrees that git knows of, the person's main one aside."""
        places = (_place(record) for record in self._records())
        return tuple(place for place in places if place is not None)

    def commit_tree(
        self, worktree: Path, base: str, message: str, keep: str | None = None
    ) -> str | None:
        """One commit on top of `base` of all that a worktree holds; None when that is the same.

        What an agent committed there by itself is part of it. Ignored files are not. `keep` is a
        full reference that is moved to the commit, so that it is not lost.
        """
        self._settle(worktree)
        self._embrace(worktree, base)
        # Also what an agent wrote outside of what the person's sparse checkout shows.
        self._in(worktree, "add", "--all", "--sparse", seconds=LONG)
        tree = text(self._in(worktree, "write-tree")).strip()
        if tree == self._tree(base):
            return None
        commit = self._commit(tree, base, message)
        if keep is not None and not self.move(keep, commit, self.resolve(keep)):
            raise GitFailed(("update-ref", keep), 1, "somebody else moved it meanwhile")
        return commit

    def keep(self, worktree: Path, commit: str, ref: str) -> None:
        """Put a worktree on a commit that holds just what it holds, and give that a name.

        `ref` is a full reference that must not exist, or be there already. Raises `GitFailed`.
        """
        steps = ("option no-deref", f"update HEAD\0{commit}\0", f"update {ref}\0{commit}\0")
        self._in(worktree, "update-ref", "-z", "--stdin", stdin="\0".join((*steps, "")))

    def leave_submodules(
        self, worktree: Path, base: str, submodules: Iterable[str]
    ) -> tuple[str, ...]:
        """Throw away what a worktree holds of work inside submodules; those where there was any.

        No commit of the project can take it along: it belongs to other repositories.
        """
        filled = [path for path in sorted(submodules) if _filled(worktree / path)]
        if not filled:
            return ()
        self._settle(worktree)
        changed = {path for path in filled if not (worktree / path / ".git").exists()}
        made = [path for path in filled if path not in changed]
        if made:
            changed.update(self._moved(worktree, base, made))
        for path in changed:
            remove_inside(worktree, path)
            (worktree / path).mkdir(parents=True, exist_ok=True)
        self._put_back(worktree, base, changed, "--staged")
        return tuple(sorted(changed))

    def _moved(self, worktree: Path, base: str, submodules: list[str]) -> Iterator[str]:
        """Which submodules hold changes, or stand at another commit than in `base`."""
        shown = ("--porcelain=v2", "-z", "--ignore-submodules=none", "--untracked-files=no")
        command = ("--literal-pathspecs", "status", *shown, "--", *submodules)
        said = self._in(worktree, *command, seconds=LONG).split(b"\0")
        # “1 XY SUB … PATH”, where SUB is an S and three letters for what changed, or dots.
        entries = (entry.split(b" ", 8) for entry in said if entry.startswith(b"1 "))
        yield from (text(entry[8]) for entry in entries if entry[2] != b"S...")
        command = ("diff-index", "--cached", "--raw", "-z", "--no-renames", base)
        raw = self._in(worktree, "--literal-pathspecs", *command, "--", *submodules).split(b"\0")
        yield from (text(path) for path in raw[1::2])

    def restore(self, worktree: Path, base: str, paths: Iterable[str]) -> None:
        """Put paths back to what they are in `base`; those that it does not have are removed."""
        self._settle(worktree)
        wanted = set(paths)
        there = self.those_in(base, wanted)
        for path in wanted - there:
            remove_inside(worktree, path)
        self._put_back(worktree, base, there, "--staged", "--worktree")

    def leads_elsewhere(self, worktree: Path) -> bool:
        """Whether `.git` of a worktree is not what git made it: then it has been put back."""
        link, record = worktree / ".git", self._record(worktree)
        with suppress(OSError, ValueError):
            if not link.is_symlink() and link.is_file():
                said = text(link.read_bytes()).removeprefix("gitdir:").strip()
                if os.path.realpath(worktree / said) == os.path.realpath(record):
                    return False
        remove(link)
        link.write_bytes(b"gitdir: " + os.fsencode(record) + b"\n")
        return True

    def _put_back(self, worktree: Path, base: str, paths: Collection[str], *where: str) -> None:
        if paths:
            listed = ("--pathspec-from-file=-", "--pathspec-file-nul")
            command = ("--literal-pathspecs", "restore", f"--source={base}", *where, *listed)
            self._in(worktree, *command, stdin="\0".join(sorted(paths)), seconds=LONG)

    def _settle(self, worktree: Path) -> None:
        """Undo what an agent's git left behind: a lock, and what makes git look away from files."""
        # Nobody works there any more: a lock is what a killed git left.
        (self._record(worktree) / "index.lock").unlink(missing_ok=True)
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
        command = ("ls-files", "--others", "--exclude-standard", "-z")
        others = self._in(worktree, *command, seconds=LONG)
        return [text(path) for path in others.split(b"\0") if path.endswith(b"/")]

    def _in(
        self, worktree: Path, *command: str, stdin: str | bytes = b"", seconds: float = SECONDS
    ) -> bytes:
        """Run git on a worktree, whatever the worktree itself says about where its data is."""
        places = (f"--git-dir={self._record(worktree)}", f"--work-tree={worktree}")
        command = (*places, *command)
        return git(worktree, command, stdin=stdin, seconds=seconds, more=self._more)

    # git's own records of worktrees

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

    @contextmanager
    def _alone(self) -> Generator[Lock]:
        # `git worktree add` is not safe beside another one in the same repository.
        lock = project(self.common, self.state or state_dir()).git_lock
        try:
            with locked(lock, LONG) as held:
                yield held
        except Taken:
            raise GitFailed(("worktree",), None, f"{lock} is held by another process") from None


def _place(record: Path) -> Path | None:
    """The folder of a worktree by git's record of it, or None when it is half-made."""
    try:
        written = (record / "gitdir").read_bytes().strip()
    except OSError:
        return None
    return _real((record / text(written)).parent) if written else None


def _filled(folder: Path) -> bool:
    try:
        return any(folder.iterdir())
    except OSError:
        return False


def _real(path: Path) -> Path:
    """With links resolved, the last part aside: that one is what we made, whatever it is now."""
    return path.parent.resolve() / path.name

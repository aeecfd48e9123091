"""Commits, trees and references of a repository: what git does without any working tree.

Trees are merged without a checkout, references are moved by compare-and-swap, and everything is on
the disk when a call returns.
"""

import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from orchestrator_engine.attempt import Change
from orchestrator_engine.system.git_command import LONG, SECONDS, GitFailed, git, text
from orchestrator_engine.system.sweeping import Mark, marked, program_works_in

NOBODY = ("Code Orchestrator", "code-orchestrator@localhost")
"""Who commits where the person's name and address are not configured."""

_OURS = "/code-orch/"
"""Part of every reference that a run makes, and of no other."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two changes do not go together; `paths` are the files where."""

    paths: tuple[str, ...]


@dataclass(frozen=True)
class Objects:
    """A repository, by its top level.

    `run` is the run on whose behalf it is used: git processes are marked with it, so that those
    whose worker was killed are found and ended. `state` is the state folder, where its lock lies.
    """

    top: Path
    run: str | None = None
    state: Path | None = field(default=None, compare=False)

    # Commits

    def resolve(self, name: str) -> str | None:
        """The commit that a name stands for, or None."""
        wanted = f"{name}^{{commit}}"
        said = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", wanted)
        return None if said is None else text(said).strip()

    def parents(self, commit: str) -> tuple[str, ...]:
        """The commits that a commit comes from."""
        said = self._git("rev-list", "--parents", "--max-count=1", commit)
        return tuple(text(said).split()[1:])

    def is_ancestor(self, commit: str, of: str) -> bool:
        """Whether a commit is another one or comes before it."""
        return self._ask("merge-base", "--is-ancestor", commit, of) is not None

    def trailers(self, commit: str) -> dict[str, tuple[str, ...]]:
        """The trailers of a commit's message: every value of each, in order."""
        said = self._git("log", "--max-count=1", "--format=%(trailers:only,unfold)", commit)
        found: dict[str, tuple[str, ...]] = {}
        for line in text(said).splitlines():
            name, colon, value = line.partition(":")
            if colon:
                found[name] = (*found.get(name, ()), value.strip())
        return found

    def squash_onto(self, head: str, base: str, commit: str, message: str) -> str | Conflict:
        """One commit on `head` of all that changed from `base` to `commit`, or where it conflicts.

        `base` is a commit that `head` comes from. Nothing is checked out, no reference moves.
        """
        tree = self._tree(commit)
        if head != base:
            # git looks for the base by itself: give the change a history of one step.
            merged = self._merge(head, self._commit(tree, base, message))
            if isinstance(merged, Conflict):
                return merged
            tree = merged
        return self._commit(tree, head, message)

    # What is in them

    def tree(self, commit: str) -> str | None:
        """The name of all that is in a commit, or None where there is no such commit."""
        said = self._ask("rev-parse", "--verify", "--quiet", f"{commit}^{{tree}}")
        return None if said is None else text(said).strip()

    def files(self, commit: str) -> tuple[str, ...]:
        """The paths of all files in a commit."""
        said = self._git("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, seconds=LONG)
        return tuple(text(path) for path in said.split(b"\0") if path)

    def read(self, commit: str, path: str) -> bytes | None:
        """The content of a file in a commit, or None when there is none."""
        return self._ask("cat-file", "blob", f"{commit}:{path}")

    def changes(self, base: str, commit: str) -> tuple[Change, ...]:
        """The files that differ between two commits; a renamed one counts as two."""
        said = self._diff("--numstat", "-z", base, commit)
        lines = (entry.split(b"\t", 2) for entry in said.split(b"\0") if entry)
        return tuple(Change(text(path), _count(new), _count(gone)) for new, gone, path in lines)

    def diff(self, base: str, commit: str) -> str:
        """The difference between two commits, as a unified diff; what is no UTF-8 is replaced."""
        return self._diff("--patch", base, commit).decode(errors="replace")

    def patch(self, base: str, commit: str) -> bytes:
        """All that differs between two commits, so that `git apply` makes one of the other."""
        return self._diff("--patch", "--binary", "--full-index", base, commit)

    def bundle(self, commit: str, branch: str) -> bytes:
        """A bundle with one branch of one commit: all files of `commit`, and nothing before it."""
        tree = text(self._git("rev-parse", "--verify", f"{commit}^{{tree}}")).strip()
        alone = text(self._git("commit-tree", tree, "-F", "-", stdin="As it was\n")).strip()
        with TemporaryDirectory() as place:
            # In a repository of its own: a bundle names references, and the person's are not ours.
            git(Path(place), ("init", "--quiet", "--bare", "."))
            objects = Path(place) / "objects" / "info" / "alternates"
            objects.write_text(f"{self.common / 'objects'}\n")
            git(Path(place), ("update-ref", f"refs/heads/{branch}", alone))
            return git(Path(place), ("bundle", "create", "--quiet", "-", branch), seconds=LONG)

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
        try:
            self._git(*command)
        except GitFailed:
            now = self.resolve(ref)
            if now != old:
                return now == new
            # It is where it should be, and yet cannot be moved: a killed git may have locked it.
            if _OURS not in ref or not self.drop_stale_locks(ref):
                raise
            self._git(*command)
        return True

    def delete_ref(self, ref: str) -> None:
        """Remove a full reference, if it is there."""
        self._git("update-ref", "-d", ref)

    def refs(self, prefix: str) -> dict[str, str]:
        """The references below a prefix, and the objects that they point to."""
        said = self._git("for-each-ref", "--format=%(objectname) %(refname)", prefix)
        pairs = (line.split(" ", 1) for line in text(said).splitlines())
        return {ref: name for name, ref in pairs}

    def drop_stale_locks(self, *refs: str) -> bool:
        """Remove locks that a killed git left on references of a run; whether there were any.

        Takes full references, or the prefix of several. The caller knows that nobody is working on
        them: a run has its references for itself. The lock that all references share goes too,
        unless some git works in the repository.
        """
        found = False
        for ref in refs:
            if _OURS not in ref:
                raise ValueError(f"not a reference of a run: {ref}")
            place = self.common / ref
            for lock in (place.with_name(f"{place.name}.lock"), *place.rglob("*.lock")):
                if lock.exists():
                    found = True
                    lock.unlink(missing_ok=True)
        return self._unpack() or found

    def _unpack(self) -> bool:
        """Remove the lock on the packed references, if nobody can be at work behind it."""
        lock = self.common / "packed-refs.lock"
        if not lock.exists() or program_works_in("git", (self.top, self.common)):
            return False
        lock.unlink(missing_ok=True)
        return True

    # Running git

    @cached_property
    def common(self) -> Path:
        """The folder that all worktrees of the repository share."""
        command = ("rev-parse", "--path-format=absolute", "--git-common-dir")
        return Path(text(self._git(*command).removesuffix(b"\n")))

    def _tree(self, commit: str) -> str:
        return text(self._git("rev-parse", "--verify", f"{commit}^{{tree}}")).strip()

    def _commit(self, tree: str, parent: str, message: str) -> str:
        said = self._git("commit-tree", tree, "-p", parent, "-F", "-", stdin=message)
        return text(said).strip()

    def _merge(self, head: str, change: str) -> str | Conflict:
        command = ("merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", head, change)
        try:
            return text(self._git(*command, seconds=LONG).strip(b"\0\n"))
        except GitFailed as failed:
            if failed.code != 1:
                raise
            names = failed.out.split(b"\0")[1:]
            return Conflict(tuple(dict.fromkeys(text(name) for name in names if name)))

    def _diff(self, *arguments: str) -> bytes:
        # The person's drivers for showing differences are programs, and change what is shown.
        plain = ("--no-ext-diff", "--no-textconv", "--no-renames", "--no-color", "--full-index")
        return self._git("diff-tree", "-r", *plain, *arguments, seconds=LONG)

    def _ask(self, *command: str) -> bytes | None:
        """What git says, or None when it says no."""
        try:
            return self._git(*command)
        except GitFailed as failed:
            if failed.code in (1, 128):
                return None
            raise

    def _git(
        self, *command: str | Path, stdin: str | bytes = b"", seconds: float = SECONDS
    ) -> bytes:
        return git(self.top, command, stdin=stdin, seconds=seconds, more=self._more)

    @property
    def _more(self) -> dict[str, str]:
        if self.run is None:
            return self._identity
        return marked(self._identity, Mark(self.run, "git", 0))

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


def _count(number: bytes) -> int | None:
    return None if number == b"-" else int(number)

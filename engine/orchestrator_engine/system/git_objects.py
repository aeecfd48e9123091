"""Commits and trees of a repository: what git does without any working tree.

Trees are merged without a checkout, and everything is on the disk when a call returns.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from orchestrator_engine.attempt import Change
from orchestrator_engine.system.git_command import LONG, GitFailed, git, text
from orchestrator_engine.system.git_conflicts import Conflict, read_conflict
from orchestrator_engine.system.git_refs import References

Key = TypeVar("Key")
Value = TypeVar("Value")

_ID = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
"""A name that will never stand for anything else."""

_KEPT = 8
"""How many answers about commits, which never change, are remembered."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a commit says of itself; `at` is when its author made it (seconds since 1970)."""

    id: str
    author: str
    at: float
    message: str


@dataclass(frozen=True, slots=True)
class Blamed:
    """Where a line comes from: its commit (None for what is not committed), file and line there."""

    commit: str | None
    path: str
    line: int
    text: str


class Objects(References):
    """A repository, by its top level: what is in its commits, and new ones."""

    def parents(self, commit: str) -> tuple[str, ...]:
        """The commits that a commit comes from."""
        said = self._git("rev-list", "--parents", "--max-count=1", commit)
        return tuple(text(said).split()[1:])

    def since(self, base: str, commit: str) -> tuple[str, ...]:
        """The commits that `commit` comes from and `base` does not, oldest first, itself last."""
        said = self._git("rev-list", "--topo-order", "--reverse", commit, f"^{base}", seconds=LONG)
        return tuple(text(said).split())

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
            merged = self._merge(head, base, tree)
            if isinstance(merged, Conflict):
                return merged
            tree = merged
        return self._commit(tree, head, message)

    def undo(self, commit: str, head: str, message: str) -> str | Conflict:
        """One commit on `head` that takes back what `commit` changed, or where it conflicts.

        `head` comes from `commit`, which has one parent. Nothing is checked out and no reference
        moves.
        """
        (parent,) = self.parents(commit)
        merged = self._merge(head, commit, self._tree(parent))
        return merged if isinstance(merged, Conflict) else self._commit(merged, head, message)

    def told(self, commit: str) -> Told:
        """What a commit says of itself; raises `GitFailed` where there is no such commit."""
        command = ("log", "--max-count=1", "--no-show-signature", "--format=%H%x00%an%x00%at%x00%B")
        said = self._git(*command, "--end-of-options", commit).decode(errors="replace")
        name, author, at, message = said.split("\0", 3)
        return Told(name, author, float(at), message.strip())

    def saying(self, words: str) -> tuple[str, ...]:
        """The commits on any branch, or where the person is, whose message has these words."""
        look = ("log", "--format=%H", "--fixed-strings", "--regexp-ignore-case", f"--grep={words}")
        where = ("--branches", *(("HEAD",) if self.resolve("HEAD") is not None else ()))
        return tuple(text(self._git(*look, *where, seconds=LONG)).split())

    def blame(self, path: str, line: int) -> Blamed:
        """Where a line (from 1) of a file in the working tree comes from, also if it was moved.

        `path` counts from the top. Raises `GitFailed` where there is no such line, or git does not
        know the file.
        """
        look = ("blame", "--porcelain", "-w", "-M", "--no-textconv")
        said = self._git(*look, f"-L{line},{line}", "--", path, seconds=LONG)
        lines = said.decode(errors="replace").split("\n")
        commit, then = lines[0].split(" ")[:2]
        name = next((one[9:] for one in lines if one.startswith("filename ")), path)
        shown = next((one[1:] for one in lines if one.startswith("\t")), "")
        return Blamed(None if not commit.strip("0") else commit, name, int(then), shown)

    def tree(self, commit: str) -> str | None:
        """The name of all that is in a commit, or None where there is no such commit."""
        said = self._ask("rev-parse", "--verify", "--quiet", f"{commit}^{{tree}}")
        return None if said is None else text(said).strip()

    def files(self, commit: str) -> tuple[str, ...]:
        """The paths of all files in a commit, in git's order; a submodule counts as one."""
        said = self._git("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, seconds=LONG)
        return tuple(text(path) for path in said.split(b"\0") if path)

    def paths(self, commit: str) -> frozenset[str]:
        """The paths of all files in a commit, submodules among them; looked up once."""
        return self._all(commit)[0]

    def submodules(self, commit: str) -> frozenset[str]:
        """The paths in a commit that are links to commits of other repositories; looked up once."""
        return self._all(commit)[1]

    def _all(self, commit: str) -> tuple[frozenset[str], frozenset[str]]:
        known = self._listed.get(commit)
        if known is None:
            said = self._git("ls-tree", "-r", "-z", "--full-tree", commit, seconds=LONG)
            lines = [line.partition(b"\t") for line in said.split(b"\0") if line]
            links = (name for how, _, name in lines if how.startswith(b"160000"))
            known = (frozenset(text(name) for _, _, name in lines), frozenset(map(text, links)))
            _remember(self._listed, commit, known, 2)
        return known

    def those_in(self, commit: str, paths: Iterable[str]) -> frozenset[str]:
        """Which of the paths are files in a commit, whatever else there is in it."""
        return frozenset(path for path in paths if self._there(commit, path))

    def _there(self, commit: str, path: str) -> bool:
        name = f"{commit}:{path}"
        if "\n" in path:
            return (
                self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", name) is not None
            )
        found = self._reading.info(name) if _plain(path) else None
        return found is not None and found.type != "tree"

    def read(self, commit: str, path: str) -> bytes | None:
        """The content of a file in a commit, or None when there is none."""
        name = f"{commit}:{path}"
        if "\n" in path:
            return self._ask("cat-file", "blob", name)
        found = self._reading.content(name) if _plain(path) else None
        return found.content if found is not None and found.type == "blob" else None

    def changes(self, base: str, commit: str) -> tuple[Change, ...]:
        """The files that differ between two commits; a renamed one counts as two."""
        known = self._changed.get((base, commit))
        if known is None:
            said = self._diff("--numstat", "-z", base, commit)
            lines = (entry.split(b"\t", 2) for entry in said.split(b"\0") if entry)
            known = tuple(Change(text(path), _count(new), _count(old)) for new, old, path in lines)
            if _ID.fullmatch(base) and _ID.fullmatch(commit):
                _remember(self._changed, (base, commit), known, _KEPT)
        return known

    def retyped(self, base: str, commit: str) -> frozenset[str]:
        """The paths in both commits that are another kind of file in each: a link, a program."""
        said = self._diff("--raw", "--diff-filter=MT", "-z", base, commit).split(b"\0")
        entries = zip(said[::2], said[1::2], strict=False)
        return frozenset(
            text(path)
            for about, path in entries
            if about[1:].split(b" ")[0] != about.split(b" ")[1]
        )

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

    def lines(self, base: str, commit: str) -> bytes:
        """The difference between two commits, as a patch without any line around it."""
        return self._diff("--patch", "--unified=0", "--diff-algorithm=myers", base, commit)

    def settings(self) -> tuple[tuple[str, str], ...]:
        """What the repository itself sets for git, files among it that it includes."""
        said = text(self._git("config", "--list", "--show-scope", "--includes", "-z"))
        words = said.split("\0")
        entries = zip(words[::2], words[1::2], strict=False)
        ours = (entry for scope, entry in entries if scope in ("local", "worktree"))
        return tuple((key, value) for key, _, value in (entry.partition("\n") for entry in ours))

    def modes(self, commit: str) -> dict[str, str]:
        """The paths of a commit, each with git's mode of it; raises `GitFailed`."""
        said = self._git("ls-tree", "-r", "-z", "--full-tree", commit, seconds=LONG)
        entries = (text(entry).partition("\t") for entry in said.split(b"\0") if entry)
        return {path: about.split(" ", 1)[0] for about, _, path in entries}

    @cached_property
    def _listed(self) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
        return {}

    @cached_property
    def _changed(self) -> dict[tuple[str, str], tuple[Change, ...]]:
        return {}

    def _tree(self, commit: str) -> str:
        found = self._reading.info(f"{commit}^{{tree}}")
        if found is None:
            raise GitFailed(("rev-parse", f"{commit}^{{tree}}"), 1, "there is no such commit")
        return found.name

    def _commit(self, tree: str, parent: str, message: str) -> str:
        said = self._git("commit-tree", tree, "-p", parent, "-F", "-", stdin=message)
        return text(said).strip()

    def _merge(self, head: str, base: str, tree: str) -> str | Conflict:
        """The tree of `head` with what changed from `base`, which it comes from, to `tree`."""
        # git looks for the base by itself: give the change a history of one step.
        sides = (head, self._commit(tree, base, "the change"))
        command = ("merge-tree", "--write-tree", "-z", "--name-only", "--messages", *sides)
        try:
            said = self._git(*command, seconds=LONG)
        except GitFailed as failed:
            if failed.code != 1:
                raise
            return read_conflict(failed.out, self.read)
        return text(said.partition(b"\0")[0])

    def _diff(self, *arguments: str) -> bytes:
        # The person's drivers for showing differences are programs, and change what is shown.
        plain = ("--no-ext-diff", "--no-textconv", "--no-renames", "--no-color", "--full-index")
        return self._git("diff-tree", "-r", *plain, *arguments, seconds=LONG)


def _plain(path: str) -> bool:
    """Whether git takes it for a path from the top: others would count from somewhere else."""
    return not {"", ".", ".."}.intersection(path.split("/"))


def _remember(known: dict[Key, Value], key: Key, value: Value, most: int) -> None:
    while len(known) >= most:
        known.pop(next(iter(known)), None)
    known[key] = value


def _count(number: bytes) -> int | None:
    return None if number == b"-" else int(number)

"""The references of a repository: moved by compare-and-swap, and unlocked when a git was killed."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from orchestrator_engine.system.git_command import GitFailed, text
from orchestrator_engine.system.git_running import Running
from orchestrator_engine.system.sweeping import program_works_in

_OURS = "/code-orch/"
"""Part of every reference that a run makes, and of no other."""


class References(Running):
    """A repository, by its top level: branches and what else has a name of its own."""

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

    def delete_ref(self, ref: str, old: str | None = None) -> None:
        """Remove a full reference, if it is there, and at `old` where that is said."""
        if old is None or self.resolve(ref) == old:
            self._git("update-ref", "-d", ref, *([old] if old else []))

    def delete_refs(self, refs: Iterable[str]) -> None:
        """Remove full references, those that are there; all of them or none."""
        lines = "".join(f"delete {ref}\0\0" for ref in refs)
        self._git("update-ref", "-z", "--stdin", stdin=lines)

    def in_use(self, ref: str) -> bool:
        """Whether a branch is checked out anywhere, or is being rebased or bisected there.

        Moving it would pull the ground from under whoever works there.
        """
        places = (self.common, *(self.common / "worktrees").glob("*"))
        return any(ref in _on(place) for place in places)

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
        if not lock.exists():
            return False
        self._reading.close()  # it is a git at work here too, and locks nothing
        if program_works_in("git", (self.top, self.common)):
            return False
        lock.unlink(missing_ok=True)
        return True


def _on(place: Path) -> Iterator[str]:
    """The branches that the worktree with that record stands on, in git's own words about it."""
    for name in ("HEAD", "rebase-merge/head-name", "rebase-apply/head-name", "BISECT_START"):
        try:
            said = (place / name).read_bytes()
        except OSError:
            continue
        branch = text(said.strip()).removeprefix("ref: ")
        yield branch
        yield f"refs/heads/{branch}"

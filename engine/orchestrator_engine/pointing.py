"""Where in the sources something points: in the output of a check, and after a file has changed."""

import posixpath
import re
from collections.abc import Collection, Iterator, Sequence

_FILE = r"(?P<file>[\w@+~./\\-]+\.[A-Za-z]\w{0,7})"
_PLACES = (
    re.compile(r'File "(?P<file>[^"\n]+)", line (?P<line>\d+)'),  # Python's tracebacks
    re.compile(_FILE + r"\((?P<line>\d+)[,)]"),  # tsc, MSBuild
    re.compile(_FILE + r":(?:line )?(?P<line>\d+)\b"),  # nearly all others
    re.compile(_FILE + r" on line (?P<line>\d+)"),  # PHP
)
_FOREIGN = frozenset(
    {".venv", "dist-packages", "gems", "node_modules", "site-packages", "target", "vendor", "venv"}
)
_NEAR = 3
"""Lines before and after a line by which it is known again."""


def pointed_at(output: str, changed: Collection[str], run: str) -> tuple[str, int] | None:
    """The file and line that the output of a check means, or None where it names none.

    A place in a file of the change is meant before any other, and of several the last: what fails
    stands deepest in a traceback. Folders of the worktrees of the run with the id `run` are taken
    off, and whatever lies outside of the project, or is installed in it, is passed by.
    """
    places = [place for place in _places(output, run) if place is not None]
    mine = [(_meant(file, changed), line) for file, line in places]
    known = [(file, line) for file, line in mine if file is not None]
    others = [place for place in places if not posixpath.isabs(place[0])]
    return next(iter((*known[::-1], *others[::-1])), None)


def _places(output: str, run: str) -> Iterator[tuple[str, int] | None]:
    found = (match for pattern in _PLACES for match in pattern.finditer(output))
    worktree = re.compile(rf"^.*/{re.escape(run)}-[^/]+/")
    for match in sorted(found, key=lambda match: match.start()):
        file = posixpath.normpath(worktree.sub("", match["file"].replace("\\", "/")))
        line = int(match["line"]) if len(match["line"]) < 8 else 0  # noqa: PLR2004  # no such file
        inside = not file.startswith("../") and _FOREIGN.isdisjoint(file.split("/"))
        yield (file, line) if line and inside else None


def _meant(file: str, changed: Collection[str]) -> str | None:
    """The changed file that is meant; a tool may leave out some folders, or put some before."""
    if file in changed:
        return file
    longer = [path for path in changed if path.endswith(f"/{file}") or file.endswith(f"/{path}")]
    return longer[0] if len(longer) == 1 else None


def line_now(line: int, then: str, now: str, *, first: int = 1) -> int | None:
    """Where a line (counted from 1) of a text stands after the text has changed, or None.

    It is known again by what it says, and where several say the same by the lines around it.
    `then` may be a part of the text, whose first line had the number `first`.
    """
    if then == now:
        return line
    before, after = then.splitlines(), now.splitlines()
    if not 0 <= line - first < len(before):
        return None
    place = line - first
    alike = [at for at, text in enumerate(after) if text.strip() == before[place].strip()]
    if not alike:
        return None
    ranked = [(_around(before, place, after, at), -abs(at + 1 - line), at) for at in alike]
    company, _, best = max(ranked)
    if company or (len(alike) == 1 and any(sign.isalnum() for sign in before[place])):
        return best + 1
    return None


def _around(before: Sequence[str], place: int, after: Sequence[str], at: int) -> int:
    """How many of the lines around are the same; nearer ones count for more, empty ones not."""
    return sum(
        _NEAR + 1 - abs(step)
        for step in range(-_NEAR, _NEAR + 1)
        if step
        and 0 <= place + step < len(before)
        and 0 <= at + step < len(after)
        and before[place + step].strip()
        and before[place + step].strip() == after[at + step].strip()
    )

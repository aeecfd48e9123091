"""What does not go together when git puts two changes into one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from orchestrator_engine.system.git_command import text

MOST_HUNKS = 5
"""Places of a file that are told; the others are as good as repeated."""

_CONTENT = "CONFLICT (contents)"
"""How git calls a conflict that the lines of the file itself show."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """A place of a file where both sides changed the same lines: what each of them made of it."""

    path: str
    theirs: str
    ours: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two changes do not go together; `paths` are the files where.

    `hunks` are places within files, and `words` what git says where whole files are in each
    other's way (one side removed or renamed what the other changed).
    """

    paths: tuple[str, ...]
    hunks: tuple[Hunk, ...] = ()
    words: tuple[str, ...] = ()


def read_conflict(out: bytes, read: Callable[[str, str], bytes | None]) -> Conflict:
    """What `git merge-tree -z --name-only` said about a conflict.

    `read` gives the content of a path in a tree: there git puts both sides between marks.
    """
    tree, *rest = out.split(b"\0")
    end = rest.index(b"") if b"" in rest else len(rest)
    paths = tuple(dict.fromkeys(text(name) for name in rest[:end]))
    messages = tuple(_messages(rest[end + 1 :]))
    words = tuple(said for kind, said in messages if kind not in (_CONTENT, "Auto-merging"))
    hunks = (hunk for path in paths for hunk in _hunks(path, read(text(tree), path)))
    return Conflict(paths, tuple(hunks), words)


def _messages(fields: list[bytes]) -> Iterator[tuple[str, str]]:
    """Each message: how many paths, the paths, the kind, the words."""
    left = iter(fields)
    for number in left:
        if not number.isdigit():
            return
        for _ in range(int(number)):
            next(left, b"")
        kind = next(left, b"").decode(errors="replace")
        yield kind, " ".join(next(left, b"").decode(errors="replace").split())


def _hunks(path: str, content: bytes | None) -> Iterator[Hunk]:
    if content is None or b"\0" in content:
        return
    found = 0
    sides: list[list[str]] = []
    inside = False
    for line in content.decode(errors="replace").splitlines():
        if line.startswith("<<<<<<< "):
            inside = True
            sides = [list[str]()]
        elif inside and line == "=======":
            sides.append([])
        elif inside and line.startswith(">>>>>>> "):
            inside = False
            found += 1
            if found > MOST_HUNKS:
                return
            yield Hunk(path, "\n".join(sides[0]), "\n".join(sides[-1]))
        elif inside:
            sides[-1].append(line)

"""What becomes of a change that is put on top of others: what it lost, and what is said of it.

Pure: text in, words out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from orchestrator_engine.system.git_conflicts import Conflict, Hunk

MOST_LINES = 20
"""Lines of one side of a conflict that an agent is told; the files have the rest."""

MOST_LOST = 10
"""Lines that a merge dropped and that are told."""

Lines = Counter[tuple[bytes, bytes]]
"""How often each line was added or removed; a line is its sign (`+` or `-`) and its bytes."""


def lines_of(patch: bytes) -> dict[bytes, Lines]:
    """The lines that a patch without surrounding lines adds and removes, by the file they are in.

    That a file is no text, and what its mode becomes, count as lines too.
    """
    files: dict[bytes, Lines] = {}
    inside = False
    here: Lines = Counter()
    for line in patch.split(b"\n"):
        if line.startswith(b"diff --git "):
            inside = False
            here = files.setdefault(line, Counter())
        elif line.startswith(b"@@ "):
            inside = True
        elif inside and line[:1] in (b"+", b"-"):
            here[line[:1], line[1:].rstrip(b"\r")] += 1
        elif not inside and line.startswith((b"new mode ", b"new file mode ", b"Binary files ")):
            here[b"+", line] += 1
    return files


def dropped(
    mine: Mapping[bytes, Lines], merged: Mapping[bytes, Lines], others: Mapping[bytes, Lines]
) -> tuple[bytes, ...]:
    """What of my change is in none of the merged one, and that others do not explain.

    All files are taken together: others may have renamed one. A line is explained where others
    made the very same change, or removed the line that I moved.
    """
    lost = _sum(mine.values()) - _sum(merged.values())
    if not lost:
        return ()
    theirs = _sum(others.values())
    touched: Counter[bytes] = Counter()
    for (_, line), count in theirs.items():
        touched[line] += count
    return tuple(
        sign + line for (sign, line), count in lost.items() if count > touched.get(line, 0)
    )


def conflict_words(conflict: Conflict, others: Sequence[str], ours: str) -> str:
    """A conflict as a remark for whoever does the task again, and for a person."""
    parts = [
        f"{ours} conflicts in {_and(conflict.paths)} with what was merged meanwhile{_by(others)}."
    ]
    parts += [_place(hunk) for hunk in conflict.hunks]
    parts += conflict.words
    return "\n\n".join(parts)


def dropped_words(lost: Sequence[bytes], others: Sequence[str], ours: str) -> str:
    """A merge that left out part of a change, in words."""
    shown = "\n".join(line.decode(errors="replace") for line in lost[:MOST_LOST])
    more = len(lost) - MOST_LOST
    rest = f"\n(and {more} more)" if more > 0 else ""
    return (
        f"Put on top of what was merged meanwhile{_by(others)}, {ours} lost these lines, although "
        f"git saw no conflict:\n{shown}{rest}"
    )


def checks_words(failures: Iterable[str], others: Sequence[str], ours: str) -> str:
    """Checks that failed only once two changes had come together, in words."""
    return (
        f"{ours} passed its checks, and does not on top of what was merged meanwhile{_by(others)}."
        "\n\n" + "\n\n".join(failures)
    )


def _place(hunk: Hunk) -> str:
    return (
        f"In {hunk.path}, what is there now:\n{_short(hunk.theirs)}\n"
        f"What this task made of it:\n{_short(hunk.ours)}"
    )


def _short(text: str) -> str:
    lines = text.splitlines()
    shown = "\n".join(f"    {line}" for line in lines[:MOST_LINES]) or "    (nothing)"
    more = len(lines) - MOST_LINES
    return f"{shown}\n    … {more} more" if more > 0 else shown


def _by(others: Sequence[str]) -> str:
    return f" for {_and(others)}" if others else ""


def _and(names: Sequence[str]) -> str:
    return ", ".join(names)


def _sum(files: Iterable[Lines]) -> Lines:
    total: Lines = Counter()
    for lines in files:
        total.update(lines)
    return total

"""What an agent does with a tool, in words and as a diff: shared by those who speak its shapes."""

import difflib
from io import StringIO
from pathlib import PurePath
from typing import Any

from orchestrator_engine.json_values import count_of, text_of, texts_of
from orchestrator_engine.system.secrets import redactor

_TITLE = 160
"""Characters of a title, at most."""

_SMALL = 400
"""Lines on both sides up to which the smallest difference is looked for: it can be quadratic."""

_CONTEXT = 3
_NO_END = "\\ No newline at end of file\n"

_BESIDE = frozenset({"command", "description", "timeout"})
"""What a command is given that changes nothing of what it does."""

_ABOUT = ("file_path", "notebook_path", "path", "command", "pattern", "description")


def title_of(tool: str, given: dict[str, Any], folder: str) -> str:
    """What a tool is used for, on one line: its file, its command, or what it looks for."""
    for name in _ABOUT:
        about = text_of(given.get(name))
        if about:
            return on_a_line(f"{tool} {inside(about, folder)}")
    return tool


def command_of(given: dict[str, Any], folder: str) -> str:
    """The command that is all that a tool is given; nothing where more of it counts.

    A command somewhere else, or without its walls, is another one.
    """
    more = any(value and value != folder for name, value in given.items() if name not in _BESIDE)
    return "" if more else text_of(given.get("command"))


def on_a_line(text: str) -> str:
    """The text as a title."""
    # Before it is cut: a part of a secret would not be known for one.
    line = " ".join(redactor().text(text).split())
    return line if len(line) <= _TITLE else line[: _TITLE - 1] + "…"


def inside(path: str, folder: str) -> str:
    """The path as seen from `folder`, where it is in there; as words, for nobody looks it up."""
    if not folder or not path.startswith("/"):
        return path
    try:
        return PurePath(path).relative_to(folder).as_posix()
    except ValueError:
        return path


def created(path: str, content: str) -> str:
    """The diff that makes a file."""
    if not content:
        return f"--- /dev/null\n+++ b/{path}\n"
    lines = content.removesuffix("\n").split("\n")
    count = "" if len(lines) == 1 else f",{len(lines)}"
    end = "" if content.endswith("\n") else _NO_END
    added = "".join(f"+{line}\n" for line in lines)
    return f"--- /dev/null\n+++ b/{path}\n@@ -0,0 +1{count} @@\n{added}{end}"


def hunk_of(hunk: dict[str, Any]) -> str:
    """A hunk of a diff, of the object that tells it line by line."""
    old, old_lines, new, new_lines = (
        count_of(hunk.get(name)) or 0 for name in ("oldStart", "oldLines", "newStart", "newLines")
    )
    # A line of a hunk is never empty: it begins with " ", "+", "-" or "\\".
    lines = "".join(f"{line}\n" for line in texts_of(hunk.get("lines")))
    return f"@@ -{old},{old_lines} +{new},{new_lines} @@\n{lines}"


def diff_of(path: str, old: str | None, new: str) -> str:
    """The diff between two texts of a file, or that which makes it where there was none."""
    if old is None:
        return created(path, new)
    before, after = ([*StringIO(text, newline="\n")] for text in (old, new))
    if before == after:
        return ""
    if max(len(before), len(after)) <= _SMALL:
        lines = difflib.unified_diff(before, after, f"a/{path}", f"b/{path}")
    else:
        lines = _one_hunk(path, before, after)
    return "".join(line if line.endswith("\n") else f"{line}\n{_NO_END}" for line in lines)


def _one_hunk(path: str, before: list[str], after: list[str]) -> list[str]:
    """All between the first and the last line that differ, however much of it is the same."""
    least = min(len(before), len(after))
    head = next((n for n in range(least) if before[n] != after[n]), least)
    rest = least - head
    tail = next((n for n in range(rest) if before[-1 - n] != after[-1 - n]), rest)
    start, stop = max(head - _CONTEXT, 0), max(tail - _CONTEXT, 0)
    olds, news = before[head : len(before) - tail], after[head : len(after) - tail]
    above, below = before[start:head], before[len(before) - tail : len(before) - stop]
    counts = [len(above) + len(changed) + len(below) for changed in (olds, news)]
    return [
        f"--- a/{path}\n",
        f"+++ b/{path}\n",
        f"@@ -{start + 1},{counts[0]} +{start + 1},{counts[1]} @@\n",
        *(f" {line}" for line in above),
        *(f"-{line}" for line in olds),
        *(f"+{line}" for line in news),
        *(f" {line}" for line in below),
    ]

"""What an agent does with a tool, in words and as a diff: shared by those who speak its shapes."""

from pathlib import PurePath
from typing import Any

from orchestrator_engine.agents.json_values import count_of, text_of, texts_of

_TITLE = 160
"""Characters of a title, at most."""

_ABOUT = ("file_path", "notebook_path", "path", "command", "pattern", "description")


def title_of(tool: str, given: dict[str, Any], folder: str) -> str:
    """What a tool is used for, on one line: its file, its command, or what it looks for."""
    for name in _ABOUT:
        about = text_of(given.get(name))
        if about:
            return on_a_line(f"{tool} {inside(about, folder)}")
    return tool


def on_a_line(text: str) -> str:
    """The text as a title."""
    line = " ".join(text.split())
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
    end = "" if content.endswith("\n") else "\\ No newline at end of file\n"
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

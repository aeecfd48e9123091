"""What linters, type checkers and formatters found, read from what they print.

A problem is named by its file and words, without its line: one that has only moved is the same.
"""

import re
from collections.abc import Iterator

from orchestrator_engine.attempt import Problems
from orchestrator_engine.runners import plain

KEPT = 400
"""Names of problems that are kept; of more, only the number is."""

_LONGEST = 160
_LINE = 500
_PATH = r"(?P<path>[\w@./\\~+-]*[\w)\]]\.\w{1,12})"
_AT_ONCE = re.compile(
    # Most of all: ruff, flake8, mypy, pyright, golangci-lint, rubocop; tsc and dotnet in brackets.
    rf"^\s*{_PATH}(?::\d+(?::\d+)?(?:-\d+(?::\d+)?)?:?|\(\d+(?:,\d+)*\):)\s*(?:- )?(?P<words>\S.*)$"
)
_ARROW = re.compile(rf"^\s*--> {_PATH}:\d+:\d+$")
_HEAD = re.compile(r"^(?P<words>(?:[A-Z]+\d+ |(?:error|warning)(?:\[\w+\])?: ).*\S)\s*$")
_BELOW = re.compile(r"^\s+\d+:\d+\s+(?P<words>(?:error|warning|✖|⚠)\s+\S.*)$")
_FORM = re.compile(
    r"^(?:would reformat:? |Would reformat: |\[warn\] |Diff in |unformatted: |--- a/)"
    r"(?P<path>\S+?)(?::\d+:?| at line \d+:)?$",
    re.IGNORECASE,
)
_ALONE = re.compile(r"^(?P<path>[\w@./\\-]+\.\w{1,12})$")
_NOTES = ("note:", "info:", "help:", "- information:", "information:")


def problems(output: str, tree: str = "") -> Problems | None:
    """What was found, or None where nobody can tell; paths lose `tree`, where the check ran."""
    text = plain(output).replace(f"{tree.rstrip('/')}/", "") if tree else plain(output)
    names = tuple(_found(text))
    if not names:
        return None
    return Problems(len(names), names if len(names) <= KEPT else ())


def _found(text: str) -> Iterator[str]:
    above = head = ""
    for whole in text.split("\n"):
        line = whole[:_LINE]
        if match := _FORM.match(line):
            yield f"{match['path']}: not formatted"
        elif match := _AT_ONCE.match(line):
            words = match["words"]
            if not words.lower().startswith(_NOTES) and not words.startswith("|"):
                yield _name(match["path"], words)
        elif match := _ARROW.match(line):
            if head:
                yield _name(match["path"], head)
            head = ""
        elif match := _BELOW.match(line):
            yield _name(above, match["words"])
        elif match := _HEAD.match(line):
            head = match["words"]
        elif match := _ALONE.match(line):
            above = match["path"]


def _name(path: str, words: str) -> str:
    """A problem without numbers that change with the lines around it."""
    said = re.sub(r"\b(?:line|lines) \d+(?:-\d+)?", "line", " ".join(words.split()))
    return f"{path.strip().removeprefix('./')}: {said}"[:_LONGEST]

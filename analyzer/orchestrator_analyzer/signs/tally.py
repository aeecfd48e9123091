"""What a document says over and over, counted part by part."""

import re
from typing import NamedTuple

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.signs.blanks import count_blanks
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.vocabulary.speech import (
    DUTY,
    DUTY_MARKS,
    STORY,
    STORY_MARKS,
    STORY_OPENINGS,
)
from orchestrator_analyzer.vocabulary.titles.forms import TEMPLATE
from orchestrator_analyzer.words import fold

# Ends of lines are found sooner than beginnings; the text is given one before it.
_WRITTEN = re.compile(r"\n[ \t]*\S")
_REQUEST = re.compile(r"(?m)^\W{0,8}(?:GET|POST|PUT|PATCH|DELETE)\W{1,3}/")
_REQUEST_MARKS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_LINK = re.compile(r"(?m)^[ \t]*(?:[-*+]|\d+[.)])[ \t]+[*_]{0,2}\[[^\]\n]{1,120}\]\((?!#)")
_DONE = re.compile(r"(?m)^[ \t]*(?:[-*+#]+[ \t]+)?(?:\[x\][ \t]+)?(?:✅|✔️?|☑️?)|\b100[ \t]?%")
_DONE_MARKS = ("✅", "✔", "☑", "100")
_FENCES = ("```m", "``` m", "~~~m")
_LEFT = re.compile(r"[⬜🔲⏳❌🚧]|\[ \]")


def _for_ascii_and_all(marks: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(filter(str.isascii, marks)), marks


_DUTY_MARKS = _for_ascii_and_all(DUTY_MARKS)
_OPENINGS = _for_ascii_and_all(STORY_OPENINGS)
_STORY_MARKS = _for_ascii_and_all(STORY_MARKS)


class Tally(NamedTuple):
    """How often a text says something.

    Counted are lines with words, sentences of duty, wishes of users, requests to an interface,
    entries that are links to elsewhere, marks of what is done and of what is not, blanks, the
    lines of other documents that are shown as code, and of those the ones that a heading calls
    a template.
    """

    written: int
    duties: int
    stories: int
    requests: int
    links: int
    done: int
    left: int
    blanks: int
    shown: int
    copied: int


def tally(source: Source) -> Tally:
    """Count over all of a document."""
    return Tally(*source.total(count))


def count(part: Part) -> Tally:
    """Count over a part."""
    text = part.text.source
    low = text.lower()
    place = 0 if text.isascii() else 1
    shown = _shown(part) if _has(low, _FENCES) else 0
    may_wish = _has(low, _OPENINGS[place]) and _has(low, _STORY_MARKS[place])
    return Tally(
        written=_times(_WRITTEN, f"\n{text}"),
        duties=_times(DUTY, text) if _has(low, _DUTY_MARKS[place]) else 0,
        stories=_times(STORY, text) if may_wish else 0,
        requests=_times(_REQUEST, text) if _has(text, _REQUEST_MARKS) else 0,
        links=_times(_LINK, text) if "](" in text else 0,
        done=_times(_DONE, text) if _has(text, _DONE_MARKS) else 0,
        left=text.count("[ ]") if text.isascii() else _times(_LEFT, text),
        blanks=_blanks(part),
        shown=shown,
        copied=shown if shown and _is_of_template(part) else 0,
    )


def _blanks(part: Part) -> int:
    """Count what is left to be filled in, but not what code shows of another document."""
    count = count_blanks(part.text.source)
    if not count:
        return 0
    code = (block for block in part.blocks if block.kind is BlockKind.CODE)
    lines = (line for block in code for line in range(block.first, block.last))
    return count - count_blanks("\n".join(map(part.text.line, lines)))


def _shown(part: Part) -> int:
    return sum(
        block.last - block.first
        for block in part.blocks
        if block.kind is BlockKind.CODE
        and part.text.line(block.first).lower().lstrip(" `~").startswith(("markdown", "md"))
    )


def _is_of_template(part: Part) -> bool:
    return part.head is not None and TEMPLATE.search(fold(part.head.title)) is not None


def _has(text: str, marks: tuple[str, ...]) -> bool:
    """Say whether a text has one of a few marks: most have none, and need not be searched."""
    for mark in marks:  # noqa: SIM110  # a generator takes three times as long, at every part
        if mark in text:
            return True
    return False


def _times(pattern: re.Pattern[str], text: str) -> int:
    return len(pattern.findall(text))

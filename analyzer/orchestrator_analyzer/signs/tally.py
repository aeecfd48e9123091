"""What a text says over and over, counted in stretches of lines.

An edit leaves all stretches but one as they were, and their counts need not be found again.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from orchestrator_analyzer.memory import remembered
from orchestrator_analyzer.signs.blanks import BLANK
from orchestrator_analyzer.text import Text
from orchestrator_analyzer.vocabulary.speech import DUTY, DUTY_MARKS, STORY, STORY_MARKS

_STRETCH = 50
_WRITTEN = re.compile(r"(?m)^[ \t]*[^\s]")
_REQUEST = re.compile(r"(?m)^\W{0,8}(?:GET|POST|PUT|PATCH|DELETE)\W{1,3}/")
_LINK = re.compile(r"(?m)^[ \t]*(?:[-*+]|\d+[.)])[ \t]+[*_]{0,2}\[[^\]\n]{1,120}\]\((?!#)")
_DONE = re.compile(r"(?m)^[ \t]*(?:[-*+#]+[ \t]+)?(?:\[x\][ \t]+)?(?:✅|✔️?|☑️?)|\b100[ \t]?%")
_DONE_MARKS = ("✅", "✔", "☑", "100")
_LEFT = re.compile(r"[⬜🔲⏳❌🚧]|\[ \]")


class Tally(NamedTuple):
    """How often a text says something.

    Counted are lines with words, sentences of duty, wishes of users, requests to an interface,
    entries that are links to elsewhere, marks of what is done and of what is not, and blanks.
    """

    written: int
    duties: int
    stories: int
    requests: int
    links: int
    done: int
    left: int
    blanks: int


def tally(text: Text) -> Tally:
    """Count over all of a text."""
    return Tally(*map(sum, zip(*map(_count, _stretches(text)), strict=True)))


def _stretches(text: Text) -> Iterator[str]:
    for line in range(0, max(text.line_count, 1), _STRETCH):
        yield text.source[text.line_start(line) : text.line_start(line + _STRETCH)]


@remembered(texts=1024, longest=16_000)
def _count(stretch: str) -> Tally:
    low = stretch.lower()
    return Tally(
        written=_times(_WRITTEN, stretch),
        duties=_times(DUTY, stretch) if _has(low, DUTY_MARKS) else 0,
        stories=_times(STORY, stretch) if _has(low, STORY_MARKS) else 0,
        requests=_times(_REQUEST, stretch),
        links=_times(_LINK, stretch),
        done=_times(_DONE, stretch) if _has(stretch, _DONE_MARKS) else 0,
        left=_times(_LEFT, stretch),
        blanks=_times(BLANK, stretch),
    )


def _has(stretch: str, marks: tuple[str, ...]) -> bool:
    """Say whether a text has one of a few marks: most have none, and need not be searched."""
    return any(mark in stretch for mark in marks)


def _times(pattern: re.Pattern[str], stretch: str) -> int:
    return sum(1 for _ in pattern.finditer(stretch))

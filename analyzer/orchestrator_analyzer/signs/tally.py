"""What a document says over and over, counted part by part."""

import re
from typing import NamedTuple

from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.signs.blanks import BLANK
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.vocabulary.speech import DUTY, DUTY_MARKS, STORY, STORY_MARKS

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


def tally(source: Source) -> Tally:
    """Count over all of a document."""
    return Tally(*source.total(_count))


def _count(part: Part) -> Tally:
    text = part.text.source
    low = text.lower()
    return Tally(
        written=_times(_WRITTEN, text),
        duties=_times(DUTY, text) if _has(low, DUTY_MARKS) else 0,
        stories=_times(STORY, text) if _has(low, STORY_MARKS) else 0,
        requests=_times(_REQUEST, text),
        links=_times(_LINK, text),
        done=_times(_DONE, text) if _has(text, _DONE_MARKS) else 0,
        left=_times(_LEFT, text),
        blanks=_times(BLANK, text),
    )


def _has(text: str, marks: tuple[str, ...]) -> bool:
    """Say whether a text has one of a few marks: most have none, and need not be searched."""
    return any(mark in text for mark in marks)


def _times(pattern: re.Pattern[str], text: str) -> int:
    return len(pattern.findall(text))

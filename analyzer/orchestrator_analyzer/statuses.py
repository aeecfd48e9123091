"""Where a line says how far its item is: a sign, a tag at its end, a stroke through it."""

import re
from dataclasses import dataclass

from orchestrator_analyzer.spec import Status
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.vocabulary.statuses import STATUS_SIGNS
from orchestrator_analyzer.words import status_of_words


@dataclass(frozen=True, slots=True)
class Written:
    """A status and the characters that say so."""

    status: Status
    span: Span


_SIGNS = "".join(STATUS_SIGNS)
_LEADING_SIGN = re.compile(rf"[\s*_]*(?P<sign>[{_SIGNS}])")
_TRAILING_SIGN = re.compile(rf"(?P<sign>[{_SIGNS}])\ufe0f?[\s*_]*$")
_TAG = re.compile(
    r"(?:[\[(【]\s*(?P<tag>[^\[\]()【】]{2,60}?)\s*[\])】]"
    r"|[ \t](?:[\u2013—-]{1,2})[ \t]+(?P<tail>[^\u2013—()\[\]]{2,30}))[\s*_~]*$"
)
_STRUCK = re.compile(r"[\s*_]*~~.*~~")
_TAIL_LENGTH = 100


def written_status(source: str, span: Span) -> Written | None:
    """Find the status that the line at `span` carries in itself."""
    line = source[span.start : span.end]
    tail_start = max(0, len(line) - _TAIL_LENGTH)
    tail = line[tail_start:]
    if (tag := _TAG.search(tail)) is not None:
        group = "tag" if tag["tag"] is not None else "tail"
        if (status := status_of_words(tag[group], whole=True)) is not None:
            start = span.start + tail_start
            return Written(status, Span(start + tag.start(group), start + tag.end(group)))
    for sign, start in ((_LEADING_SIGN.match(line), 0), (_TRAILING_SIGN.search(tail), tail_start)):
        if sign is not None:
            at = span.start + start + sign.start("sign")
            return Written(STATUS_SIGNS[sign["sign"]], Span(at, at + 1))
    if (struck := _STRUCK.match(line)) is not None:
        return Written(Status.DONE, Span(span.start, span.start + struck.end()))
    return None

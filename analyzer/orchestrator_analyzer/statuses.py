"""Where a line says how far its item is: a sign, a tag at its end, a stroke through it."""

import re
from dataclasses import dataclass

from orchestrator_analyzer.memory import remembered
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
    r"(?:[\[(【\uff08]\s*(?P<tag>[^\[\]()【】\uff08\uff09]{2,60}?)\s*[\])】\uff09]"
    r"|[ \t](?:[\u2013—-]{1,2})[ \t]+(?P<tail>[^\u2013—()\[\]]{2,30}))[\s*_~]*$"
)
_LEADING_TAG = re.compile(
    r"[\s*_]*[\[(【\uff08](?P<tag>[^\[\]()【】\uff08\uff09,;]{2,40})[\])】\uff09,;]"
)
_STRUCK = re.compile(r"[\s*_]*~~.*~~")
# `X-3: ~~Old thing~~`, where nothing is left of the line; `X-3: ~~Old~~ new thing` is still wanted.
_ID_STRUCK = re.compile(
    r"[\s*_]*[A-Z]{1,10}[-_]?[0-9][\w.-]{0,12}[:.)\uff1a]?[*_]{0,2}[ \t]+(?P<struck>~~.*~~)"
    r"(?=[\s*_]*(?:[(\uff08].*)?$)"
)
_SIGNED_TAIL = re.compile(
    rf"(?P<signed>[{_SIGNS}]\ufe0f?[ \t]*(?P<tail>[^{_SIGNS}]{{2,30}}?))[\s*_]*$"
)
_TAIL_LENGTH = 100
# What every line has that says anything of this; most lines say nothing.
_MAY_TELL = re.compile(rf"[\[(【\uff08~{_SIGNS}]|[ \t][\u2013—-]")
# `Pay by card - blocked: the bank has to answer`, `(on hold: no key)`
_REASONED = re.compile(
    r"(?:[ \t][\u2013—-]{1,2}[ \t]+|[\[(【\uff08][ \t]*)[*_]{0,2}"
    r"(?P<tail>[^\W\d_][^\u2013—()\[\]:\uff1a,.\n]{2,30}?)[*_]{0,2}[ \t]*[:\uff1a]"
)
_WITH_REASONS = frozenset({Status.BLOCKED, Status.DEFERRED, Status.REJECTED})


def written_status(source: str, span: Span) -> Written | None:
    """Find the status that the line at `span` carries in itself."""
    found = _in_line(source[span.start : span.end])
    return found and Written(found.status, found.span.moved(span.start))


# An edit leaves all lines but one as they were.
@remembered(texts=1024, longest=400)
def _in_line(line: str) -> Written | None:
    if _MAY_TELL.search(line) is None:
        return None
    whole = Span(0, len(line))
    return _tag(line) or _sign(line) or struck(line, whole) or _struck_behind_id(line)


def struck(source: str, span: Span) -> Written | None:
    """Find a stroke through the beginning of the line or cell at `span`."""
    stroke = _STRUCK.match(source, span.start, span.end)
    return Written(Status.DONE, Span(*stroke.span())) if stroke is not None else None


def _struck_behind_id(line: str) -> Written | None:
    stroke = _ID_STRUCK.match(line)
    return Written(Status.DONE, Span(*stroke.span("struck"))) if stroke is not None else None


def is_struck(words: str) -> bool:
    """Say whether what tells a status is a stroke through the words."""
    return _STRUCK.fullmatch(words) is not None


def _tag(line: str) -> Written | None:
    """Read `(done)` or `[FIXED in 1.2]` at the end or the beginning, or `✅ done` at the end."""
    tail_start = max(0, len(line) - _TAIL_LENGTH)
    places = (
        (_TAG.search(line[tail_start:]), tail_start),
        (_SIGNED_TAIL.search(line[tail_start:]), tail_start),
        (_LEADING_TAG.match(line), 0),
    )
    for found, start in places:
        if found is None or found.lastgroup is None:
            continue
        told = found.lastgroup
        status = status_of_words(found["tail" if told == "signed" else told], whole=True)
        if status is not None:
            first, last = found.span(told)
            return Written(status, Span(start + first, start + last))
    return _reasoned(line)


def _reasoned(line: str) -> Written | None:
    """Read why something waits, behind its title: `- blocked: no key`."""
    for found in _REASONED.finditer(line):
        status = status_of_words(found["tail"], whole=True)
        if status is not None and status in _WITH_REASONS:
            return Written(status, Span(*found.span("tail")))
    return None


@remembered(texts=1024, longest=400)
def settled_by_tail(title: str) -> Status | None:
    """Read the end of a heading, as in `Sprint 1 ✅ DONE` or `Search (deferred)`."""
    found = None if _MAY_TELL.search(title) is None else _tag(title) or _sign(title)
    if found is None or found.span.end <= len(title) // 2:
        return None
    return found.status if found.status in _SETTLING else None


_SETTLING = frozenset({Status.DONE, Status.REJECTED, Status.DEFERRED})


@remembered(texts=1024, longest=400)
def without_status(title: str) -> str:
    """Give a title without the sign or the tag that says how far its item is.

    So its name stays the same whatever becomes of it. A stroke through it stays, and so does what
    would leave nothing behind.
    """
    if _MAY_TELL.search(title) is None:
        return title
    found = _tag(title) or _sign(title)
    if found is None or title[found.span.end : found.span.end + 1] in _MORE:
        return title
    before = _OPENING.sub("", title[: found.span.start])
    behind = _CLOSING.sub("", title[found.span.end :])
    kept = f"{before} {behind}".strip()
    return kept if _LETTER.search(kept) else title


_OPENING = re.compile(rf"(?:[\s*_`{_SIGNS}\ufe0f\[(【\uff08\u2013—-]|(?<=\s)[:\uff1a])+$")
_CLOSING = re.compile(rf"^[\s*_`{_SIGNS}\ufe0f\])】\uff09,;:\uff1a.\u2013—-]+")
_MORE = frozenset(",;")
_LETTER = re.compile(r"[^\W_]")


def signed(words: str) -> Status | None:
    """Give the status of a sign that words begin with."""
    found = _LEADING_SIGN.match(words)
    return None if found is None else STATUS_SIGNS[found["sign"]]


def _sign(line: str) -> Written | None:
    tail_start = max(0, len(line) - _TAIL_LENGTH)
    places = (
        (_LEADING_SIGN.match(line), 0),
        (_TRAILING_SIGN.search(line[tail_start:]), tail_start),
    )
    for found, start in places:
        if found is not None:
            at = start + found.start("sign")
            return Written(STATUS_SIGNS[found["sign"]], Span(at, at + 1))
    return None

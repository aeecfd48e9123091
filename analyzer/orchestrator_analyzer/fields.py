"""The `Name: value` lines at the top of an item or a section."""

import re
from collections.abc import Iterable
from functools import lru_cache

from orchestrator_analyzer.spec import Status
from orchestrator_analyzer.stretch import Stretch
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.vocabulary.labels import FACTS
from orchestrator_analyzer.vocabulary.order import WAITS
from orchestrator_analyzer.vocabulary.priorities import PRIORITY_FIELD
from orchestrator_analyzer.vocabulary.statuses import STATUS_FIELD
from orchestrator_analyzer.vocabulary.tables import ASIDE_HEAD
from orchestrator_analyzer.words import fold, status_of_words, status_within

_FIELD = re.compile(
    r"^[ \t>]*(?:[-*+][ \t]+)?[*_]{0,2}(?P<name>[^\W\d_][^:\uff1a*|\n]{1,30}?)[*_]{0,2}[ \t]*"
    r"[:\uff1a][*_]{0,2}[ \t]*(?P<value>[^\s*_][^\n\r]{0,200}?)[ \t*_]*$"
)
# `| **Status** | open |` in a table of names and values.
_PAIR = re.compile(
    r"^[ \t>]*\|[ \t*_]*(?P<name>[^\W\d_][^|*_\n]{1,30}?)[ \t*_]*\|"
    r"[ \t]*(?P<value>[^|\s][^|\n]{0,200}?)[ \t]*\|?[ \t]*$"
)
_LINE = 300
# `**Status:**` above a line of its own that says which.
_BARE = re.compile(
    r"[ \t>]*(?:[-*+][ \t]+|#{2,6}[ \t]+)?(?:\*\*|__)?(?P<name>[^\W\d_][^:\uff1a*_|\n]{1,30}?)"
    r"(?:[:\uff1a]?(?:\*\*|__)[:\uff1a]?|[:\uff1a])[ \t]*"
)
_ENDS = (":", "\uff1a", "**", "__")
_VALUE = re.compile(
    r"[ \t>]*(?:[-*+][ \t]+)?[*_`]{0,2}(?P<value>[^\s#|*_-][^\n\r|]{1,60}?)[ \t*_`]*"
)


_NAMED = re.compile(
    r"(?:\*\*|__)(?P<name>[^*_\n]{2,30}?)[ ]?(?:[:\uff1a](?:\*\*|__)|(?:\*\*|__)[ ]?[:\uff1a])"
)


def is_field(entry: str) -> bool:
    """Say whether an entry such as "**Owner:** Ada" tells a fact of an item and asks nothing."""
    found = _NAMED.match(entry)
    if found is None:
        return False
    name = fold(found["name"])
    known = (STATUS_FIELD, PRIORITY_FIELD, ASIDE_HEAD, WAITS, FACTS)
    return any(names.fullmatch(name) for names in known)


def read_fields(source: Stretch, lines: Iterable[int]) -> dict[str, Span]:
    """Give where the value of each field on these lines stands, by the field's folded name."""
    text = source.text
    fields: dict[str, Span] = {}
    waiting = ""
    for line in lines:
        written = text.line(line)[:_LINE]
        if waiting and written.strip():
            found = _VALUE.fullmatch(written)
            if found is not None and line not in source.code_lines:
                start = text.line_start(line)
                value = Span(start + found.start("value"), start + found.end("value"))
                fields.setdefault(waiting, value)
            waiting = ""
        stripped = written.rstrip()
        if stripped.endswith(_ENDS) and (bare := _BARE.fullmatch(stripped)) is not None:
            name = fold(bare["name"])
            waiting = name if _names_status(name) else ""
            continue
        if ":" not in written and "|" not in written and "\uff1a" not in written:
            continue
        if line in source.code_lines:
            continue
        if (found := _FIELD.match(written) or _PAIR.match(written)) is not None:
            start = text.line_start(line)
            value = Span(start + found.start("value"), start + found.end("value"))
            fields.setdefault(fold(found["name"]), value)
    return fields


# The items of a document have the same few fields.
@lru_cache(maxsize=512)
def _names_status(field: str) -> bool:
    return STATUS_FIELD.fullmatch(field) is not None


def status_field(source: Stretch, fields: dict[str, Span]) -> tuple[Status, Span] | None:
    """Find the field that gives a status."""
    for name, span in fields.items():
        if _names_status(name):
            words = source.text.slice(span)
            status = status_of_words(words) or status_within(words)
            if status is not None:
                return status, span
    return None

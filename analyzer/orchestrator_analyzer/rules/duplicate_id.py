"""duplicate-id: two items of one document claim the same id."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import compress
from operator import attrgetter

from orchestrator_analyzer.drafts import Form, prefix
from orchestrator_analyzer.rules.finding import Finding, Related, Severity
from orchestrator_analyzer.rules.subject import Subject
from orchestrator_analyzer.text import Span

NAME = "duplicate-id"

# How many of the other places are named in the message, and how many are shown beside it.
_NAMED = 3
_RELATED = 20
_MANY = 3
_IS_TWIN = attrgetter("is_twin")
_PART = re.compile(r"[.-]\d")


def check(subject: Subject) -> Iterator[Finding]:
    """Report each place that claims an id which another one claims as well."""
    places: dict[str, list[Span]] = {}
    names: dict[str, str] = {}
    source = subject.source.text.source
    chosen_ones = subject.reading.front.chosen
    for place in compress(range(len(chosen_ones)), map(_IS_TWIN, chosen_ones)):
        chosen, item = chosen_ones[place], subject.spec.items[place]
        if not item.id or item.id_span is None:
            continue
        # "B10 quick fix" and "B10 test report" speak of one thing; "B10: quick fix" is its name.
        is_spoken_of = chosen.draft.form is Form.HEADING and not chosen.draft.lead.firm
        # `18b.1` is a part of `18b`.
        if not is_spoken_of and _PART.match(source, item.id_span.end) is None:
            places.setdefault(item.id.casefold(), []).append(item.id_span)
            names.setdefault(item.id.casefold(), item.id)
    if not places:
        return
    again = Counter(prefix(name) for name in places)
    are_many = any(number >= _MANY for number in again.values())
    all_of = Counter(map(prefix, _ids(subject))) if are_many else again
    for name, spans in places.items():
        if len(spans) == 1:
            continue
        series = prefix(name)
        # Where most of a series occur again, each has its parts or rounds, and that is meant.
        if again[series] >= _MANY and again[series] * 2 > all_of[series]:
            continue
        # A few of them, made once: a document of one id only is no matter of squares.
        message = f"{names[name]} is used here too"
        few = [Related(span, message) for span in spans[: _RELATED + 1]]
        for span in spans:
            yield _finding(subject, names[name], span, few, len(spans) - 1)


def _ids(subject: Subject) -> set[str]:
    leads = (node.draft.lead for node in subject.reading.assembly.nodes)
    return {lead.id.casefold() for lead in leads if lead.id is not None}


def _finding(subject: Subject, name: str, span: Span, few: list[Related], count: int) -> Finding:
    others = few[:_RELATED]
    if span.start <= few[-1].span.start:
        others = [other for other in few if other.span != span]
    lines = [str(subject.source.text.line_of(one.span.start) + 1) for one in others[:_NAMED]]
    more = count - len(lines)
    where = ("line " if len(lines) == 1 else "lines ") + ", ".join(lines)
    where += f" and {more} more" if more else ""
    return Finding(
        rule=NAME,
        message=f"{name} is also the id of another item ({where}).",
        span=span,
        severity=Severity.WARNING,
        related=tuple(others),
    )

"""unknown-reference: an item waits for one that the document does not have."""

import difflib
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from orchestrator_analyzer.drafts import prefix
from orchestrator_analyzer.references import NAME as WRITTEN_NAME
from orchestrator_analyzer.references import clauses
from orchestrator_analyzer.rules.finding import Finding, Fix, Severity
from orchestrator_analyzer.rules.subject import Subject
from orchestrator_analyzer.text import Span, TextEdit

NAME = "unknown-reference"

# With fewer of a series in the document, the rest of it is likely to stand in another one.
_SERIES = 3
# Comparing with every id takes long, and nobody reads the hundredth hint.
_HINTS = 20
_SHORT = 2_000
_ID = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+){0,3}-\d+[a-z]?|[A-Z]{1,4}\d{1,4}[a-z]?")


def check(subject: Subject) -> Iterator[Finding]:
    """Report ids in "depends on …" that belong to a series of this document and are not there."""
    spec, source = subject.spec, subject.source
    known = {name.casefold() for name in spec.by_name}
    known |= {criterion.id.casefold() for criterion in spec.criteria if criterion.id}
    ids = [item.id for item in spec.items if item.id is not None]
    series = Counter(prefix(name) for name in ids)
    seen: set[Span] = set()
    found = 0
    outermost = [item for item in spec.items if item.parent is None]
    for item in outermost:
        text = source.text.slice(item.span)
        for name, start in (_waited_for if len(text) < _SHORT else _read)(text):
            span = Span(item.span.start + start, item.span.start + start + len(name))
            if span in seen or name.casefold() in known:
                continue
            seen.add(span)
            if series[prefix(name)] >= _SERIES:
                found += 1
                yield _finding(name, span, ids if found <= _HINTS else [])


def _read(text: str) -> tuple[tuple[str, int], ...]:
    """Give the ids in the text of an item that it waits for, and where each of them stands."""
    return tuple(
        (name[0], name.start())
        for clause in clauses(text, Span(0, len(text)))
        for name in WRITTEN_NAME.finditer(text, clause.start, clause.end)
        if _ID.fullmatch(name[0])
    )


# An item is read once, however often those around it are edited.
_waited_for = lru_cache(maxsize=16_384)(_read)


def _finding(name: str, span: Span, ids: list[str]) -> Finding:
    near = difflib.get_close_matches(name, ids, n=1, cutoff=0.6)
    hint = f" Did you mean {near[0]}?" if near else ""
    return Finding(
        rule=NAME,
        message=f"There is no item {name} in this document.{hint}",
        span=span,
        severity=Severity.WARNING,
        fix=Fix(f"Write {near[0]}", (TextEdit(span, near[0]),)) if near else None,
    )

"""Items that are sections, or all of a document."""

import re
from dataclasses import replace
from itertools import islice

from orchestrator_analyzer import cutting
from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.drafts import Draft, Form, prefix
from orchestrator_analyzer.fields import read_fields
from orchestrator_analyzer.ids import Lead, Shape, is_counted_by, read_lead
from orchestrator_analyzer.parts import Head, Part
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import ItemKind
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.vocabulary.labels import ID_FIELD
from orchestrator_analyzer.vocabulary.priorities import PRIORITY_FIELD
from orchestrator_analyzer.vocabulary.series import ALONE
from orchestrator_analyzer.vocabulary.statuses import STATUS_FIELD
from orchestrator_analyzer.words import fold

# `3.1 `, `4) `, `Step 4.8: `
_NUMBER = re.compile(r"(?:[^\W\d_]{2,12} )?\d{1,3}(?:\.\d{1,3}){0,3}(?:[.):\uff1a]|(?= ))[ \t]*")
# `ID: 001`, `ID #7 - Title`
_CALLED = re.compile(
    r"[*_]{0,2}ID[*_]{0,2}[ \t]?[:\uff1a#№][ \t]*(?P<id>[^\W_][\w.-]{0,20}\d|\d)"
    r"(?:[*_ \t]*[:\uff1a.\u2013—-][ \t]+(?P<title>\S.*?)|)[*_ \t]*"
)
# `bug-double-charge`: lower case, and three words at least.
_SLUG = re.compile(r"[`*_]*(?P<id>[a-z][a-z0-9]*(?:[-_][a-z0-9]+){2,8})[`*_]*[ \t]*")
_PART = re.compile(r"(?:PHASE|STEP|SPRINT|SECTION|PART|CHAPTER|APPENDIX|STAGE|WEEK|DAY)[-_ ]\d")
_TOP = 30
_FEW = 6
_BELOW = 7
_PAIR = 2


def heading_drafts(source: Part) -> list[Draft]:
    """Find the heading of a part, if it may carry an id; numbered ones are seldom items."""
    head = source.head
    lead = None if head is None else _lead(source, head)
    if head is None or lead is None or lead.id is None or _PART.match(lead.id):
        return []
    if lead.shape is Shape.WORDED:
        lead = _by_field(source, head, lead)
    return [heading_draft(head, lead, None, 0)]


def _lead(source: Part, section: Head) -> Lead:
    """Read how a heading begins; in `4.8: TC-11 - Title` the number counts no items."""
    text, span = source.text.source, section.title_span
    if (called := _CALLED.fullmatch(text, span.start, span.end)) is not None:
        end = called.end("id")
        title = (
            Span(called.start("title"), called.end("title")) if called["title"] else Span(end, end)
        )
        return Lead(
            id=called["id"],
            id_span=Span(called.start("id"), end),
            shape=Shape.HASHED,
            firm=True,
            title=called["title"] or "",
            title_span=title,
        )
    lead = read_lead(text, span)
    if lead.id is not None and lead.shape is not Shape.NUMBERED:
        return lead
    if (number := _NUMBER.match(text, span.start, span.end)) is None:
        return lead
    inner = read_lead(text, Span(number.end(), span.end))
    is_own = inner.shape is Shape.PREFIXED or _is_counted(inner)
    return inner if is_own and inner.firm else lead


def _is_counted(lead: Lead) -> bool:
    """Say whether people count things to do by the word before a number: `Test case 3`."""
    return lead.shape is Shape.WORDED and is_counted_by(prefix(lead.id or ""))


def _by_field(source: Part, section: Head, lead: Lead) -> Lead:
    """Take the id that a field right below a heading gives what is only counted there: `Bug 1`."""
    lines = range(1, min(_BELOW, source.lines))
    fields = read_fields(source, lines)
    span = next((span for name, span in fields.items() if ID_FIELD.fullmatch(name)), None)
    told = None if span is None else read_lead(source.text.source, span)
    if told is None or told.shape is not Shape.PREFIXED or told.title:
        return lead
    title = (lead.title, lead.title_span) if lead.title else (section.title, section.title_span)
    return Lead(told.id, told.id_span, told.shape, lead.firm, *title)


def heading_draft(section: Head, lead: Lead, kind: ItemKind | None, block: int = -1) -> Draft:
    """Make a draft of a section that a format knows to be an item."""
    return Draft(
        part=section.part,
        form=Form.HEADING,
        lead=lead,
        top=0,
        bottom=None,
        block=block,
        line_span=section.title_span,
        kind=kind,
        section=section,
    )


def named_document(source: Source, *, tracked: bool = False) -> list[Draft]:
    """Make one draft of a document whose title or whose own fields say which item it is.

    With `tracked`, one of them has to be a status or a priority.
    """
    found = whole_document(source, None)
    if not found or source.title_head is not source.heads[0] or _has_equals(source):
        return []
    (draft,) = found
    part = draft.part
    lead = read_lead(part.text.source, draft.line_span)
    is_named = lead.firm and lead.shape is Shape.WORDED and ALONE.fullmatch(prefix(lead.id or ""))
    lines = range(1, min(source.next_heading(draft.first) + 1, _TOP))
    fields = read_fields(source, lines) | _field_table(source)
    kept = any(STATUS_FIELD.fullmatch(name) or PRIORITY_FIELD.fullmatch(name) for name in fields)
    if tracked and not kept:
        return []
    if is_named:
        return [replace(draft, lead=lead)]
    span = next((span for name, span in fields.items() if ID_FIELD.fullmatch(name)), None)
    if span is None:
        return []
    told = _called_by(source, span).moved(-part.place.offset)
    if told.id is None or told.shape is not Shape.PREFIXED or told.title:
        return []
    title = lead if lead.id == told.id else draft.lead
    return [replace(draft, lead=title._replace(id=told.id, id_span=told.id_span, shape=told.shape))]


def _called_by(source: Source, span: Span) -> Lead:
    """Read the id in a field of that name; a slug such as `bug-double-charge` is one as well."""
    found = _SLUG.fullmatch(source.text.source, span.start, span.end)
    if found is None:
        return read_lead(source.text.source, span)
    at = Span(*found.span("id"))
    end = Span(at.end, at.end)
    return Lead(found["id"], at, Shape.PREFIXED, firm=True, title="", title_span=end)


def _has_equals(source: Source) -> bool:
    return sum(section.level == 1 for section in source.heads) > 1


def _field_table(source: Source) -> dict[str, Span]:
    """Read a table of two columns below the title: names, and what each of them is."""
    outermost = (
        (part, index)
        for part in source.parts
        for index in part.children.get(-1, ())
        if part.begun(index)[0] is part
    )
    for part, index in islice(outermost, _FEW):
        if part.blocks[index].kind is BlockKind.TABLE:
            rows = (part.blocks[row].cells for row in part.children.get(index, ())[: cutting.FIRST])
            pairs = [cells for cells in rows if len(cells) == _PAIR]
            start = part.place.offset
            return {fold(part.text.slice(name)): value.moved(start) for name, value in pairs}
    return {}


def whole_document(source: Source, kind: ItemKind | None) -> list[Draft]:
    """Make one draft of all of a document that has a heading."""
    if not source.heads:
        return []
    section = source.heads[0]
    span = section.title_span
    lead = Lead(None, None, None, firm=False, title=section.title, title_span=span)
    draft = heading_draft(section, lead, kind)
    return [replace(draft, bottom=source.text.line_count - section.line)]

"""Items that are sections, or all of a document."""

import re
from dataclasses import replace

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.drafts import Draft, Form
from orchestrator_analyzer.forms.belief import with_believable_ids
from orchestrator_analyzer.ids import Lead, Shape, read_lead
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import ItemKind, Section
from orchestrator_analyzer.text import Span


# `3.1 `, `4) `, `Step 4.8: `
_NUMBER = re.compile(r"(?:[^\W\d_]{2,12} )?\d{1,3}(?:\.\d{1,3}){0,3}(?:[.):\uff1a]|(?= ))[ \t]*")


def headings(source: Source) -> list[Draft]:
    """Find the headings that carry an id; numbered ones are among them and seldom items."""
    drafts: list[Draft] = []
    for section, index in zip(source.sections, _heading_indices(source), strict=True):
        lead = _lead(source, section)
        if lead.id is None:
            continue
        drafts.append(
            Draft(
                form=Form.HEADING,
                lead=lead,
                first=section.line,
                last=source.section_last(section),
                block=index,
                line_span=section.title_span,
                section=section,
            )
        )
    return [draft for draft in with_believable_ids(source, drafts) if draft.lead.id is not None]


def _lead(source: Source, section: Section) -> Lead:
    """Read how a heading begins; in `4.8: TC-11 - Title` the number counts no items."""
    text, span = source.text.source, section.title_span
    lead = read_lead(text, span)
    if lead.id is not None and lead.shape is not Shape.NUMBERED:
        return lead
    if (number := _NUMBER.match(text, span.start, span.end)) is None:
        return lead
    inner = read_lead(text, Span(number.end(), span.end))
    return inner if inner.shape is Shape.PREFIXED and inner.firm else lead


def heading_draft(source: Source, section: Section, lead: Lead, kind: ItemKind) -> Draft:
    """Make a draft of a section that a format knows to be an item."""
    return Draft(
        form=Form.HEADING,
        lead=lead,
        first=section.line,
        last=source.section_last(section),
        block=-1,
        line_span=section.title_span,
        kind=kind,
        section=section,
    )


def whole_document(source: Source, kind: ItemKind) -> list[Draft]:
    """Make one draft of all of a document that has a heading."""
    if not source.sections:
        return []
    section = source.sections[0]
    span = section.title_span
    lead = Lead(None, None, None, firm=False, title=section.title, title_span=span)
    draft = heading_draft(source, section, lead, kind)
    return [replace(draft, last=source.text.line_count)]


def _heading_indices(source: Source) -> list[int]:
    return [
        index
        for index in source.children.get(-1, [])
        if source.blocks[index].kind is BlockKind.HEADING
    ]

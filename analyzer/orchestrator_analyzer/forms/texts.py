"""Items that are paragraphs, or lines of them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.drafts import Draft, Form, draft_of
from orchestrator_analyzer.forms.belief import PADDED, named
from orchestrator_analyzer.groups import Group
from orchestrator_analyzer.ids import Lead, Shape, may_begin_with_id, read_lead
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.text import Span

# Behind a tag or above a line that does not fit, rows of a table are none, and are read as such.
_BAR = re.compile(r"[ \t]*\|[ \t]*")
_OF_LINES = frozenset({BlockKind.PARAGRAPH, BlockKind.HTML})
_LABEL = re.compile(r"(?:\*\*|__)(?:[^\W\d_]{2,20}(?:\*\*|__)?[ ]?[:\uff1a](?:\*\*|__)?[ ]*)?")


def text_drafts(source: Part) -> list[Draft]:
    """Find the paragraphs that head what follows, as in `**BUG-1: The lid sticks**`."""
    drafts: list[Draft] = []
    if "**" not in source.text.source and "__" not in source.text.source:
        return drafts
    for index in source.children.get(-1, [])[::-1]:
        block = source.blocks[index]
        if block.kind is not BlockKind.PARAGRAPH:
            continue
        line = Span(block.text.start, source.text.line_end(block.first))
        lead = _text_lead(source, line)
        if lead is None:
            continue
        following = drafts[-1].top if drafts else source.lines
        draft = draft_of(source, Form.TEXT, index, block, lead)
        drafts.append(replace(draft, bottom=following, line_span=line))
    return drafts[::-1]


def text_headings(drafts: Sequence[Draft]) -> list[Draft]:
    """Choose, of all that a document has, those that are headings: two or more."""
    found = named(drafts)
    return found if len(found) > 1 else []


def text_leads(source: Source) -> list[Draft]:
    """Find the lines of paragraphs that begin with an id in plain letters, where two or more do.

    Each goes to the next such line, or to the next heading.
    """
    return text_headings([draft for drafts in source.answers(_leads) for draft in drafts])


def slashed(source: Source) -> list[Draft]:
    """Find the lines that begin with an id between slashes, as in `/LF10/ Order a cup`."""
    return text_headings([draft for drafts in source.answers(_slashed) for draft in drafts])


def _leads(group: Group) -> list[Draft]:
    return [draft for part in group.parts for draft in part.answer(_text_leads)]


def _slashed(group: Group) -> list[Draft]:
    return [draft for draft in group.answer(_leads) if draft.answer(_is_slashed)]


def _is_slashed(draft: Draft) -> bool:
    span = draft.lead.id_span
    return span is not None and span.start > 0 and draft.part.text.source[span.start - 1] == "/"


def _text_leads(source: Part) -> list[Draft]:
    drafts: list[Draft] = []
    for index in source.children.get(-1, [])[::-1]:
        block = source.blocks[index]
        if block.kind not in _OF_LINES:
            continue
        for at in reversed(range(block.first, block.last)):
            line = Span(source.text.line_start(at), source.text.line_end(at))
            bar = _BAR.match(source.text.source, line.start, line.end)
            if bar is not None:
                line = Span(bar.end(), line.end)
            elif block.kind is BlockKind.HTML:
                continue
            if not may_begin_with_id(source.text.source, line):
                continue
            lead = read_lead(source.text.source, line)
            if not _stands_out(lead):
                continue
            following = drafts[-1].top if drafts else source.lines
            draft = draft_of(source, Form.TEXT, index, block, lead)
            drafts.append(replace(draft, top=at, bottom=following, line_span=line))
    return drafts[::-1]


def paragraphs(source: Source, least: int = 2) -> list[Draft]:
    """Give the paragraphs of a document that is nothing but a title and so many of them or more."""
    if len(source.heads) > 1:
        return []
    found = [draft for part in source.parts for draft in part.answer(_paragraphs)]
    return found if len(found) >= least else []


def _paragraphs(source: Part) -> list[Draft]:
    text = source.text
    blocks = ((index, source.blocks[index]) for index in source.children.get(-1, ()))
    return [
        draft_of(source, Form.TEXT, index, block, read_lead(text.source, line)).bare
        for index, block in blocks
        if block.kind is BlockKind.PARAGRAPH
        and (line := Span(block.text.start, text.line_end(block.first)))
    ]


def _stands_out(lead: Lead) -> bool:
    """Say whether an id at the beginning of a line is hardly a word of a sentence."""
    match lead.shape:
        case Shape.LETTERED:
            return lead.firm or (PADDED.search(lead.id or "") is not None and bool(lead.title))
        case Shape.PREFIXED | Shape.WORDED:
            return lead.firm
        case Shape.NUMBERED:
            return lead.firm and "." in (lead.id or "") and bool(lead.title)
        case Shape.HASHED:
            return bool(lead.title)
        case _:
            return False


def _text_lead(source: Part, line: Span) -> Lead | None:
    label = _LABEL.match(source.text.source, line.start, line.end)
    if label is None:
        return None
    for start in (line.start, label.end()):
        lead = read_lead(source.text.source, Span(start, line.end))
        if lead.shape in {Shape.PREFIXED, Shape.LETTERED, Shape.WORDED}:
            return lead
    return None

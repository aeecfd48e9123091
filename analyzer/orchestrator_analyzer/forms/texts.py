"""Items that are paragraphs, or lines of them."""

import re
from dataclasses import replace

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.drafts import Draft, Form, draft_of
from orchestrator_analyzer.forms.belief import with_believable_ids
from orchestrator_analyzer.ids import Lead, Shape, read_lead
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.text import Span

_LABEL = re.compile(r"(?:\*\*|__)(?:[^\W\d_]{2,20}(?:\*\*|__)?[ ]?[:\uff1a](?:\*\*|__)?[ ]*)?")


def text_headings(source: Source) -> list[Draft]:
    """Find the paragraphs that head what follows, as in `**BUG-1: The lid sticks**`."""
    drafts: list[Draft] = []
    for index in source.children.get(-1, [])[::-1]:
        block = source.blocks[index]
        line = Span(block.text.start, source.text.line_end(block.first))
        lead = _text_lead(source, line) if block.kind is BlockKind.PARAGRAPH else None
        if lead is None:
            continue
        following = drafts[-1].first if drafts else source.text.line_count
        draft = draft_of(source, Form.TEXT, index, block, lead)
        last = min(following, source.next_heading(block.first))
        drafts.append(replace(draft, last=last, line_span=line))
    named = [draft for draft in with_believable_ids(source, drafts) if draft.lead.id is not None]
    return named[::-1] if len(named) > 1 else []


def text_leads(source: Source) -> list[Draft]:
    """Find the lines of paragraphs that begin with an id in plain letters, where two or more do.

    Each goes to the next such line, or to the next heading.
    """
    drafts: list[Draft] = []
    for index in source.children.get(-1, [])[::-1]:
        block = source.blocks[index]
        if block.kind is not BlockKind.PARAGRAPH:
            continue
        for at in reversed(range(block.first, block.last)):
            line = Span(source.text.line_start(at), source.text.line_end(at))
            lead = read_lead(source.text.source, line)
            if not _stands_out(lead):
                continue
            following = drafts[-1].first if drafts else source.text.line_count
            draft = replace(
                draft_of(source, Form.TEXT, index, block, lead),
                first=at,
                last=min(following, source.next_heading(at)),
                line_span=line,
            )
            drafts.append(draft)
    named = [draft for draft in with_believable_ids(source, drafts) if draft.lead.id is not None]
    return named[::-1] if len(named) > 1 else []


def _stands_out(lead: Lead) -> bool:
    """Say whether an id at the beginning of a line is hardly a word of a sentence."""
    match lead.shape:
        case Shape.PREFIXED | Shape.LETTERED | Shape.WORDED:
            return lead.firm
        case Shape.NUMBERED:
            return lead.firm and "." in (lead.id or "") and bool(lead.title)
        case Shape.HASHED:
            return bool(lead.title)
        case _:
            return False


def _text_lead(source: Source, line: Span) -> Lead | None:
    label = _LABEL.match(source.text.source, line.start, line.end)
    if label is None:
        return None
    for start in (line.start, label.end()):
        lead = read_lead(source.text.source, Span(start, line.end))
        if lead.shape in {Shape.PREFIXED, Shape.LETTERED, Shape.WORDED}:
            return lead
    return None

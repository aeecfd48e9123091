"""What may be an item: every place in a document that looks like one, before any is believed."""

import re
from dataclasses import dataclass, replace
from enum import IntEnum, auto

from orchestrator_analyzer.blocks import Block
from orchestrator_analyzer.ids import Lead, Shape
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import ItemKind, Section
from orchestrator_analyzer.statuses import Written
from orchestrator_analyzer.text import Span


class Form(IntEnum):
    """How an item is written; where an id occurs in several forms, the lowest one defines it."""

    DOCUMENT = auto()
    HEADING = auto()
    TEXT = auto()
    TASK = auto()
    RULE = auto()
    ENTRY = auto()
    ROW = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A place that may be an item.

    `line_span` is what is read for marks and status; `block` is the index of its block, or of its
    table for a row; `cells` are those of a row by the folded words of their column's head;
    `written` is a status that stands elsewhere than in that line.
    """

    form: Form
    lead: Lead
    first: int
    last: int
    block: int
    line_span: Span
    box: Span | None = None
    kind: ItemKind | None = None
    cells: tuple[tuple[str, Span], ...] = ()
    section: Section | None = None
    written: Written | None = None

    def with_id(self, identifier: str, start: int) -> "Draft":
        """Give the draft an id that stands at an offset before its title."""
        lead = self.lead
        named = Lead(
            id=identifier,
            id_span=Span(start, start + len(identifier)),
            shape=Shape.NUMBERED,
            firm=True,
            title=lead.title,
            title_span=lead.title_span,
        )
        return replace(self, lead=named)


_HAN_NUMBER = re.compile(r"(?<=\w\w)[一二三四五六七八九十]{1,3}$")
_PREFIX = re.compile(r"[^\W\d_]+(?:[-_ ][^\W\d_]+)*")


def prefix(identifier: str) -> str:
    """Give the part of an id that its series shares: `BUG` of `BUG-012`."""
    found = _PREFIX.match(identifier.strip("#"))
    return _HAN_NUMBER.sub("", found[0]) if found else ""


def without_id(source: Source, draft: Draft) -> Draft:
    """Read a draft again as one that has no id, what looked like one being a part of its title."""
    lead = draft.lead
    if lead.id_span is None:
        return draft
    if draft.form is Form.ROW:
        span = lead.title_span
    else:
        span = Span(lead.id_span.start, lead.title_span.end)
    bare = Lead(None, None, None, firm=False, title=source.text.slice(span), title_span=span)
    return replace(draft, lead=bare)


def draft_of(source: Source, form: Form, index: int, block: Block, lead: Lead) -> Draft:
    """Make a draft of a block."""
    return Draft(
        form=form,
        lead=lead,
        first=block.first,
        last=_last_line(source, block),
        block=index,
        line_span=block.text,
        box=block.box,
        section=source.section_at(block.first),
    )


def _last_line(source: Source, block: Block) -> int:
    last = block.last
    if last <= block.first + 1:
        return last
    while last > block.first + 1 and not source.text.line(last - 1).strip(" \t>"):
        last -= 1
    return last

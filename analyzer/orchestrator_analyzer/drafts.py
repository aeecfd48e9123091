"""What may be an item: every place in a document that looks like one, before any is believed."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum, auto

from orchestrator_analyzer.blocks import Block, BlockKind
from orchestrator_analyzer.ids import Lead, Shape, read_lead
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


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_RULE = re.compile(
    r"(?P<id>[a-z]{1,12}\[(?P<name>[a-z][\w-]*(?:\.[\w-]+)+)[^\]\n]{0,40}\])[ \t]*(?:\n|\r|$)?"
)
_QUOTE = re.compile(r"(?:[ \t]*>)+[ \t]*")
_HAN_NUMBER = re.compile(r"(?<=\w\w)[一二三四五六七八九十]{1,3}$")
_PREFIX = re.compile(r"[^\W\d_]+(?:[-_ ][^\W\d_]+)*")


def prefix(identifier: str) -> str:
    """Give the part of an id that its series shares: `BUG` of `BUG-012`."""
    found = _PREFIX.match(identifier.strip("#"))
    return _HAN_NUMBER.sub("", found[0]) if found else ""


def tasks(source: Source) -> list[Draft]:
    """Find the list entries with a task box."""
    drafts = [
        _draft(source, Form.TASK, index, block, read_lead(source.text.source, block.text))
        for index, block in enumerate(source.blocks)
        if block.kind is BlockKind.ENTRY and block.box is not None
    ]
    return _with_believable_ids(source, drafts)


def headings(source: Source) -> list[Draft]:
    """Find the headings that carry an id; numbered ones are among them and seldom items."""
    drafts: list[Draft] = []
    for section, index in zip(source.sections, _heading_indices(source), strict=True):
        lead = read_lead(source.text.source, section.title_span)
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
    return [draft for draft in _with_believable_ids(source, drafts) if draft.lead.id is not None]


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
        draft = _draft(source, Form.TEXT, index, block, lead)
        last = min(following, source.next_heading(block.first))
        drafts.append(replace(draft, last=last, line_span=line))
    named = [draft for draft in _with_believable_ids(source, drafts) if draft.lead.id is not None]
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
                _draft(source, Form.TEXT, index, block, lead),
                first=at,
                last=min(following, source.next_heading(at)),
                line_span=line,
            )
            drafts.append(draft)
    named = [draft for draft in _with_believable_ids(source, drafts) if draft.lead.id is not None]
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


def entries(source: Source) -> list[Draft]:
    """Find the list entries without a box that begin with an id."""
    drafts: list[Draft] = []
    for index, block in enumerate(source.blocks):
        if block.kind is not BlockKind.ENTRY or block.box is not None or _in_task(source, index):
            continue
        lead = read_lead(source.text.source, block.text)
        if lead.shape is Shape.PREFIXED or (
            lead.firm and lead.shape in {Shape.LETTERED, Shape.WORDED}
        ):
            drafts.append(_draft(source, Form.ENTRY, index, block, lead))
    counted = Counter(prefix(draft.lead.id or "") for draft in drafts)
    # What no sign sets off is an id where others are counted alike: "SHOP-311 invoice template".
    sure = [
        draft for draft in drafts if draft.lead.firm or counted[prefix(draft.lead.id or "")] > 1
    ]
    return [draft for draft in _with_believable_ids(source, sure) if draft.lead.id is not None]


def plain_entries(source: Source, first: int, last: int) -> Iterator[Draft]:
    """Give the outermost list entries without a box between two lines."""
    for index, block in enumerate(source.blocks):
        if block.kind is not BlockKind.ENTRY or not first <= block.first < last:
            continue
        if block.box is None and source.within(index, BlockKind.ENTRY) < 0:
            lead = read_lead(source.text.source, block.text)
            draft = _draft(source, Form.ENTRY, index, block, lead)
            # "300 lines are too many" counts lines.
            is_amount = lead.shape is Shape.NUMBERED and not lead.firm
            yield without_id(source, draft) if is_amount else draft


def rules(source: Source) -> list[Draft]:
    """Find the paragraphs that open with a rule's mark such as `r[channel.id.parity]`."""
    drafts: list[Draft] = []
    for index, block in enumerate(source.blocks):
        if block.kind is not BlockKind.PARAGRAPH:
            continue
        quote = _QUOTE.match(source.text.source, block.text.start, block.text.end)
        start = quote.end() if quote else block.text.start
        found = _RULE.match(source.text.source, start, block.text.end)
        if found is None:
            continue
        title_end = source.text.line_end(source.text.line_of(found.end()))
        again = _QUOTE.match(source.text.source, found.end(), block.text.end) if quote else None
        title_start = again.end() if again else found.end()
        title = Span(title_start, max(title_start, title_end))
        lead = Lead(
            id=found["name"],
            id_span=Span(*found.span("name")),
            shape=Shape.PREFIXED,
            firm=True,
            title=source.text.slice(title).strip(),
            title_span=title,
        )
        drafts.append(_draft(source, Form.RULE, index, block, lead))
    return drafts


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


def _draft(source: Source, form: Form, index: int, block: Block, lead: Lead) -> Draft:
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


def _heading_indices(source: Source) -> list[int]:
    return [
        index
        for index in source.children.get(-1, [])
        if source.blocks[index].kind is BlockKind.HEADING
    ]


def _in_task(source: Source, index: int) -> bool:
    outer = source.within(index, BlockKind.ENTRY)
    while outer >= 0:
        if source.blocks[outer].box is not None:
            return True
        outer = source.within(outer, BlockKind.ENTRY)
    return False


def _with_believable_ids(source: Source, drafts: list[Draft]) -> list[Draft]:
    """Take the id away where it may be a word of the title.

    `B1` before a word is an id when others of its series stand in the document or a sign sets it
    off; `3` is one when a point or bracket follows, `1.2` always.
    """
    series = Counter(
        (draft.lead.shape, prefix(draft.lead.id)) for draft in drafts if draft.lead.id is not None
    )
    return [
        draft
        if draft.lead.id is None or _believable(draft.lead, series)
        else without_id(source, draft)
        for draft in drafts
    ]


def _believable(lead: Lead, series: Counter[tuple[Shape | None, str]]) -> bool:
    identifier = lead.id or ""
    alone = series[lead.shape, prefix(identifier)] == 1
    match lead.shape:
        case Shape.PREFIXED | Shape.HASHED:
            return True
        case Shape.LETTERED:
            # A number with a leading zero, as in `T001`, counts a series that begins here.
            return lead.firm or not alone or identifier.lstrip(_LETTERS).startswith("0")
        case Shape.WORDED:
            return not alone or identifier.endswith("1")
        case _:
            return lead.firm or "." in identifier or not identifier.isdecimal()

"""What may be an item: every place in a document that looks like one, before any is believed."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum, auto
from functools import cached_property, lru_cache
from typing import Any

from orchestrator_analyzer.answers import Answering
from orchestrator_analyzer.blocks import Block, BlockKind
from orchestrator_analyzer.ids import Lead, Shape, read_lead
from orchestrator_analyzer.parts import Head, Part
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import ItemKind
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


@dataclass(frozen=True, kw_only=True, eq=False)
class Draft(Answering):
    """A place that may be an item.

    It belongs to a part, and all its positions count from the beginning of that: it is the same
    draft wherever the part stands. `top` and `bottom` are its lines, the last one exclusive;
    without a `bottom` it reaches to the end of the section that the part begins.

    `line_span` is what is read for marks and status; `block` is the index of its block, or of its
    table for a row; `cells` are those of a row by the folded words of their column's head;
    `written` is a status that stands elsewhere than in that line.
    """

    part: Part
    form: Form
    lead: Lead
    top: int
    bottom: int | None
    block: int
    line_span: Span
    box: Span | None = None
    kind: ItemKind | None = None
    cells: tuple[tuple[str, Span], ...] = ()
    section: Head | None = None
    written: Written | None = None
    _answers: dict[object, Any] = field(default_factory=dict[object, Any], repr=False)

    @property
    def first(self) -> int:
        """Give the line of the document on which it begins."""
        return self.part.place.line + self.top

    @property
    def last(self) -> int:
        """Give the line of the document behind its last one."""
        place = self.part.place
        return place.end if self.bottom is None else place.line + self.bottom

    @cached_property
    def bare(self) -> "Draft":
        """Give the same place as one without an id; what looked like one is part of the title."""
        lead = self.lead
        if lead.id_span is None:
            return self
        if self.form is Form.ROW:
            span = lead.title_span
        else:
            span = Span(lead.id_span.start, lead.title_span.end)
        title = self.part.text.slice(span)
        return replace(
            self, lead=Lead(None, None, None, firm=False, title=title, title_span=span)
        )

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


# A document has a few thousand ids, each of which is asked about in many places.
@lru_cache(maxsize=16_384)
def prefix(identifier: str) -> str:
    """Give the part of an id that its series shares: `BUG` of `BUG-012`."""
    found = _PREFIX.match(identifier.strip("#"))
    return _HAN_NUMBER.sub("", found[0]) if found else ""


@dataclass(frozen=True, slots=True)
class Seen:
    """Every place of a part that may be an item, by the way it is written.

    Which of the ids are believed depends on the document around.
    """

    tasks: list[Draft]
    headings: list[Draft]
    entries: list[Draft]
    rules: list[Draft]
    texts: list[Draft]
    plain: list[Draft]


def seen(part: Part) -> Seen:
    """Look for all of them in a part."""
    return Seen(
        tasks=_tasks(part),
        headings=_headings(part),
        entries=_entries(part),
        rules=_rules(part),
        texts=_text_headings(part),
        plain=list(_plain_entries(part)),
    )


def tasks(found: Iterable[Seen]) -> list[Draft]:
    """Give the list entries with a task box."""
    return _with_believable_ids([draft for one in found for draft in one.tasks])


def headings(found: Iterable[Seen]) -> list[Draft]:
    """Give the headings that carry an id; numbered ones are among them and seldom items."""
    return _named(_with_believable_ids([draft for one in found for draft in one.headings]))


def text_headings(found: Iterable[Seen]) -> list[Draft]:
    """Give the paragraphs that head what follows, as in `**BUG-1: The lid sticks**`."""
    named = _named(_with_believable_ids([draft for one in found for draft in one.texts]))
    return named if len(named) > 1 else []


def entries(found: Iterable[Seen]) -> list[Draft]:
    """Give the list entries without a box that begin with an id."""
    drafts = [draft for one in found for draft in one.entries]
    counted = Counter(prefix(draft.lead.id or "") for draft in drafts)
    # What no sign sets off is an id where others are counted alike: "SHOP-311 invoice template".
    sure = [
        draft for draft in drafts if draft.lead.firm or counted[prefix(draft.lead.id or "")] > 1
    ]
    return _named(_with_believable_ids(sure))


def rules(found: Iterable[Seen]) -> list[Draft]:
    """Give the paragraphs that open with a rule's mark such as `r[channel.id.parity]`."""
    return [draft for one in found for draft in one.rules]


def _named(drafts: list[Draft]) -> list[Draft]:
    return [draft for draft in drafts if draft.lead.id is not None]


def _tasks(source: Part) -> list[Draft]:
    return [
        _draft(source, Form.TASK, index, block, read_lead(source.text.source, block.text))
        for index, block in enumerate(source.blocks)
        if block.kind is BlockKind.ENTRY and block.box is not None
    ]


def _headings(source: Part) -> list[Draft]:
    head = source.head
    lead = None if head is None else read_lead(source.text.source, head.title_span)
    if head is None or lead is None or lead.id is None:
        return []
    return [
        Draft(
            part=source,
            form=Form.HEADING,
            lead=lead,
            top=0,
            bottom=None,
            block=0,
            line_span=head.title_span,
            section=head,
        )
    ]


_LABEL = re.compile(r"(?:\*\*|__)(?:[^\W\d_]{2,20}(?:\*\*|__)?[ ]?[:\uff1a](?:\*\*|__)?[ ]*)?")


def _text_headings(source: Part) -> list[Draft]:
    drafts: list[Draft] = []
    for index in source.children.get(-1, [])[::-1]:
        block = source.blocks[index]
        line = Span(block.text.start, source.text.line_end(block.first))
        lead = _text_lead(source, line) if block.kind is BlockKind.PARAGRAPH else None
        if lead is None:
            continue
        following = drafts[-1].top if drafts else source.lines
        draft = _draft(source, Form.TEXT, index, block, lead)
        drafts.append(replace(draft, bottom=following, line_span=line))
    return drafts[::-1]


def text_leads(source: Source) -> list[Draft]:
    """Find the lines of paragraphs that begin with an id in plain letters, where two or more do.

    Each goes to the next such line, or to the next heading.
    """
    drafts = [draft for one in source.parts for draft in one.answer(_text_leads)]
    named = _named(_with_believable_ids(drafts))
    return named if len(named) > 1 else []


def _text_leads(source: Part) -> list[Draft]:
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
            following = drafts[-1].top if drafts else source.lines
            draft = _draft(source, Form.TEXT, index, block, lead)
            drafts.append(replace(draft, top=at, bottom=following, line_span=line))
    return drafts[::-1]


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


def _text_lead(source: Part, line: Span) -> Lead | None:
    label = _LABEL.match(source.text.source, line.start, line.end)
    if label is None:
        return None
    for start in (line.start, label.end()):
        lead = read_lead(source.text.source, Span(start, line.end))
        if lead.shape in {Shape.PREFIXED, Shape.LETTERED, Shape.WORDED}:
            return lead
    return None


def heading_draft(section: Head, lead: Lead, kind: ItemKind) -> Draft:
    """Make a draft of a section that a format knows to be an item."""
    return Draft(
        part=section.part,
        form=Form.HEADING,
        lead=lead,
        top=0,
        bottom=None,
        block=-1,
        line_span=section.title_span,
        kind=kind,
        section=section,
    )


def whole_document(source: Source, kind: ItemKind) -> list[Draft]:
    """Make one draft of all of a document that has a heading."""
    if not source.heads:
        return []
    section = source.heads[0]
    span = section.title_span
    lead = Lead(None, None, None, firm=False, title=section.title, title_span=span)
    draft = heading_draft(section, lead, kind)
    return [replace(draft, bottom=source.text.line_count - section.line)]


def _entries(source: Part) -> list[Draft]:
    drafts: list[Draft] = []
    for index, block in enumerate(source.blocks):
        if block.kind is not BlockKind.ENTRY or block.box is not None or _in_task(source, index):
            continue
        lead = read_lead(source.text.source, block.text)
        if lead.shape is Shape.PREFIXED or (
            lead.firm and lead.shape in {Shape.LETTERED, Shape.WORDED}
        ):
            drafts.append(_draft(source, Form.ENTRY, index, block, lead))
    return drafts


def plain_entries(source: Source, first: int, last: int) -> Iterator[Draft]:
    """Give the outermost list entries without a box between two lines."""
    for part in source.parts_within(first, last):
        for draft in part.answer(seen).plain:
            if first <= draft.first < last:
                yield draft


def _plain_entries(source: Part) -> Iterator[Draft]:
    for index, block in enumerate(source.blocks):
        if block.kind is not BlockKind.ENTRY or block.box is not None:
            continue
        if source.within(index, BlockKind.ENTRY) < 0:
            lead = read_lead(source.text.source, block.text)
            draft = _draft(source, Form.ENTRY, index, block, lead)
            # "300 lines are too many" counts lines.
            is_amount = lead.shape is Shape.NUMBERED and not lead.firm
            yield draft.bare if is_amount else draft


def _rules(source: Part) -> list[Draft]:
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


def _draft(source: Part, form: Form, index: int, block: Block, lead: Lead) -> Draft:
    return Draft(
        part=source,
        form=form,
        lead=lead,
        top=block.first,
        bottom=_last_line(source, block),
        block=index,
        line_span=block.text,
        box=block.box,
        section=source.head,
    )


def _last_line(source: Part, block: Block) -> int:
    last = block.last
    if last <= block.first + 1:
        return last
    while last > block.first + 1 and not source.text.line(last - 1).strip(" \t>"):
        last -= 1
    return last


def _in_task(source: Part, index: int) -> bool:
    outer = source.within(index, BlockKind.ENTRY)
    while outer >= 0:
        if source.blocks[outer].box is not None:
            return True
        outer = source.within(outer, BlockKind.ENTRY)
    return False


def _with_believable_ids(drafts: list[Draft]) -> list[Draft]:
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
        else draft.bare
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

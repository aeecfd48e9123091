"""What may be an item: every place in a document that looks like one, before any is believed."""

import re
import sys
from dataclasses import dataclass, field, replace
from enum import IntEnum, auto
from functools import lru_cache
from typing import Any

from orchestrator_analyzer.answers import Answering
from orchestrator_analyzer.blocks import Block
from orchestrator_analyzer.ids import Lead, Shape
from orchestrator_analyzer.parts import Head, Part
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


@dataclass(frozen=True, kw_only=True, eq=False, slots=True)
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
    _answers: dict[Any, tuple[Any, ...]] = field(
        default_factory=dict[Any, tuple[Any, ...]], init=False, repr=False
    )
    _order: tuple[int, int, int, int] | None = field(default=None, init=False, repr=False)
    _alone: "Chosen | None" = field(default=None, init=False, repr=False)
    _bare: "Draft | None" = field(default=None, init=False, repr=False)

    @property
    def table(self) -> tuple[Part, int]:
        """Give the table of a row: the part in which that begins, and its index there."""
        return self.part.begun(self.block)

    @property
    def first(self) -> int:
        """Give the line of the document on which it begins."""
        return self.part.place.line + self.top

    @property
    def last(self) -> int:
        """Give the line of the document behind its last one."""
        place = self.part.place
        return place.end if self.bottom is None else place.line + self.bottom

    @property
    def order(self) -> tuple[int, int, int, int]:
        """Give what drafts of one part are ordered by: what begins first, then what ends last."""
        known = self._order
        if known is None:
            span, bottom = self.line_span, -sys.maxsize if self.bottom is None else -self.bottom
            known = self.top, bottom, span.start, span.end
            object.__setattr__(self, "_order", known)
        return known

    @property
    def alone(self) -> "Chosen":
        """Give it as an item that no other draft names."""
        known = self._alone
        if known is None:
            known = Chosen(self)
            object.__setattr__(self, "_alone", known)
        return known

    def named_again(self, mentions: "tuple[Draft, ...]", *, is_twin: bool) -> "Chosen":
        """Give it as an item that others name, or of whose id others claim something else."""
        return self.answer(chosen_again, mentions, is_twin) if mentions or is_twin else self.alone

    def let_go(self) -> None:
        """Forget what it is as an item, and all answers: they lead back to it."""
        object.__setattr__(self, "_alone", None)
        self._answers.clear()

    @property
    def bare(self) -> "Draft":
        """Give the same place as one without an id; what looked like one is part of the title."""
        lead = self.lead
        if lead.id_span is None:
            return self
        known = self._bare
        if known is None:
            known = self._without_id(lead)
            object.__setattr__(self, "_bare", known)
        return known

    def _without_id(self, lead: Lead) -> "Draft":
        assert lead.id_span is not None
        if self.form is Form.ROW:
            span = lead.title_span
        else:
            span = Span(lead.id_span.start, lead.title_span.end)
        title = self.part.text.slice(span)
        return replace(self, lead=Lead(None, None, None, firm=False, title=title, title_span=span))

    @property
    def known_bare(self) -> "Draft | None":
        """Give the same place without an id, where somebody has asked for that."""
        return self._bare

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


@dataclass(frozen=True, slots=True)
class Chosen:
    """A draft that is an item, and the drafts elsewhere that only name it again.

    `is_twin` says that others claim the same id for something else.
    """

    draft: Draft
    mentions: tuple[Draft, ...] = ()
    is_twin: bool = False


def chosen_again(draft: Draft, mentions: tuple[Draft, ...], is_twin: bool) -> Chosen:  # noqa: FBT001  # a question's
    """Give a draft as an item that others name, or of whose id others claim something else."""
    return Chosen(draft, mentions, is_twin)


_HAN_NUMBER = re.compile(r"(?<=\w\w)[一二三四五六七八九十]{1,3}$")
_PREFIX = re.compile(r"[^\W\d_]+(?:[-_ ][^\W\d_]+)*")


# A document has a few thousand ids, each of which is asked about in many places.
@lru_cache(maxsize=16_384)
def prefix(identifier: str) -> str:
    """Give the part of an id that its series shares: `BUG` of `BUG-012`."""
    found = _PREFIX.match(identifier.strip("#"))
    return _HAN_NUMBER.sub("", found[0]) if found else ""


def draft_of(source: Part, form: Form, index: int, block: Block, lead: Lead) -> Draft:
    """Make a draft of a block."""
    return Draft(
        part=source,
        form=form,
        lead=lead,
        top=block.first,
        bottom=_last_line(source, block),
        block=index,
        line_span=block.text,
        box=block.box,
        section=source.section,
    )


def _last_line(source: Part, block: Block) -> int:
    last = block.last
    if last <= block.first + 1:
        return last
    while last > block.first + 1 and not source.text.line(last - 1).strip(" \t>"):
        last -= 1
    return last

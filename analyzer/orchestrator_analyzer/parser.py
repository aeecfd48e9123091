"""From a text to what it says. Reading never fails: whatever is written, a Spec comes out."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from orchestrator_analyzer.answers import Answering
from orchestrator_analyzer.assemble import Assembly, assemble
from orchestrator_analyzer.candidates import Drafts
from orchestrator_analyzer.choose import Chosen, choose, line_of_part
from orchestrator_analyzer.choosing import chosen_of
from orchestrator_analyzer.context import context_of
from orchestrator_analyzer.criteria import criteria_of_parts, work_only
from orchestrator_analyzer.drafts import Draft, Form
from orchestrator_analyzer.formats import Format, format_of, free, openspec
from orchestrator_analyzer.formats.over import is_over
from orchestrator_analyzer.forms.bunches import drafts_of
from orchestrator_analyzer.forms.entries import plain_entries
from orchestrator_analyzer.forms.headings import whole_document
from orchestrator_analyzer.kinds import Judgement, judge
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind, Item, ItemKind, Spec, Status
from orchestrator_analyzer.templates import is_template
from orchestrator_analyzer.words import status_of_words

_PREAMBLE_LINES = 40
# A document that is surely of such a kind and names no single thing is one thing itself.
_SURE = 0.45
# Below this, what a document counts by ids is believed rather than that its kind has no items.
_DOUBTFUL = 0.51
_WHOLE = {
    DocumentKind.SPEC: ItemKind.FEATURE,
    DocumentKind.BUG_REPORT: ItemKind.BUG,
    DocumentKind.TEST_PLAN: ItemKind.TEST,
    DocumentKind.AUDIT_REPORT: ItemKind.FINDING,
}
_STATUS_LINE = re.compile(
    r"(?:^|[|·•])[\s>*_#-]*(?:status|statut|estado|статус|stato|état|状態|ステータス|상태|状态)"
    r"[*_ \t]*[:\uff1a][*_ \t]*(?P<value>[^|·•\n]{1,60})",
    re.IGNORECASE,
)

# "Fixed: #1, #2" and "done 3/7" speak of some items only.
_OF_SOME = re.compile(r"#\d[^#]*#\d|(?<!\d)(?P<done>\d+)[ \t]*/[ \t]*(?!(?P=done)(?!\d))\d")


@dataclass(frozen=True, slots=True, eq=False)
class Front:
    """What is read of a document before its items are put together.

    `chosen` are the items; `status` is that of all of it.
    """

    judgement: Judgement
    format: str
    chosen: list[Chosen]
    status: Status | None

    def judged(self, source: Source, chosen: list[Chosen]) -> "Front | None":
        """Give the same of a later version; None where its kind is another or less sure."""
        judgement = judge(source, drafts_of(source))
        if _meant(judgement) != _meant(self.judgement):
            return None
        return Front(judgement, self.format, chosen, self.status)

    def reads_like(self, other: "Front") -> bool:
        """Say whether nothing but the drafts is another one."""
        return (self.format, self.status, self.judgement.kind) == (
            *(other.format, other.status, other.judgement.kind),
        )


def _meant(judgement: Judgement) -> tuple[object, ...]:
    sure = judgement.confidence
    return judgement.kind, sure < _DOUBTFUL, sure >= _SURE


@dataclass(frozen=True, eq=False)
class Reading(Answering):
    """A document as it was read: its parts, what it says, and what its items are made of."""

    source: Source
    spec: Spec
    assembly: Assembly
    front: Front
    _answers: dict[Any, tuple[Any, ...]] = field(
        default_factory=dict[Any, tuple[Any, ...]], init=False, repr=False
    )

    @cached_property
    def chosen(self) -> tuple[Chosen, ...]:
        """Say how each item was chosen."""
        return tuple(node.chosen for node in self.assembly.nodes)

    def let_go(self) -> None:
        """Forget what parts and drafts know of each other; nobody may ask for anything any more.

        What a reading is made of goes with it at once, then. To have it found by the collector of
        garbage takes a tenth of the time that reading does.
        """
        for node in self.assembly.nodes:
            node.draft.let_go()
        for part in self.source.parts:
            part.let_go()


def parse(source: Source, older: Assembly | None = None) -> Reading:
    """Read a document; `older` are the items of another version of it."""
    return parsed(source, front_of(source), older)


def parsed(source: Source, front: Front, older: Assembly | None = None) -> Reading:
    """Read a document of which the front is known."""
    kind = front.judgement.kind
    assembly = assemble(source, front.chosen, kind, front.status, older)
    return reading_of(source, front, assembly, assembly.items(source))


def reading_of(source: Source, front: Front, assembly: Assembly, items: Sequence[Item]) -> Reading:
    """Put together what was read of a document."""
    spec = Spec(
        title=source.title,
        kind=front.judgement.kind,
        confidence=front.judgement.confidence,
        evidence=front.judgement.evidence,
        format=front.format,
        status=front.status,
        items=items,
        criteria=criteria_of_parts(source, assembly.criteria),
        sections=source.sections,
        around=partial(context, source),
        handles=assembly.handles,
        outer=assembly.outer,
        nested=assembly.nested,
        to_do=lambda: assembly.to_do,
        ticks=lambda: assembly.ticks,
    )
    return Reading(source, spec, assembly, front)


def front_of(source: Source) -> Front:
    """Find out what a document is and which of its drafts are items."""
    source.stand()
    drafts = drafts_of(source)
    judgement = judge(source, drafts)
    known = format_of(source, drafts)
    few = free.decided(source, drafts, judgement.kind) if known.read is free.read else None
    chosen = None if few is None else chosen_of(few)
    if chosen is None:
        chosen = choose(work_only(_found(source, drafts, judgement, known)))
    status = _document_status(source, chosen)
    if known.name == "OpenSpec" and status is None:
        status = openspec.document_status(source)
    return Front(judgement, known.name, chosen, status)


def _found(source: Source, drafts: Drafts, judgement: Judgement, known: Format) -> list[Draft]:
    """Give the drafts that a format, or else the kind of the document, takes."""
    found = known.read(source, drafts, judgement.kind)
    if judgement.confidence < _DOUBTFUL and known.read is free.read:
        found += free.counted(drafts, found)
    is_sure = judgement.confidence >= _SURE
    if not is_sure and len(found) == 1 and _is_whole(source, found[0]):
        found = []  # prose that may be of this kind asks for nothing
    if not found and is_sure and judgement.kind in _WHOLE and not is_over(source, judgement.kind):
        found = whole_document(source, _WHOLE[judgement.kind])
        found = found or list(plain_entries(source, 0, source.text.line_count))
    if is_template(source, found):
        found = [draft.bare for draft in found if draft.form is Form.TASK]
    return found


def context(source: Source, spec: Spec) -> str:
    """Give the text around the items of a document."""
    return context_of(source, spec.items)


def _is_whole(source: Source, draft: Draft) -> bool:
    if draft.lead.id is not None or draft.box is not None or not source.heads:
        return False
    return draft.section is source.heads[0] and draft.last >= source.text.line_count


def _document_status(source: Source, chosen: list[Chosen]) -> Status | None:
    """Read what the document says of all of itself, at its top or in its front matter.

    Below a heading that is the first of many items, a status is that of the item.
    """
    if (written := source.front_matter.get("status")) is not None:
        return _final(status_of_words(written.strip("\"'")))
    first = source.heads[0].line if source.heads else 0
    below = (section.line for section in source.heads[1:])
    end = first if _begins_with_item(source, chosen) else next(below, first + _PREAMBLE_LINES)
    # `## Status: done` is the first heading below the title.
    for line in range(min(end + 1, source.text.line_count)):
        if source.is_code(line):
            continue
        if (found := _STATUS_LINE.search(source.text.line(line)[:600])) is not None:
            if _OF_SOME.search(found["value"]):
                return None
            return _final(status_of_words(found["value"]))
    return None


def _begins_with_item(source: Source, chosen: list[Chosen]) -> bool:
    """Say whether the first heading is an item beside others of its level, and no title."""
    if not source.heads:
        return False
    first = source.heads[0]
    last = bisect_right(chosen, first.line, key=line_of_part)
    if not any(
        one.draft.form is Form.HEADING and one.draft.part is first.part for one in chosen[:last]
    ):
        return False
    sections = [one.draft.section for one in chosen if one.draft.form is Form.HEADING]
    return sum(one is not None and one.level == first.level for one in sections) > 1


def _final(status: Status | None) -> Status | None:
    """Keep a status that settles every item: a document that is in progress has open ones."""
    return status if status in {Status.DONE, Status.REJECTED, Status.DEFERRED} else None

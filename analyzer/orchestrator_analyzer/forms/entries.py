"""Items that are list entries without a box."""

from collections.abc import Collection, Iterator, Sequence

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.drafts import Draft, Form, draft_of, prefix
from orchestrator_analyzer.ids import Shape, is_counted_by, read_lead
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.source import Source


def entry_drafts(source: Part) -> list[Draft]:
    """Find the list entries without a box that begin with what may be an id."""
    drafts: list[Draft] = []
    for index, block in enumerate(source.blocks):
        if block.kind is not BlockKind.ENTRY or block.box is not None:
            continue
        lead = read_lead(source.text.source, block.text)
        is_named = lead.firm and (lead.shape is Shape.LETTERED or lead.shape is Shape.WORDED)
        if (is_named or lead.shape is Shape.PREFIXED) and not _in_task(source, index):
            drafts.append(draft_of(source, Form.ENTRY, index, block, lead))
    return drafts


def entries(drafts: Sequence[Draft], counted: Collection[str]) -> list[Draft]:
    """Choose those that may begin with an id; `counted` are the prefixes that occur twice.

    What no sign sets off is an id where others are counted alike: "SHOP-311 invoice template".
    """
    return [draft for draft in drafts if draft.lead.firm or prefix(draft.lead.id or "") in counted]


def plain_entries(source: Source, first: int, last: int) -> Iterator[Draft]:
    """Give the outermost list entries without a box between two lines."""
    for part in source.parts_within(first, last):
        for draft in part.answer(outermost_entries):
            if first <= draft.first < last:
                yield draft


def outermost_entries(source: Part) -> list[Draft]:
    """Give the outermost list entries of a part that have no box."""
    drafts: list[Draft] = []
    for index, block in enumerate(source.blocks):
        if block.kind is not BlockKind.ENTRY or block.box is not None:
            continue
        if source.within(index, BlockKind.ENTRY) < 0:
            lead = read_lead(source.text.source, block.text)
            draft = draft_of(source, Form.ENTRY, index, block, lead)
            # "300 lines are too many" counts lines.
            is_amount = lead.shape is Shape.NUMBERED and not lead.firm
            is_name = lead.shape is Shape.WORDED and not is_counted_by(prefix(lead.id or ""))
            drafts.append(draft.bare if is_amount or is_name else draft)
    return drafts


def _in_task(source: Part, index: int) -> bool:
    outer = source.within(index, BlockKind.ENTRY)
    while outer >= 0:
        if source.blocks[outer].box is not None:
            return True
        outer = source.within(outer, BlockKind.ENTRY)
    return False

"""What must hold for an item or a document to be done: criteria, which are never work."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from orchestrator_analyzer.blocks import Block, BlockKind
from orchestrator_analyzer.drafts import Draft, Form
from orchestrator_analyzer.groups import Group
from orchestrator_analyzer.ids import may_begin_with_id, read_lead
from orchestrator_analyzer.memory import remembered
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import Criterion
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.vocabulary.sections import CHECKED, SECTIONS, SectionSort
from orchestrator_analyzer.words import section_sort


def work_only(drafts: list[Draft]) -> list[Draft]:
    """Leave out what says when something is done, where other drafts say what to do.

    Where there is nothing else, boxes are steps without a name of their own.
    """
    told = [(draft, draft.answer(tells_criterion)) for draft in drafts]
    named = {draft.lead.id for draft, is_criterion in told if not is_criterion}
    # A heading or a row with the id of one of them says when that is done, and belongs to it.
    work = [
        draft
        for draft, is_criterion in told
        if not is_criterion
        or (draft.form is not Form.TASK and draft.lead.id is not None and draft.lead.id in named)
    ]
    if work:
        return work
    return [draft.bare if draft.form is Form.TASK else draft for draft in drafts]


def tells_criterion(draft: Draft) -> bool:
    """Say whether a draft says when something is done."""
    if draft.form is not Form.HEADING and _NAMED.match(draft.lead.id or ""):
        return True
    match draft.form:
        case Form.TASK | Form.ENTRY:
            return draft.answer(is_listed_as_criterion)
        case Form.HEADING | Form.ROW:
            return draft.answer(_is_told_as_criterion)
        case _:
            return False


def _is_told_as_criterion(draft: Draft) -> bool:
    titles = () if draft.section is None else draft.section.path
    if draft.form is Form.ROW and draft.section is not None:
        titles = (*titles, draft.section.title)
    return any(_speaks_of_criteria(title) for title in titles)


def is_listed_as_criterion(draft: Draft) -> bool:
    """Say whether an entry of a list stands beneath such words."""
    return is_criterion(draft.part, draft.block)


def is_criterion(source: Part, index: int) -> bool:
    """Say whether an entry of a part stands beneath words such as "Acceptance criteria"."""
    return index in source.answer(entries_beneath)


def entries_beneath(part: Part) -> frozenset[int]:
    """Give the indices of the entries of a part that stand beneath such words."""
    found: set[int] = set()
    section, is_so_named = part.section, None
    for index, block in enumerate(part.blocks):
        if block.kind is not BlockKind.ENTRY:
            continue
        outer = part.within(index, BlockKind.ENTRY)
        if outer >= 0:
            is_one = outer in found or _speaks_of_criteria(part.text.slice(part.blocks[outer].text))
        else:
            begun, whole = part.begun(block.parent)
            is_one = begun.answer(announces).get(whole)
            if is_one is None:
                if is_so_named is None:
                    is_so_named = section is not None and _speaks_of_criteria(section.title)
                is_one = is_so_named
        if is_one:
            found.add(index)
    return frozenset(found)


def announces(part: Part) -> dict[int, bool]:
    """Say of blocks whether the line above announces criteria, or else something other."""
    found: dict[int, bool] = {}
    for siblings in part.children.values():
        for before, index in pairwise(siblings):
            if part.blocks[index].kind is not BlockKind.LIST:
                continue
            last = part.text.line(part.blocks[before].last - 1)
            if _speaks_of_criteria(last):
                found[index] = True
            elif part.blocks[before].kind is BlockKind.PARAGRAPH and last.rstrip(" *_").endswith(
                _COLONS
            ):
                found[index] = False  # the list belongs to what these words announce
    return found


# "Acceptance criterion 3" in English, in Romance languages and in German.
_NAMED = re.compile(r"(?:AC|CA|AK)[-_ ]?\d")
_COLONS = (":", "\uff1a")
_LONGEST = 120


@remembered(texts=4096, longest=200)
def _speaks_of_criteria(words: str) -> bool:
    plain = words.strip(" >*_:\uff1a\t") if len(words) < _LONGEST else ""
    known = SECTIONS[SectionSort.CRITERIA].search(plain)
    if known is None or CHECKED.search(plain):
        return False
    return section_sort(plain) is SectionSort.CRITERIA


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of a part read as a criterion, its line there, and whether it is said to be one.

    Its positions count from the beginning of the part.
    """

    line: int
    criterion: Criterion
    is_marked: bool
    is_outermost: bool


def names_entries(part: Part) -> bool:
    """Say whether an entry of a part begins with an id."""
    source = part.text.source
    spans = (one.text for one in part.blocks if one.kind is BlockKind.ENTRY)
    leads = (read_lead(source, span) for span in spans if may_begin_with_id(source, span))
    return any(lead.firm and lead.id is not None for lead in leads)


def listed(part: Part) -> tuple[Listed, ...]:
    """Read the entries of a part as criteria, in its order."""
    return tuple(
        Listed(
            line=block.first,
            criterion=_criterion(part, block),
            is_marked=is_criterion(part, index),
            is_outermost=part.within(index, BlockKind.ENTRY) < 0,
        )
        for index, block in enumerate(part.blocks)
        if block.kind is BlockKind.ENTRY
    )


def heads_criteria(part: Part) -> bool:
    """Say whether the heading of a part says that criteria stand beneath it."""
    return part.head is not None and _speaks_of_criteria(part.head.title)


def _criteria_in(group: Group) -> list[int]:
    return [place for place, part in enumerate(group.parts) if heads_criteria(part)]


def parts_of_criteria(source: Source, outermost: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Give the places of the parts whose criteria belong to no item.

    Given are the lines of the outermost items.
    """
    found: list[int] = []
    end = 0
    starts: list[int] | None = None
    places = zip(
        accumulate([len(one.parts) for one in source.groups], initial=0),
        source.answers(_criteria_in),
        strict=False,
    )
    for place in (first + one for first, of_group in places for one in of_group):
        section = source.parts[place].head
        if section is None or section.line < end:
            continue
        starts = [first for first, _ in outermost] if starts is None else starts
        end = section.end
        around = bisect_left(starts, section.line) - 1
        if around >= 0 and section.line < outermost[around][1]:
            continue
        found += range(place, place + len(source.parts_within(section.line, end)))
    return tuple(found)


def criteria_of_parts(source: Source, places: Sequence[int]) -> tuple[Criterion, ...]:
    """Give the criteria of some parts."""
    return tuple(
        one.criterion.moved(source.offsets[place])
        for place in places
        for one in source.parts[place].answer(listed)
        if one.is_outermost
    )


def criteria_in_cells(draft: Draft) -> tuple[Criterion, ...]:
    """Give what the cells of a row say beneath a head such as "Acceptance criteria"."""
    found: list[Criterion] = []
    text = draft.part.text
    for head, cell in draft.cells:
        if draft.form is not Form.ROW or not _speaks_of_criteria(head):
            continue
        start = cell.start
        for piece in _BREAK.split(text.slice(cell)):
            words = piece.strip(" \t;.-•")
            if words:
                at = text.source.index(words, start)
                start = at + len(words)
                found.append(Criterion(words, Span(at, start)))
    return tuple(found)


_BREAK = re.compile(r"<br[ \t]*/?>|;[ \t]")


def _criterion(source: Part, block: Block) -> Criterion:
    lead = read_lead(source.text.source, block.text)
    if lead.id is None or not lead.firm:
        return Criterion(source.text.slice(block.text).strip(), block.text)
    return Criterion(lead.title, block.text, lead.id, lead.id_span)

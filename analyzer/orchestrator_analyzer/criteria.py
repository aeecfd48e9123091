"""What must hold for an item or a document to be done: criteria, which are never work."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.drafts import Draft, Form, without_id
from orchestrator_analyzer.ids import read_lead
from orchestrator_analyzer.memory import remembered
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import Criterion, Item
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.vocabulary.sections import CHECKED, SECTIONS, SectionSort
from orchestrator_analyzer.words import section_sort


def work_only(source: Source, drafts: list[Draft]) -> list[Draft]:
    """Leave out what says when something is done, where other drafts say what to do.

    Where there is nothing else, boxes are steps without a name of their own.
    """
    told = [(draft, _is_criterion(source, draft)) for draft in drafts]
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
    return [without_id(source, draft) if draft.form is Form.TASK else draft for draft in drafts]


def _is_criterion(source: Source, draft: Draft) -> bool:
    if draft.form is not Form.HEADING and _NAMED.match(draft.lead.id or ""):
        return True
    match draft.form:
        case Form.TASK | Form.ENTRY:
            return is_criterion(source, draft.block)
        case Form.HEADING | Form.ROW:
            titles = () if draft.section is None else draft.section.path
            if draft.form is Form.ROW and draft.section is not None:
                titles = (*titles, draft.section.title)
            return any(_speaks_of_criteria(title) for title in titles)
        case _:
            return False


def is_criterion(source: Source, index: int) -> bool:
    """Say whether an entry stands beneath words such as "Acceptance criteria"."""
    outermost = index
    while (outer := source.within(outermost, BlockKind.ENTRY)) >= 0:
        outermost = outer
        if _speaks_of_criteria(source.text.slice(source.blocks[outer].text)):
            return True
    block = source.blocks[outermost]
    if (before := source.before(block.parent)) is not None:
        last = source.text.line(source.blocks[before].last - 1)
        if _speaks_of_criteria(last):
            return True
        if source.blocks[before].kind is BlockKind.PARAGRAPH and last.rstrip(" *_").endswith(
            _COLONS
        ):
            return False  # the list belongs to what these words announce
    section = source.section_at(block.first)
    return section is not None and _speaks_of_criteria(section.title)


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


def criteria_of_document(source: Source, items: tuple[Item, ...]) -> tuple[Criterion, ...]:
    """Find the criteria that belong to no item."""
    found: list[Criterion] = []
    end = 0
    taken = [item.span for item in items if item.parent is None]
    starts = [span.start for span in taken]
    lines, indices = source.entry_index
    for section in source.sections:
        if section.line < end or not _speaks_of_criteria(section.title):
            continue
        end = source.section_last(section)
        around = bisect_left(starts, section.span.start) - 1
        if around >= 0 and taken[around].holds(section.title_span):
            continue
        at = bisect_left(lines, section.line)
        while at < len(lines) and lines[at] < end:
            if source.within(indices[at], BlockKind.ENTRY) < 0:
                found.append(criterion(source, indices[at]))
            at += 1
    return tuple(found)


def criteria_in_cells(source: Source, draft: Draft) -> Iterator[Criterion]:
    """Give what the cells of a row say beneath a head such as "Acceptance criteria"."""
    for head, cell in draft.cells:
        if draft.form is not Form.ROW or not _speaks_of_criteria(head):
            continue
        start = cell.start
        for part in _BREAK.split(source.text.slice(cell)):
            words = part.strip(" \t;.-•")
            if words:
                at = source.text.source.index(words, start)
                start = at + len(words)
                yield Criterion(words, Span(at, start))


_BREAK = re.compile(r"<br[ \t]*/?>|;[ \t]")


def criterion(source: Source, index: int) -> Criterion:
    """Read one entry as a criterion, with its id if it has one."""
    block = source.blocks[index]
    lead = read_lead(source.text.source, block.text)
    if lead.id is None or not lead.firm:
        return Criterion(source.text.slice(block.text).strip(), block.text)
    return Criterion(lead.title, block.text, lead.id, lead.id_span)

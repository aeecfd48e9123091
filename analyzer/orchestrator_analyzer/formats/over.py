"""Reports and logs, all of which would be one item, that say that nothing is left to do."""

import re
from collections.abc import Iterator

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.parts import Head, Part
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind, Status
from orchestrator_analyzer.vocabulary.over import (
    ASSURING,
    CLEAN,
    CONCLUDING,
    GUARD_HEAD,
    MENDED_SINCE,
    NOT_YET,
    NOTHING,
    PASSED,
    TROUBLE,
    WHEN_HEAD,
    WHY_HEAD,
)
from orchestrator_analyzer.vocabulary.sections import SectionSort
from orchestrator_analyzer.vocabulary.statuses import RESULT_HEAD, SOLUTION, STATUS_SIGNS
from orchestrator_analyzer.words import fold, is_of_rest, section_sort, status_of_words

_LOOK_AT = 400
_FEW = 2
# The end of a sentence, or a dash behind which it says why.
_SENTENCE = re.compile(r"[.!\u3002\uff01\n]|\s[\u2013\u2014(-]")
# `- The button has no label. → fixed: it has one`
_ARROWS = ("→", "->", "=>", "⇒")
_ARROW = re.compile(r"(?:→|[-=]>|⇒)[ \t]*[*_]{0,2}(?P<tail>[^\W\d_][^\n]{2,60})")
_ASIDES = frozenset({SectionSort.INDEX, SectionSort.BACKGROUND})


def is_over(source: Source, kind: DocumentKind) -> bool:
    """Say whether a document of a kind says itself that nothing of it is left to do."""
    if is_empty_log(source):
        return True
    if any(part.goes_on is not None for part in source.parts):
        return False  # of a part so long that it was cut, what is said here may be the half
    if kind is DocumentKind.AUDIT_REPORT:
        is_well = _concludes_well(source) or _only_assures(source) or _all_passes(source)
        return is_well or _all_mended(source)
    return kind is DocumentKind.BUG_REPORT and (
        any(part.answer(_is_mended) for part in source.parts)
        or any(part.answer(_has_log) for part in source.parts)
    )


def is_empty_log(source: Source) -> bool:
    """Say whether nothing has been written down yet in a table, or in any section for what is open.

    Beneath those it says in words that there is nothing.
    """
    if any(part.answer(_has_empty_table) for part in source.parts):
        return True
    told = [
        head.part.answer(_says_none)
        for head in _innermost(source)
        if any(map(_is_of_open, (head.title, *head.path[1:])))
    ]
    return bool(told) and all(told)


def _innermost(source: Source) -> Iterator[Head]:
    """Give the sections that have none within."""
    heads = source.heads
    for place, head in enumerate(heads):
        if place + 1 == len(heads) or heads[place + 1].level <= head.level:
            yield head


def _is_of_open(title: str) -> bool:
    return is_of_rest(title) or section_sort(title) is SectionSort.FINDINGS


def _says_none(part: Part) -> bool:
    """Say whether a section says only that there is nothing."""
    outermost = part.children.get(-1, ())
    if len(outermost) != _FEW or part.goes_on is not None:
        return False
    block = part.blocks[outermost[1]]
    if block.kind not in {BlockKind.PARAGRAPH, BlockKind.LIST}:
        return False
    words = part.text.slice(block.text)[:_LOOK_AT].strip(" \t\r\n-*+_")
    return NOTHING.fullmatch(fold(_SENTENCE.split(words, 1)[0])) is not None


def _concludes_well(source: Source) -> bool:
    """Say whether a report says at its beginning or in its conclusion that it found nothing."""
    heads = source.heads
    return any(
        head.part.answer(_is_clean)
        for place, head in enumerate(heads)
        if place in {0, len(heads) - 1}
        or section_sort(head.title) is SectionSort.INDEX
        or CONCLUDING.search(fold(head.title[:_LOOK_AT]))
    )


def _is_clean(part: Part) -> bool:
    return any(CLEAN.search(words) for words in _paragraphs(part))


def _paragraphs(part: Part) -> Iterator[str]:
    """Give the words of the paragraphs of a part."""
    for block in part.blocks:
        if block.kind is BlockKind.PARAGRAPH:
            yield part.text.slice(block.text)[:_LOOK_AT]


def _only_assures(source: Source) -> bool:
    """Say whether each section of a report is headed as what is as it should be."""
    titles = [
        fold(head.title[:_LOOK_AT])
        for head in source.heads
        if head.title != source.title or head.level == source.heads[-1].level
        if section_sort(head.title) not in _ASIDES
    ]
    return bool(titles) and all(
        ASSURING.match(title) and not TROUBLE.search(title) for title in titles
    )


def _all_passes(source: Source) -> bool:
    """Say whether each result in the tables of a report is that all is well."""
    told = [passes for part in source.parts for passes in part.answer(results_of_checks)]
    return bool(told) and all(told)


def _all_mended(source: Source) -> bool:
    """Say whether entries of a report end in an arrow to what was done, and none in one to else."""
    told = [is_done for part in source.parts for is_done in part.answer(_led_to)]
    return len(told) > 1 and all(told)


def _led_to(part: Part) -> list[bool]:
    """Say of each entry of a part with a status behind an arrow whether that is that it is done."""
    if not any(arrow in part.text.source for arrow in _ARROWS):
        return []
    entries = (part.text.slice(one.text) for one in part.blocks if one.kind is BlockKind.ENTRY)
    tails = (_ARROW.search(entry) for entry in entries)
    said = (status_of_words(tail["tail"]) for tail in tails if tail is not None)
    return [status is Status.DONE for status in said if status is not None]


def results_of_checks(part: Part) -> list[bool]:
    """Say of each row of a table with results whether it is a good one."""
    found: list[bool] = []
    for head, *rows in _tables(part):
        column = next((n for n, cell in enumerate(head) if RESULT_HEAD.fullmatch(fold(cell))), -1)
        if column >= 0:
            found += [len(row) > column and _passes(row[column]) for row in rows]
    return found


def _passes(cell: str) -> bool:
    words = fold(cell[:_LOOK_AT])
    if not words:
        return STATUS_SIGNS.get(cell.strip()[:1]) is Status.DONE
    said = PASSED.fullmatch(words) or NOTHING.fullmatch(words)
    return said is not None or status_of_words(cell, whole=True) is Status.DONE


def _is_mended(part: Part) -> bool:
    """Say whether a section tells how a bug was solved, and that this is in use."""
    if part.head is None or not SOLUTION.fullmatch(fold(part.head.title[:_LOOK_AT])):
        return False
    told = list(_paragraphs(part))
    return any(map(MENDED_SINCE.search, told)) and not any(map(NOT_YET.search, told))


def _has_empty_table(part: Part) -> bool:
    """Say whether a table of a part has rows, and nothing in them."""
    for rows in _tables(part):
        cells = (cell for row in rows[1:] for cell in row)
        if len(rows) > 1 and not any(cell.strip(" -") for cell in cells):
            return True
    return False


def _has_log(part: Part) -> bool:
    """Say whether a table tells when each of several bugs was, why, and what was done about it."""
    for head, *rows in _tables(part):
        heads = [fold(cell) for cell in head]
        guards = [column for column, words in enumerate(heads) if GUARD_HEAD.fullmatch(words)]
        told = any(map(WHEN_HEAD.fullmatch, heads)) and any(map(WHY_HEAD.fullmatch, heads))
        if told and guards and len(rows) > 1:
            return all(len(row) > guards[-1] and row[guards[-1]].strip(" -?") for row in rows)
    return False


def _tables(part: Part) -> Iterator[list[list[str]]]:
    """Give the cells of the rows of each table of a part."""
    for index, block in enumerate(part.blocks):
        if block.kind is BlockKind.TABLE:
            rows = [part.blocks[row] for row in part.children.get(index, ())]
            yield [[part.text.slice(cell) for cell in row.cells] for row in rows]

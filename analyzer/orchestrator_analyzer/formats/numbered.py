"""What is numbered: chapters, or things to do that people speak of by their numbers."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from orchestrator_analyzer import cutting
from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.candidates import Drafts
from orchestrator_analyzer.choose import has_inside
from orchestrator_analyzer.drafts import Draft
from orchestrator_analyzer.fields import read_fields, status_field
from orchestrator_analyzer.formats.by_number import have_boxes
from orchestrator_analyzer.formats.unmarked import feature_draft
from orchestrator_analyzer.forms.entries import outermost_entries, plain_entries
from orchestrator_analyzer.ids import Shape
from orchestrator_analyzer.parts import Head, Part
from orchestrator_analyzer.signs.headings import is_known_heading
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind, ItemKind
from orchestrator_analyzer.statuses import without_status
from orchestrator_analyzer.vocabulary.fields_of_items import FIELDS_OF_ITEMS
from orchestrator_analyzer.vocabulary.priorities import PRIORITY_FIELD
from orchestrator_analyzer.vocabulary.sections import CASES, SectionSort
from orchestrator_analyzer.vocabulary.statuses import STATUS_FIELD
from orchestrator_analyzer.words import fold, section_sort

_LOOK_AT = 200
_ENOUGH = 3
# `**Status:** open`, `Where: app/list.py`
_LABEL = re.compile(r"[*_`]{0,2}[^\W\d_][^:\uff1a\n]{0,24}[:\uff1a]")
_NAME = re.compile(r"(?:~~)?(?:\*\*|__)\S")
# One heading of so many may be called as a chapter is, by chance.
_CHAPTERS = 5


def _is_of_findings(title: str) -> bool:
    return section_sort(title) is SectionSort.FINDINGS


@lru_cache(maxsize=512)
def _is_of_cases(title: str) -> bool:
    return CASES.fullmatch(fold(title[:_LOOK_AT])) is not None


# Where the numbers of a list are those of findings, or of cases to test.
_SECTIONS_OF: dict[DocumentKind, Callable[[str], bool]] = {
    DocumentKind.AUDIT_REPORT: _is_of_findings,
    DocumentKind.TEST_PLAN: _is_of_cases,
}


def numbered_beneath(source: Source, kind: DocumentKind) -> list[Draft]:
    """Take the numbered lists of findings or cases, where one numbering runs through them all."""
    if (is_one := _SECTIONS_OF.get(kind)) is None:
        return []
    found: list[Draft] = []
    taken: set[Draft] = set()
    for section in source.heads:
        if not is_one(section.title):
            continue
        for draft in plain_entries(source, section.line, section.end):
            number = draft.part.blocks[draft.block].number
            if number and draft not in taken:
                taken.add(draft)
                found.append(_numbered(draft, number))
    numbers = [draft.lead.id for draft in found]
    return found if len(set(numbers)) == len(numbers) else []


def numbered_entries(source: Source) -> list[Draft]:
    """Take a numbered list that is all of a document: people speak of its third point."""
    if len(source.heads) > 1 or sum(part.answer(_paragraphs) for part in source.parts) > 1:
        return []
    listed = list(plain_entries(source, 0, source.text.line_count))
    found = [
        _numbered(draft, number)
        for draft in listed
        if (number := draft.part.blocks[draft.block].number)
    ]
    is_one_list = len({draft.lead.id for draft in found}) == len(listed) >= _ENOUGH
    return found if is_one_list else []


def numbered_on(source: Source) -> list[Draft]:
    """Take what has a name of its own where one numbering runs on from section to section."""
    numbered = [draft for part in source.parts for draft in part.answer(_by_number)]
    runs: list[list[Draft]] = []
    for draft in numbered:
        if draft.lead.id == "1" or not runs:
            runs.append([])
        runs[-1].append(draft)
    found = [run for run in runs if len({draft.section for draft in run}) > 1]
    if len(found) != 1:
        return []
    (run,) = found
    counts_up = all(draft.lead.id == str(number) for number, draft in enumerate(run, 1))
    return run if counts_up and all(draft.answer(_is_named) for draft in run) else []


def _is_named(draft: Draft) -> bool:
    """Say whether an entry begins with a name in bold, which may be struck through."""
    return _NAME.match(draft.part.text.source, draft.line_span.start) is not None


def _by_number(part: Part) -> list[Draft]:
    """Give the outermost entries of a part that have a number."""
    return [
        _numbered(draft, number.strip(".)"))
        for draft in part.answer(outermost_entries)
        if (number := part.blocks[draft.block].number)
    ]


def numbered_above_labels(source: Source) -> list[Draft]:
    """Take a list whose numbers run on though labels such as "- Effort: M" part it in many."""
    if any(part.goes_on is not None for part in source.parts):
        return []
    found = [draft for part in source.parts for draft in part.answer(_above_labels)]
    return found if len({draft.lead.id for draft in found}) == len(found) else []


def _above_labels(part: Part) -> list[Draft]:
    """Give the entries 1, 2, 3 and so on of a part, each above labels that are no part of it."""
    entries: list[tuple[str, Draft]] = []
    ends: list[int] = []
    for draft in part.answer(outermost_entries):
        number = part.blocks[draft.block].number
        if number:
            entries.append((number, draft))
            ends.append(0)
        elif not entries or _LABEL.match(part.text.source, draft.line_span.start) is None:
            return []
        else:
            ends[-1] = draft.bottom or 0
    counted = [number.strip(".)") for number, _ in entries]
    if len(entries) < _ENOUGH or not all(ends) or counted != [str(n + 1) for n in range(len(ends))]:
        return []
    return [
        replace(_numbered(draft, number), bottom=end)
        for (number, draft), end in zip(entries, ends, strict=True)
    ]


def _paragraphs(part: Part) -> int:
    outermost = (part.blocks[index] for index in part.children.get(-1, ()))
    return sum(block.kind is BlockKind.PARAGRAPH for block in outermost)


def _numbered(draft: Draft, number: str) -> Draft:
    text = draft.part.text
    start = text.source.find(number, text.line_start(draft.top))
    return draft.with_id(number, start)


def headings_with_status(source: Source) -> list[Draft]:
    """Take headings that have a status of their own, and those beside them that begin alike."""
    told: Counter[tuple[int, str]] = Counter()
    for section in source.heads:
        if section.part.answer(_has_status):
            told[section.level, _first_word(section)] += 1
    return [
        feature_draft(section, ItemKind.TASK)
        for section in source.heads
        if told[section.level, _first_word(section)] > 1 and section.title != source.title
    ]


def _has_status(part: Part) -> bool:
    lines = range(1, min(9, part.lines))
    return status_field(part, read_fields(part, lines)) is not None


def _first_word(section: Head) -> str:
    return section.title.strip(" *_#").partition(" ")[0].casefold()


def numbered_headings(drafts: Drafts, kind: DocumentKind) -> list[Draft]:
    """Take headings such as `## 4. Title` where they are a list of things and no chapters."""
    numbered = [draft for draft in drafts.headings if draft.lead.shape is Shape.NUMBERED]
    levels = {draft.section.level for draft in numbered if draft.section is not None}
    if len(numbered) <= 1 or len(levels) != 1:
        return []
    if kind is DocumentKind.AUDIT_REPORT:
        told = [draft for draft in numbered if _is_told_as_finding(draft)]
        return numbered if len(told) * 2 > len(numbered) else []
    tasks = sorted(draft.first for draft in drafts.tasks)
    boxed = [has_inside(draft, tasks) for draft in numbered]
    if kind is DocumentKind.TASK_LIST and not any(boxed) and have_boxes(drafts, numbered):
        return []
    chapters = sum(
        is_boxed
        or draft.section is None
        or _is_called_as_a_chapter(without_status(draft.lead.title))
        for draft, is_boxed in zip(numbered, boxed, strict=True)
    )
    if chapters * _CHAPTERS > len(numbered):
        return []
    if sum(draft.part.answer(_lists_things) for draft in numbered) * 2 > len(numbered):
        return []
    told = [draft for draft in numbered if draft.answer(_has_field)]
    return numbered if kind is not DocumentKind.ROADMAP or len(told) * 2 > len(numbered) else []


def _is_told_as_finding(draft: Draft) -> bool:
    """Say whether a heading has a severity below it, or labels such as "Recommendation:"."""
    return draft.answer(_has_field) or draft.part.answer(_has_label_of_finding)


def _has_label_of_finding(part: Part) -> bool:
    labels = (_LABEL_OF_LINE.match(part.text.line(line)) for line in range(1, part.lines))
    return any(label is not None and _is_of_finding(label["name"]) for label in labels)


@lru_cache(maxsize=512)
def _is_of_finding(name: str) -> bool:
    words = fold(name)
    return any(
        labels.fullmatch(words) for labels, kind in FIELDS_OF_ITEMS if kind in _KINDS_OF_FINDINGS
    )


_KINDS_OF_FINDINGS = frozenset({DocumentKind.AUDIT_REPORT})
_LABEL_OF_LINE = re.compile(r"[ \t>]*(?:[-*+][ \t]+)?(?:\*\*|__)(?P<name>[^*_:\uff1a\n]{2,40})")


def numbered_above_boxes(drafts: Drafts) -> list[Draft]:
    """Take headings such as `### 1.2 Title`, each above boxes that have no ids of their own."""
    if any(draft.lead.id for draft in drafts.tasks):
        return []
    numbered = [
        draft
        for draft in drafts.headings
        if draft.lead.shape is Shape.NUMBERED and "." in (draft.lead.id or "")
    ]
    boxed = {draft.section for draft in drafts.tasks}
    told = [draft for draft in numbered if draft.section in boxed]
    is_unique = len({draft.lead.id for draft in numbered}) == len(numbered)
    return numbered if is_unique and len(told) >= max(_ENOUGH, len(numbered) - 1) else []


_OF_DOCUMENTS = frozenset({SectionSort.INDEX, SectionSort.FINDINGS, SectionSort.STEPS})


def _is_called_as_a_chapter(title: str) -> bool:
    return section_sort(title) in _OF_DOCUMENTS or is_known_heading(title)


def numbered_with_status(drafts: Drafts) -> list[Draft]:
    """Take headings such as `### 1.2 Title`, where most beneath the same one tell a status."""
    groups: dict[tuple[str, ...], list[Draft]] = {}
    for draft in drafts.headings:
        if draft.lead.shape is Shape.NUMBERED and draft.section is not None:
            groups.setdefault(draft.section.path, []).append(draft)
    told = [
        draft
        for group in groups.values()
        if len(group) > 1 and sum(one.part.answer(_has_status) for one in group) * 2 > len(group)
        for draft in group
    ]
    return told if len({draft.lead.id for draft in told}) == len(told) else []


def _lists_things(part: Part) -> bool:
    """Say whether what follows a heading is a list of several things, none of which is a label."""
    listed = [index for index, block in enumerate(part.blocks) if block.kind is BlockKind.ENTRY]
    outermost = [index for index in listed if part.within(index, BlockKind.ENTRY) < 0]
    # Of a long list, no more may stand in this part.
    count = outermost[cutting.FIRST] if len(outermost) > cutting.FIRST else len(part.blocks)
    outermost = outermost[: cutting.FIRST]
    bare = sum(
        _LABEL.match(part.text.source, part.blocks[index].text.start) is None for index in outermost
    )
    return bare > 1 and bare * 2 > len(outermost) and len(outermost) * 3 > count


def _has_field(draft: Draft) -> bool:
    """Say whether a status or a severity stands right below a heading."""
    lines = range(draft.top + 1, min(draft.top + 9, draft.part.lines))
    fields = read_fields(draft.part, lines)
    return any(STATUS_FIELD.fullmatch(name) or PRIORITY_FIELD.fullmatch(name) for name in fields)

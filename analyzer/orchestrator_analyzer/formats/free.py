"""Free form: task lists, headings, tables and bullets, with ids or without."""

from collections import Counter

from orchestrator_analyzer.drafts import (
    Draft,
    Form,
    heading_draft,
    plain_entries,
    text_leads,
    whole_document,
)
from orchestrator_analyzer.fields import read_fields, status_field
from orchestrator_analyzer.ids import Lead, Shape
from orchestrator_analyzer.kinds import Drafts, has_heading_of
from orchestrator_analyzer.parts import Head
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind, ItemKind
from orchestrator_analyzer.vocabulary.priorities import PRIORITY_FIELD
from orchestrator_analyzer.vocabulary.sections import RECOMMENDING, SectionSort
from orchestrator_analyzer.vocabulary.statuses import STATUS_FIELD
from orchestrator_analyzer.words import fold, section_sort, section_status

# Documents that tell rather than ask: an id there names something elsewhere.
_TELLING = frozenset(
    {DocumentKind.README, DocumentKind.CHANGELOG, DocumentKind.OTHER, DocumentKind.DESIGN_DOC}
)
_LISTS = frozenset(
    {
        DocumentKind.BACKLOG,
        DocumentKind.BUG_REPORT,
        DocumentKind.AUDIT_REPORT,
        DocumentKind.TASK_LIST,
        DocumentKind.ROADMAP,
    }
)
_BULLETED = frozenset({DocumentKind.BACKLOG, DocumentKind.ROADMAP, DocumentKind.TASK_LIST})
_BRIEF = 2
_ITEM_KINDS = {
    DocumentKind.BUG_REPORT: ItemKind.BUG,
    DocumentKind.TEST_PLAN: ItemKind.TEST,
    DocumentKind.AUDIT_REPORT: ItemKind.FINDING,
}


def recognises(source: Source, drafts: Drafts) -> bool:
    """Take everything."""
    del source, drafts
    return True


def read(source: Source, drafts: Drafts, kind: DocumentKind) -> list[Draft]:
    """Take what has a box or an id; where nothing has, what a reader of this kind would count."""
    if kind in _TELLING:
        return [*drafts.tasks, *drafts.rules]
    found = [draft for draft in _marked(drafts) if not _is_background(draft)]
    if not any(draft.lead.id for draft in found):
        found += text_leads(source)
    if kind is DocumentKind.TASK_LIST and _most_have_ids(drafts.tasks):
        # In a list of tasks with ids, an id anywhere else is what a task is about.
        found = [draft for draft in found if draft.form in {Form.TASK, Form.HEADING, Form.TEXT}]
    if kind is DocumentKind.AUDIT_REPORT and not any(draft.lead.id for draft in found):
        found += _numbered_findings(source)
    if kind in _LISTS and not any(draft.lead.id for draft in found):
        found += _numbered_headings(drafts, kind) or _headings_with_status(source)
    return found or _unmarked(source, kind)


def _marked(drafts: Drafts) -> list[Draft]:
    headings = [draft for draft in drafts.headings if draft.lead.shape is not Shape.NUMBERED]
    return [
        *drafts.tasks,
        *headings,
        *drafts.texts,
        *drafts.entries,
        *drafts.rows,
        *drafts.rules,
    ]


def _is_background(draft: Draft) -> bool:
    """Say whether an entry or a row tells what is assumed, feared or meant."""
    return (
        draft.form in {Form.ENTRY, Form.ROW}
        and draft.section is not None
        and section_sort(draft.section.title) is SectionSort.BACKGROUND
    )


def _most_have_ids(tasks: list[Draft]) -> bool:
    return len(tasks) > 1 and sum(draft.lead.id is not None for draft in tasks) * 2 > len(tasks)


def _unmarked(source: Source, kind: DocumentKind) -> list[Draft]:
    if kind is DocumentKind.SPEC:
        return _features(source) or _whole(source, kind, ItemKind.FEATURE)
    is_bare = kind is DocumentKind.BUG_REPORT and len(source.heads) < _BRIEF
    if kind in _BULLETED or is_bare:
        return [
            draft
            for draft in plain_entries(source, 0, source.text.line_count)
            if draft.section is None or section_sort(draft.section.title) is not SectionSort.INDEX
        ]
    if kind in {DocumentKind.NOTES, DocumentKind.STATUS_REPORT}:
        return _entries_of(source, SectionSort.STEPS)
    if kind is DocumentKind.AUDIT_REPORT:
        found = _entries_of(source, SectionSort.FINDINGS) or _entries_of(source, SectionSort.STEPS)
        return found or _whole(source, kind, ItemKind.FINDING)
    if kind in _ITEM_KINDS:
        return _whole(source, kind, _ITEM_KINDS[kind])
    return []


def _whole(source: Source, kind: DocumentKind, item: ItemKind) -> list[Draft]:
    """Take all of a document as one item, where more than its title says that it is of a kind."""
    said = has_heading_of(source, kind)
    # Prose of one section is a bug report, say, by its title alone; a specification is not.
    if not said and (len(source.heads) > 1 or kind is DocumentKind.SPEC):
        return []
    return whole_document(source, item)


def _features(source: Source) -> list[Draft]:
    """Take the headings beneath "Features" and the like, or the bullets where it has none."""
    found: list[Draft] = []
    end = 0
    for position, section in enumerate(source.heads):
        if section.line < end or section_sort(section.title) is not SectionSort.REQUIREMENTS:
            continue
        if section.level == 1 and section.title == source.title:
            continue
        end = section.end
        if section_status(section.title) is not None:
            continue
        inner = [
            one
            for one in source.heads[position + 1 :]
            if one.line < end and one.level == section.level + 1
        ]
        if inner:
            found += [_feature(one) for one in inner]
        else:
            found += plain_entries(source, section.line, end)
    return found


def _feature(section: Head, kind: ItemKind = ItemKind.FEATURE) -> Draft:
    span = section.title_span
    lead = Lead(None, None, None, firm=False, title=section.title, title_span=span)
    return heading_draft(section, lead, kind)


def _entries_of(source: Source, sort: SectionSort) -> list[Draft]:
    found: list[Draft] = []
    end = 0
    for section in source.heads:
        recommends = sort is SectionSort.STEPS and RECOMMENDING.match(fold(section.title[:200]))
        if section.line >= end and (recommends or section_sort(section.title) is sort):
            end = section.end
            found += plain_entries(source, section.line, end)
    return found


def _numbered_findings(source: Source) -> list[Draft]:
    """Take the numbered lists of findings, where one numbering runs through all of them."""
    found: list[Draft] = []
    taken: set[Draft] = set()
    for section in source.heads:
        if section_sort(section.title) is not SectionSort.FINDINGS:
            continue
        for draft in plain_entries(source, section.line, section.end):
            number = draft.part.blocks[draft.block].number
            if number and draft not in taken:
                taken.add(draft)
                found.append(_numbered(draft, number))
    numbers = [draft.lead.id for draft in found]
    return found if len(set(numbers)) == len(numbers) else []


def _numbered(draft: Draft, number: str) -> Draft:
    text = draft.part.text
    start = text.source.find(number, text.line_start(draft.top))
    return draft.with_id(number, start)


def _headings_with_status(source: Source) -> list[Draft]:
    """Take headings that have a status of their own, and those beside them that begin alike."""
    told: Counter[tuple[int, str]] = Counter()
    for section in source.heads:
        part = section.part
        lines = range(1, min(9, part.lines))
        if status_field(part, read_fields(part, lines)) is not None:
            told[section.level, _first_word(section)] += 1
    return [
        _feature(section, ItemKind.TASK)
        for section in source.heads
        if told[section.level, _first_word(section)] > 1 and section.title != source.title
    ]


def _first_word(section: Head) -> str:
    return section.title.strip(" *_#").partition(" ")[0].casefold()


def _numbered_headings(drafts: Drafts, kind: DocumentKind) -> list[Draft]:
    """Take headings such as `## 4. Title` where they are a list of things and no chapters."""
    numbered = [draft for draft in drafts.headings if draft.lead.shape is Shape.NUMBERED]
    tasks = {draft.first for draft in drafts.tasks}
    levels = {draft.section.level for draft in numbered if draft.section is not None}
    chapters = any(
        draft.section is None
        or section_sort(draft.lead.title)
        in {SectionSort.INDEX, SectionSort.FINDINGS, SectionSort.STEPS}
        or any(draft.first < task < draft.last for task in tasks)
        for draft in numbered
    )
    if len(numbered) <= 1 or len(levels) != 1 or chapters:
        return []
    needs_fields = kind in {DocumentKind.AUDIT_REPORT, DocumentKind.ROADMAP}
    told = [draft for draft in numbered if _has_field(draft)]
    return numbered if not needs_fields or len(told) * 2 > len(numbered) else []


def _has_field(draft: Draft) -> bool:
    """Say whether a status or a severity stands right below a heading."""
    lines = range(draft.top + 1, min(draft.top + 9, draft.part.lines))
    fields = read_fields(draft.part, lines)
    return any(STATUS_FIELD.fullmatch(name) or PRIORITY_FIELD.fullmatch(name) for name in fields)

"""Free form: task lists, headings, tables and bullets, with ids or without."""

import re
from collections import Counter
from functools import lru_cache

from orchestrator_analyzer import cutting
from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.candidates import Drafts
from orchestrator_analyzer.choose import status_cell
from orchestrator_analyzer.drafts import Draft, Form, prefix
from orchestrator_analyzer.facts import written_of
from orchestrator_analyzer.fields import read_fields, status_field
from orchestrator_analyzer.formats.unmarked import feature_draft, tabled, unmarked
from orchestrator_analyzer.forms.entries import plain_entries
from orchestrator_analyzer.forms.headings import named_document
from orchestrator_analyzer.forms.texts import slashed, text_leads
from orchestrator_analyzer.ids import Shape
from orchestrator_analyzer.parts import Head, Part
from orchestrator_analyzer.signs.headings import is_known_heading
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind, ItemKind
from orchestrator_analyzer.statuses import without_status
from orchestrator_analyzer.vocabulary.priorities import PRIORITY_FIELD
from orchestrator_analyzer.vocabulary.sections import EXAMPLES, TRACES, SectionSort
from orchestrator_analyzer.vocabulary.statuses import STATUS_FIELD
from orchestrator_analyzer.words import fold, section_sort

# Documents that tell rather than ask: an id there names something elsewhere.
_TELLING = frozenset(
    {DocumentKind.README, DocumentKind.CHANGELOG, DocumentKind.OTHER, DocumentKind.DESIGN_DOC}
)
_LOOK_AT = 200
# `**Status:** open`, `Where: app/list.py`
_LABEL = re.compile(r"[*_`]{0,2}[^\W\d_][^:\uff1a\n]{0,24}[:\uff1a]")
_ENOUGH = 3
# One heading of so many may be called as a chapter is, by chance.
_CHAPTERS = 5
_LISTS = frozenset(
    {
        DocumentKind.BACKLOG,
        DocumentKind.BUG_REPORT,
        DocumentKind.AUDIT_REPORT,
        DocumentKind.TASK_LIST,
        DocumentKind.ROADMAP,
    }
)


_OF_PLANS = frozenset({DocumentKind.BACKLOG, DocumentKind.ROADMAP})
_NUMBERED = _LISTS | {DocumentKind.SPEC}
# Where `V1` is a vulnerability or a check; elsewhere it is a version.
_OF_FINDINGS = frozenset(
    {DocumentKind.AUDIT_REPORT, DocumentKind.BUG_REPORT, DocumentKind.TEST_PLAN}
)
_VERSION = re.compile(r"V\d+")


def recognises(source: Source, drafts: Drafts) -> bool:
    """Take everything."""
    del source, drafts
    return True


def read(source: Source, drafts: Drafts, kind: DocumentKind) -> list[Draft]:
    """Take what has a box or an id; where nothing has, what a reader of this kind would count."""
    if kind in _TELLING:
        kept = _tracked(source, drafts) if kind is DocumentKind.OTHER else []
        # A readme shows what tasks look like, and so does a section of examples.
        shows = kind is DocumentKind.README
        tasks = [draft.bare if shows or _is_example(draft) else draft for draft in drafts.tasks]
        return [*tasks, *drafts.rules, *kept]
    marked = [draft for draft in _marked(drafts) if not _is_aside(draft)]
    if kind not in _OF_FINDINGS:
        marked = _without_versions(marked)
    found = _without_tallies(marked)
    if not any(draft.lead.id for draft in found):
        found += text_leads(source)
    else:
        found += slashed(source)
    if not any(draft.lead.id for draft in found):
        found += named_document(source)
    if kind is DocumentKind.TASK_LIST and _most_have_ids(drafts.tasks):
        # In a list of tasks with ids, an id anywhere else is what a task is about.
        found = [draft for draft in found if draft.form in {Form.TASK, Form.HEADING, Form.TEXT}]
    if kind is DocumentKind.AUDIT_REPORT and not any(draft.lead.id for draft in found):
        found += _numbered_findings(source)
    if kind in _LISTS and not any(draft.lead.id for draft in found):
        found += (
            _numbered_headings(drafts, kind)
            or _numbered_with_status(drafts)
            or _headings_with_status(source)
        )
    if kind in _NUMBERED and not any(draft.lead.id for draft in found):
        found += _numbered_entries(source)
    if kind in _OF_PLANS and found and not any(draft.lead.id for draft in found):
        found += tabled(source)
    return found or unmarked(source, kind)


def counted(drafts: Drafts, found: list[Draft]) -> list[Draft]:
    """Give the things with ids of a series of three or more that reading has left out."""
    if any(draft.lead.id for draft in found):
        return []
    left = [
        draft
        for draft in (*drafts.headings, *drafts.entries, *drafts.rows)
        if draft.lead.shape is Shape.PREFIXED and not _is_aside(draft)
    ]
    series = Counter(_series(draft) for draft in left)
    return [draft for draft in left if series[_series(draft)] >= _ENOUGH]


def _series(draft: Draft) -> tuple[Form, str]:
    return draft.form, prefix(draft.lead.id or "")


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


def _without_versions(found: list[Draft]) -> list[Draft]:
    """Take the ids away that are names of versions: `V1`."""
    kept = (draft.bare if _VERSION.fullmatch(draft.lead.id or "") else draft for draft in found)
    return [draft for draft in kept if draft.lead.id is not None or draft.form is Form.TASK]


def _tracked(source: Source, drafts: Drafts) -> list[Draft]:
    """Take from a document of no known kind what tells by a status that it is kept track of."""
    rows = [
        draft
        for draft in drafts.rows
        if draft.lead.shape in {Shape.PREFIXED, Shape.LETTERED} and status_cell(draft)
    ]
    told = sum(draft.answer(_tells_status) for draft in rows)
    return rows if told * 2 > len(rows) else named_document(source, tracked=True)


def _tells_status(draft: Draft) -> bool:
    return written_of(draft.part, draft, {}) is not None


def _without_tallies(found: list[Draft]) -> list[Draft]:
    """Leave out rows that are only counted, where headings have ids of their own."""
    headed = sum(
        draft.form is Form.HEADING and draft.lead.shape is Shape.PREFIXED for draft in found
    )
    if headed < _ENOUGH:
        return found
    return [
        draft
        for draft in found
        if draft.form is not Form.ROW
        or draft.lead.shape is not Shape.NUMBERED
        or status_cell(draft)
    ]


def _is_aside(draft: Draft) -> bool:
    """Say whether a draft tells what is assumed, feared, meant or covered, and not what to do."""
    if draft.section is None or draft.form is Form.TASK:
        return False
    titles = draft.section.path
    if draft.form in {Form.ENTRY, Form.ROW}:
        titles = (*titles[-1:], draft.section.title)
        if draft.form is Form.ROW and not status_cell(draft) and any(map(_is_trace, titles)):
            return True
        titles = titles[-1:]
    return any(section_sort(title) is SectionSort.BACKGROUND for title in titles)


def _is_example(draft: Draft) -> bool:
    if draft.section is None:
        return False
    return any(EXAMPLES.match(fold(title)) for title in (draft.section.title, *draft.section.path))


@lru_cache(maxsize=512)
def _is_trace(title: str) -> bool:
    return TRACES.search(fold(title[:_LOOK_AT])) is not None


def _most_have_ids(tasks: list[Draft]) -> bool:
    return len(tasks) > 1 and sum(draft.lead.id is not None for draft in tasks) * 2 > len(tasks)


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


def _numbered_entries(source: Source) -> list[Draft]:
    """Take a numbered list that is all of a document: people speak of its third point."""
    if len(source.heads) > 1 or source.total(_paragraphs)[0] > 1:
        return []
    listed = list(plain_entries(source, 0, source.text.line_count))
    found = [
        _numbered(draft, number)
        for draft in listed
        if (number := draft.part.blocks[draft.block].number)
    ]
    is_one_list = len({draft.lead.id for draft in found}) == len(listed) >= _ENOUGH
    return found if is_one_list else []


def _paragraphs(part: Part) -> tuple[int]:
    outermost = (part.blocks[index] for index in part.children.get(-1, ()))
    return (sum(block.kind is BlockKind.PARAGRAPH for block in outermost),)


def _numbered(draft: Draft, number: str) -> Draft:
    text = draft.part.text
    start = text.source.find(number, text.line_start(draft.top))
    return draft.with_id(number, start)


def _headings_with_status(source: Source) -> list[Draft]:
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


def _numbered_headings(drafts: Drafts, kind: DocumentKind) -> list[Draft]:
    """Take headings such as `## 4. Title` where they are a list of things and no chapters."""
    numbered = [draft for draft in drafts.headings if draft.lead.shape is Shape.NUMBERED]
    tasks = {draft.first for draft in drafts.tasks}
    levels = {draft.section.level for draft in numbered if draft.section is not None}
    chapters = sum(
        draft.section is None
        or _is_called_as_a_chapter(without_status(draft.lead.title))
        or any(draft.first < task < draft.last for task in tasks)
        for draft in numbered
    )
    if len(numbered) <= 1 or len(levels) != 1 or chapters * _CHAPTERS > len(numbered):
        return []
    if sum(draft.part.answer(_lists_things) for draft in numbered) * 2 > len(numbered):
        return []
    needs_fields = kind in {DocumentKind.AUDIT_REPORT, DocumentKind.ROADMAP}
    told = [draft for draft in numbered if draft.answer(_has_field)]
    return numbered if not needs_fields or len(told) * 2 > len(numbered) else []


_OF_DOCUMENTS = frozenset({SectionSort.INDEX, SectionSort.FINDINGS, SectionSort.STEPS})


def _is_called_as_a_chapter(title: str) -> bool:
    return section_sort(title) in _OF_DOCUMENTS or is_known_heading(title)


def _numbered_with_status(drafts: Drafts) -> list[Draft]:
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

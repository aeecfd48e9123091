"""Documents that mark no item, by box or by id: what a reader of such a document would count."""

from bisect import bisect_left
from operator import attrgetter

from orchestrator_analyzer.drafts import Draft
from orchestrator_analyzer.formats.over import is_over
from orchestrator_analyzer.forms.entries import plain_entries
from orchestrator_analyzer.forms.headings import heading_draft, whole_document
from orchestrator_analyzer.forms.texts import paragraphs
from orchestrator_analyzer.ids import Lead
from orchestrator_analyzer.parts import Head
from orchestrator_analyzer.signs.headings import has_heading_of
from orchestrator_analyzer.signs.tally import tally
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind, ItemKind, Status
from orchestrator_analyzer.tables import plain_rows
from orchestrator_analyzer.vocabulary.sections import RECOMMENDING, SectionSort
from orchestrator_analyzer.vocabulary.statuses import STATUS_WORDS
from orchestrator_analyzer.words import fold, is_of_rest, section_sort, section_status

_BULLETED = frozenset({DocumentKind.BACKLOG, DocumentKind.ROADMAP, DocumentKind.TASK_LIST})
_BRIEF = 2
_ASIDES = frozenset({SectionSort.INDEX, SectionSort.BACKGROUND})
_ITEM_KINDS = {
    DocumentKind.BUG_REPORT: ItemKind.BUG,
    DocumentKind.TEST_PLAN: ItemKind.TEST,
    DocumentKind.AUDIT_REPORT: ItemKind.FINDING,
}


def unmarked(source: Source, kind: DocumentKind) -> list[Draft]:
    """Take the bullets, the headings or the whole of a document, by its kind."""
    if kind is DocumentKind.SPEC:
        found = _features(source) or _whole(source, kind, ItemKind.FEATURE)
        return found or ([] if source.heads else _listed(source) or _duties(source))
    if kind in _BULLETED:
        headed = _beneath_statuses(source)
        return headed or [*_listed(source), *tabled(source)] or paragraphs(source)
    if kind is DocumentKind.BUG_REPORT and (len(source.heads) < _BRIEF or _has_past(source)):
        return [draft for draft in _listed(source) if _is_of_a_state(source, draft)]
    if kind in {DocumentKind.NOTES, DocumentKind.STATUS_REPORT}:
        return _entries_of(source, SectionSort.STEPS)
    if kind not in _ITEM_KINDS:
        return []
    found: list[Draft] = []
    if kind is DocumentKind.AUDIT_REPORT:
        found = _entries_of(source, SectionSort.FINDINGS) or _entries_of(source, SectionSort.STEPS)
    return found or _whole(source, kind, _ITEM_KINDS[kind])


def _has_past(source: Source) -> bool:
    """Say whether a section lists what is over: such a document is a list of several things."""
    return any(section_status(head.title) is Status.DONE for head in source.heads)


def _is_of_a_state(source: Source, draft: Draft) -> bool:
    """Say whether a draft stands beneath the title, or beneath a heading that names a state."""
    section = draft.section
    return (
        section is None
        or section.line == source.heads[0].line
        or any(words.search(fold(section.title[:200])) for words in STATUS_WORDS.values())
    )


def _listed(source: Source) -> list[Draft]:
    """Take the bullets, but for those of an index."""
    return [
        draft
        for draft in plain_entries(source, 0, source.text.line_count)
        if draft.section is None or section_sort(draft.section.title) not in _ASIDES
    ]


def _beneath_statuses(source: Source) -> list[Draft]:
    """Take the headings beneath "Planned", "Completed" and the like, where each has some.

    What is listed below one of them describes it.
    """
    found: list[Draft] = []
    for position, section in enumerate(source.heads):
        is_title = position == 0 and section.title == source.title
        if is_title or not (section_status(section.title) or is_of_rest(section.title)):
            continue
        last = bisect_left(source.heads, section.end, key=attrgetter("line"))
        inner = [one for one in source.heads[position + 1 : last] if one.level == section.level + 1]
        if not inner:
            return []
        found += [feature_draft(one, None) for one in inner]
    return found if len(found) > 1 else []


def _duties(source: Source) -> list[Draft]:
    """Take the paragraphs of a text without headings that says what must be."""
    return paragraphs(source, least=1) if tally(source).duties else []


def tabled(source: Source) -> list[Draft]:
    """Take the rows of tables that list things to do by their names."""
    return [draft for part in source.parts for draft in part.answer(plain_rows)]


def _whole(source: Source, kind: DocumentKind, item: ItemKind) -> list[Draft]:
    """Take all of a document as one item, where more than its title says that it is of a kind."""
    said = has_heading_of(source, kind)
    # Prose of one section is a bug report, say, by its title alone; a specification is not.
    if not said and (len(source.heads) > 1 or kind is DocumentKind.SPEC):
        return []
    return [] if is_over(source, kind) else whole_document(source, item)


def _features(source: Source) -> list[Draft]:
    """Take the headings beneath "Features" and the like, or the bullets where it has none."""
    found: list[Draft] = []
    end = 0
    for position, section in enumerate(source.heads):
        if section.line < end or section_sort(section.title) is not SectionSort.REQUIREMENTS:
            continue
        is_title = section.level == 1 and section.title == source.title
        if is_title and len(source.heads) > 1:
            continue
        end = section.end
        if section_status(section.title) is not None:
            continue
        last = bisect_left(source.heads, end, key=attrgetter("line"))
        beneath = source.heads[position + 1 : last]
        inner = [one for one in beneath if one.level == section.level + 1]
        if inner:
            found += [feature_draft(one) for one in inner]
        else:
            found += plain_entries(source, section.line, end)
    return found


def feature_draft(section: Head, kind: ItemKind | None = ItemKind.FEATURE) -> Draft:
    """Make a draft of a section by its whole title, of that kind or the document's own."""
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

"""Free form: task lists, headings, tables and bullets, with ids or without."""

import re
from collections import Counter
from functools import lru_cache

from orchestrator_analyzer.candidates import Bunch, Drafts, Few
from orchestrator_analyzer.choose import status_cell
from orchestrator_analyzer.drafts import Draft, Form, prefix
from orchestrator_analyzer.facts import written_of
from orchestrator_analyzer.formats.aside import is_aside
from orchestrator_analyzer.formats.by_number import (
    findings_by_number,
    has_other_ids,
    is_tallied,
    with_numbers,
    without_counted_rows,
    without_counts,
)
from orchestrator_analyzer.formats.numbered import (
    headings_with_status,
    numbered_above_boxes,
    numbered_above_labels,
    numbered_beneath,
    numbered_entries,
    numbered_headings,
    numbered_on,
    numbered_with_status,
)
from orchestrator_analyzer.formats.siblings import siblings
from orchestrator_analyzer.formats.unmarked import tabled, unmarked
from orchestrator_analyzer.forms.headings import named_document
from orchestrator_analyzer.forms.texts import slashed, text_leads
from orchestrator_analyzer.groups import Group
from orchestrator_analyzer.ids import Shape
from orchestrator_analyzer.parts import Head, Part
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind
from orchestrator_analyzer.vocabulary.sections import EXAMPLES, STORIES
from orchestrator_analyzer.vocabulary.statuses import STATUS_SIGNS
from orchestrator_analyzer.words import fold

# Documents that tell rather than ask: an id there names something elsewhere.
_TELLING = frozenset(
    {DocumentKind.README, DocumentKind.CHANGELOG, DocumentKind.OTHER, DocumentKind.DESIGN_DOC}
)
_LOOK_AT = 200
_ENOUGH = 3
_LISTS = frozenset(
    {
        DocumentKind.BACKLOG,
        DocumentKind.BUG_REPORT,
        DocumentKind.AUDIT_REPORT,
        DocumentKind.TASK_LIST,
        DocumentKind.ROADMAP,
    }
)
# Where a heading beside those with ids is one more of them, and no chapter.
_WITH_SIBLINGS = frozenset({DocumentKind.BACKLOG, DocumentKind.BUG_REPORT})
_OF_PLANS = frozenset({DocumentKind.BACKLOG, DocumentKind.ROADMAP})
_NUMBERED = _LISTS | {DocumentKind.SPEC}
_NUMBERED_ON = _LISTS | {DocumentKind.STATUS_REPORT}
# Where `V1` is a vulnerability or a check; elsewhere it is a version.
_OF_FINDINGS = frozenset(
    {DocumentKind.AUDIT_REPORT, DocumentKind.BUG_REPORT, DocumentKind.TEST_PLAN}
)
_VERSION = re.compile(r"V\d+")
_QUARTER = re.compile(r"[TKК][1-4]")  # noqa: RUF001  # a Russian one too


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
    found = _named(source, drafts, kind)
    if not any(draft.lead.id for draft in found):
        found += _counted(source, drafts, kind)
    if kind is DocumentKind.AUDIT_REPORT and all(draft.answer(_is_praise) for draft in found):
        found = unmarked(source, kind) or found
    if kind in _OF_PLANS and found and not any(draft.lead.id for draft in found):
        found += tabled(source)
    found = found or unmarked(source, kind)
    if kind in _NUMBERED_ON and not any(draft.lead.id for draft in found):
        found = with_numbers(found, numbered_on(source))
    return found


def _named(source: Source, drafts: Drafts, kind: DocumentKind) -> list[Draft]:
    """Take what has a box or an id of its own."""
    groups = _groups_of_stories(source)
    marked = [draft for of_bunch in drafts.answers(_marked, kind) for draft in of_bunch]
    if kind is DocumentKind.AUDIT_REPORT:
        marked += findings_by_number(drafts)
    if kind is DocumentKind.NOTES:
        marked = without_counted_rows(marked)
    if groups:
        marked = [draft for draft in marked if draft.section not in groups]
    if _count_headed(marked) >= _ENOUGH:
        found = _without_tallies(marked)
    else:
        is_spec = kind is DocumentKind.SPEC
        found = without_counts(marked, has_ids=has_other_ids(drafts)) if is_spec else marked
    has_ids = any(draft.lead.id for draft in found)
    if kind in _WITH_SIBLINGS:
        found += siblings(source, found)
    found += slashed(source) if has_ids else text_leads(source)
    if not any(draft.lead.id for draft in found):
        found += named_document(source)
    if kind is DocumentKind.TASK_LIST and _most_have_ids(drafts):
        # In a list of tasks with ids, an id anywhere else is what a task is about.
        found = _only_tasks(found)
    return found


def decided(source: Source, drafts: Drafts, kind: DocumentKind) -> list[Few] | None:
    """Give what `read` takes, bunch by bunch; None where more than what is in each decides."""
    headed = sum(drafts.answers(_headed, kind))
    if kind in _TELLING or (kind in _WITH_SIBLINGS and headed > 1) or _groups_of_stories(source):
        return None
    if kind is DocumentKind.NOTES or (
        kind is DocumentKind.AUDIT_REPORT and findings_by_number(drafts)
    ):
        return None
    has_ids = kind is DocumentKind.TASK_LIST and _most_have_ids(drafts)
    if kind is DocumentKind.SPEC:
        has_ids = has_other_ids(drafts)
    found = drafts.answers(_taken, kind, headed >= _ENOUGH, has_ids)
    return found if any(few.answer(_is_named) for few in found) and not slashed(source) else None


def _headed(bunch: Bunch, kind: DocumentKind) -> int:
    return _count_headed(bunch.answer(_marked, kind))


def _taken(bunch: Bunch, kind: DocumentKind, is_headed: bool, has_ids: bool) -> Few:  # noqa: FBT001  # a question's
    found = bunch.answer(_marked, kind)
    if is_headed:
        found = _without_tallies(found)
    elif kind is DocumentKind.SPEC:
        found = without_counts(found, has_ids=has_ids)
    has_ids = has_ids and kind is DocumentKind.TASK_LIST
    return Few(_only_tasks(found) if has_ids else found)


def _only_tasks(found: list[Draft]) -> list[Draft]:
    return [draft for draft in found if draft.form in {Form.TASK, Form.HEADING, Form.TEXT}]


def _is_named(few: Few) -> bool:
    return any(draft.lead.id for draft in few.drafts)


def _groups_of_stories(source: Source) -> set[Head]:
    """Give the sections such as `Feature 2: Tags` whose own section "User stories" counts those."""
    found: set[Head] = set()
    if not any(source.answers(_speaks_of_stories)):
        return found
    above: list[Head] = []
    for head in source.heads:
        while above and above[-1].level >= head.level:
            above.pop()
        if above and len(above) > 1 and _is_of_stories(head.title) and head.part.answer(_counts):
            found.add(above[-1])
        above.append(head)
    return found if len(found) > 1 else set()


def _speaks_of_stories(group: Group) -> bool:
    return any(_is_of_stories(head.title) for head in group.heads)


@lru_cache(maxsize=512)
def _is_of_stories(title: str) -> bool:
    return STORIES.fullmatch(fold(title[:_LOOK_AT])) is not None


def _counts(part: Part) -> bool:
    """Say whether a part has a numbered list."""
    return any(block.number for block in part.blocks)


def _counted(source: Source, drafts: Drafts, kind: DocumentKind) -> list[Draft]:
    """Take what people speak of by its number, where nothing has an id."""
    if found := numbered_beneath(source, kind):
        return found
    if kind in _LISTS:
        found = (
            numbered_headings(drafts, kind)
            or numbered_with_status(drafts)
            or numbered_above_labels(source)
            or (numbered_above_boxes(drafts) if kind is DocumentKind.TASK_LIST else [])
            or headings_with_status(source)
        )
    if kind in _NUMBERED and not any(draft.lead.id for draft in found):
        found += numbered_entries(source)
    return found


def counted(drafts: Drafts, found: list[Draft]) -> list[Draft]:
    """Give the things with ids of a series of three or more that reading has left out."""
    if any(draft.lead.id for draft in found):
        return []
    left = [
        draft
        for draft in (*drafts.headings, *drafts.entries, *drafts.rows)
        if draft.lead.shape is Shape.PREFIXED and not is_aside(draft)
    ]
    series = Counter(_series(draft) for draft in left)
    return [draft for draft in left if series[_series(draft)] >= _ENOUGH]


def _series(draft: Draft) -> tuple[Form, str]:
    return draft.form, prefix(draft.lead.id or "")


def _marked(bunch: Bunch, kind: DocumentKind) -> list[Draft]:
    """Give what has a box or an id of its own and may be an item in a document of a kind."""
    headings = [draft for draft in bunch.headings if draft.lead.shape is not Shape.NUMBERED]
    of = (bunch.tasks, headings, bunch.texts, bunch.entries, bunch.rows, bunch.rules)
    marked = [draft for drafts in of for draft in drafts if not is_aside(draft)]
    if kind not in _OF_FINDINGS:
        marked = _without_versions(marked)
    if kind is DocumentKind.ROADMAP:
        marked = [draft for draft in marked if not _is_quarter(draft)]
    return marked


def _without_versions(found: list[Draft]) -> list[Draft]:
    """Take the ids away that are names of versions: `V1`."""
    kept = (draft.bare if _VERSION.fullmatch(draft.lead.id or "") else draft for draft in found)
    return [draft for draft in kept if draft.lead.id is not None or draft.form is Form.TASK]


def _is_quarter(draft: Draft) -> bool:
    """Say whether a heading is nothing but a quarter of a year: `T1`, as people in France say."""
    is_bare = draft.form is Form.HEADING and not draft.lead.title
    return is_bare and _QUARTER.fullmatch(draft.lead.id or "") is not None


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
    return [draft for draft in found if not is_tallied(draft)]


def _count_headed(found: list[Draft]) -> int:
    return sum(draft.form is Form.HEADING and draft.lead.shape is Shape.PREFIXED for draft in found)


def _is_praise(draft: Draft) -> bool:
    """Say whether a draft is an entry with a sign before it, and so says that something is well."""
    if draft.form is not Form.TASK or draft.lead.id is not None or draft.box is None:
        return False
    return draft.part.text.slice(draft.box) in STATUS_SIGNS


def _is_example(draft: Draft) -> bool:
    if draft.section is None:
        return False
    return any(EXAMPLES.match(fold(title)) for title in (draft.section.title, *draft.section.path))


def _most_have_ids(drafts: Drafts) -> bool:
    told = drafts.answers(_count_named_tasks)
    count = sum(tasks for tasks, _ in told)
    return count > 1 and sum(named for _, named in told) * 2 > count


def _count_named_tasks(bunch: Bunch) -> tuple[int, int]:
    return len(bunch.tasks), sum(draft.lead.id is not None for draft in bunch.tasks)

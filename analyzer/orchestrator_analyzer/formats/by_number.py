"""What numbers are for: findings are called by them, and rows of minutes only counted."""

from functools import lru_cache

from orchestrator_analyzer.candidates import Drafts
from orchestrator_analyzer.choose import status_cell
from orchestrator_analyzer.criteria import tells_criterion
from orchestrator_analyzer.drafts import Draft, Form
from orchestrator_analyzer.formats.aside import is_aside
from orchestrator_analyzer.formats.over import results_of_checks
from orchestrator_analyzer.ids import Shape, is_counted_by
from orchestrator_analyzer.vocabulary.priorities import PRIORITY_FIELD
from orchestrator_analyzer.vocabulary.sections import CASES, CHECKING, REQUIRING, SectionSort
from orchestrator_analyzer.vocabulary.speech import DUTY
from orchestrator_analyzer.vocabulary.titles.forms import CHECKLIST
from orchestrator_analyzer.words import fold, is_of_rest, section_sort

_ENOUGH = 3
_LOOK_AT = 200


def findings_by_number(drafts: Drafts) -> list[Draft]:
    """Take the headings 1, 2, 3 and so on right beneath one that says "Findings"."""
    found = [
        draft
        for draft in drafts.headings
        if draft.lead.shape is Shape.NUMBERED
        and draft.section is not None
        and draft.section.path
        and section_sort(draft.section.path[-1]) is SectionSort.FINDINGS
        and not is_aside(draft)
    ]
    counted = [draft.lead.id for draft in found]
    is_count = counted == [str(number + 1) for number in range(len(counted))]
    if not is_count or len(found) < _ENOUGH:
        return []
    # Where tables tell how checks came out, the headings are what was looked at.
    return [] if any(draft.part.answer(results_of_checks) for draft in found) else found


def with_numbers(found: list[Draft], numbered: list[Draft]) -> list[Draft]:
    """Give those that are numbered their numbers, and add what is only numbered."""
    lines = {draft.first for draft in numbered}
    return [*(draft for draft in found if draft.first not in lines), *numbered]


def without_counted_rows(found: list[Draft]) -> list[Draft]:
    """Leave out of minutes the rows that only have a number: who came, and what was spoken of.

    Those of actions stay, unless the rows of other tables have the same numbers.
    """
    rows = [
        draft
        for draft in found
        if draft.form is Form.ROW and draft.lead.shape is Shape.NUMBERED and not status_cell(draft)
    ]
    is_one_count = len({draft.lead.id for draft in rows}) == len(rows)
    aside = {draft for draft in rows if not (is_one_count and _is_beneath_rest(draft))}
    return [draft for draft in found if draft not in aside]


def _is_beneath_rest(draft: Draft) -> bool:
    return draft.section is not None and is_of_rest(draft.section.title)


def has_other_ids(drafts: Drafts) -> bool:
    """Say whether a document has ids that are more than numbers."""
    return any(shape is not Shape.NUMBERED for shape, _ in drafts.series)


def without_counts(found: list[Draft], *, has_ids: bool) -> list[Draft]:
    """Leave out of a specification the rows that are only counted, such as its screens.

    Those of a table that asks for something stay. In a document without other ids, only tables
    of what their own section is named after count.
    """
    return [
        draft
        for draft in found
        if not (is_tallied(draft) and (has_ids or _lists_its_section(draft))) or _asks(draft)
    ]


def _lists_its_section(draft: Draft) -> bool:
    return draft.section is not None and fold(draft.section.title) in dict(draft.cells)


def _asks(draft: Draft) -> bool:
    """Say whether a row says what must be, or a head of its table that it holds what is wanted."""
    if _is_asking(tuple([head for head, _ in draft.cells])):
        return True
    return any(DUTY.search(draft.part.text.slice(cell)) for _, cell in draft.cells)


# All rows of a table have the same heads.
@lru_cache(maxsize=512)
def _is_asking(heads: tuple[str, ...]) -> bool:
    return any(
        REQUIRING.search(head) or PRIORITY_FIELD.fullmatch(head) or is_counted_by(head)
        for head in heads
    )


def is_tallied(draft: Draft) -> bool:
    """Say whether a draft is a row that only has a number: a screen, or a step."""
    is_row = draft.form is Form.ROW and draft.lead.shape is Shape.NUMBERED
    return is_row and not status_cell(draft)


def have_boxes(drafts: Drafts, numbered: list[Draft]) -> bool:
    """Say whether what is to do has boxes: far more of them than there are numbered headings.

    Above those, more of them are enough. Boxes that only say when all is done, or how to look
    whether it is, do not count.
    """
    count = len(numbered)
    if len(drafts.tasks) < max(_ENOUGH, count):
        return False
    boxes = [draft.first for draft in drafts.tasks if not _is_checked_at_last(draft)]
    is_above = bool(boxes) and boxes[-1] < numbered[0].first
    return len(boxes) >= max(_ENOUGH, count if is_above else _FAR_MORE * count)


_FAR_MORE = 2


def _is_checked_at_last(draft: Draft) -> bool:
    if draft.section is None:
        return False
    titles = (*draft.section.path[1:], draft.section.title)
    return draft.answer(tells_criterion) or any(map(_is_of_checks, titles))


@lru_cache(maxsize=512)
def _is_of_checks(title: str) -> bool:
    words = fold(title[:_LOOK_AT])
    is_check = CHECKING.fullmatch(words) or CHECKLIST.search(words) or CASES.fullmatch(words)
    return bool(is_check) or section_sort(title) in _AT_LAST


_AT_LAST = frozenset({SectionSort.CRITERIA, SectionSort.BACKGROUND})

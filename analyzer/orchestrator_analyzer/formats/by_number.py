"""What numbers are for: findings are called by them, and rows of minutes only counted."""

from orchestrator_analyzer.candidates import Drafts
from orchestrator_analyzer.choose import status_cell
from orchestrator_analyzer.drafts import Draft, Form
from orchestrator_analyzer.formats.aside import is_aside
from orchestrator_analyzer.formats.over import results_of_checks
from orchestrator_analyzer.ids import Shape
from orchestrator_analyzer.vocabulary.sections import SectionSort
from orchestrator_analyzer.words import is_of_rest, section_sort

_ENOUGH = 3


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

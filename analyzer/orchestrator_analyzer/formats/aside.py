"""What is told by the way: beneath assumptions, risks and the like, or in tables of traces."""

from functools import lru_cache

from orchestrator_analyzer.choose import status_cell
from orchestrator_analyzer.drafts import Draft, Form
from orchestrator_analyzer.vocabulary.sections import TRACES, SectionSort
from orchestrator_analyzer.words import fold, section_sort

_LOOK_AT = 200


def is_aside(draft: Draft) -> bool:
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


@lru_cache(maxsize=512)
def _is_trace(title: str) -> bool:
    return TRACES.search(fold(title[:_LOOK_AT])) is not None

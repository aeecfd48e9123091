"""Headings without ids beside those that have some, and are as much to be done as they are."""

from collections import Counter

from orchestrator_analyzer.drafts import Draft, Form
from orchestrator_analyzer.formats.unmarked import feature_draft
from orchestrator_analyzer.ids import Shape
from orchestrator_analyzer.parts import Head, Part
from orchestrator_analyzer.signs.headings import is_known_heading
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.words import section_sort, section_status

# Of a single heading with an id nobody knows what stands beside it.
_ENOUGH = 2
# One or two words call a chapter: "Tooling", "Test data".
_WORDS = 3

_Place = tuple[tuple[str, ...], int]


def siblings(source: Source, found: list[Draft]) -> list[Draft]:
    """Take the headings with a text of their own that stand beside two or more with ids.

    Where there are more of them than half of those with ids, they are something else.
    """
    headed = [draft for draft in found if draft.form is Form.HEADING]
    named = Counter(
        _place(draft.section)
        for draft in headed
        if draft.section is not None and draft.lead.shape is Shape.PREFIXED
    )
    places = {place for place, count in named.items() if count >= _ENOUGH}
    if not places:
        return []
    taken = {draft.section for draft in headed}
    plain = [
        head
        for head in source.heads
        if _place(head) in places and head not in taken and _is_one(head)
    ]
    beside = Counter(map(_place, plain))
    return [
        feature_draft(head, None)
        for head in plain
        if beside[_place(head)] * 2 <= named[_place(head)] and head.part.answer(_has_text)
    ]


def _place(head: Head) -> _Place:
    return head.path, head.level


def _is_one(head: Head) -> bool:
    """Say whether the words of a heading call no chapter."""
    title = head.title
    is_brief = title.isascii() and len(title.split()) < _WORDS
    known = section_sort(title) is not None or is_known_heading(title)
    return not (is_brief or known or section_status(title) is not None)


def _has_text(part: Part) -> bool:
    """Say whether something stands below the heading of a part."""
    return any(part.text.line(line).strip() for line in range(1, part.lines))

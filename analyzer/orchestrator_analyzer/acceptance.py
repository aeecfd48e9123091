"""To begin the acceptance criteria of an item, in the way in which its document writes them."""

import re
from dataclasses import dataclass

from orchestrator_analyzer.drafts import Draft, Form
from orchestrator_analyzer.parser import Reading, parse
from orchestrator_analyzer.spec import Item, ItemKind
from orchestrator_analyzer.text import Span, Text, TextEdit, apply
from orchestrator_analyzer.vocabulary.sections import SectionSort
from orchestrator_analyzer.vocabulary.skeletons import BLANK, CRITERIA, LABEL, LABELS, SCENARIO
from orchestrator_analyzer.words import fold, section_sort

_MARKER = re.compile(
    r"(?P<lead>[ \t>]*)(?P<marker>[-*+]|\d{1,9}[.)])(?P<gap>[ \t]{1,4})(?P<box>\[[ xX]\] )?"
)
_HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]")
_LINE_END = re.compile(r"\r\n|\n|\r")
_LONGEST = 80
_NEAR = 80


@dataclass(frozen=True, slots=True)
class _Style:
    """What stands above criteria, and how the first of them begins."""

    label: str
    marker: str


def add_acceptance(reading: Reading, handle: str) -> tuple[TextEdit, ...]:
    """Give the edit that begins an item's criteria: EARS, scenarios or bullets, as the format is.

    Gives none for an item that has criteria, for a row of a table, which has no room for them, and
    where what comes out would not be read as criteria of this item.
    """
    items = reading.spec.items
    place = next((at for at, item in enumerate(items) if item.handle == handle), None)
    if place is None or items[place].criteria:
        return ()
    draft = reading.chosen[place].draft
    if draft.form is Form.ROW:
        return ()
    text = reading.source.text
    end = text.line_end(_last_line(reading, place, draft.form))
    lines = _lines(reading, items[place], draft)
    found = _LINE_END.search(text.source)
    new = (found[0] if found else "\n").join(lines)
    edit = TextEdit(Span(end, end), (found[0] if found else "\n") + new)
    return (edit,) if _is_read(reading, edit, place) else ()


def _lines(reading: Reading, item: Item, draft: Draft) -> list[str]:
    """Give the lines to write, of which the first comes right below the item."""
    known = reading.spec.format
    if draft.form in {Form.TASK, Form.ENTRY}:
        return _nested(reading, item.line)
    if draft.form is Form.DOCUMENT:
        return ["", "## Acceptance Criteria", "", f"- [ ] #1 {BLANK}"]
    if known == "OpenSpec" and item.kind is ItemKind.REQUIREMENT:
        return ["", SCENARIO[0], "", *SCENARIO[1].split("\n")]
    style = _learnt(reading, draft) or _Style(LABELS.get(known, LABEL), _usual_marker(known))
    return ["", style.label, "", style.marker + CRITERIA.get(known, BLANK)]


def _usual_marker(known: str) -> str:
    return "1. " if known in CRITERIA else "- "


def _nested(reading: Reading, line: int) -> list[str]:
    """Indent the criteria of an entry below its words."""
    text = reading.source.text
    marker = _MARKER.match(text.line(line).removeprefix("\ufeff"))
    if marker is None:
        return []
    width = "\t" if "\t" in marker["gap"] else " " * len(marker["marker"] + marker["gap"])
    indent = marker["lead"] + width
    label = next(
        (
            _words_of(text.line(section.line))
            for section in reading.source.sections
            if section_sort(section.title) is SectionSort.CRITERIA
        ),
        "Acceptance criteria",
    )
    inner = "\t" if "\t" in indent else "  "
    return [f"{indent}- {label}:", f"{indent}{inner}- {BLANK}"]


def _words_of(line: str) -> str:
    """Give the words of a heading or label, without its marks."""
    return line.strip(" \t#*_:\uff1a")


def _learnt(reading: Reading, draft: Draft) -> _Style | None:
    """Find how another item of the same form has its criteria announced and marked."""
    text = reading.source.text
    for item, chosen in zip(reading.spec.items, reading.chosen, strict=True):
        other = chosen.draft
        if not item.criteria or other.form is not draft.form or _level(other) != _level(draft):
            continue
        first = text.line_of(item.criteria[0].span.start)
        above = first - 1
        while above > item.line and not text.line(above).strip():
            above -= 1
        label, marker = text.line(above), _MARKER.match(text.line(first))
        if above <= item.line or marker is None or marker["lead"] or len(label) > _LONGEST:
            continue
        if section_sort(fold(label)) is SectionSort.CRITERIA and not _MARKER.match(label):
            number = "1." if marker["marker"][0].isdecimal() else marker["marker"]
            return _Style(label.rstrip(), f"{number} {'[ ] ' if marker['box'] else ''}")
    return None


def _level(draft: Draft) -> int:
    return draft.section.level if draft.form is Form.HEADING and draft.section else 0


def _last_line(reading: Reading, place: int, form: Form) -> int:
    """Give the last line of an item's own words: above what is nested in it, and the headings."""
    source, item = reading.source, reading.spec.items[place]
    last = source.text.line_of(item.span.end) + 1
    for child in reading.spec.children.get(item.handle, ()):
        last = min(last, child.line)
    writes_heading = _HEADING.match(LABELS.get(reading.spec.format, "")) is not None
    if form is not Form.DOCUMENT and not writes_heading and reading.spec.format != "OpenSpec":
        last = min(last, source.next_heading(item.line))
    last = min(max(last, item.line + 1), source.text.line_count)
    while last > item.line + 1 and not source.text.line(last - 1).strip(" \t>"):
        last -= 1
    return last - 1


def _is_read(reading: Reading, edit: TextEdit, place: int) -> bool:
    """Say whether the item would have criteria, and all else be read as before."""
    source = reading.source
    written = parse(source.edited(Text(apply(source.text.source, (edit,))))).spec
    if len(written.items) != len(reading.spec.items) or not written.items[place].criteria:
        return False
    asked = reading.spec.items[place]
    return all(
        (now.id, now.title, now.status, now.parent)
        == (item.id, item.title, item.status, item.parent)
        # Criteria are what stands on an item's own lines: those of others can only have changed
        # where these lines are next to them.
        and (not _meet(item, asked) or len(now.criteria) == len(item.criteria))
        for at, (item, now) in enumerate(zip(reading.spec.items, written.items, strict=True))
        if at != place
    )


def _meet(one: Item, other: Item) -> bool:
    gap = max(one.span.start, other.span.start) - min(one.span.end, other.span.end)
    return gap <= _NEAR

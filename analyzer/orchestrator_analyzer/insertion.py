"""To give an item that has no id the next free one, written as its neighbours write theirs."""

import re
from collections.abc import Iterable, Iterator

from orchestrator_analyzer.choose import Chosen
from orchestrator_analyzer.drafts import Form
from orchestrator_analyzer.names import Names
from orchestrator_analyzer.numbering import next_id
from orchestrator_analyzer.parser import Reading, parse
from orchestrator_analyzer.spec import Item
from orchestrator_analyzer.text import Span, Text, TextEdit, apply

_FORMS = frozenset({Form.HEADING, Form.TASK, Form.ENTRY, Form.TEXT})
_OPENING = re.compile(r"[*_`\[(【]*$")
_NUMBERED = re.compile(r"\d+(?:\.\d+)*")
_LONGEST_GAP = 12
_MARKS = frozenset("*_~`")


def insert_id(names: Names, handle: str, elsewhere: Iterable[str] = ()) -> tuple[TextEdit, ...]:
    """Give the edit that writes the next free id before an item's title.

    The series is that of the nearest item beside it. `elsewhere` are names that other documents
    have given. Gives none for an item that has an id, where no other item of its form has one,
    and where what comes out would not be read as that id.
    """
    reading = names.reading
    places = {item.handle: place for place, item in enumerate(reading.spec.items)}
    place = places.get(handle)
    if place is None or reading.spec.items[place].id is not None:
        return ()
    form = reading.chosen[place].draft.form
    alike = _alike(reading, place) if form in _FORMS else []
    if not alike:
        return ()
    item = reading.spec.items[place]
    new = _id_beside(names, item, alike[0], tuple(elsewhere))
    if new is None:
        return ()
    for before, behind in (*_dress(reading, item, new, alike), ("", " "), ("", ": ")):
        edit = TextEdit(Span(item.title_span.start, item.title_span.start), before + new + behind)
        if _is_read(reading, edit, place, new):
            return (edit,)
    return ()


def _alike(reading: Reading, place: int) -> list[Item]:
    """Give the items with ids of the same form: first those beside an item, and the nearest."""
    items, chosen = reading.spec.items, reading.chosen
    alike = [
        other
        for other, item in enumerate(items)
        if item.id is not None and item.id_span is not None and _is_alike(chosen, other, place)
    ]
    alike.sort(
        key=lambda other: (
            items[other].parent != items[place].parent,
            other > place,
            abs(other - place),
        )
    )
    return [items[other] for other in alike]


def _is_alike(chosen: tuple[Chosen, ...], one: int, other: int) -> bool:
    a, b = chosen[one].draft, chosen[other].draft
    if a.form is not b.form:
        return False
    if a.form is Form.HEADING and a.section is not None and b.section is not None:
        return a.section.level == b.section.level
    return True


def _id_beside(names: Names, item: Item, like: Item, elsewhere: tuple[str, ...]) -> str | None:
    identifier = like.id or ""
    if _NUMBERED.fullmatch(identifier) and like.parent != item.parent:
        # The first within an item that is numbered itself: `2.1` within `2`.
        outer = names.reading.spec.by_handle.get(item.parent or "")
        if outer is None or outer.id is None or not _NUMBERED.fullmatch(outer.id):
            return None
        return next_id(names, f"{outer.id}.0", elsewhere)
    return next_id(names, identifier, elsewhere)


def _dress(reading: Reading, item: Item, new: str, alike: list[Item]) -> Iterator[tuple[str, str]]:
    """Give what stands around an id: `**` and `**: ` in `**BUG-1**: The lid sticks`."""
    text = reading.source.text
    if text.source[item.title_span.start - 1 : item.title_span.start] in _MARKS:
        return  # within bold words, an id stands as one of them
    like = next((one for one in alike if _depth(one.id or "") == _depth(new)), alike[0])
    if like.id_span is None or not like.id_span.end <= like.title_span.start:
        return
    behind = text.source[like.id_span.end : like.title_span.start]
    if len(behind) > _LONGEST_GAP or "\n" in behind or "\r" in behind:
        return
    line = text.line_start(text.line_of(like.id_span.start))
    opening = _OPENING.search(text.source[line : like.id_span.start])
    yield opening[0] if opening is not None else "", behind


def _depth(identifier: str) -> int:
    return identifier.count(".")


def _is_read(reading: Reading, edit: TextEdit, place: int, new: str) -> bool:
    """Say whether the document would be read with this id, and all else as before."""
    source = reading.source
    written = parse(source.edited(Text(apply(source.text.source, (edit,))))).spec.items
    before = [(item.id, item.title, item.status) for item in reading.spec.items]
    after = [(item.id, item.title, item.status) for item in written]
    before[place] = (new, *before[place][1:])
    return before == after

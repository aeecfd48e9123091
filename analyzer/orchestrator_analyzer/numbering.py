"""To number items: the next free id of a series, and a series without gaps and repetitions."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from orchestrator_analyzer.blocks import Block, BlockKind
from orchestrator_analyzer.mentions import is_rule, numbers_of, ranges_in, series_of
from orchestrator_analyzer.names import Names, fold_name
from orchestrator_analyzer.parser import Reading, parse
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import Item
from orchestrator_analyzer.text import Span, Text, TextEdit, apply

_ID = re.compile(r"(?P<head>.*?)(?P<number>\d{1,9})", re.DOTALL)
_NUMBERED = re.compile(r"\d{1,9}(?:\.\d{1,9})*")


def split_id(name: str) -> tuple[str, str] | None:
    """Split an id into what its series shares and its number: `BUG-` and `012` of `BUG-012`."""
    found = _ID.fullmatch(name)
    return None if found is None or is_rule(name) else (found["head"], found["number"])


def next_id(names: Names, like: str, elsewhere: Iterable[str] = ()) -> str | None:
    """Give the id after the highest of the series that `like` belongs to, in as many digits.

    Gaps are not filled: what once had the number may still be spoken of. `elsewhere` are names
    that other documents have given. None where `like` ends in no number.
    """
    parts = split_id(like)
    if parts is None:
        return None
    head, number = parts
    folded = fold_name(head)
    highest, width = int(number), len(number)
    # The last one is the highest of most series: then none of the others is looked at closely.
    known = (one.name for group in reversed(names.definitions.values()) for one in group)
    for name in chain(known, elsewhere):
        highest = max(highest, _number_of(name, folded, highest))
    if not _NUMBERED.fullmatch(like):
        for name, _ in series_of(names.reading.source, head, above=highest):
            highest = max(highest, _number_of(name, folded, highest))
    return f"{head}{highest + 1:0{width}}"


def _number_of(name: str, series: str, above: int) -> int:
    """Give the number of an id of a series, by its folded head; 0 where it is not above another."""
    folded = fold_name(name)
    if not folded.startswith(series):
        return 0
    number = folded[len(series) :]
    if number.isdecimal() and int(number) <= above:
        return 0
    parts = split_id(name)
    return int(parts[1]) if parts is not None and fold_name(parts[0]) == series else 0


def renumber(names: Names, handle: str) -> tuple[TextEdit, ...]:
    """Give the edits that number the series of an item from its first one on, without gaps.

    Whatever names one of the ids in this document follows it. Gives none where nothing changes,
    where a range such as `T005-T008` would come to mean something else, or where what comes out
    would not be read as these ids.
    """
    reading = names.reading
    item = reading.spec.by_handle.get(handle)
    if item is None or item.id is None or split_id(item.id) is None:
        return ()
    numbered = _NUMBERED.fullmatch(item.id) is not None
    series = list(_series(reading, item))
    ids = [one.id or "" for one in series]
    new = _by_outline(ids) if numbered else _in_a_row(ids)
    if new == ids or _are_ranged(names, list(_changed(ids, new))):
        return ()
    mapping: dict[str, str] = {}
    for old, other in zip(ids, new, strict=True):
        mapping.setdefault(fold_name(old), other)
    spans = [one.id_span for one in series if one.id_span is not None]
    edits = dict(zip(spans, new, strict=True))
    head, _ = split_id(item.id) or ("", "")
    found = (
        numbers_of(reading.source, frozenset(ids)) if numbered else series_of(reading.source, head)
    )
    for name, span in found:
        edits.setdefault(span, mapping.get(fold_name(name), name))
    changes = tuple(
        TextEdit(span, name)
        for span, name in sorted(edits.items())
        if reading.source.text.slice(span) != name
    )
    return changes if _gives(reading, changes, series, new) else ()


def renumber_list(source: Source, offset: int) -> tuple[TextEdit, ...]:
    """Give the edits that number the innermost ordered list around an offset, from its first on.

    Gives none where `9.` becoming `10.` would take what is nested out of its entry.
    """
    line = source.text.line_of(offset)
    index = _ordered_at(source, line) if _has_numbers(source, line) else None
    if index is None:
        return ()
    entries = [source.blocks[one] for one in source.children[source.blocks[index].parent]]
    first = int(entries[0].number or 0)
    edits: list[TextEdit] = []
    for number, entry in enumerate(entries, first):
        start = source.text.source.rfind(
            entry.number, source.text.line_start(entry.first), entry.text.start
        )
        if start >= 0 and int(entry.number or 0) != number:
            edits.append(TextEdit(Span(start, start + len(entry.number)), str(number)))
    after = Source(Text(apply(source.text.source, edits)), source.path)
    return tuple(edits) if list(map(_shape, after.blocks)) == [*map(_shape, source.blocks)] else ()


def _series(reading: Reading, item: Item) -> Iterator[Item]:
    """Give the items that are counted with an item: the same series, written in the same form."""
    numbered = _NUMBERED.fullmatch(item.id or "") is not None
    head = fold_name((split_id(item.id or "") or ("", ""))[0])
    forms = {
        one.id_span: chosen.draft.form
        for chosen, one in zip(reading.chosen, reading.spec.items, strict=True)
        if one.id_span is not None
    }
    for other in reading.spec.items:
        if other.id is None or other.id_span is None:
            continue
        if forms.get(other.id_span) is not forms.get(item.id_span or Span(-1, -1)):
            continue
        parts = split_id(other.id)
        alike = parts is not None and not numbered and fold_name(parts[0]) == head
        if alike or (numbered and _NUMBERED.fullmatch(other.id)):
            yield other


def _in_a_row(ids: Sequence[str]) -> list[str]:
    parts = [split_id(name) or (name, "0") for name in ids]
    first = int(parts[0][1])
    padded = any(number.startswith("0") and len(number) > 1 for _, number in parts)
    width = max(len(number) for _, number in parts) if padded else 1
    return [f"{head}{number:0{width}}" for number, (head, _) in enumerate(parts, first)]


def _by_outline(ids: Sequence[str]) -> list[str]:
    """Number `1`, `1.1`, `1.2`, `3`, `3.1` anew, each within the one around it."""
    new: list[str] = []
    above: dict[str, str] = {}
    counts: dict[str, int] = {}
    for name in ids:
        head, _, number = name.rpartition(".")
        outer = above.get(head, head)
        counts[outer] = counts[outer] + 1 if outer in counts else int(number)
        written = f"{outer}.{counts[outer]}" if outer else str(counts[outer])
        above[name] = written
        new.append(written)
    return new


def _changed(ids: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    return (old for old, other in zip(ids, new, strict=True) if old != other)


def _are_ranged(names: Names, ids: Iterable[str]) -> bool:
    """Say whether one of some ids stands in a range."""
    ranges = {
        (place.prefix, place.first, place.last): place for place in ranges_in(names.reading.source)
    }
    return any(place.holds(name) for place in ranges.values() for name in ids)


def _gives(
    reading: Reading, edits: Iterable[TextEdit], series: Sequence[Item], new: Sequence[str]
) -> bool:
    """Say whether the document would be read with these ids, and all else as before."""
    source = reading.source
    written = parse(source.edited(Text(apply(source.text.source, edits)))).spec.items
    renamed = {one.span: name for one, name in zip(series, new, strict=True)}
    expected = [renamed.get(one.span, one.id) for one in reading.spec.items]
    return [one.id for one in written] == expected


def _has_numbers(source: Source, line: int) -> bool:
    """Say whether there are numbered entries in the part around a line, or in what it goes on."""
    place = bisect_right(source.lines, line) - 1
    while True:
        part = source.parts[place]
        if any(block.kind is BlockKind.ENTRY and block.number for block in part.blocks):
            return True
        if not part.goes_on or place == 0:
            return False
        place -= 1


def _ordered_at(source: Source, line: int) -> int | None:
    found: int | None = None
    for index, block in enumerate(source.blocks):
        if block.first > line:
            break
        if block.kind is BlockKind.ENTRY and block.number and line < block.last:
            found = index
    return found


def _shape(block: Block) -> tuple[BlockKind, int, int, int]:
    return block.kind, block.first, block.last, block.parent

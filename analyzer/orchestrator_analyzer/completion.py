"""What may be written where the cursor stands: ids, statuses, priorities, whole sections."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice
from string import digits

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.edits import STATUS_WORDINGS
from orchestrator_analyzer.names import Definition, Names, fold_name
from orchestrator_analyzer.numbering import next_id, split_id
from orchestrator_analyzer.references import clauses
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.text import Span, TextEdit
from orchestrator_analyzer.vocabulary.priorities import PRIORITY_FIELD
from orchestrator_analyzer.vocabulary.skeletons import SKELETONS
from orchestrator_analyzer.vocabulary.statuses import STATUS_FIELD, STATUS_HEAD
from orchestrator_analyzer.words import fold, rank, status_of_words

_MOST = 200
_NEAR = 400
_FIELD = re.compile(
    r"[ \t>]*(?:[-*+][ \t]+)?[*_]{0,2}(?P<name>[^\W\d_][^:\uff1a*|]{0,30}?)[*_]{0,2}[ \t]*"
    r"[:\uff1a][*_]{0,2}[ \t]*(?P<value>[^|]{0,40})$"
)
_WORD = re.compile(r"#?[^\W_][\w.-]*$|#$")
_OPENING = re.compile(r"(?P<mark>#{0,6}[ \t]*|[-*+][ \t]+)(?P<word>\w*)$")
_BEGINNING = re.compile(r"[ \t>]*(?:#{1,6}|[-*+]|\d{1,9}[.)]|$)")
_ITEM = re.compile(r"[ \t>]*(?:#{1,6}[ \t]|(?:[-*+]|\d{1,9}[.)])[ \t]+\[.\])")
_LEAD = re.compile(r"[ \t>]*(?:#{1,6}|[-*+]|\d{1,9}[.)])[ \t]+(?:\[.\][ \t]+)?[*_`\[]*")
_SLOT = re.compile(r"\{([^{}]+)\}")
_LEVELS = ("P0", "P1", "P2", "P3")
_RANKS = ("Critical", "High", "Medium", "Low")


Heard = Callable[[str], Iterable[Definition]]


def _nothing(typed: str) -> Iterable[Definition]:
    del typed
    return ()


class CompletionKind(StrEnum):
    """What sort of thing a proposal is."""

    ID = "id"
    NEW_ID = "new-id"
    STATUS = "status"
    PRIORITY = "priority"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class Completion:
    """A proposal: `edit` writes it in place of what was typed of it; they come best first."""

    label: str
    detail: str
    kind: CompletionKind
    edit: TextEdit


def complete(
    names: Names, offset: int, heard: Heard = _nothing, taken: Iterable[str] = ()
) -> tuple[Completion, ...]:
    """Give what may be written at an offset.

    `heard` gives the ids of other documents that begin with some folded letters and are heard in
    this one; `taken` are the names that are not free as ids of new items.
    """
    source = names.reading.source
    line = source.text.line_of(offset)
    if line in source.code_lines:
        return ()
    start = max(source.text.line_start(line), offset - _NEAR)
    before = source.text.source[start:offset].removeprefix("\ufeff")
    found = list(_values(names, line, offset, before))
    if not found:
        known = tuple(taken) if _BEGINNING.match(before) else ()
        found = list(_new_ids(names, offset, before, known))
        # Where an item of its own begins, an id that is another's already would be one too many.
        is_new = bool(found) and _ITEM.match(before) is not None
        ids = () if is_new else _ids(names, offset, before, heard)
        more = chain(ids, _sections(names, line, offset, before, known))
        found += islice(more, max(0, _MOST - len(found)))
    return tuple(found[:_MOST])


def _values(names: Names, line: int, offset: int, before: str) -> Iterator[Completion]:
    """Give statuses or priorities, behind `Status:` or in a column of that name."""
    place = _cell(names.reading.source, line, offset) or _field(before)
    if place is None:
        return
    name, typed = place
    span = Span(offset - len(typed), offset)
    words = fold(name)
    if STATUS_FIELD.fullmatch(words) or (STATUS_HEAD.fullmatch(words)):
        for word, status in _statuses(names):
            yield from _proposal(typed, word, status, CompletionKind.STATUS, span)
    elif PRIORITY_FIELD.fullmatch(words):
        for word in _priorities(names):
            yield from _proposal(typed, word, "priority", CompletionKind.PRIORITY, span)


def _field(before: str) -> tuple[str, str] | None:
    found = _FIELD.match(before)
    return (found["name"], found["value"]) if found is not None else None


def _cell(source: Source, line: int, offset: int) -> tuple[str, str] | None:
    """Give the head of the column that an offset stands in, and what is typed of the cell."""
    part = source.parts_within(line, line + 1)[0]
    first = source.lines[source.parts.index(part)]
    own = (one for one in part.blocks if one.kind is BlockKind.ROW)
    row = next((one for one in own if first + one.first == line), None)
    if row is None:
        return None
    opener, table = part.begun(row.parent)
    heads = opener.blocks[opener.children[table][0]]
    start = source.text.line_start(line)
    column = source.text.source.count("|", start, offset)
    column -= source.text.line(line).lstrip(" \t>").startswith("|")
    if heads is row or not 0 <= column < len(heads.cells):
        return None
    bar = source.text.source.rfind("|", start, offset)
    typed = source.text.source[max(bar + 1, start) : offset].lstrip()
    return opener.text.slice(heads.cells[column]), typed


def _statuses(names: Names) -> Iterator[tuple[str, str]]:
    """Give a word for each status: the document's own, or the usual one."""
    text = names.reading.source.text
    used: dict[str, str] = {}
    for item in names.reading.spec.items:
        if item.status_span is None or item.status in used:
            continue
        word = text.slice(item.status_span)
        if status_of_words(word, whole=True) is item.status and len(word) > 1:
            used[item.status] = word
    for status, usual in STATUS_WORDINGS.items():
        yield used.get(status, usual), status.value.replace("_", " ")


def _priorities(names: Names) -> list[str]:
    """Give the document's own words for how urgent something is, or the usual ones."""
    used = dict.fromkeys(item.priority for item in names.reading.spec.items if item.priority)
    by_rank: dict[int, str] = {}
    for word in used:
        by_rank.setdefault(rank(word), word)
    usual = _LEVELS if any(word[0] in "Pp" and word[1:].isdecimal() for word in used) else _RANKS
    return [by_rank.get(place, word) for place, word in enumerate(usual)]


def _proposal(
    typed: str, word: str, detail: str, kind: CompletionKind, span: Span
) -> Iterator[Completion]:
    if fold_name(word).startswith(fold_name(typed.strip())):
        yield Completion(word, detail, kind, TextEdit(span, word))


def _ids(names: Names, offset: int, before: str, heard: Heard) -> Iterator[Completion]:
    """Give the ids behind "depends on", or those that begin with what is typed of one."""
    source = names.reading.source
    word = _WORD.search(before)
    typed = fold_name(word[0]) if word is not None else ""
    start = max(source.text.line_start(source.text.line_of(offset)), offset - _NEAR)
    line = Span(start, offset)
    called_for = any(clause.end == offset for clause in clauses(source.text.source, line))
    span = Span(offset - len(typed), offset)
    everything = names.definitions
    own = (one.span for group in everything.values() for one in group)
    if any(place.start <= offset <= place.end for place in own):
        return
    here = (
        group[0]
        for past in (False, True)
        for name, group in everything.items()
        if name.startswith(typed)
        and _is_past(group) is past
        and not group[0].whole.start <= offset <= group[0].whole.end
    )
    there = heard(typed) if called_for or typed else ()
    for definition in chain(here, there):
        name = fold_name(definition.name)
        if not definition.is_coined and not definition.name.startswith("US"):
            continue
        if not (name.startswith(typed) and (called_for or _begins(typed, name))):
            continue
        yield Completion(
            definition.name, _about(definition), CompletionKind.ID, TextEdit(span, definition.name)
        )


def _is_past(group: tuple[Definition, ...]) -> bool:
    return group[0].detail in {"done", "rejected", "deferred"}


def _about(definition: Definition) -> str:
    return f"{definition.title} ({definition.detail})" if definition.title else definition.detail


def _begins(typed: str, name: str) -> bool:
    """Say whether what is typed can only be the beginning of this id, rather than of a word."""
    parts = split_id(name)
    if parts is None or not typed:
        return False
    head = parts[0].rstrip("-_ ")
    return bool(head) and len(typed) >= len(head) and not typed.isdecimal()


def _new_ids(
    names: Names, offset: int, before: str, taken: tuple[str, ...]
) -> Iterator[Completion]:
    """Give the next free id of each series where an item's id is being written."""
    word = _WORD.search(before)
    lead = before[: word.start()] if word is not None else before
    if _LEAD.fullmatch(lead) is None:
        return
    typed = fold_name(word[0]) if word is not None else ""
    own = next(
        (
            one.span
            for group in names.definitions.values()
            for one in group
            if one.span.start <= offset <= one.span.end
        ),
        None,
    )
    span = Span(offset - len(typed), own.end if own is not None else offset)
    seen: set[str] = set()
    passed: set[str] = set()
    for item in names.reading.spec.items:
        # Thousands of items share a few series.
        if item.id is None or (series := item.id.rstrip(digits)) in passed:
            continue
        parts = split_id(item.id)
        if parts is None or item.id_span == own or not parts[0]:
            continue
        if parts[0] == series:
            passed.add(series)
        head = fold_name(parts[0])
        if head in seen or head[0].isdecimal() or not head.startswith(typed[: len(head)]):
            continue
        seen.add(head)
        new = next_id(names, item.id, taken)
        if new is not None and fold_name(new).startswith(typed):
            yield Completion(new, "next free id", CompletionKind.NEW_ID, TextEdit(span, new))


def _sections(
    names: Names, line: int, offset: int, before: str, taken: tuple[str, ...]
) -> Iterator[Completion]:
    """Give the sections of the format where a line begins and nothing follows."""
    source = names.reading.source
    found = _OPENING.fullmatch(before)
    if found is None or offset != source.text.line_end(line):
        return
    end = "\r\n" if "\r\n" in source.text.source else "\n"
    span = Span(offset - len(before), offset)
    for skeleton in SKELETONS.get(names.reading.spec.format, ()):
        marked = skeleton.text.startswith(found["mark"].strip()[:1])
        if not marked or not skeleton.label.startswith(found["word"].casefold()):
            continue
        text = _SLOT.sub(lambda slot: _filled(names, slot[1], taken), skeleton.text)
        text = text.rstrip("\n").replace("\n", end)
        yield Completion(
            skeleton.label, names.reading.spec.format, CompletionKind.SECTION, TextEdit(span, text)
        )


def _filled(names: Names, example: str, taken: tuple[str, ...]) -> str:
    """Give the next id of a series, or its first where the document has none of it."""
    head, _ = split_id(example) or (example, "")
    series = [
        one.name
        for group in names.definitions.values()
        for one in group
        if fold_name((split_id(one.name) or ("", ""))[0]) == fold_name(head)
    ]
    return (next_id(names, series[0], taken) if series else None) or example

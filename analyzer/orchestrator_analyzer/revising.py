"""A document read again after an edit, from what was known of it before.

Where the parts that an edit made anew say to the rest of the document what the old ones said
(`comparing`), its format and which drafts are items are what they were, and only its kind may be
weighed anew. Where they do not, all of that is found out again, and compared.

If as many items stand in as many parts, only those of the new parts are put together anew
(`reassembling`). Otherwise all are, with what the older version knew of each (`assemble`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import compress, repeat
from operator import is_not

from orchestrator_analyzer.comparing import Compared
from orchestrator_analyzer.drafts import Draft
from orchestrator_analyzer.kinds import Judgement
from orchestrator_analyzer.parser import Front, Reading, front_of, parse, parsed, reading_of
from orchestrator_analyzer.parts import Part, Renewed
from orchestrator_analyzer.reassembling import (
    Grown,
    Items,
    differing_statuses,
    items_within,
    kept_items,
)
from orchestrator_analyzer.regrowing import Regrown
from orchestrator_analyzer.signs import count_alike
from orchestrator_analyzer.source import Source

# What is read at the top of a document goes no further than this.
TOP = 8000
TOP_LINES = 45
TOP_PARTS = 6


@dataclass(frozen=True, slots=True)
class Revision:
    """What an edit made anew: parts, by their places, and items by theirs."""

    parts: Renewed
    items: tuple[int, ...]
    grown: Grown | None = None


def revised(
    before: Reading, source: Source, own: Iterable[Callable[..., object]]
) -> tuple[Reading, Revision | None]:
    """Give the reading of a document that was read before an edit, and what is new in it.

    That is None where anything may be new. `own` are further questions whose answers concern nobody
    but the part that is asked.
    """
    renewed = source.renewed(before.source)
    if renewed is None:
        return parse(source, before.assembly), None
    if not renewed.is_even:
        return _regrown(before, source, renewed, front_of(source))
    pairs = dict(renewed.pairs(before.source.parts, source.parts))
    compared = Compared(own)
    front, is_alike = None, False
    if _is_below_top(before.source, source, renewed) and all(
        compared.are_alike(old, new) for old, new in pairs.items()
    ):
        front, is_alike = _front_alike(before, source, renewed, compared), True
    if front is None:
        front, is_alike = front_of(source), False
        if not _reads_like(before.front, front, pairs):
            return _regrown(before, source, renewed, front)
    items = Items(before, source, renewed, front, is_alike=is_alike)
    assembly = items.assembly()
    if assembly is None:
        return _regrown(before, source, renewed, front_of(source) if is_alike else front)
    made = assembly.items(source, items.kept(assembly))
    revision = Revision(renewed, tuple(sorted(items.made)))
    return reading_of(source, front, assembly, made), revision


def _regrown(
    before: Reading, source: Source, renewed: Renewed, front: Front
) -> tuple[Reading, Revision | None]:
    """Read a document in which others are items than were, or stand in others."""
    items = Regrown(before, source, renewed, front) if front.reads_like(before.front) else None
    assembly = None if items is None else items.assembly()
    if items is None or assembly is None:
        return parsed(source, front, before.assembly), None
    statuses = differing_statuses(before.assembly, assembly, items.grown)
    made = kept_items(before, assembly, items.grown.first, (*items.made, *statuses))
    revision = Revision(renewed, tuple(items.made), items.grown)
    return reading_of(source, front, assembly, assembly.items(source, made)), revision


def _front_alike(
    before: Reading, source: Source, renewed: Renewed, compared: Compared
) -> Front | None:
    """Give the front of a document whose new parts are like the old ones."""
    known = before.front
    chosen = known.chosen.copy()
    for place in items_within(before.assembly, renewed):
        if (one := compared.chosen(chosen[place])) is None:
            return None
        chosen[place] = one
    judgement = None
    if not compared.is_to_be_judged and count_alike(before.source, source):
        judgement = _judgement_moved(known.judgement, before.source, source, renewed)
    if judgement is None:
        source.stand()
        return known.judged(source, chosen)
    return Front(judgement, known.format, chosen, known.status)


def _judgement_moved(
    known: Judgement, old: Source, new: Source, renewed: Renewed
) -> Judgement | None:
    """Give what kind a document is of which only the lines may be others."""
    first, last = renewed.first, renewed.last
    by = new.text.line_count - old.text.line_count
    # What was written in one part and taken from another may leave as many lines as there were.
    end = old.lines[last] if last < len(old.lines) else old.text.line_count
    if by == 0 and old.lines[first:last] == new.lines[first:last]:
        # A sign may have gone to another line of its part.
        within = [one.line for one in known.evidence if old.lines[first] <= one.line < end]
        return known if all(old.text.line(at) == new.text.line(at) for at in within) else None
    return known.moved(old.lines[first], end, by)


def _reads_like(old: Front, new: Front, parts: Mapping[Part, Part]) -> bool:
    """Say whether the same drafts are items, but for those of the parts that are new.

    Some may have to share their ids with others that they did not share them with.
    """
    if not new.reads_like(old) or len(new.chosen) != len(old.chosen):
        return False
    return all(
        (one.draft is other.draft or _is_of(one.draft, other.draft, parts))
        and (one.is_twin is other.is_twin or not one.mentions)
        and (
            one.mentions == other.mentions
            or (
                len(one.mentions) == len(other.mentions)
                and all(map(_is_of, one.mentions, other.mentions, repeat(parts)))
            )
        )
        for one, other in compress(
            zip(old.chosen, new.chosen, strict=True), map(is_not, old.chosen, new.chosen)
        )
    )


def _is_of(old: Draft, new: Draft, parts: Mapping[Part, Part]) -> bool:
    return old is new or parts.get(old.part) is new.part


def _is_below_top(old: Source, new: Source, renewed: Renewed) -> bool:
    first = renewed.first
    return (
        first >= TOP_PARTS
        and old.offsets[first] >= TOP
        and new.offsets[first] >= TOP
        and old.lines[first] >= TOP_LINES
    )

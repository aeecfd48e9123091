"""What a rule looks at: a document as it was read, taken apart into passages."""

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from orchestrator_analyzer.assemble import Assembly
from orchestrator_analyzer.blocks import Block, BlockKind
from orchestrator_analyzer.nodes import Node, part_of
from orchestrator_analyzer.parser import Reading
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.reassembling import differing_statuses
from orchestrator_analyzer.revising import Revision
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind, Exists, ItemKind, Spec, Status
from orchestrator_analyzer.vocabulary.sections import SectionSort
from orchestrator_analyzer.vocabulary.wording import EDGE_CASES
from orchestrator_analyzer.words import fold, section_sort, section_status


class Role(StrEnum):
    """What a passage is for, as far as its wording matters."""

    REQUIREMENT = auto()
    """Something to hold: a requirement, a story or what must be so for either to be done."""
    QUESTION = auto()
    """Part of what is not decided yet."""
    PROSE = auto()
    """Any other part of a document that says what to do."""
    LIST = auto()
    """Part of a list of work, where a word such as TODO is a heading or a status."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One heading, paragraph or table row, as written; a paragraph of an entry has its marker."""

    text: str
    role: Role
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage and where it stands: its block, in a part of the document, and its offset."""

    passage: Passage
    part: Part
    block: int
    start: int


_LEAVES = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ROW})
_PAST = frozenset({Status.DONE, Status.REJECTED, Status.DEFERRED})
_LISTS = frozenset({DocumentKind.TASK_LIST, DocumentKind.BACKLOG, DocumentKind.ROADMAP})
_WORK = _LISTS | {
    DocumentKind.SPEC,
    DocumentKind.DESIGN_DOC,
    DocumentKind.TEST_PLAN,
    DocumentKind.BUG_REPORT,
}
_TO_HOLD = frozenset({ItemKind.REQUIREMENT, ItemKind.STORY})
_TEMPLATE = re.compile(
    r"(?:\btemplates?\b|[_-]templates?|templates?[_-])[^/]*(?:/[^/]+)?$"
    r"|plantilla|gabarit|vorlage|sjabloon|шаблон|テンプレート|雛形|템플릿|양식|模板",
    re.IGNORECASE,
)
# Whoever writes a line of so many characters has not written it by hand.
_LONGEST = 20_000


class Around(NamedTuple):
    """What matters of an item to the wording of what stands in it; counted from a part's start."""

    line: int
    end: int
    is_past: bool
    is_question: bool
    is_wanted: bool


Look = Callable[[Passage], tuple[tuple[str, Any], ...]]
"""Gives what there is to see in a passage, each with the name of the rule that it interests."""


@dataclass(frozen=True)
class Subject:
    """One document for the rules; `rules` are the names of all there are."""

    reading: Reading
    exists: Exists | None = None
    rules: frozenset[str] = frozenset()

    @property
    def source(self) -> Source:
        """Give the document taken apart."""
        return self.reading.source

    @property
    def spec(self) -> Spec:
        """Give what the document says."""
        return self.reading.spec

    def clues(self, look: Look, names: Collection[str]) -> Iterator[tuple[Placed, tuple[str, Any]]]:
        """Give what some rules see in the passages that say what is still to do.

        There are none in a document that only tells.
        """
        source = self.source
        of_parts = self.reading.answer(clues_of_parts, look)
        for place, found in [one for one in enumerate(of_parts) if one[1]]:
            for passage, block, start, seen in found:
                if own := [clue for clue in seen if clue[0] in names]:
                    offset = source.offsets[place] + start
                    placed = Placed(passage, source.parts[place], block, offset)
                    for clue in own:
                        yield placed, clue

    @property
    def is_template(self) -> bool:
        """Say whether the document is there to be copied and filled in, by its path."""
        return _TEMPLATE.search(self.source.path) is not None

    @cached_property
    def leaves(self) -> tuple[Block, ...]:
        """Give the blocks that have words of their own."""
        return tuple(
            block.moved(line, offset, 0)
            for part, line, offset in zip(
                self.source.parts, self.source.lines, self.source.offsets, strict=True
            )
            for _, block in part.answer(leaves_of)
        )


Clues = list[tuple[Passage, int, int, tuple[tuple[str, Any], ...]]]
"""What there is to see in a part: passages, with their blocks, offsets and what is seen in them."""


def clues_of_parts(reading: Reading, look: Look) -> list[Clues]:
    """Give what there is to see in each part; nothing in a document that only tells."""
    kind, parts = reading.spec.kind, reading.source.parts
    if not _is_work(reading):
        return [[] for _ in parts]
    return [
        part.answer(clues_of, kind, around, look)
        for part, around in zip(parts, _around(reading), strict=True)
    ]


def clues_again(
    before: Reading, known: list[Clues], after: Reading, revision: Revision, look: Look
) -> list[Clues] | None:
    """Give what there is to see after an edit, from what there was to see in each part before."""
    if before.spec.kind is not after.spec.kind or _is_work(before) != _is_work(after):
        return None
    renewed = revision.parts
    blank: list[Clues] = [[] for _ in range(renewed.first, renewed.end)]
    found = [*known[: renewed.first], *blank, *known[renewed.last :]]
    if not _is_work(after):
        return found
    parts, kind = after.source.parts, after.spec.kind
    for place in _concerned(before, after, revision):
        found[place] = parts[place].answer(clues_of, kind, _around_of(after, place), look)
    return found


def _concerned(before: Reading, after: Reading, revision: Revision) -> set[int]:
    """Give the places of the parts whose passages stand in other items than they did."""
    renewed = revision.parts
    found = set(range(renewed.first, renewed.end))
    grown = revision.grown
    same = len(after.assembly.nodes) if grown is None else grown.first
    others = differing_statuses(before.assembly, after.assembly, grown)
    for place in {*revision.items, *others}:
        node = after.assembly.nodes[place]
        last = node.part + len(node.within) - 1
        found |= {node.part, last}
        # What stands between its ends knows of an item no more than that.
        if last > node.part + 1 and (
            place >= same or _wording(before.assembly, place) != _wording(after.assembly, place)
        ):
            found.update(range(node.part, last))
        if place < same and not renewed.is_even:
            was = _behind(before.assembly.nodes[place])
            was = was + renewed.by if was >= renewed.last else renewed.first
            found.update(range(*sorted((was, last + 1))))
    for node in before.assembly.nodes[slice(*grown[:2])] if grown is not None else ():
        found.update(range(renewed.end, _behind(node) + renewed.by))
    return found


def _behind(node: Node) -> int:
    """Give the place of the part behind the last one that an item has lines of."""
    return node.part + len(node.within)


def _wording(assembly: Assembly, place: int) -> tuple[bool, bool, bool]:
    """Give what an item means for the wording within it: it is past, a question, or wanted."""
    node = assembly.nodes[place]
    is_past = assembly.statuses[place] in _PAST
    return is_past, node.kind is ItemKind.QUESTION, node.kind in _TO_HOLD


def _is_work(reading: Reading) -> bool:
    return reading.spec.kind in _WORK and reading.spec.status not in _PAST


def _around_of(reading: Reading, place: int) -> tuple[Around, ...]:
    """Give what `_around` gives for the part at a place."""
    nodes, offsets = reading.assembly.nodes, reading.source.offsets
    first = bisect_left(nodes, place, key=part_of)
    outer = first - 1
    while outer >= 0 and _end(nodes[outer], offsets) < offsets[place]:
        outer = nodes[outer].parent
    last = bisect_left(nodes, place + 1, key=part_of)
    own = [outer] if outer >= 0 else []
    return tuple([_look(reading, one, place) for one in (*own, *range(first, last))])


def _look(reading: Reading, one: int, place: int) -> Around:
    assembly, offsets, lines = reading.assembly, reading.source.offsets, reading.source.lines
    node = assembly.nodes[one]
    further, down = offsets[node.part] - offsets[place], lines[node.part] - lines[place]
    end = node.told().span.end + further
    return Around(down + node.draft.top, end, *_wording(assembly, one))


def _around(reading: Reading) -> Iterator[tuple[Around, ...]]:
    """Give, for each part, the items that stand in it, and first the one that it stands in."""
    nodes, offsets = reading.assembly.nodes, reading.source.offsets
    around: list[int] = []
    upcoming, count = 0, len(nodes)
    for place, offset in enumerate(offsets):
        while around and _end(nodes[around[-1]], offsets) < offset:
            around.pop()
        own = [_look(reading, around[-1], place)] if around else []
        while upcoming < count and nodes[upcoming].part == place:
            own.append(_look(reading, upcoming, place))
            around.append(upcoming)
            upcoming += 1
        yield tuple(own)


def _end(node: Node, offsets: Sequence[int]) -> int:
    return node.told().span.end + offsets[node.part]


def leaves_of(part: Part) -> tuple[tuple[int, Block], ...]:
    """Give the blocks of a part that have words of their own, and their indices."""
    return tuple(
        (index, block)
        for index, block in enumerate(part.blocks)
        if block.kind in _LEAVES and block.text.end - block.text.start < _LONGEST
    )


def clues_of(part: Part, kind: DocumentKind, items: tuple[Around, ...], look: Look) -> Clues:
    """Give the passages of a part that there is anything to see in, and what that is."""
    found: Clues = []
    section = part.section
    sort = None if section is None else _sort(section.title, section.path)
    around: list[Around] = []
    upcoming = 0
    for index, block in part.answer(leaves_of):
        span = block.text
        while upcoming < len(items) and items[upcoming].line <= block.first:
            around.append(items[upcoming])
            upcoming += 1
        while around and around[-1].end < span.start:
            around.pop()
        role = _role(kind, sort, around[-1] if around else None)
        if role is not None:
            passage = Passage(part.text.slice(span), role, block.kind)
            if clues := look(passage):
                found.append((passage, index, span.start, clues))
    return found


def _role(kind: DocumentKind, sort: SectionSort | None, item: Around | None) -> Role | None:
    if sort is SectionSort.DONE or (item is not None and item.is_past):
        return None
    if sort is SectionSort.QUESTIONS or (item is not None and item.is_question):
        return Role.QUESTION
    if sort is SectionSort.CRITERIA:
        return Role.REQUIREMENT
    if kind is not DocumentKind.SPEC:
        return Role.LIST if kind in _LISTS else Role.PROSE
    is_wanted = item is not None and item.is_wanted
    return Role.REQUIREMENT if is_wanted or sort is SectionSort.REQUIREMENTS else Role.PROSE


@lru_cache(maxsize=16_384)
def _sort(title: str, path: tuple[str, ...]) -> SectionSort | None:
    """Say what a section is for; `DONE` stands for all that nobody has to work on any more."""
    titles = (title, *reversed(path))
    if any(section_status(one) in _PAST for one in titles):
        return SectionSort.DONE
    if EDGE_CASES.fullmatch(fold(title[:200])):
        return SectionSort.QUESTIONS
    sorts = (section_sort(one) for one in titles)
    return next((sort for sort in sorts if sort is not None), None)

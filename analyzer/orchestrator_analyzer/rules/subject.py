"""What a rule looks at: a document as it was read, taken apart into passages."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from orchestrator_analyzer.assemble import Assembly, core_of
from orchestrator_analyzer.blocks import Block, BlockKind
from orchestrator_analyzer.nodes import Node, part_of
from orchestrator_analyzer.parser import Reading
from orchestrator_analyzer.parts import Part
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

    @staticmethod
    def of(node: Node, assembly: Assembly, place: int, further: int, down: int) -> "Around":
        """Look at the item of a node from a part: its own begins so much further on and down."""
        facts = node.told()
        kind = node.draft.answer(core_of, facts, assembly.document).kind
        return Around(
            down + node.draft.top,
            facts.span.end + further,
            assembly.statuses[place] in _PAST,
            kind is ItemKind.QUESTION,
            kind in _TO_HOLD,
        )


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

    def clues(self, look: Look) -> Iterator[tuple[Placed, tuple[str, Any]]]:
        """Give what there is to see in the passages that say what is still to do.

        There are none in a document that only tells.
        """
        if self.spec.kind not in _WORK or self.spec.status in _PAST:
            return
        source, kind = self.source, self.spec.kind
        for place, (part, around) in enumerate(zip(source.parts, self._around(), strict=True)):
            for passage, block, start, seen in part.answer(clues_of, kind, around, look):
                placed = Placed(passage, part, block, source.offsets[place] + start)
                for clue in seen:
                    yield placed, clue

    def clues_in(
        self, place: int, look: Look
    ) -> list[tuple[Passage, int, int, tuple[tuple[str, Any], ...]]]:
        """Give what there is to see in the part at a place, as `clues` does."""
        if self.spec.kind not in _WORK or self.spec.status in _PAST:
            return []
        part = self.source.parts[place]
        return part.answer(clues_of, self.spec.kind, self._around_of(place), look)

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

    def _around_of(self, place: int) -> tuple[Around, ...]:
        """Give what `_around` gives for the part at a place."""
        nodes, offsets = self.reading.assembly.nodes, self.source.offsets
        first = bisect_left(nodes, place, key=part_of)
        outer = first - 1
        while outer >= 0 and _end(nodes[outer], offsets) < offsets[place]:
            outer = nodes[outer].parent
        last = bisect_left(nodes, place + 1, key=part_of)
        own = [outer] if outer >= 0 else []
        return tuple([self._look(one, place) for one in (*own, *range(first, last))])

    def _look(self, one: int, place: int) -> Around:
        assembly, offsets, lines = self.reading.assembly, self.source.offsets, self.source.lines
        node = assembly.nodes[one]
        further, down = offsets[node.part] - offsets[place], lines[node.part] - lines[place]
        return Around.of(node, assembly, one, further, down)

    def _around(self) -> Iterator[tuple[Around, ...]]:
        """Give, for each part, the items that stand in it, and first the one that it stands in."""
        nodes, offsets = self.reading.assembly.nodes, self.source.offsets
        around: list[int] = []
        upcoming, count = 0, len(nodes)
        for place, offset in enumerate(offsets):
            while around and _end(nodes[around[-1]], offsets) < offset:
                around.pop()
            own = [self._look(around[-1], place)] if around else []
            while upcoming < count and nodes[upcoming].part == place:
                own.append(self._look(upcoming, place))
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


def clues_of(
    part: Part, kind: DocumentKind, items: tuple[Around, ...], look: Look
) -> list[tuple[Passage, int, int, tuple[tuple[str, Any], ...]]]:
    """Give the passages of a part that there is anything to see in, and what that is."""
    found: list[tuple[Passage, int, int, tuple[tuple[str, Any], ...]]] = []
    sort = None if part.head is None else _sort(part.head.title, part.head.path)
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

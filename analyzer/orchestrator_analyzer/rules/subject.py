"""What a rule looks at: a document as it was read, taken apart into passages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import cached_property, lru_cache

from orchestrator_analyzer.blocks import Block, BlockKind
from orchestrator_analyzer.parser import Reading
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind, Exists, Item, ItemKind, Spec, Status
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
    """A passage and where it stands; `item` is the innermost one around it."""

    passage: Passage
    block: int
    start: int
    item: Item | None


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

    @cached_property
    def passages(self) -> tuple[Placed, ...]:
        """Give the passages that say what is still to do; none of a document that only tells."""
        if self.spec.kind not in _WORK or self.spec.status in _PAST:
            return ()
        return tuple(self._passages())

    @property
    def is_template(self) -> bool:
        """Say whether the document is there to be copied and filled in, by its path."""
        return _TEMPLATE.search(self.source.path) is not None

    @cached_property
    def leaves(self) -> tuple[tuple[int, Block], ...]:
        """Give the blocks that have words of their own, and their indices."""
        return tuple(
            (index, block)
            for index, block in enumerate(self.source.blocks)
            if block.kind in _LEAVES and block.text.end - block.text.start < _LONGEST
        )

    def _passages(self) -> Iterator[Placed]:
        items, source, sections = self.spec.items, self.source.text.source, self.source.sections
        around: list[Item] = []
        upcoming = entered = 0
        sort: SectionSort | None = None
        for index, block in self.leaves:
            span = block.text
            while entered < len(sections) and sections[entered].line <= block.first:
                entered += 1
                sort = _sort(sections[entered - 1].title, sections[entered - 1].path)
            while upcoming < len(items) and items[upcoming].line <= block.first:
                around.append(items[upcoming])
                upcoming += 1
            while around and around[-1].span.end < span.start:
                around.pop()
            item = around[-1] if around else None
            role = self._role(sort, item)
            if role is not None:
                passage = Passage(source[span.start : span.end], role, block.kind)
                yield Placed(passage, index, span.start, item)

    def _role(self, sort: SectionSort | None, item: Item | None) -> Role | None:
        if sort is SectionSort.DONE or (item is not None and item.status in _PAST):
            return None
        if sort is SectionSort.QUESTIONS or (item is not None and item.kind is ItemKind.QUESTION):
            return Role.QUESTION
        if sort is SectionSort.CRITERIA:
            return Role.REQUIREMENT
        if self.spec.kind is not DocumentKind.SPEC:
            return Role.LIST if self.spec.kind in _LISTS else Role.PROSE
        is_wanted = item is not None and item.kind in _TO_HOLD
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

"""The names that a document gives, and which of them stands where."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from orchestrator_analyzer.handles import aliases
from orchestrator_analyzer.mentions import Mention, is_named, mentions_of, names_at
from orchestrator_analyzer.nodes import Node
from orchestrator_analyzer.parser import Reading
from orchestrator_analyzer.spec import Criterion, Status
from orchestrator_analyzer.text import Span

_STORY = re.compile(r"user story[ \u00a0]\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Definition:
    """Where a document gives something a name: an item its id, a criterion its own.

    `span` covers the name alone and `whole` the thing that has it. `is_coined` says that the name
    is an id; what is not is a title's own words, as in `### User Story 1 - Order a cup`.
    """

    name: str
    span: Span
    whole: Span
    title: str
    detail: str
    is_coined: bool = True

    def __reduce__(self) -> tuple[type["Definition"], tuple[object, ...]]:
        """Go from one process to another in a third of the time that is usual."""
        told = (self.name, self.span, self.whole, self.title, self.detail, self.is_coined)
        return Definition, told


@dataclass(frozen=True, slots=True)
class Named:
    """A name under the cursor: as it is written there, and the characters of it."""

    name: str
    span: Span


@dataclass(frozen=True)
class Names:
    """The names of one document."""

    reading: Reading

    @cached_property
    def definitions(self) -> dict[str, tuple[Definition, ...]]:
        """Give the definitions by folded name, each name's in the order of the document.

        There are several for a name where items claim the same id.
        """
        found: dict[str, list[Definition]] = {}
        for definition in self._all():
            found.setdefault(fold_name(definition.name), []).append(definition)
        return {name: tuple(definitions) for name, definitions in found.items()}

    @cached_property
    def _by_span(self) -> dict[int, list[Definition]]:
        """Give the definitions by the line that their names stand on."""
        lines: dict[int, list[Definition]] = {}
        for definitions in self.definitions.values():
            for definition in definitions:
                line = self.reading.source.text.line_of(definition.span.start)
                lines.setdefault(line, []).append(definition)
        return lines

    def at(self, offset: int) -> Named | None:
        """Give the name at an offset, its end included: one of this document, or of another."""
        source = self.reading.source
        for definition in self._by_span.get(source.text.line_of(offset), ()):
            if definition.span.start <= offset <= definition.span.end:
                return Named(definition.name, definition.span)
        foreign: Named | None = None
        for name, span in names_at(source, offset):
            if not is_named(source, name, span):
                continue
            if fold_name(name) in self.definitions:
                return Named(name, span)
            foreign = foreign or Named(name, span)
        return foreign

    def mentions(self, name: str) -> tuple[Mention, ...]:
        """Give every place of this document that names an id, definitions and aliases included."""
        definitions = self.definitions.get(fold_name(name), ())
        wholes = {definition.whole for definition in definitions if not definition.is_coined}
        names = {fold_name(name): name}
        for others in self.definitions.values() if wholes else ():
            names |= {fold_name(one.name): one.name for one in others if one.whole in wholes}
        found = {Mention(definition.span) for definition in definitions}
        for one in names.values():
            found.update(mentions_of(self.reading.source, one))
        return tuple(sorted(found))

    @cached_property
    def wholes(self) -> list[Span]:
        """Give where each item stands, by its place."""
        offsets = self.reading.source.offsets
        nodes = self.reading.assembly.nodes
        return [node.told().span.moved(offsets[node.part]) for node in nodes]

    def _all(self) -> list[Definition]:
        reading = self.reading
        assembly, offsets = reading.assembly, reading.source.offsets
        found: list[Definition] = []
        # No item is made for it: that takes as long again, and few of them are asked for.
        for place, node in enumerate(assembly.nodes):
            whole, status = self.wholes[place], assembly.statuses[place]
            found += self._of_item(node, status, offsets[node.part], whole)
            for criterion in reading.spec.items[place].named_criteria if node.has_names() else ():
                found += self._of_criterion(criterion)
        for criterion in reading.spec.criteria:
            found += self._of_criterion(criterion)
        taken: set[Span] = set()
        alone: list[Definition] = []
        for definition in sorted(found, key=_order):
            if definition.span not in taken or not definition.is_coined:
                alone.append(definition)
            taken.add(definition.span)
        return alone

    def _of_item(
        self, node: Node, status: Status, offset: int, whole: Span
    ) -> Iterator[Definition]:
        lead, aliases_of = node.draft.lead, aliases(node.draft)
        if lead.id is None and not aliases_of:
            return
        detail = detail_of(status)
        if lead.id is not None and lead.id_span is not None:
            span = self._exact(lead.id, lead.id_span.moved(offset))
            yield Definition(lead.id, span, whole, node.title, detail)
        title = lead.title_span.moved(offset)
        story = _STORY.match(self.reading.source.text.slice(title)) if aliases_of else None
        if story is None:
            return
        span = Span(title.start + story.start(), title.start + story.end())
        for alias in aliases_of:
            yield Definition(alias, span, whole, node.title, detail, is_coined=False)

    def _of_criterion(self, criterion: Criterion) -> list[Definition]:
        if criterion.id is None or criterion.id_span is None:
            return []
        span = self._exact(criterion.id, criterion.id_span)
        return [Definition(criterion.id, span, criterion.span, criterion.text, "criterion")]

    def _exact(self, name: str, span: Span) -> Span:
        """Narrow a span to the name, where quotes of front matter stand around it."""
        start = self.reading.source.text.source.find(name, span.start, span.end)
        if start < 0 or (start == span.start and start + len(name) == span.end):
            return span
        return Span(start, start + len(name))


def _order(definition: Definition) -> tuple[int, int, bool]:
    return definition.span.start, definition.span.end, not definition.is_coined


_DETAILS = {status: status.value.replace("_", " ") for status in Status}


def detail_of(status: Status) -> str:
    """Give the words for a status that stand beside a name."""
    return _DETAILS[status]


def fold_name(name: str) -> str:
    """Reduce a name to what two ways of writing it share."""
    return name.casefold().replace("\u00a0", " ")

"""From drafts to items: what is nested in what, and every part of an item put together."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from orchestrator_analyzer.choose import Chosen, merged
from orchestrator_analyzer.criteria import criteria_in_cells, criterion, is_criterion
from orchestrator_analyzer.drafts import Draft, Form
from orchestrator_analyzer.facts import (
    is_optional,
    kind_of,
    priority_of,
    speaks_of_rest,
    status_around,
    tells_solution,
    written_of,
)
from orchestrator_analyzer.fields import is_field, read_fields
from orchestrator_analyzer.handles import aliases, called, handles, names, plain, section_path
from orchestrator_analyzer.references import references_in, waits_for
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import Body, Criterion, DocumentKind, Item, Reference, Status
from orchestrator_analyzer.statuses import Written
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.words import status_of_box

_SERVES = re.compile(r"[_*]*(?:Requirements?|Validates)\b", re.IGNORECASE)
_BODY_LINES = 25
_SIGNED = frozenset("✅☑")
_LINE = 300
_LABEL = re.compile(r"(?:\*\*|__)[^*_:\uff1a]{1,30}[:\uff1a]?(?:\*\*|__)[:\uff1a]?[ \t]*")


@dataclass(slots=True)
class _Node:
    draft: Draft
    chosen: Chosen
    parent: "_Node | None" = None
    children: "list[_Node]" = field(default_factory=list["_Node"])
    handle: str = ""
    status: Status = Status.OPEN


def assemble(
    source: Source, chosen: list[Chosen], kind: DocumentKind, status: Status | None
) -> tuple[Item, ...]:
    """Make the items of a document; `status` is what the document says of all of itself."""
    nodes = _nest([_Node(merged(one), one) for one in chosen])
    drafts = [node.draft for node in nodes]
    for node, handle in zip(nodes, given := handles(drafts), strict=True):
        node.handle = handle
    builder = _Builder(source, kind, status, names(drafts, given))
    items = [builder.item(node) for node in nodes]
    return tuple(_with_steps(source, nodes, items))


def _with_steps(source: Source, nodes: list[_Node], items: list[Item]) -> list[Item]:
    """Take what has no status of its own for done when all the boxes within it are."""
    statuses = [item.status for item in items]
    places = {id(node): place for place, node in enumerate(nodes)}
    for place in reversed(range(len(nodes))):
        item, node = items[place], nodes[place]
        within = [statuses[places[id(child)]] for child in node.children]
        if item.box_span is not None or item.status_span is not None or not within:
            continue
        if item.status is not Status.OPEN or any(status is not Status.DONE for status in within):
            continue
        # A list that is signed off may only tell how things stand, beside one that says what to do.
        boxes = (child.draft.box for child in node.children)
        signed = any(box is not None and source.text.slice(box) in _SIGNED for box in boxes)
        if not (signed and item.criteria):
            statuses[place] = Status.DONE
    return [
        item if item.status is status else replace(item, status=status)
        for item, status in zip(items, statuses, strict=True)
    ]


def _nest(nodes: list[_Node]) -> list[_Node]:
    around: list[_Node] = []
    for node in nodes:
        while around and node.draft.last > around[-1].draft.last:
            around.pop()
        if around and node.draft.first < around[-1].draft.last:
            node.parent = around[-1]
            around[-1].children.append(node)
        around.append(node)
    return nodes


@dataclass(frozen=True, eq=False)
class _Body(Body):
    """What the own lines of an item say; most of it is asked of few items."""

    builder: "_Builder"
    node: _Node

    def read_words(self) -> str:
        return self.builder.words(self.node)

    def read_criteria(self) -> tuple[Criterion, ...]:
        return self.builder.criteria(self.node)

    def read_references(self) -> tuple[Reference, ...]:
        return self.builder.references(self.node)


@dataclass(frozen=True, slots=True)
class _Builder:
    source: Source
    document: DocumentKind
    document_status: Status | None
    names: dict[str, str]

    def item(self, node: _Node) -> Item:
        draft = node.draft
        fields = self._fields(node)
        written = written_of(self.source, draft, node.chosen.mentions, fields)
        node.status = self._status(node, written)
        return Item(
            handle=node.handle,
            id=draft.lead.id,
            aliases=aliases(draft),
            kind=kind_of(draft, self.document),
            title=called(draft.lead.title) or self._first_words(node),
            status=node.status,
            priority=priority_of(self.source, draft, fields),
            optional=is_optional(self.source, draft),
            span=self._span(draft),
            line=draft.first,
            id_span=draft.lead.id_span,
            title_span=draft.lead.title_span,
            box_span=draft.box,
            status_span=written.span if written else None,
            section=section_path(draft),
            parent=node.parent.handle if node.parent else None,
            after=waits_for(self.words(node), self.names, node.handle),
            body=_Body(self, node),
        )

    def _first_words(self, node: _Node) -> str:
        """Give the first line below a heading that is an id and nothing else."""
        below = (self.source.text.line(line).strip() for line in self._own_lines(node)[1:])
        line = next((line for line in below if line and not line.startswith("#")), "")
        return plain(_LABEL.sub("", line[:_LINE]))

    def _span(self, draft: Draft) -> Span:
        return self.source.text.lines_span(draft.first, self._trimmed(draft.first, draft.last))

    def _trimmed(self, first: int, last: int) -> int:
        while last > first + 1 and not self.source.text.line(last - 1).strip():
            last -= 1
        return last

    def _own_lines(self, node: _Node) -> list[int]:
        """Give the lines of a draft that belong to no item within it."""
        lines: list[int] = []
        at = node.draft.first
        for child in node.children:
            lines += range(at, child.draft.first)
            at = max(at, child.draft.last)
        lines += range(at, self._trimmed(node.draft.first, node.draft.last))
        return lines

    def words(self, node: _Node) -> str:
        """Give the own text of an item."""
        draft, text = node.draft, self.source.text
        if draft.form is Form.ROW:
            return "\n".join(
                f"{head}: {text.slice(cell)}".strip(": ") for head, cell in draft.cells
            )
        lines = [text.line(line) for line in self._own_lines(node)]
        indent = len(lines[0]) - len(lines[0].lstrip()) if lines else 0
        kept = [line[indent:] if not line[:indent].strip() else line for line in lines]
        return "\n".join(kept).strip("\n\ufeff")

    def references(self, node: _Node) -> tuple[Reference, ...]:
        """Give what an item points at, up to the first item within."""
        last = node.children[0].draft.first if node.children else node.draft.last
        span = self.source.text.lines_span(node.draft.first, max(last, node.draft.first + 1))
        return references_in(self.source, span, self.names, node.handle)

    def _fields(self, node: _Node) -> dict[str, Span]:
        """Find the `Name: value` lines at the top of an item."""
        if node.draft.cells:
            return dict(node.draft.cells)
        return read_fields(self.source, self._own_lines(node)[1:_BODY_LINES])

    def _status(self, node: _Node, written: Written | None) -> Status:
        if node.draft.box is not None:
            return self._boxed_status(node.draft, self.source.text.slice(node.draft.box), written)
        if written is not None:
            return written.status
        if (around := status_around(self.source, node.draft)) is not None:
            return around
        if node.parent is not None and node.parent.status is not Status.OPEN:
            return node.parent.status
        if self.document is DocumentKind.STATUS_REPORT and self._is_told_as_solved(node):
            return Status.DONE
        return self.document_status or Status.OPEN

    def _is_told_as_solved(self, node: _Node) -> bool:
        """Say whether a report tells what was done about a problem, and not what is left to do."""
        return not speaks_of_rest(section_path(node.draft)) and tells_solution(self.words(node))

    def _boxed_status(self, draft: Draft, box: str, written: Written | None) -> Status:
        """Believe a box that is ticked; an empty one may be explained by words beside or above."""
        ticked = status_of_box(box)
        if ticked is not Status.OPEN:
            return ticked
        if written is not None and written.status is not Status.DONE:
            return written.status
        around = status_around(self.source, draft)
        if around is Status.REJECTED or around is Status.DEFERRED:
            return around
        return Status.OPEN

    def criteria(self, node: _Node) -> tuple[Criterion, ...]:
        """Give the entries that are marked as criteria, or else all that stand in the item."""
        plain: list[Criterion] = []
        marked: list[Criterion] = [*criteria_in_cells(self.source, node.draft)]
        lines = self._own_lines(node)
        for mention in node.chosen.mentions:
            if mention.form is Form.HEADING:
                lines += range(mention.first, mention.last)
        for index in self._entries_on(lines):
            found = criterion(self.source, index)
            if not found.text or _SERVES.match(found.text):
                continue
            if is_criterion(self.source, index):
                marked.append(found)
            elif not is_field(found.text):
                plain.append(found)
        return tuple(marked or plain)

    def _entries_on(self, lines: list[int]) -> Iterator[int]:
        """Give the entries on these lines, but for the one that an item itself may be."""
        entry_lines, indices = self.source.entry_index
        for line in lines[1:]:
            at = bisect_left(entry_lines, line)
            while at < len(entry_lines) and entry_lines[at] == line:
                yield indices[at]
                at += 1

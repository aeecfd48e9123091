"""From drafts to items: what is nested in what, and every part of an item put together.

What an item says by itself is found out once, for as long as neither its lines nor what is nested
in it change. What depends on the document around it is put together each time, and little work:
its handle, its status where an outer item gives it, and where it stands.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from orchestrator_analyzer.choose import Chosen, boxed
from orchestrator_analyzer.criteria import listed
from orchestrator_analyzer.drafts import Draft, Form
from orchestrator_analyzer.facts import (
    is_optional,
    kind_of,
    priority_of,
    status_around,
    written_in,
    written_of,
)
from orchestrator_analyzer.fields import read_fields
from orchestrator_analyzer.handles import aliases, handles, names, plain, section_path
from orchestrator_analyzer.passages import Passage
from orchestrator_analyzer.references import awaited_in, references_in, waits_for
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import (
    Body,
    Criterion,
    DocumentKind,
    Item,
    ItemKind,
    Reference,
    Status,
)
from orchestrator_analyzer.statuses import Written
from orchestrator_analyzer.stretch import Stretch
from orchestrator_analyzer.text import Span, Text
from orchestrator_analyzer.words import status_of_box

_SERVES = re.compile(r"[_*]*(?:Requirements?|Validates)\b", re.IGNORECASE)
_BODY_LINES = 25
_LINE = 300
_LABEL = re.compile(r"(?:\*\*|__)[^*_:\uff1a]{1,30}[:\uff1a]?(?:\*\*|__)[:\uff1a]?[ \t]*")


@dataclass(slots=True, eq=False)
class _Node:
    """A draft that is an item, where it stands, and what is around and within it."""

    draft: Draft
    chosen: Chosen
    first: int
    last: int
    offset: int
    parent: "_Node | None" = None
    children: "list[_Node]" = field(default_factory=list["_Node"])
    handle: str = ""
    status: Status = Status.OPEN


def assemble(
    source: Source, chosen: list[Chosen], kind: DocumentKind, status: Status | None
) -> tuple[tuple[Item, ...], list[tuple[int, int]]]:
    """Make the items of a document; `status` is what the document says of all of itself.

    Gives the lines of the outermost ones as well.
    """
    nodes = [_node(one) for one in chosen]
    _nest(nodes)
    drafts = [node.draft for node in nodes]
    for node, handle in zip(nodes, given := handles(drafts), strict=True):
        node.handle = handle
    builder = _Builder(source, kind, status, names(drafts, given))
    facts = [builder.facts(node) for node in nodes]
    for node, one in zip(nodes, facts, strict=True):
        node.status = builder.status(node, one)
    items = tuple(map(builder.item, nodes, facts, _with_steps(nodes, facts)))
    outermost = [(node.first, node.last) for node in nodes if node.parent is None]
    return items, outermost


def _node(chosen: Chosen) -> _Node:
    draft = chosen.draft
    place = draft.passage.place
    first = place.line + draft.top
    last = place.end if draft.bottom is None else place.line + draft.bottom
    return _Node(draft, chosen, first, last, place.offset)


def _nest(nodes: list[_Node]) -> None:
    around: list[_Node] = []
    for node in nodes:
        while around and node.last > around[-1].last:
            around.pop()
        if around and node.first < around[-1].last:
            node.parent = around[-1]
            around[-1].children.append(node)
        around.append(node)


def _with_steps(nodes: list[_Node], facts: "list[_Facts]") -> list[Status]:
    """Take what has no status of its own for done when all the boxes within it are."""
    told = {id(node): node.status for node in nodes}
    for node, own in zip(reversed(nodes), reversed(facts), strict=True):
        if not node.children or node.status is not Status.OPEN:
            continue
        if own.written is not None or node.chosen.mentions or node.draft.box is not None:
            if _box(node) is not None or _written(node, own) is not None:
                continue
        if all(told[id(child)] is Status.DONE for child in node.children):
            told[id(node)] = Status.DONE
    return [told[id(node)] for node in nodes]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What an item says by itself; all positions count from the beginning of its passage."""

    title: str
    priority: str | None
    optional: bool
    span: Span
    written: Written | None
    awaited: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Whole:
    """The text of several passages, and what of it is code."""

    text: Text
    code_lines: frozenset[int]


def _facts(draft: Draft, within: tuple[Passage, ...], nested: tuple[Draft, ...]) -> _Facts:
    """Find out what the lines of a draft say that belong to no draft nested in it."""
    source = _whole(within)
    lines = _own_lines(source.text, draft, nested)
    fields = dict(draft.cells) or read_fields(source, lines[1:_BODY_LINES])
    last = _trimmed(source.text, draft.top, draft.top + draft.last - draft.first)
    return _Facts(
        title=plain(draft.lead.title) or _first_words(source.text, lines),
        priority=priority_of(source, draft, fields),
        optional=is_optional(draft),
        span=source.text.lines_span(draft.top, last),
        written=written_of(source, draft, fields),
        awaited=awaited_in(_words(source.text, draft, lines)),
    )


def _whole(within: tuple[Passage, ...]) -> Stretch | _Whole:
    if len(within) == 1:
        return within[0]
    code: set[int] = set()
    line = 0
    for passage in within:
        code.update(line + one for one in passage.code_lines)
        line += passage.lines
    return _Whole(Text("".join(one.text.source for one in within)), frozenset(code))


def _first_words(text: Text, lines: list[int]) -> str:
    """Give the first line below a heading that is an id and nothing else."""
    below = (text.line(line).strip() for line in lines[1:])
    line = next((line for line in below if line and not line.startswith("#")), "")
    return plain(_LABEL.sub("", line[:_LINE]))


def _trimmed(text: Text, first: int, last: int) -> int:
    while last > first + 1 and not text.line(last - 1).strip():
        last -= 1
    return last


def _own_lines(text: Text, draft: Draft, nested: Sequence[Draft]) -> list[int]:
    """Give the lines of a draft that belong to no item within it."""
    lines: list[int] = []
    at, up = draft.top, draft.top - draft.first
    for child in nested:
        lines += range(at, child.first + up)
        at = max(at, child.last + up)
    lines += range(at, _trimmed(text, draft.top, draft.last + up))
    return lines


def _words(text: Text, draft: Draft, own: list[int]) -> str:
    """Give the own text of an item."""
    if draft.form is Form.ROW:
        return "\n".join(f"{head}: {text.slice(cell)}".strip(": ") for head, cell in draft.cells)
    lines = [text.line(line) for line in own]
    indent = len(lines[0]) - len(lines[0].lstrip()) if lines else 0
    if indent:
        lines = [line[indent:] if not line[:indent].strip() else line for line in lines]
    return "\n".join(lines).strip("\n\ufeff")


def _box(node: _Node) -> Draft | None:
    return node.draft if node.draft.box is not None else boxed(node.chosen)


def _written(node: _Node, facts: _Facts) -> tuple[Draft, Written] | None:
    if facts.written is not None:
        return node.draft, facts.written
    return written_in(node.chosen.mentions) if node.chosen.mentions else None


@dataclass(frozen=True, eq=False)
class _Body(Body):
    """What the own lines of an item say; most of it is asked of few items.

    It is asked when its passages may long stand elsewhere, so it holds all that it needs.
    """

    draft: Draft
    offset: int
    handle: str
    names: dict[str, str]
    within: tuple[Passage, ...]
    lines: tuple[int, ...]
    until: int
    mentions: tuple[tuple[int, tuple[Passage, ...]], ...]

    def read_words(self) -> str:
        return _words(_whole(self.within).text, self.draft, list(self.lines))

    def read_references(self) -> tuple[Reference, ...]:
        """Give what an item points at, up to the first item within."""
        text = _whole(self.within).text
        span = text.lines_span(self.draft.top, max(self.until, self.draft.top + 1))
        found = references_in(text.source, span, self.names, self.handle)
        return tuple(one.moved(self.offset) for one in found)

    def read_criteria(self) -> tuple[Criterion, ...]:
        """Give the entries that are marked as criteria, or else all that stand in the item."""
        plain: list[Criterion] = []
        marked: list[Criterion] = []
        for criterion, is_marked in self._listed():
            if not criterion.text or _SERVES.match(criterion.text):
                continue
            plain.append(criterion)
            if is_marked:
                marked.append(criterion)
        return tuple(marked or plain)

    def _listed(self) -> Iterator[tuple[Criterion, bool]]:
        """Give the entries on its lines, but for the one that an item itself may be."""
        own = frozenset(self.lines[1:])
        line, offset = 0, self.offset
        for passage in self.within:
            for one in passage.answer(listed):
                if line + one.line in own:
                    yield one.criterion.moved(offset), one.is_marked
            line += passage.lines
            offset += len(passage.text)
        for offset, passages in self.mentions:
            for passage in passages:
                for one in passage.answer(listed):
                    yield one.criterion.moved(offset), one.is_marked
                offset += len(passage.text)  # noqa: PLW2901


@dataclass(frozen=True, slots=True)
class _Builder:
    source: Source
    document: DocumentKind
    document_status: Status | None
    names: dict[str, str]

    def facts(self, node: _Node) -> _Facts:
        draft = node.draft
        nested = tuple([child.draft for child in node.children])
        return draft.answer(_facts, self._within(node), nested)

    def _within(self, node: _Node) -> tuple[Passage, ...]:
        """Give the passages that an item covers."""
        draft = node.draft
        if draft.bottom is not None and draft.bottom <= draft.passage.lines:
            return (draft.passage,)
        return tuple(self.source.passages_within(node.first, node.last))

    def item(self, node: _Node, facts: _Facts, status: Status) -> Item:
        draft, offset = node.draft, node.offset
        lead = draft.lead
        box, written = _box(node), _written(node, facts)
        return Item(
            handle=node.handle,
            id=lead.id,
            aliases=draft.answer(aliases),
            kind=draft.answer(_kind, self.document),
            title=facts.title,
            status=status,
            priority=facts.priority,
            optional=facts.optional if box is draft else box is not None and is_optional(box),
            span=facts.span.moved(offset),
            line=node.first,
            id_span=None if lead.id_span is None else lead.id_span.moved(offset),
            title_span=lead.title_span.moved(offset),
            box_span=None if box is None else _placed(box, box.box),
            status_span=None if written is None else _placed(written[0], written[1].span),
            section=section_path(draft),
            parent=node.parent.handle if node.parent else None,
            after=waits_for(facts.awaited, self.names, node.handle) if facts.awaited else (),
            body=self._body(node),
        )

    def _body(self, node: _Node) -> _Body:
        draft, up = node.draft, node.draft.top - node.first
        within = self._within(node)
        nested = [child.draft for child in node.children]
        return _Body(
            draft,
            node.offset,
            node.handle,
            self.names,
            within,
            tuple(_own_lines(_whole(within).text, draft, nested)),
            node.children[0].first + up if node.children else node.last + up,
            tuple(
                (one.passage.place.offset, tuple(self.source.passages_within(one.first, one.last)))
                for one in node.chosen.mentions
                if one.form is Form.HEADING
            ),
        )

    def status(self, node: _Node, facts: _Facts) -> Status:
        """Give the status of an item, but for what its steps say; its outer item has one."""
        box, written = _box(node), _written(node, facts)
        if box is not None and box.box is not None:
            sign = box.passage.text.slice(box.box)
            return self._boxed_status(node.draft, sign, written and written[1])
        if written is not None:
            return written[1].status
        if (around := node.draft.answer(status_around)) is not None:
            return around
        if node.parent is not None and node.parent.status is not Status.OPEN:
            return node.parent.status
        return self.document_status or Status.OPEN

    def _boxed_status(self, draft: Draft, box: str, written: Written | None) -> Status:
        """Believe a box that is ticked; an empty one may be explained by words beside or above."""
        ticked = status_of_box(box)
        if ticked is not Status.OPEN:
            return ticked
        if written is not None and written.status is not Status.DONE:
            return written.status
        around = draft.answer(status_around)
        if around is Status.REJECTED or around is Status.DEFERRED:
            return around
        return Status.OPEN


def _kind(draft: Draft, document: DocumentKind) -> ItemKind:
    return kind_of(draft, document)


def _placed(draft: Draft, span: Span | None) -> Span | None:
    return None if span is None else span.moved(draft.passage.place.offset)

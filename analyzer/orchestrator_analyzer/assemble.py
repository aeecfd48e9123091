"""From drafts to items: what is nested in what, and every part of an item put together.

What an item says by itself is found out once, for as long as neither its lines nor what is nested
in it change. What depends on the document around it is put together each time, and little work:
its handle, its status where an outer item gives it, and where it stands.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from orchestrator_analyzer.choose import Chosen, boxed
from orchestrator_analyzer.criteria import criteria_in_cells, listed
from orchestrator_analyzer.drafts import Draft, Form
from orchestrator_analyzer.facts import (
    is_optional,
    kind_of,
    priority_of,
    speaks_of_rest,
    status_of_part,
    tells_solution,
    written_in,
    written_of,
)
from orchestrator_analyzer.fields import is_field, read_fields
from orchestrator_analyzer.handles import aliases, called, handles, names, plain, section_path
from orchestrator_analyzer.later import Later
from orchestrator_analyzer.parts import Part, Whole
from orchestrator_analyzer.references import awaited_in, references_in, waits_for
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import (
    Body,
    Core,
    Criterion,
    DocumentKind,
    Item,
    Reference,
    Status,
)
from orchestrator_analyzer.statuses import Written
from orchestrator_analyzer.stretch import Stretch
from orchestrator_analyzer.text import Span, Text
from orchestrator_analyzer.words import status_of_box

_SERVES = re.compile(r"[_*]*(?:Requirements?|Validates)\b", re.IGNORECASE)
_BODY_LINES = 25
_SIGNED = frozenset("✅☑")
_LINE = 300
_LABEL = re.compile(r"(?:\*\*|__)[^*_:\uff1a]{1,30}[:\uff1a]?(?:\*\*|__)[:\uff1a]?[ \t]*")


@dataclass(eq=False)
class _Node(Body):
    """A draft that is an item, where it stands, and what is around and within it.

    An item is made of it when its parts may long stand elsewhere: it holds all that is needed.
    """

    draft: Draft
    chosen: Chosen
    first: int
    last: int
    offset: int
    parent: "_Node | None" = None
    children: "list[_Node]" = field(default_factory=list["_Node"])
    within: tuple[Part, ...] = ()
    handle: str = ""
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    status: Status = Status.OPEN
    box: tuple[Draft, Span] | None = None
    written: tuple[Draft, Written] | None = None
    elsewhere: tuple[tuple[Draft, int, tuple[Part, ...]], ...] = ()

    def nested(self) -> tuple[tuple[int, int], ...]:
        """Give the lines of what is nested in it, counted from the beginning of its part."""
        up = self.draft.top - self.first
        return tuple([(child.first + up, child.last + up) for child in self.children])

    @cached_property
    def _text(self) -> Text:
        return _whole(self.within).text

    @cached_property
    def _lines(self) -> list[int]:
        top = self.draft.top
        last = _trimmed(self._text, top, top + self.last - self.first)
        return _own_lines(top, last, self.nested())

    def read_words(self) -> str:
        return _words(self._text, self.draft, self._lines)

    def read_references(self) -> tuple[Reference, ...]:
        """Give what an item points at, up to the first item within."""
        top = self.draft.top
        until = next((first for first, _ in self.nested()), top + self.last - self.first)
        span = self._text.lines_span(top, max(until, top + 1))
        found = references_in(self._text.source, span, self.names, self.handle)
        return tuple(one.moved(self.offset) for one in found)

    def read_criteria(self) -> tuple[Criterion, ...]:
        """Give the entries that are marked as criteria, or else all that stand in the item."""
        plain: list[Criterion] = []
        in_cells = self.draft.answer(criteria_in_cells)
        marked = [one.moved(self.offset) for one in in_cells]
        for criterion, is_marked in self._listed():
            if not criterion.text or _SERVES.match(criterion.text):
                continue
            if is_marked:
                marked.append(criterion)
            elif not is_field(criterion.text):
                plain.append(criterion)
        return tuple(marked or plain)

    def _listed(self) -> Iterator[tuple[Criterion, bool]]:
        """Give the entries on its lines, but for the one that an item itself may be."""
        own = frozenset(self._lines[1:])
        line, offset = 0, self.offset
        for part in self.within:
            for one in part.answer(listed):
                if line + one.line in own:
                    yield one.criterion.moved(offset), one.is_marked
            line += part.lines
            offset += len(part.text)
        for draft, start, parts in self.elsewhere:
            for part in parts if draft.form is Form.HEADING else ():
                for one in part.answer(listed):
                    yield one.criterion.moved(start), one.is_marked
                start += len(part.text)  # noqa: PLW2901


def assemble(
    source: Source, chosen: list[Chosen], kind: DocumentKind, status: Status | None
) -> tuple[Sequence[Item], list[tuple[int, int]]]:
    """Make the items of a document; `status` is what the document says of all of itself.

    Gives the lines of the outermost ones as well.
    """
    nodes = [_node(source, one) for one in chosen]
    _nest(nodes)
    drafts = [node.draft for node in nodes]
    given = handles(drafts)
    known = names(drafts, given)
    for node, handle in zip(nodes, given, strict=True):
        node.handle, node.names = handle, known
    facts = [
        node.draft.answer(_facts, node.within, node.last - node.first, node.nested())
        for node in nodes
    ]
    settling = _Settling(_around(source), kind, status)
    for node, one in zip(nodes, facts, strict=True):
        settling.settle(node, one)
    statuses = _with_steps(nodes)
    builder = _Builder(nodes, facts, statuses, kind)
    outermost = [(node.first, node.last) for node in nodes if node.parent is None]
    return Later(len(nodes), builder.item), outermost


def _node(source: Source, chosen: Chosen) -> _Node:
    draft = chosen.draft
    place, lines = draft.part.place, draft.part.lines
    first = place.line + draft.top
    last = place.end if draft.bottom is None else place.line + draft.bottom
    node = _Node(draft, chosen, first, last, place.offset)
    is_one = draft.bottom is not None and draft.bottom <= lines
    node.within = (draft.part,) if is_one else tuple(source.parts_within(first, last))
    if chosen.mentions:
        node.elsewhere = tuple(
            (one, one.part.place.offset, tuple(source.parts_within(one.first, one.last)))
            for one in chosen.mentions
        )
    return node


def _nest(nodes: list[_Node]) -> None:
    around: list[_Node] = []
    for node in nodes:
        while around and node.last > around[-1].last:
            around.pop()
        if around and node.first < around[-1].last:
            node.parent = around[-1]
            around[-1].children.append(node)
        around.append(node)


_Around = dict[Part, tuple[Status | None, Status | None]]


def _around(source: Source) -> _Around:
    """Give the status that headings give to all in a part, and that of those above its own one."""
    found: _Around = {}
    above: list[tuple[int, Status | None]] = []
    for part in source.parts:
        level = part.head.level if part.head is not None else 0
        while above and above[-1][0] >= level:
            above.pop()
        outer = above[-1][1] if above else None
        status = part.answer(status_of_part) or outer
        found[part] = status, outer
        above.append((level, status))
    return found


@dataclass(frozen=True, slots=True)
class _Settling:
    """What the status of an item may depend on beside its own lines."""

    around: _Around
    document: DocumentKind
    status: Status | None

    def settle(self, node: _Node, facts: "_Facts") -> None:
        """Find where the status of an item stands, and what it is but for what its steps say.

        That of its outer item is known.
        """
        if (found := boxed(node.chosen)) is not None and found.box is not None:
            node.box = found, found.box
        if facts.written is not None:
            node.written = node.draft, facts.written
        elif node.chosen.mentions:
            node.written = written_in(node.chosen.mentions)
        node.status = self._status(node)

    def _status(self, node: _Node) -> Status:
        written = node.written[1] if node.written is not None else None
        if node.box is not None:
            draft, span = node.box
            return self._boxed_status(node.draft, draft.part.text.slice(span), written)
        if written is not None:
            return written.status
        if (around := self._of_headings(node.draft)) is not None:
            return around
        if node.parent is not None and node.parent.status is not Status.OPEN:
            return node.parent.status
        if self.document is DocumentKind.STATUS_REPORT and _is_told_as_solved(node):
            return Status.DONE
        return self.status or Status.OPEN

    def _boxed_status(self, draft: Draft, box: str, written: Written | None) -> Status:
        """Believe a box that is ticked; an empty one may be explained by words beside or above."""
        ticked = status_of_box(box)
        if ticked is not Status.OPEN:
            return ticked
        if written is not None and written.status is not Status.DONE:
            return written.status
        around = self._of_headings(draft)
        if around is Status.REJECTED or around is Status.DEFERRED:
            return around
        return Status.OPEN

    def _of_headings(self, draft: Draft) -> Status | None:
        own, above = self.around[draft.part]
        return above if draft.form in {Form.HEADING, Form.DOCUMENT} else own


def _is_told_as_solved(node: _Node) -> bool:
    """Say whether a report tells what was done about a problem, and not what is left to do."""
    return not speaks_of_rest(section_path(node.draft)) and tells_solution(node.words)


def _with_steps(nodes: list[_Node]) -> list[Status]:
    """Take what has no status of its own for done when all the boxes within it are."""
    changed: dict[int, Status] = {}
    for node in reversed(nodes):
        if not node.children or node.box is not None or node.written is not None:
            continue
        if node.status is not Status.OPEN or any(
            changed.get(id(child), child.status) is not Status.DONE for child in node.children
        ):
            continue
        # A list that is signed off may only tell how things stand, beside one that says what to do.
        signed = any(map(_is_signed, node.children))
        if not (signed and node.criteria):
            changed[id(node)] = Status.DONE
    return [changed.get(id(node), node.status) for node in nodes]


def _is_signed(node: _Node) -> bool:
    return node.box is not None and node.box[0].part.text.slice(node.box[1]) in _SIGNED


@dataclass(frozen=True, slots=True)
class _Facts:
    """What an item says by itself; all positions count from the beginning of its part."""

    title: str
    priority: str | None
    span: Span
    written: Written | None
    awaited: tuple[str, ...]


def _facts(
    draft: Draft, within: tuple[Part, ...], count: int, nested: tuple[tuple[int, int], ...]
) -> _Facts:
    """Find out what the lines of a draft say, so many of them but for those nested in it."""
    source = _whole(within)
    last = _trimmed(source.text, draft.top, draft.top + count)
    lines = _own_lines(draft.top, last, nested)
    fields = dict(draft.cells) or read_fields(source, lines[1:_BODY_LINES])
    return _Facts(
        title=called(draft.lead.title) or _first_words(source.text, lines),
        priority=priority_of(source, draft, fields),
        span=source.text.lines_span(draft.top, last),
        written=written_of(source, draft, fields),
        awaited=awaited_in(_words(source.text, draft, lines)),
    )


def _whole(within: tuple[Part, ...]) -> Stretch:
    return within[0] if len(within) == 1 else Whole(within)


def _first_words(text: Text, lines: list[int]) -> str:
    """Give the first line below a heading that is an id and nothing else."""
    below = (text.line(line).strip() for line in lines[1:])
    line = next((line for line in below if line and not line.startswith("#")), "")
    return plain(_LABEL.sub("", line[:_LINE]))


def _trimmed(text: Text, first: int, last: int) -> int:
    while last > first + 1 and not text.line(last - 1).strip():
        last -= 1
    return last


def _own_lines(first: int, last: int, nested: Iterable[tuple[int, int]]) -> list[int]:
    """Give the lines from one to before another that belong to nothing nested between them."""
    lines: list[int] = []
    for top, bottom in nested:
        lines += range(first, top)
        first = max(first, bottom)
    lines += range(first, last)
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


@dataclass(frozen=True, slots=True)
class _Builder:
    nodes: list[_Node]
    facts: list[_Facts]
    statuses: list[Status]
    document: DocumentKind

    def item(self, place: int) -> Item:
        """Make the item at a place among all of them."""
        node, facts = self.nodes[place], self.facts[place]
        core = node.draft.answer(_core, facts, self.document)
        if node.elsewhere:
            core = _with_mentions(core, node)
        return Item(
            core=core,
            handle=node.handle,
            status=self.statuses[place],
            line=node.first,
            start=node.offset,
            parent=node.parent.handle if node.parent else None,
            after=waits_for(facts.awaited, node.names, node.handle) if facts.awaited else (),
            body=node,
        )


def _core(draft: Draft, facts: _Facts, document: DocumentKind) -> Core:
    return Core(
        id=draft.lead.id,
        aliases=draft.answer(aliases),
        kind=kind_of(draft, document),
        title=facts.title,
        priority=facts.priority,
        optional=is_optional(draft),
        span=facts.span,
        id_span=draft.lead.id_span,
        title_span=draft.lead.title_span,
        box_span=draft.box,
        status_span=None if facts.written is None else facts.written.span,
        section=section_path(draft),
    )


def _with_mentions(core: Core, node: _Node) -> Core:
    """Add the box and the status that only another place has which names the item."""
    if node.box is not None and node.box[0] is not node.draft:
        box, span = node.box
        core = replace(core, box_span=_beside(node, box, span), optional=is_optional(box))
    if node.written is not None and node.written[0] is not node.draft:
        mention, written = node.written
        core = replace(core, status_span=_beside(node, mention, written.span))
    return core


def _beside(node: _Node, mention: Draft, span: Span) -> Span:
    """Count a position in the part of a mention from the beginning of the item's own."""
    start = next(offset for one, offset, _ in node.elsewhere if one is mention)
    return span.moved(start - node.offset)

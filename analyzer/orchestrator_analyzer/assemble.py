"""From drafts to items: what is nested in what, and every part of an item put together.

What depends on the document around an item is put together each time, and little work: its
handle, its status where an outer item gives it, and where it stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from orchestrator_analyzer.choose import Chosen
from orchestrator_analyzer.claims import Claims, claims_of
from orchestrator_analyzer.criteria import parts_of_criteria
from orchestrator_analyzer.drafts import Draft
from orchestrator_analyzer.facts import is_optional
from orchestrator_analyzer.handles import aliases, handles, names, section_path
from orchestrator_analyzer.later import Later
from orchestrator_analyzer.nodes import Node, body_of
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.references import waits_for
from orchestrator_analyzer.settling import Around, Settling, around_of
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import Core, DocumentKind, Item, Status
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.to_do import places_to_do


@dataclass(frozen=True, eq=False)
class Assembly:
    """The items of a document before they are made, by their places.

    `names` gives the handle of each name, `handles` the place of each handle, `outer` that of each
    that has others in it. `mentioned` gives, for a part, the items that a draft in it names again.
    `settling` says what status items have by what is around them. `criteria` are the places of the
    parts with criteria that belong to no item.
    """

    nodes: list[Node]
    statuses: list[Status]
    names: Mapping[str, str]
    handles: Mapping[str, int]
    outer: Mapping[str, int]
    mentioned: Mapping[int, tuple[int, ...]]
    document: DocumentKind
    settling: Settling
    criteria: tuple[int, ...]

    def items(self, source: Source, made: list[Item | None] | None = None) -> Sequence[Item]:
        """Give the items of a version of the document; `made` are those that there are already."""
        builder = _Builder(self, source.lines, source.offsets)
        return Later(len(self.nodes), builder.item, made)

    @cached_property
    def claims(self) -> Claims:
        """Give what its items claim to be called."""
        return claims_of([node.draft for node in self.nodes], [node.handle for node in self.nodes])

    @cached_property
    def to_do(self) -> tuple[int, ...]:
        """Give the places of the items that a run should do."""
        return places_to_do(self.nodes, self.statuses)

    @cached_property
    def waiting(self) -> list[Node]:
        """Give the items that say that they wait for others."""
        return [node for node in self.nodes if node.awaited]

    @cached_property
    def ticks(self) -> Mapping[Status, set[str]]:
        """Give what stands in the boxes of items, by the status of those."""
        found: dict[Status, set[str]] = {}
        for node, status in zip(self.nodes, self.statuses, strict=True):
            if node.box is not None:
                found.setdefault(status, set()).add(node.tick)
        return found

    def nested(self, place: int) -> Sequence[int]:
        """Give the places of the items directly nested in one."""
        return self.nodes[place].children


def assemble(
    source: Source,
    chosen: list[Chosen],
    kind: DocumentKind,
    status: Status | None,
    older: Assembly | None = None,
) -> Assembly:
    """Put the items of a document together; `status` is what the document says of all of itself.

    What was found out for an `older` version about what is in this one as well is not found out
    again.
    """
    around = around_of(source)
    known = _Known(older, source, around, kind, status)
    places = {part: place for place, part in enumerate(source.parts)}
    nodes = [
        known.node(one, places[one.draft.part])
        or node_of(source, one, [places[draft.part] for draft in (one.draft, *one.mentions)])
        for one in chosen
    ]
    lines = [_lines_of(source, node) for node in nodes]
    _nest(nodes, lines)
    drafts = [node.draft for node in nodes]
    given = handles(drafts)
    for node, handle in zip(nodes, given, strict=True):
        node.handle = handle
    named = names(drafts, given)
    settling = Settling(around, kind, status, source.offsets, named)
    for node in nodes:
        outer = nodes[node.parent] if node.parent >= 0 else None
        if not known.is_settled(node, outer):
            node.facts = node.criteria = None
            settling.settle(node, outer)
    return Assembly(
        nodes=nodes,
        statuses=settling.with_steps(nodes),
        names=named,
        handles={handle: place for place, handle in enumerate(given)},
        outer=outer_of(nodes),
        mentioned=mentioned_in(nodes),
        document=kind,
        settling=settling,
        criteria=parts_of_criteria(
            source, [one for node, one in zip(nodes, lines, strict=True) if node.parent < 0]
        ),
    )


class _Known:
    """What an older version of a document knows of the items of this one.

    Nothing where the kind of the document is another, or what it says of all of itself.
    """

    def __init__(
        self,
        older: Assembly | None,
        source: Source,
        around: Around,
        kind: DocumentKind,
        status: Status | None,
    ) -> None:
        self._source = source
        self._around = around
        self._older: dict[Draft, Node] = {}
        if older is not None and (older.document, older.settling.status) == (kind, status):
            self._older = {node.draft: node for node in older.nodes}
            self._nodes = older.nodes
            self._around_older = older.settling.around

    def node(self, chosen: Chosen, place: int) -> Node | None:
        """Give an item that all is known of but what is around it; None where that is not so."""
        known = self._older.get(chosen.draft)
        if known is None or chosen.mentions or known.elsewhere:
            return None
        is_same = known.within == _parts_of(self._source, chosen.draft, place)
        return known.again(chosen, place) if is_same else None

    def is_settled(self, node: Node, outer: Node | None) -> bool:
        """Say whether the status of an item is the one that it had."""
        known = self._older.get(node.draft)
        if known is None or node.facts is None or known.nested != node.nested:
            return False
        if self._around.get(node.part) != self._around_older.get(known.part):
            return False
        older = self._nodes[known.parent].status if known.parent >= 0 else None
        return older is (None if outer is None else outer.status)


def node_of(source: Source, chosen: Chosen, places: Sequence[int]) -> Node:
    """Make a node of a draft; `places` are those of its part, and of the parts of its mentions."""
    draft = chosen.draft
    place, *others = places
    node = Node(draft, chosen, place, _parts_of(source, draft, place))
    if others:
        node.elsewhere = tuple(
            (one, at, _parts_of(source, one, at))
            for one, at in zip(chosen.mentions, others, strict=True)
        )
    return node


def _parts_of(source: Source, draft: Draft, place: int) -> tuple[Part, ...]:
    """Give the parts that a draft has lines of, the first of which stands at a place."""
    if draft.bottom is not None and draft.bottom <= draft.part.lines:
        return (draft.part,)
    top = source.lines[place]
    last = source.ends[place] if draft.bottom is None else top + draft.bottom
    return tuple(source.parts_within(top + draft.top, last))


def nested_in(source: Source, node: Node, nodes: Sequence[Node]) -> tuple[tuple[int, int], ...]:
    """Give the lines of what is nested in an item, from the beginning of its part."""
    lines = source.lines
    top = lines[node.part]
    inner = [nodes[one] for one in node.children]
    tops = [lines[one.part] - top + one.draft.top for one in inner]
    return tuple([(first, first + one.count) for first, one in zip(tops, inner, strict=True)])


def outer_of(nodes: Sequence[Node]) -> dict[str, int]:
    """Give the places of the items that have others in them, by their handles."""
    return {node.handle: place for place, node in enumerate(nodes) if node.children}


def mentioned_in(nodes: list[Node]) -> dict[int, tuple[int, ...]]:
    """Give, for the places of parts, the items that a draft in them names again."""
    found: dict[int, tuple[int, ...]] = {}
    for number, node in enumerate(nodes):
        for _, first, parts in node.elsewhere:
            for place in range(first, first + len(parts)):
                found[place] = (*found.get(place, ()), number)
    return found


def _lines_of(source: Source, node: Node) -> tuple[int, int]:
    """Give the line of the document on which an item begins, and that behind its last one."""
    top = source.lines[node.part] + node.draft.top
    return top, top + node.count


def criteria_beside(source: Source, nodes: Sequence[Node]) -> tuple[int, ...]:
    """Give the places of the parts with criteria that belong to none of the items."""
    outermost = [_lines_of(source, node) for node in nodes if node.parent < 0]
    return parts_of_criteria(source, outermost)


def _nest(nodes: list[Node], lines: list[tuple[int, int]]) -> None:
    around: list[int] = []
    for place, (node, (first, last)) in enumerate(zip(nodes, lines, strict=True)):
        while around and last > lines[around[-1]][1]:
            around.pop()
        if around and first < lines[around[-1]][1]:
            node.parent = around[-1]
            nodes[around[-1]].children.append(place)
        around.append(place)
    for node, (first, _) in zip(nodes, lines, strict=True):
        if node.children:
            up = node.draft.top - first
            node.nested = tuple([(lines[one][0] + up, lines[one][1] + up) for one in node.children])


@dataclass(frozen=True, slots=True)
class _Builder:
    assembly: Assembly
    lines: Sequence[int]
    offsets: Sequence[int]

    def item(self, place: int) -> Item:
        """Make the item at a place among all of them."""
        assembly = self.assembly
        node, names = assembly.nodes[place], assembly.names
        core = _core_of(node, assembly.document)
        if node.elsewhere:
            core = _with_mentions(core, node, self.offsets)
        awaited = node.awaited
        return Item(
            core=core,
            handle=node.handle,
            status=assembly.statuses[place],
            line=self.lines[node.part] + node.draft.top,
            start=self.offsets[node.part],
            parent=assembly.nodes[node.parent].handle if node.parent >= 0 else None,
            after=waits_for(awaited, names, node.handle) if awaited else (),
            body=body_of(node, names, self.offsets),
        )


def _core_of(node: Node, document: DocumentKind) -> Core:
    """Give what an item is wherever it stands."""
    draft, facts = node.draft, node.told()
    if facts.core is None or facts.core[0] is not document:
        core = Core(
            id=draft.lead.id,
            aliases=aliases(draft),
            kind=node.kind,
            title=node.title,
            priority=node.priority,
            optional=is_optional(draft),
            span=facts.span,
            id_span=draft.lead.id_span,
            title_span=draft.lead.title_span,
            box_span=draft.box,
            status_span=None if facts.written is None else facts.written.span,
            section=section_path(draft),
        )
        facts.core = document, core
    return facts.core[1]


def _with_mentions(core: Core, node: Node, offsets: Sequence[int]) -> Core:
    """Add the box and the status that only another place has which names the item."""
    if node.box is not None and node.box[0] is not node.draft:
        box, span = node.box
        span = _beside(node, box, span, offsets)
        core = replace(core, box_span=span, optional=is_optional(box))
    if node.written is not None and node.written[0] is not node.draft:
        mention, written = node.written
        core = replace(core, status_span=_beside(node, mention, written.span, offsets))
    return core


def _beside(node: Node, mention: Draft, span: Span, offsets: Sequence[int]) -> Span:
    """Count a position in the part of a mention from the beginning of the item's own."""
    place = next(place for one, place, _ in node.elsewhere if one is mention)
    return span.moved(offsets[place] - offsets[node.part])

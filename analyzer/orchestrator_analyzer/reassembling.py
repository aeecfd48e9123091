"""The items of a document after an edit that left as many of them in as many parts.

Those that have lines of the parts that are new are put together anew, with those whose status hangs
on them. All others are the same, further up or down.
"""

from bisect import bisect_left
from dataclasses import replace

from orchestrator_analyzer.assemble import (
    Assembly,
    criteria_beside,
    mentioned_in,
    node_of,
)
from orchestrator_analyzer.handles import aliases, handles, named_place, names
from orchestrator_analyzer.later import Later
from orchestrator_analyzer.nodes import Node, part_of
from orchestrator_analyzer.parser import Front, Reading
from orchestrator_analyzer.parts import Renewed
from orchestrator_analyzer.settling import Around, Settling, around_of
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import Item, Status


def items_within(assembly: Assembly, renewed: Renewed) -> set[int]:
    """Give the places of the items that begin in the new parts, or that these name again."""
    first = bisect_left(assembly.nodes, renewed.first, key=part_of)
    found = set(range(first, bisect_left(assembly.nodes, renewed.last, key=part_of)))
    for part in range(renewed.first, renewed.last):
        found.update(assembly.mentioned.get(part, ()))
    return found


def differing_statuses(old: Assembly, new: Assembly) -> list[int]:
    """Give the places of the items that have another status than they had."""
    if old.statuses is new.statuses:
        return []
    pairs = enumerate(zip(old.statuses, new.statuses, strict=True))
    return [place for place, (was, now) in pairs if was is not now]


class Items:
    """Puts the items together that have lines of the parts that are new; `made` are their places.

    `is_alike` says that no heading tells another status than it did.
    """

    def __init__(
        self, before: Reading, source: Source, renewed: Renewed, front: Front, *, is_alike: bool
    ) -> None:
        self._before = before
        self._old = before.assembly
        self._source = source
        self._renewed = renewed
        self._front = front
        self._is_alike = is_alike
        self._nodes = self._old.nodes.copy()
        self._first = bisect_left(self._nodes, renewed.first, key=part_of)
        self._last = bisect_left(self._nodes, renewed.last, key=part_of)
        self._renamed: set[int] = set()
        """The places of the items with other handles, and of those that are nested in them."""
        self.made: set[int] = set()

    def assembly(self) -> Assembly | None:
        """Give the items; None where they stand in others than they did."""
        old, source = self._old, self._source
        around = old.settling.around if self._is_alike else around_of(source)
        self.made = self._touched(around)
        touched = sorted(self.made)
        for place in touched:
            known, chosen = old.nodes[place], self._front.chosen[place]
            if (chosen.draft.bottom or 0) > chosen.draft.part.lines:
                return None
            node = node_of(source, chosen, (known.part, *(at for _, at, _ in known.elsewhere)))
            node.parent, node.children, node.handle = known.parent, known.children, known.handle
            self._nodes[place] = node
        if not self._nest_alike():
            return None
        for place in touched:
            self._nodes[place].nested = self._nested(self._nodes[place])
        settling = replace(old.settling, around=around, offsets=source.offsets)
        given = old
        if not all(map(self._is_named_alike, touched)):
            given = self._named_anew()
            settling = replace(settling, names=given.names)
        for place in touched:
            node = self._nodes[place]
            settling.settle(node, self._nodes[node.parent] if node.parent >= 0 else None)
            self._hand_down(place, settling)
        has_mentions = any(self._nodes[place].elsewhere for place in touched)
        return replace(
            given,
            nodes=self._nodes,
            statuses=self._statuses(settling),
            mentioned=mentioned_in(self._nodes) if has_mentions else old.mentioned,
            settling=settling,
            criteria=old.criteria if self._is_alike else criteria_beside(source, self._nodes),
        )

    def kept(self, assembly: Assembly) -> list[Item | None] | None:
        """Give the items that were made before the edit and are the same behind it."""
        known = self._before.spec.items
        if assembly.names is not self._old.names or not isinstance(known, Later):
            return None
        source, before = self._source, self._before.source
        has_moved = source.lines is not before.lines or len(source.text) != len(before.text)
        others = differing_statuses(self._old, assembly)
        mentioned = (place for places in assembly.mentioned.values() for place in places)
        last = self._first if has_moved else len(assembly.nodes)
        return known.kept(last, (*self.made, *others, *mentioned, *self._renamed))

    def _touched(self, around: Around) -> set[int]:
        """Give the places of the items that have lines of a new part, or another heading's word."""
        nodes, old, lines = self._nodes, self._old, self._before.source.lines
        found = items_within(old, self._renewed)
        outer = self._first - 1
        while outer >= 0:
            node = nodes[outer]
            if lines[node.part] + node.draft.top + node.count > lines[self._renewed.first]:
                found.add(outer)
            outer = node.parent
        known = old.settling.around
        if known != around:
            changed = {at for at in {*known, *around} if known.get(at) != around.get(at)}
            found.update(at for at, node in enumerate(nodes) if node.part in changed)
        return found

    def _nest_alike(self) -> bool:
        """Say whether the items of the new parts stand in those in which the old ones did."""
        nodes, lines = self._nodes, self._source.lines
        chain: list[int] = []
        place = self._first - 1
        while place >= 0:
            chain.append(place)
            place = nodes[place].parent
        around = [(at, self._end(nodes[at])) for at in reversed(chain)]
        before = (-1, 0, 0, 0)
        for place in range(self._first, self._last):
            node = nodes[place]
            first, last = lines[node.part] + node.draft.top, self._end(node)
            span = node.draft.line_span
            key = first, -last, span.start, span.end
            if key < before:
                return False
            before = key
            while around and last > around[-1][1]:
                around.pop()
            if node.parent != (around[-1][0] if around and first < around[-1][1] else -1):
                return False
            around.append((place, last))
        return True

    def _end(self, node: Node) -> int:
        return self._source.lines[node.part] + node.draft.top + node.count

    def _nested(self, node: Node) -> tuple[tuple[int, int], ...]:
        """Give the lines of what is nested in an item, from the beginning of its part."""
        lines = self._source.lines
        top = lines[node.part]
        inner = [self._nodes[one] for one in node.children]
        tops = [lines[one.part] - top + one.draft.top for one in inner]
        return tuple([(first, first + one.count) for first, one in zip(tops, inner, strict=True)])

    def _statuses(self, settling: Settling) -> list[Status]:
        """Give the statuses: the ones that there were, where no item that is new has another."""
        old = self._old
        if any(
            self._nodes[place].status is not old.nodes[place].status
            or settling.is_done_by_steps(self._nodes[place], self._nodes, old.statuses)
            != old.settling.is_done_by_steps(old.nodes[place], old.nodes, old.statuses)
            for place in self.made
        ):
            return settling.with_steps(self._nodes)
        return old.statuses

    def _is_named_alike(self, place: int) -> bool:
        """Say whether an item has the names that it had."""
        old, new = self._old.nodes[place].draft, self._nodes[place].draft
        if old.lead.id != new.lead.id or aliases(old) != aliases(new):
            return False
        is_by_id = self._nodes[place].handle == new.lead.id and new.lead.id in self._old.handles
        return is_by_id or old.answer(named_place) == new.answer(named_place)

    def _named_anew(self) -> Assembly:
        """Give every item its handle."""
        drafts = [node.draft for node in self._nodes]
        given = handles(drafts)
        for place, handle in enumerate(given):
            if self._nodes[place].handle != handle:
                self._nodes[place] = replace(self._nodes[place], handle=handle)
                self._renamed.update((place, *self._nodes[place].children))
        known = names(drafts, given)
        return replace(
            self._old,
            names=self._old.names if known == self._old.names else known,
            handles={handle: place for place, handle in enumerate(given)},
            outer={node.handle: at for at, node in enumerate(self._nodes) if node.children},
        )

    def _hand_down(self, place: int, settling: Settling) -> None:
        """Settle what is nested in an item whose status is another."""
        node = self._nodes[place]
        if node.status is self._old.nodes[place].status:
            return
        for inner in node.children:
            if inner in self.made:
                continue  # comes later
            known = self._nodes[inner]
            self._nodes[inner] = replace(known)
            settling.settle(self._nodes[inner], node)
            if self._nodes[inner].status is not known.status:
                self.made.add(inner)
                self._hand_down(inner, settling)

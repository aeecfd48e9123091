"""The items of a document after an edit that left as many of them in as many parts.

Those that have lines of the parts that are new are put together anew, with those whose status hangs
on them. All others are the same, further up or down.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, compress, count
from operator import is_not
from typing import NamedTuple

from orchestrator_analyzer.assemble import (
    Assembly,
    criteria_beside,
    mentioned_in,
    nested_in,
    node_of,
    outer_of,
)
from orchestrator_analyzer.claims import renamed
from orchestrator_analyzer.criteria import heads_criteria
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


class Grown(NamedTuple):
    """Where items have come or gone: those from `first` to `last` became so many more, or fewer."""

    first: int
    last: int
    by: int


def differing_statuses(old: Assembly, new: Assembly, grown: Grown | None = None) -> list[int]:
    """Give the places of the items that have another status than they had."""
    if old.statuses is new.statuses:
        return []
    first, last, by = (0, 0, 0) if grown is None else grown
    pairs = chain(
        zip(range(first), old.statuses, new.statuses, strict=False),
        zip(
            range(last + by, len(new.statuses)),
            old.statuses[last:],
            new.statuses[last + by :],
            strict=True,
        ),
    )
    return [place for place, was, now in pairs if was is not now]


def kept_items(
    before: Reading, assembly: Assembly, last: int, left_out: Iterable[int]
) -> list[Item | None] | None:
    """Give the items that were made, up to a place, and are the same; all that others name."""
    known = before.spec.items
    if assembly.names is not before.assembly.names or not isinstance(known, Later):
        return None
    mentioned = (place for places in assembly.mentioned.values() for place in places)
    return known.kept(last, len(assembly.nodes), (*left_out, *mentioned))


def keep_waiting(old: Assembly, new: Assembly, others: Iterable[Node]) -> None:
    """Let a version know what waits in it, where none of those does that have come or gone."""
    if "waiting" in old.__dict__ and not any(node.awaited for node in others):
        new.__dict__["waiting"] = old.waiting


def criteria_again(
    before: Reading, source: Source, renewed: Renewed, nodes: Sequence[Node]
) -> tuple[int, ...]:
    """Give the places of the parts with criteria that belong to no item.

    Items end where parts do, or within one: only headings say which parts have criteria.
    """
    if not renewed.is_even:
        return criteria_beside(source, nodes)
    pairs = renewed.pairs(before.source.parts, source.parts)
    if all(heads_criteria(old) == heads_criteria(new) for old, new in pairs):
        return before.assembly.criteria
    return criteria_beside(source, nodes)


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
            self._nodes[place].nested = nested_in(source, self._nodes[place], self._nodes)
        settling = replace(old.settling, around=around, offsets=source.offsets)
        given = old
        if not all(map(self._is_named_alike, touched)):
            given = self._named_anew(touched)
            settling = replace(settling, names=given.names)
        for place in touched:
            node = self._nodes[place]
            settling.settle(node, self._nodes[node.parent] if node.parent >= 0 else None)
            self._hand_down(place, settling)
        has_mentions = any(self._nodes[place].elsewhere for place in touched)
        assembly = replace(
            given,
            nodes=self._nodes,
            statuses=self._statuses(settling),
            mentioned=mentioned_in(self._nodes) if has_mentions else old.mentioned,
            settling=settling,
            criteria=criteria_again(self._before, source, self._renewed, self._nodes),
        )
        if "claims" in given.__dict__:
            assembly.__dict__["claims"] = given.claims
        both = old.nodes, self._nodes
        pairs = compress(zip(*both, strict=True), map(is_not, *both))
        keep_waiting(old, assembly, chain.from_iterable(pairs))
        return assembly

    def kept(self, assembly: Assembly) -> list[Item | None] | None:
        """Give the items that were made before the edit and are the same behind it."""
        source, before = self._source, self._before.source
        has_moved = source.lines is not before.lines or len(source.text) != len(before.text)
        last = self._first if has_moved else len(assembly.nodes)
        left_out = {*self.made, *self._renamed, *differing_statuses(self._old, assembly)}
        return kept_items(self._before, assembly, last, left_out)

    def _touched(self, around: Around) -> set[int]:
        """Give the places of the items that may be others.

        They have lines of a new part, share an id with one of those, or are beneath a heading that
        tells another status.
        """
        nodes, old, lines = self._nodes, self._old, self._before.source.lines
        found = items_within(old, self._renewed)
        chosen = self._before.front.chosen, self._front.chosen
        found.update(compress(count(), map(is_not, *chosen)))
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

    def _named_anew(self, touched: list[int]) -> Assembly:
        """Give the items that are new their handles, or all of them, where they share names."""
        old = self._old
        gone = [(old.nodes[place].draft, old.nodes[place].handle) for place in touched]
        come = [self._nodes[place].draft for place in touched]
        named = renamed(old.claims, old.names, old.handles, gone, come)
        if named is None:
            return self._all_named_anew()
        others = [
            (place, handle)
            for place, handle in zip(touched, named.given, strict=True)
            if self._nodes[place].handle != handle
        ]
        has_inner = any(self._nodes[place].children for place, _ in others)
        known = dict(old.handles)
        for place, _ in others:
            del known[old.nodes[place].handle]
        for place, handle in others:
            known[handle] = place
            self._nodes[place].handle = handle
            self._renamed.update((place, *self._nodes[place].children))
        given = replace(
            old,
            names=named.names,
            handles=known if others else old.handles,
            outer=outer_of(self._nodes) if has_inner else old.outer,
        )
        given.__dict__["claims"] = named.claims
        return given

    def _all_named_anew(self) -> Assembly:
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
            outer=outer_of(self._nodes),
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

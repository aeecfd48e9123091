"""The items of a document after an edit by which some came, went or stand in others than before.

What begins before the new parts is the same, but for what these are lines of; what begins behind
the last section that one of the new parts opens, or that ends elsewhere than it did, is the same
too, but for its place among the parts and items.
"""

from bisect import bisect_left
from dataclasses import replace
from operator import is_

from orchestrator_analyzer.assemble import (
    Assembly,
    criteria_beside,
    mentioned_in,
    nested_in,
    node_of,
    outer_of,
)
from orchestrator_analyzer.claims import Named, renamed
from orchestrator_analyzer.nodes import Node, part_of
from orchestrator_analyzer.parser import Front, Reading
from orchestrator_analyzer.parts import Renewed
from orchestrator_analyzer.reassembling import Grown, criteria_again, keep_waiting
from orchestrator_analyzer.settling import Around, Settling, around_of
from orchestrator_analyzer.source import Source


class Regrown:
    """Puts those items together anew that may be others; `made` are their places."""

    def __init__(self, before: Reading, source: Source, renewed: Renewed, front: Front) -> None:
        self._before = before
        self._old = before.assembly
        self._source = source
        self._renewed = renewed
        self._chosen = front.chosen
        nodes = self._old.nodes
        first = bisect_left(nodes, renewed.first, key=part_of)
        last = bisect_left(nodes, renewed.last, key=part_of)
        self.grown = Grown(first, last, len(front.chosen) - len(nodes))
        self._end = last
        come = source.parts[renewed.first : renewed.end]
        self._places = dict(zip(come, range(renewed.first, renewed.end), strict=True))
        self._nodes: list[Node] = []
        self.made: list[int] = []

    def assembly(self) -> Assembly | None:
        """Give the items; None where more than those of some parts may be others."""
        old, source, grown = self._old, self._source, self.grown
        around = around_of(source)
        outer = self._around()
        if outer is None or not self._is_same_outside(around, outer):
            return None
        self._nodes = [*old.nodes[: grown.first], *self._own(), *self._behind()]
        for place in outer:
            self._nodes[place] = self._again(place)
        last = self._end + grown.by
        self.made = [*reversed(outer), *range(grown.first, last)]
        self._nest(outer, last)
        for place in self.made:
            node = self._nodes[place]
            nested = nested_in(source, node, self._nodes)
            if nested != node.nested:
                node.nested, node.facts, node.criteria = nested, None, None
        if (named := self._named()) is None:
            return None
        settling = replace(old.settling, around=around, offsets=source.offsets, names=named.names)
        self._settle(settling)
        if any(self._nodes[place].status is not old.nodes[place].status for place in outer):
            return None  # it may be handed down to others
        return self._assembled(settling, named)

    def _assembled(self, settling: Settling, named: Named) -> Assembly:
        old, nodes = self._old, self._nodes
        own = nodes[self.grown.first : self.grown.last + self.grown.by]
        is_alike = self._headed(own) == self._headed(old.nodes[self.grown.first : self.grown.last])
        assembly = Assembly(
            nodes=nodes,
            statuses=settling.with_steps(nodes),
            names=named.names,
            handles={node.handle: place for place, node in enumerate(nodes)},
            outer=outer_of(nodes),
            mentioned=mentioned_in(nodes) if old.mentioned else {},
            document=old.document,
            settling=settling,
            criteria=criteria_again(self._before, self._source, self._renewed, nodes)
            if is_alike
            else criteria_beside(self._source, nodes),
        )
        assembly.__dict__["claims"] = named.claims
        first, last, _ = self.grown
        outer = (old.nodes[place] for place in self.made if place < first)
        made = (nodes[place] for place in self.made)
        keep_waiting(old, assembly, (*outer, *old.nodes[first:last], *made))
        return assembly

    def _is_same_outside(self, around: Around, outer: list[int]) -> bool:
        """Say whether all items are the same that begin in none of the new parts.

        Those of the new parts may open sections, and end with them, but not within another part.
        """
        grown, chosen, known = self.grown, self._chosen, self._before.front.chosen
        renewed, last = self._renewed, grown.last + grown.by
        own = [one.draft for one in chosen[grown.first : max(last, grown.first)]]
        if (
            last < grown.first
            or not all(map(is_, known[: grown.first], chosen[: grown.first]))
            or not all(map(is_, known[grown.last :], chosen[last:]))
            or not {draft.part for draft in own} <= self._places.keys()
        ):
            return False
        were = self._old.nodes[grown.first : grown.last]
        gone = [node.draft for node in were]
        if any((draft.bottom or 0) > draft.part.lines for draft in (*own, *gone)):
            return False
        mentioned = self._old.mentioned
        within = range(renewed.first, renewed.last)
        if mentioned if renewed.by else any(place in mentioned for place in within):
            return False
        if any(one.mentions for one in chosen[grown.first : last]):
            return False
        opened = [self._places[draft.part] for draft in own if draft.bottom is None]
        closed = [node.part for node in were if node.draft.bottom is None]
        if not renewed.is_even:
            outer_parts = [self._old.nodes[place].part for place in outer]
            changed = [place for place in outer_parts if not self._ends_alike(place)]
            opened, closed = opened + changed, closed + changed
        end = max([renewed.last, *map(self._opened_end, opened), *map(self._closed_end, closed)])
        self._end = bisect_left(self._old.nodes, end, key=part_of)
        was = self._old.settling.around
        return was == around == {} or _outside(was, renewed.first, end, renewed.by) == _outside(
            around, renewed.first, end + renewed.by, 0
        )

    def _opened_end(self, place: int) -> int:
        """Give the place, as it was, of the part behind the section of one that there is."""
        return bisect_left(self._source.lines, self._source.ends[place]) - self._renewed.by

    def _closed_end(self, place: int) -> int:
        """Give the place of the part behind the section of one that there was."""
        before = self._before.source
        return bisect_left(before.lines, before.ends[place])

    def _ends_alike(self, place: int) -> bool:
        """Say whether a section that begins further up ends behind the new parts, as it did."""
        end = self._closed_end(place)
        return end >= self._renewed.last and end == self._opened_end(place)

    def _around(self) -> list[int] | None:
        """Give the items that begin further up and have lines of the new parts, from within.

        Where parts came or went, also those that had lines of the old ones; None where any of
        these is no section, or stands in what is none.
        """
        nodes, lines = self._old.nodes, self._before.source.lines
        begun = self._renewed.first
        found: list[int] = []
        if self._renewed.is_even:
            place = self.grown.first - 1
            while place >= 0:
                node = nodes[place]
                if lines[node.part] + node.draft.top + node.count > lines[begun]:
                    found.append(place)
                place = node.parent
            return found
        top = lines[begun] if begun < len(lines) else self._before.source.text.line_count
        ends, were = self._source.ends, self._before.source.ends
        for place in range(self.grown.first - 1, -1, -1):
            node = nodes[place]
            if node.draft.bottom is None:
                if ends[node.part] > top or were[node.part] > top:
                    found.append(place)
            elif lines[node.part] + node.draft.bottom > top:
                return None
        parents = [nodes[place].parent for place in found]
        if any(nodes[one].draft.bottom is not None for one in parents if one >= 0):
            return None
        return found

    def _own(self) -> list[Node]:
        """Make the items of the new parts."""
        source, grown = self._source, self.grown
        own = self._chosen[grown.first : grown.last + grown.by]
        return [node_of(source, one, (self._places[one.draft.part],)) for one in own]

    def _behind(self) -> list[Node]:
        """Give those further down; what they stand in, and what in them, is found out later."""
        nodes, grown, down = self._old.nodes, self.grown, self._renewed.by
        inner = [node.moved(node.part + down, -1, []) for node in nodes[grown.last : self._end]]
        if not grown.by and not down:
            return [*inner, *nodes[self._end :]]
        end = self._end
        return [
            *inner,
            *[
                self._moved(node) if down or node.parent >= end or node.children else node
                for node in nodes[end:]
            ],
        ]

    def _moved(self, node: Node) -> Node:
        """Give an item behind all that is new, at another place among the parts and items."""
        by, down, is_inner = self.grown.by, self._renewed.by, node.parent >= self._end
        parent = node.parent + by if is_inner else node.parent
        return node.moved(node.part + down, parent, [one + by for one in node.children])

    def _again(self, place: int) -> Node:
        """Give an item that has lines of the new parts; what stands in it is found out later."""
        known, grown = self._old.nodes[place], self.grown
        places = (known.part, *(at for _, at, _ in known.elsewhere))
        node = node_of(self._source, self._chosen[place], places)
        node.parent, node.handle = known.parent, known.handle
        node.children = [one for one in known.children if one < grown.first]
        return node

    def _nest(self, outer: list[int], last: int) -> None:
        """Find out what the items that are new, or behind those, stand in."""
        nodes, source, grown = self._nodes, self._source, self.grown
        around = [(at, self._last_line(nodes[at])) for at in reversed(outer)]
        for place in range(grown.first, last):
            node = nodes[place]
            first, end = source.lines[node.part] + node.draft.top, self._last_line(node)
            while around and end > around[-1][1]:
                around.pop()
            if around and first < around[-1][1]:
                node.parent = around[-1][0]
                nodes[node.parent].children.append(place)
            around.append((place, end))
        for place in outer:
            behind = [one for one in self._old.nodes[place].children if one >= self._end]
            nodes[place].children += [one + grown.by for one in behind]

    def _last_line(self, node: Node) -> int:
        return self._source.lines[node.part] + node.draft.top + node.count

    def _named(self) -> Named | None:
        """Give the items of the new parts their handles."""
        old, grown = self._old, self.grown
        gone = [(node.draft, node.handle) for node in old.nodes[grown.first : grown.last]]
        own = self._nodes[grown.first : grown.last + grown.by]
        come = [node.draft for node in own]
        named = renamed(old.claims, old.names, old.handles, gone, come)
        if named is not None:
            for node, handle in zip(own, named.given, strict=True):
                node.handle = handle
        return named

    def _settle(self, settling: Settling) -> None:
        nodes = self._nodes
        for place in self.made:
            node = nodes[place]
            settling.settle(node, nodes[node.parent] if node.parent >= 0 else None)

    @staticmethod
    def _headed(nodes: list[Node]) -> list[int]:
        """Give the parts that begin with an item."""
        return [node.part for node in nodes if node.draft.bottom is None]


def _outside(given: Around, first: int, last: int, by: int) -> Around:
    """Give what headings give to parts before a place, and to those from another on, moved."""
    return {
        place + by if place >= last else place: one
        for place, one in given.items()
        if not first <= place < last
    }

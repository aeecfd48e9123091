"""Which items a run should do, by what they are and how they stand in each other."""

from bisect import bisect_left
from collections.abc import Collection, Sequence

from orchestrator_analyzer.nodes import Node
from orchestrator_analyzer.spec import TO_DO, ItemKind, Status

_OF_ALL = frozenset({ItemKind.REQUIREMENT, ItemKind.STORY})
_FEW = 8


def places_to_do(nodes: Sequence[Node], statuses: Sequence[Status]) -> tuple[int, ...]:
    """Give the places of what is to be done.

    Where nested items carry the work, they are given and the outer one is not; boxes without ids
    beneath a heading with one are the steps of a single piece of work. Stories of a
    specification that has requirements are what those are for, and no work beside them, unless
    they stand beneath those.
    """
    kinds = [node.kind for node in nodes]
    has_requirements = ItemKind.REQUIREMENT in kinds and any(
        kind is ItemKind.REQUIREMENT
        and statuses[place] in TO_DO
        and all(kinds[one] is not ItemKind.STORY for one in nodes[place].children)
        for place, kind in enumerate(kinds)
    )
    found = _to_do(nodes, statuses, range(len(nodes)))
    if has_requirements:
        found = [place for place in found if kinds[place] is not ItemKind.STORY]
    return tuple(found)


def places_again(
    known: tuple[int, ...],
    nodes: Sequence[Node],
    statuses: Sequence[Status],
    changed: Collection[int],
) -> tuple[int, ...] | None:
    """Give the same of a version in which only some items, by their places, are others.

    What they make of others is told by those that they stand in. None where that may be more.
    """
    roots = {_root(nodes, place) for place in changed} if len(changed) <= _FEW else None
    if roots is None:
        return None
    for root in roots:
        end = root + 1
        while end < len(nodes) and nodes[end].parent >= 0:
            end += 1
        if any(nodes[place].kind in _OF_ALL for place in range(root, end)):
            return None
        first, last = bisect_left(known, root), bisect_left(known, end)
        known = (*known[:first], *_to_do(nodes, statuses, range(root, end)), *known[last:])
    return known


def _root(nodes: Sequence[Node], place: int) -> int:
    while nodes[place].parent >= 0:
        place = nodes[place].parent
    return place


def _to_do(nodes: Sequence[Node], statuses: Sequence[Status], places: range) -> list[int]:
    """Give what is to be done of items in a row, the first of which stands in no other."""
    found: list[int] = []
    # Whether what is nested in an item is work of its own, by the place of that.
    within: dict[int, bool] = {-1: True}
    for place in places:
        node, status = nodes[place], statuses[place]
        is_to_do = status in TO_DO
        # Nothing is done in what is rejected or put off.
        is_wanted = within[node.parent]
        if node.children:
            has_steps = _has_steps(node, nodes)
            is_open = is_to_do and not has_steps
            within[place] = is_wanted and (is_open or status is Status.DONE)
            is_wanted = is_wanted and has_steps
        if is_to_do and is_wanted:
            found.append(place)
    return found


def _has_steps(node: Node, nodes: Sequence[Node]) -> bool:
    return (
        node.box is None
        and node.draft.lead.id is not None
        and all(nodes[one].draft.lead.id is None for one in node.children)
    )

"""What is left to do, in the order to do it."""

import heapq

from orchestrator_analyzer.nodes import Node
from orchestrator_analyzer.parser import Reading
from orchestrator_analyzer.reassembling import differing_statuses
from orchestrator_analyzer.revising import Revision
from orchestrator_analyzer.spec import Item, ItemKind, Spec
from orchestrator_analyzer.to_do import places_again
from orchestrator_analyzer.words import rank


def open_items(spec: Spec) -> tuple[Item, ...]:
    """Give the items that a run should do, in document order."""
    return tuple([spec.items[place] for place in spec.to_do()])


def carry(before: Reading, after: Reading, revision: Revision) -> None:
    """Let a reading know what was to do in an older one, but for items that are others."""
    old, new = before.assembly, after.assembly
    if revision.grown is not None:
        return
    statuses = differing_statuses(old, new)
    pairs = [(place, old.nodes[place], new.nodes[place]) for place in revision.items]
    if "to_do" in old.__dict__ and all(one.kind is other.kind for _, one, other in pairs):
        others = {place for place, one, other in pairs if _told(one) != _told(other)}
        again = places_again(old.to_do, new.nodes, new.statuses, others.union(statuses))
        if again is not None:
            new.__dict__["to_do"] = again
    is_ticked_alike = not statuses and all(one.tick == other.tick for _, one, other in pairs)
    if "ticks" in old.__dict__ and is_ticked_alike:
        new.__dict__["ticks"] = old.ticks


def _told(node: Node) -> tuple[object, ...]:
    """Give what else of an item, beside its kind, can make it, or another, open work."""
    return node.draft.lead.id is not None, node.box is None, node.parent, node.children


def in_order(spec: Spec, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Order items: what others wait for first, then urgent bugs, then by priority, then as written.

    In a cycle, the item that would come first of all that are left breaks it.
    """
    wanted = {item.handle: item for item in items}
    waiting = {
        item.handle: {handle for handle in _waits_for(spec, item) if handle in wanted}
        for item in items
    }
    behind: dict[str, list[str]] = {}
    for handle, before in waiting.items():
        for one in before:
            behind.setdefault(one, []).append(handle)
    keys = {item.handle: (*_urgency(item), place) for place, item in enumerate(items)}
    urgent = [(keys[handle], handle) for handle in wanted]
    heapq.heapify(urgent)
    ready = [(keys[handle], handle) for handle, before in waiting.items() if not before]
    heapq.heapify(ready)
    placed: dict[str, Item] = {}
    while len(placed) < len(wanted):
        _, handle = heapq.heappop(ready or urgent)
        if handle in placed:
            continue
        placed[handle] = wanted[handle]
        for one in behind.get(handle, ()):
            waiting[one].discard(handle)
            if not waiting[one] and one not in placed:
                heapq.heappush(ready, (keys[one], one))
    return tuple(placed.values())


def _waits_for(spec: Spec, item: Item) -> set[str]:
    """Give what an item waits for; to wait for an outer item is to wait for all within it."""
    handles: set[str] = set()
    stack = list(item.after)
    while stack:
        handle = stack.pop()
        if handle not in handles:
            handles.add(handle)
            stack += [child.handle for child in spec.children.get(handle, ())]
    return handles - {item.handle}


def _urgency(item: Item) -> tuple[int, int]:
    urgency = rank(item.priority)
    return (0 if item.kind is ItemKind.BUG and urgency == 0 else 1, urgency)

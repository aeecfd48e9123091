"""What is left to do, in the order to do it."""

import heapq

from orchestrator_analyzer.parser import Reading
from orchestrator_analyzer.revising import Revision
from orchestrator_analyzer.spec import Item, ItemKind, Spec, Status
from orchestrator_analyzer.words import rank


def open_items(spec: Spec) -> tuple[Item, ...]:
    """Give the items that a run should do, in document order."""
    items = spec.items
    return tuple([items[place] for place in _open_places(spec)])


def open_places(reading: Reading) -> tuple[int, ...]:
    """Give the places of those items among all of them."""
    return _open_places(reading.spec)


def carry(before: Reading, after: Reading, revision: Revision) -> None:
    """Let a reading know what was open in an older one, where nothing that says so is another."""
    known = before.known(open_places)
    old, new = before.assembly, after.assembly
    if (
        known is not None
        and old.names is new.names
        and old.outer == new.outer
        and old.statuses == new.statuses
        and all(_told(before, place) == _told(after, place) for place in revision.items)
    ):
        after.take(open_places, known)


def _told(reading: Reading, place: int) -> tuple[object, ...]:
    """Give what else of an item can make it, or another, open work."""
    node, item = reading.assembly.nodes[place], reading.spec.items[place]
    return item.id, item.kind, item.box_span is None, node.parent, node.children


def _open_places(spec: Spec) -> tuple[int, ...]:
    """Give the places of what is to be done.

    Where nested items carry the work, they are given and the outer one is not; boxes without ids
    beneath a heading with one are the steps of a single piece of work. Stories of a
    specification that has requirements are what those are for, and no work beside them, unless
    they stand beneath those.
    """
    has_requirements = any(
        item.kind is ItemKind.REQUIREMENT
        and item.status.is_to_do
        and all(child.kind is not ItemKind.STORY for child in spec.children.get(item.handle, ()))
        for item in spec.items
    )
    found: list[int] = []
    # Whether what is nested in an item is work of its own, by its handle.
    within: dict[str, bool] = {}
    for place, item in enumerate(spec.items):
        is_to_do = item.status.is_to_do
        # Nothing is done in what is rejected or put off.
        is_wanted = item.parent is None or within[item.parent]
        if item.handle in spec.outer:
            has_steps = _has_steps(spec, item)
            is_open = is_to_do and not has_steps
            within[item.handle] = is_wanted and (is_open or item.status is Status.DONE)
            is_wanted = is_wanted and has_steps
        if is_to_do and is_wanted and not (item.kind is ItemKind.STORY and has_requirements):
            found.append(place)
    return tuple(found)


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


def _has_steps(spec: Spec, item: Item) -> bool:
    return (
        item.box_span is None
        and item.id is not None
        and all(child.id is None for child in spec.children.get(item.handle, ()))
    )


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

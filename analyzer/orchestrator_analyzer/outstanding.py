"""What is left to do, in the order to do it."""

import heapq

from orchestrator_analyzer.spec import Item, ItemKind, Spec, Status
from orchestrator_analyzer.words import rank


def open_items(spec: Spec) -> tuple[Item, ...]:
    """Give the items that a run should do, in document order.

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
    found: list[Item] = []
    # Whether what is nested in an item is work of its own, by its handle.
    within: dict[str, bool] = {}
    for item in spec.items:
        is_to_do = item.status.is_to_do
        # Nothing is done in what is rejected or put off.
        is_wanted = item.parent is None or within[item.parent]
        if item.handle in spec.outer:
            has_steps = _has_steps(spec, item)
            is_open = is_to_do and not has_steps
            within[item.handle] = is_wanted and (is_open or item.status is Status.DONE)
            is_wanted = is_wanted and has_steps
        if is_to_do and is_wanted and not (item.kind is ItemKind.STORY and has_requirements):
            found.append(item)
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

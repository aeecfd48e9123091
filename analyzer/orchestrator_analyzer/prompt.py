"""The words that tell an agent what is asked: items in order, as written, and never cut."""

import re
from collections.abc import Iterable, Iterator

from orchestrator_analyzer.outstanding import in_order, open_items
from orchestrator_analyzer.spec import Item, Spec, Status

_TICKS = re.compile("`+")


def prompt_for(spec: Spec, items: Iterable[Item] | None = None) -> str:
    """Write the prompt for items, or for all of a document that is to do.

    What is done or rejected is left out, whoever asks for it. Returns an empty text where nothing
    is left. The prompt for a whole document also carries what it says around its items.
    """
    wanted = open_items(spec) if items is None else tuple(_asked(spec, items))
    if not wanted:
        return ""
    parts = [f"# {spec.title}" if spec.title else "# What is asked"]
    if items is None and spec.context:
        parts += ["## What the document says around the items", _verbatim(spec.context)]
    parts += ["## Items, in the order to do them"]
    parts += [_part(spec, item) for item in in_order(spec, wanted)]
    return "\n\n".join(parts) + "\n"


def _asked(spec: Spec, items: Iterable[Item]) -> Iterator[Item]:
    """Give the items with, in place of an outer one, what is open within it."""
    todo = {item.handle for item in open_items(spec)}
    given: set[str] = set()
    stack = list(items)[::-1]
    while stack:
        item = stack.pop()
        if item.handle in given or item.status in {Status.DONE, Status.REJECTED}:
            continue
        given.add(item.handle)
        children = spec.children.get(item.handle, ())
        if children and item.handle not in todo:
            stack += [child for child in children if child.status.is_to_do][::-1]
        else:
            yield item


def _part(spec: Spec, item: Item) -> str:
    facts = (
        ("Section", " / ".join(item.section)),
        ("Priority", item.priority or ""),
        ("After", ", ".join(_shown(spec, handle) for handle in item.after)),
    )
    head = [f"### {item.id}: {item.title}" if item.id else f"### {item.title}"]
    head += [f"{name}: {value}" for name, value in facts if value]
    around = [f"Part of:\n\n{_verbatim(outer.words)}" for outer in _outer(spec, item)]
    steps = [_verbatim(child.words) for child in _steps(spec, item)]
    return "\n\n".join(["\n".join(head), *around[::-1], _verbatim(item.words), *steps])


def _outer(spec: Spec, item: Item) -> Iterator[Item]:
    outer = spec.by_handle.get(item.parent) if item.parent else None
    while outer is not None:
        yield outer
        outer = spec.by_handle.get(outer.parent) if outer.parent else None


def _steps(spec: Spec, item: Item) -> Iterator[Item]:
    """Give what is nested in an item, in order, but for what is done or rejected."""
    stack = list(spec.children.get(item.handle, ()))[::-1]
    while stack:
        step = stack.pop()
        if step.status in {Status.DONE, Status.REJECTED}:
            continue
        yield step
        stack += spec.children.get(step.handle, ())[::-1]


def _shown(spec: Spec, handle: str) -> str:
    item = spec.by_handle.get(handle)
    return handle if item is None else (item.id or item.title)


def _verbatim(words: str) -> str:
    """Fence words, so that they stay as written and nothing in them ends the part they stand in."""
    longest = max((len(ticks[0]) for ticks in _TICKS.finditer(words)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}markdown\n{words}\n{fence}"

"""The words that tell an agent what is asked: items in order, as written, and never cut."""

from collections.abc import Iterable

from orchestrator_analyzer.outstanding import in_order, open_items
from orchestrator_analyzer.spec import Item, Spec, Status


def prompt_for(spec: Spec, items: Iterable[Item] | None = None) -> str:
    """Write the prompt for items, or for all of a document that is to do.

    What is done or rejected is left out, whoever asks for it. Returns an empty text where nothing
    is left.
    """
    wanted = open_items(spec) if items is None else tuple(_asked(spec, items))
    if not wanted:
        return ""
    ordered = in_order(spec, wanted)
    parts = [f"# {spec.title}" if spec.title else "# What is asked"]
    parts += [_part(spec, item) for item in ordered]
    return "\n\n".join(parts) + "\n"


def _asked(spec: Spec, items: Iterable[Item]) -> Iterable[Item]:
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
    head = f"## {item.id}: {item.title}" if item.id else f"## {item.title}"
    facts = [
        ("Section", " / ".join(item.section)),
        ("Priority", item.priority or ""),
        ("After", ", ".join(_shown(spec, handle) for handle in item.after)),
    ]
    lines = [head, *(f"{name}: {value}" for name, value in facts if value)]
    outer = spec.by_handle.get(item.parent) if item.parent else None
    around: list[str] = []
    while outer is not None:
        around.append(outer.words)
        outer = spec.by_handle.get(outer.parent) if outer.parent else None
    lines += [f"Part of:\n\n{words}" for words in reversed(around)]
    return "\n\n".join(
        (
            "\n".join(lines[: 1 + len(lines) - 1 - len(around)]),
            *lines[len(lines) - len(around) :],
            item.words,
        )
    )


def _shown(spec: Spec, handle: str) -> str:
    item = spec.by_handle.get(handle)
    return handle if item is None else (item.id or item.title)

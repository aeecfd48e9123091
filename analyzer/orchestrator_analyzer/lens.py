"""What an editor shows beside an item before it was ever run: in a lens, and behind its title."""

from orchestrator_analyzer.spec import Item, Spec, Status

_SHOWN = 3


def item_lens(spec: Spec, item: Item) -> str:
    """Say how an item stands: `open · P1 · 2 of 5 done · 3 criteria · waits for T002`."""
    parts = [item.status.value.replace("_", " ")]
    if item.priority is not None:
        parts.append(item.priority)
    if item.optional:
        parts.append("optional")
    if (progress := _progress(spec, item)) is not None:
        parts.append("{} of {} done".format(*progress))
    if item.criteria:
        number = len(item.criteria)
        parts.append(f"{number} criteria" if number > 1 else "1 criterion")
    if item.after and item.status.is_to_do and (waits := _waits(spec, item)):
        parts.append(f"waits for {waits}")
    return " · ".join(parts)


def item_hint(spec: Spec, item: Item) -> str | None:
    """Say, in a few characters, what the line of an item does not: progress, and what it awaits."""
    parts: list[str] = []
    if (progress := _progress(spec, item)) is not None:
        parts.append("{}/{}".format(*progress))
    if item.after and item.status.is_to_do and (waits := _waits(spec, item)):
        parts.append(f"after {waits}")
    return " · ".join(parts) or None


def document_lens(spec: Spec) -> str | None:
    """Say how a document stands: `task list · 3 of 8 done · 1 blocked`; None without items."""
    if not spec.items:
        return None
    done = sum(item.status is Status.DONE for item in spec.items)
    parts = [spec.kind.value.replace("-", " "), f"{done} of {len(spec.items)} done"]
    for status in (Status.BLOCKED, Status.NEEDS_DECISION, Status.DEFERRED, Status.REJECTED):
        number = sum(item.status is status for item in spec.items)
        if number:
            parts.append(f"{number} {status.value.replace('_', ' ')}")
    return " · ".join(parts)


def _progress(spec: Spec, item: Item) -> tuple[int, int] | None:
    if item.handle not in spec.outer:
        return None
    children = spec.children[item.handle]
    return sum(child.status is Status.DONE for child in children), len(children)


def _waits(spec: Spec, item: Item) -> str:
    """Name what an item waits for that is not done yet."""
    waiting: list[str] = []
    for handle in item.after:
        other = spec.by_handle.get(handle)
        if other is not None and other.status is not Status.DONE:
            waiting.append(other.id or other.title)
    more = f" and {len(waiting) - _SHOWN} more" if len(waiting) > _SHOWN else ""
    return ", ".join(waiting[:_SHOWN]) + more

"""What a person sees of an item when the cursor rests on it."""

from orchestrator_analyzer.spec import Item, Spec

_SHOWN_CRITERIA = 12


def hover_text(spec: Spec, item: Item) -> str:
    """Describe an item in markdown."""
    name = f"**{item.id}** {item.title}" if item.id else f"**{item.title}**"
    facts = [item.kind.value, item.status.value.replace("_", " ")]
    if item.priority is not None:
        facts.append(f"priority {item.priority}")
    if item.optional:
        facts.append("optional")
    parts = [name, " · ".join(facts)]
    if item.after:
        parts.append("Waits for " + ", ".join(_named(spec, handle) for handle in item.after))
    children = spec.children.get(item.handle, ())
    if children:
        done = sum(child.status.value == "done" for child in children)
        parts.append(f"{done} of {len(children)} nested items done")
    if item.criteria:
        shown = [f"- {criterion.text}" for criterion in item.criteria[:_SHOWN_CRITERIA]]
        more = len(item.criteria) - _SHOWN_CRITERIA
        if more > 0:
            shown.append(f"- and {more} more")
        parts.append("\n".join(shown))
    return "\n\n".join(parts)


def _named(spec: Spec, handle: str) -> str:
    item = spec.by_handle.get(handle)
    if item is None:
        return f"`{handle}`"
    mark = "done" if item.status.value == "done" else item.status.value.replace("_", " ")
    return f"`{item.id or item.title}` ({mark})"

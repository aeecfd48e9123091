"""The words that tell an agent what is asked: items in order, as written, and never cut."""

import re
from collections.abc import Iterable, Iterator

from orchestrator_analyzer.outstanding import in_order, open_items
from orchestrator_analyzer.spec import Criterion, Exists, Item, ReferenceKind, Spec, Status
from orchestrator_analyzer.text import Span, Text

_TICKS = re.compile("`+")
_LINE_NUMBER = re.compile(r":\d+(?::\d+)?$")
_OVER = frozenset({Status.DONE, Status.REJECTED})


def prompt_for(
    spec: Spec, items: Iterable[Item] | None = None, exists: Exists | None = None
) -> str:
    """Write the prompt for items, or for all of a document that is to do.

    What is done or rejected is left out, whoever asks for it. Returns an empty text where nothing
    is left. The prompt for a whole document also carries what it says around its items. Of the
    files that an item mentions, those that exist are listed; none without `exists`.
    """
    wanted = open_items(spec) if items is None else tuple(_asked(spec, items))
    if not wanted:
        return ""
    parts = [_title(spec)]
    if items is None and spec.context:
        parts += ["## What the document says around the items", _verbatim(spec.context)]
    parts += ["## Items, in the order to do them"]
    parts += [_part(spec, item, exists) for item in in_order(spec, wanted)]
    return "\n\n".join(parts) + "\n"


def prompt_for_selection(spec: Spec, text: Text, span: Span, exists: Exists | None = None) -> str:
    """Write the prompt for what is selected: its open items, or its words where it has no item.

    Empty where only blanks are selected, or only what is done or rejected.
    """
    touched = selected(spec, span)
    if touched:
        return prompt_for(spec, touched, exists)
    words = text.slice(span).strip()
    if not words:
        return ""
    return "\n\n".join([_title(spec), "## What is asked", _verbatim(words)]) + "\n"


def selected(spec: Spec, span: Span) -> tuple[Item, ...]:
    """Give the items that a selection touches, the innermost where one is nested in another.

    An outer item counts where the selection begins on its own lines; then it stands for all that
    is within it.
    """
    touched = [item for item in spec.items if _touches(item.span, span)]
    return tuple(item for item in touched if not _is_passed(spec, item, span))


def _touches(one: Span, span: Span) -> bool:
    """Say whether two spans share a character; a caret touches what it stands in or behind."""
    if span.start == span.end:
        return one.start <= span.start <= one.end
    return one.start < span.end and span.start < one.end


def _is_passed(spec: Spec, item: Item, span: Span) -> bool:
    """Say whether an item only surrounds what is selected: a caret or a range further down."""
    children = spec.children.get(item.handle, ())
    return bool(children) and span.start >= children[0].span.start


def _title(spec: Spec) -> str:
    return f"# {spec.title}" if spec.title else "# What is asked"


def _listed(criteria: Iterable[Criterion]) -> str:
    said = (f"{one.id}: {one.text}" if one.id else one.text for one in criteria)
    return "\n".join("- " + "\n  ".join(words.splitlines()) for words in said)


def _asked(spec: Spec, items: Iterable[Item]) -> Iterator[Item]:
    """Give the items with, in place of an outer one, what is open within it."""
    todo = {item.handle for item in open_items(spec)}
    given: set[str] = set()
    stack = list(items)[::-1]
    while stack:
        item = stack.pop()
        if item.handle in given or item.status in _OVER:
            continue
        given.add(item.handle)
        children = spec.children.get(item.handle, ())
        if children and item.handle not in todo:
            stack += [child for child in children if child.status.is_to_do][::-1]
        else:
            yield item


def _part(spec: Spec, item: Item, exists: Exists | None) -> str:
    facts = (
        ("Section", " / ".join(item.section)),
        ("Priority", item.priority or ""),
        ("After", ", ".join(_shown(spec, handle) for handle in item.after)),
        ("Files", ", ".join(_files(spec, item, exists))),
    )
    head = [f"### {item.id}: {item.title}" if item.id else f"### {item.title}"]
    head += [f"{name}: {value}" for name, value in facts if value]
    around = [f"Part of:\n\n{_verbatim(outer.words)}" for outer in _outer(spec, item)]
    steps = [_verbatim(child.words) for child in _steps(spec, item)]
    parts = ["\n".join(head), *around[::-1], _verbatim(item.words), *steps]
    apart = [one for one in item.criteria if one.text not in item.words]
    if apart:
        # A table elsewhere, or a heading of the same id, says when it is done.
        parts += ["It is done when:", _listed(apart)]
    return "\n\n".join(parts)


def _files(spec: Spec, item: Item, exists: Exists | None) -> list[str]:
    """Give the files that exist of those that an item, its steps or what it is part of mention."""
    if exists is None:
        return []
    named = (
        _LINE_NUMBER.sub("", reference.target)
        for one in (*_outer(spec, item), item, *_steps(spec, item))
        for reference in one.references
        if reference.kind is ReferenceKind.FILE
    )
    return [f"`{path}`" for path in dict.fromkeys(named) if exists(path)]


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
        if step.status in _OVER:
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

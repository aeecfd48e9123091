"""Whether edits do to documents what they promise: `python3 dev.py edits DIR`.

DIR holds markdown files, at any depth. For every item of each: to tick it makes it done and nothing
else another thing, to untick what was ticked gives back the very bytes, and a status, a number, an
id or criteria that are written are read again.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from orchestrator_analyzer.analysis import Analysis, analyze
from orchestrator_analyzer.spec import Item, Status
from orchestrator_analyzer.text import TextEdit, apply

_LONGEST = 60
"""How many items of a document are tried: all of a short one, evenly spread ones of a long one."""


_EMPTY = frozenset({" ", "☐", "⬜"})


def faults(text: str, path: str, tried: Counter[str] | None = None) -> Iterator[str]:
    """Give what an edit of a document does that it should not, in words.

    `tried` counts the edits that were made, by their names.
    """
    tried = Counter[str]() if tried is None else tried
    known = analyze(text, path)
    items = known.spec.items
    for item in items[:: len(items) // _LONGEST + 1]:
        for name, wrong in _of_item(known, text, path, item, tried):
            yield f"{path}:{item.line + 1}: {name} {item.handle}: {wrong}"


def _of_item(
    known: Analysis, text: str, path: str, item: Item, tried: Counter[str]
) -> Iterator[tuple[str, str]]:
    for status in Status:
        edits = known.set_status(item.handle, status)
        if not edits:
            continue
        tried[f"set {status.value}"] += 1
        after = analyze(apply(text, edits), path)
        yield from (
            (f"set {status.value}", wrong) for wrong in _wrong(known, after, item, status, edits)
        )
        now = after.find(item.handle, item.title)
        boxed = all(text[edit.span.start : edit.span.end] in _EMPTY for edit in edits)
        if status is Status.DONE and boxed and now is not None:
            back = after.untick(now.handle)
            # Of an item with steps, those are unticked too that had been ticked before.
            if len(back) == len(edits) and apply(after.text.source, back) != text:
                yield "untick", "the bytes are not those from before"
    for name, edits in (
        ("renumber", known.renumber(item.handle)),
        ("add acceptance", known.add_acceptance(item.handle)),
    ):
        if edits:
            tried[name] += 1
            after = analyze(apply(text, edits), path)
            if len(after.spec.items) != len(known.spec.items):
                yield name, "the document has other items than before"


def _wrong(
    known: Analysis, after: Analysis, item: Item, status: Status, edits: Sequence[TextEdit]
) -> Iterator[str]:
    now = after.find(item.handle, item.title)
    if now is None:
        yield "the item is gone"
        return
    # Where the steps of an item are ticked in its place, it is open again when one of them is.
    if now.status is not status:
        yield f"it is {now.status.value}"
    if sum(edit.span.end - edit.span.start + len(edit.new) for edit in edits) > len(edits) * 60:
        yield "more than a few words are written anew"
    kin = _kin(known, item)
    others = zip(known.spec.items, after.spec.items, strict=False)
    for before, behind in others:
        changed = (before.title, before.status) != (behind.title, behind.status)
        if changed and before.handle not in kin:
            yield f"{before.handle} has changed too: {before.status.value}, {behind.status.value}"
            return


def _kin(known: Analysis, item: Item) -> set[str]:
    """Give an item, what is around it and what is within it: their statuses hang together."""
    kin = {item.handle}
    outer = item.parent
    while outer is not None:
        kin.add(outer)
        outer = known.spec.by_handle[outer].parent
    stack = [item.handle]
    while stack:
        within = known.spec.children.get(stack.pop(), ())
        stack += [one.handle for one in within]
        kin |= {one.handle for one in within}
    return kin


def main(arguments: Sequence[str]) -> int:
    """Print every fault in the documents of the folders that are named."""
    if not arguments or any(not Path(name).is_dir() for name in arguments):
        print((__doc__ or "").strip())
        return 2
    tried: Counter[str] = Counter()
    found = [
        fault
        for name in arguments
        for file in sorted(Path(name).rglob("*.md"))
        for fault in faults(file.read_bytes().decode("utf-8", "replace"), file.name, tried)
    ]
    print("\n".join([*found, *(f"{count:6} {name}" for name, count in sorted(tried.items()))]))
    print(f"{len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Writing into a document: the fewest characters, and every other one as it was."""

import re
from collections.abc import Callable, Iterable, Iterator

from orchestrator_analyzer.spec import Item, Spec, Status
from orchestrator_analyzer.text import Span, Text, TextEdit, apply
from orchestrator_analyzer.vocabulary.statuses import STATUS_SIGNS
from orchestrator_analyzer.words import status_of_box, status_of_words

_BOX = {
    Status.OPEN: " ",
    Status.IN_PROGRESS: "-",
    Status.DONE: "x",
    Status.BLOCKED: "!",
    Status.REJECTED: "✗",
    Status.DEFERRED: ">",
    Status.NEEDS_DECISION: "?",
}
# What every reader of markdown understands; other boxes are for documents that use them already.
_PLAIN = frozenset({Status.OPEN, Status.DONE})
_BRIEF = 20
_BALLOTS = "☐☑☒⬜✅"
STATUS_WORDINGS = {
    Status.OPEN: "Open",
    Status.IN_PROGRESS: "In progress",
    Status.DONE: "Done",
    Status.BLOCKED: "Blocked",
    Status.REJECTED: "Rejected",
    Status.DEFERRED: "Deferred",
    Status.NEEDS_DECISION: "Needs decision",
}
_SIGNS = {
    Status.OPEN: "⬜",
    Status.IN_PROGRESS: "🚧",
    Status.DONE: "✅",
    Status.BLOCKED: "⛔",
    Status.REJECTED: "🚫",
    Status.DEFERRED: "⏸",
    Status.NEEDS_DECISION: "❓",
}
_WORD = re.compile(r"[^\W\d_]+(?:[ _-][^\W\d_]+)*")


Read = Callable[[Text], Spec]
"""Reads a newer version of the document."""

NO_PLACE = "the document has no place to show that it is {}"
OVERRULED = "what stands around it in the document would still say otherwise than {}"


def set_status(
    spec: Spec, text: Text, handle: str, status: Status, read: Read
) -> tuple[TextEdit, ...]:
    """Give the edits that write a status where the document keeps it, and that are read as it.

    Gives none where the item is not there or has that status already, where it has no place for
    it, and where what stands around would still give it another: `why_not` says which.
    """
    item = spec.by_handle.get(handle)
    if item is None or item.status is status:
        return ()
    for edits in _ways(spec, text, item, status):
        # A box that is not empty is believed, whatever stands around it.
        boxed = len(edits) == 1 and edits[0].span == item.box_span
        if boxed and status is not Status.OPEN:
            return edits
        if _becomes(text, item, edits, read) is status:
            return edits
    return ()


def untick(spec: Spec, text: Text, handle: str, read: Read) -> tuple[TextEdit, ...]:
    """Give the edits that take back that an item is done.

    It is open then, or what the document says around it, such as that all of a section can wait.
    """
    item = spec.by_handle.get(handle)
    if item is None or item.status is Status.OPEN:
        return ()
    for edits in _ways(spec, text, item, Status.OPEN):
        now = _becomes(text, item, edits, read)
        if now is not None and now is not Status.DONE:
            return edits
    return ()


def why_not(spec: Spec, text: Text, handle: str, status: Status) -> str:
    """Say why `set_status` gives no edits for an item that has another status."""
    item = spec.by_handle.get(handle)
    ways = () if item is None else _ways(spec, text, item, status)
    return (OVERRULED if any(ways) else NO_PLACE).format(status)


def _becomes(text: Text, item: Item, edits: Iterable[TextEdit], read: Read) -> Status | None:
    """Give the status that an item has once edits are made; None where it is gone then."""
    now = find(read(text.edited(text.edit_to(apply(text.source, edits)))), item.handle, item.title)
    return now and now.status


def _ways(spec: Spec, text: Text, item: Item, status: Status) -> Iterator[tuple[TextEdit, ...]]:
    """Give the ways to write a status that an item may be read by, the shortest first."""
    if item.box_span is not None and (ticked := _tick(text, spec, item.box_span, status)):
        yield ticked
    if item.status_span is not None:
        written = _write(text, spec, item, item.status_span, status)
        if written and item.box_span is not None:
            # An empty box is explained by the words beside it.
            written = (*_tick(text, spec, item.box_span, Status.OPEN), *written)
        if written:
            yield written
    elif (
        item.box_span is None
        and status in _PLAIN
        and (steps := _tick_steps(spec, text, item, status))
    ):
        yield steps


def find(spec: Spec, handle: str, title: str) -> Item | None:
    """Find an item of an older version of the document in this one.

    `handle` and `title` are those of the older version. Gives None where the item is gone, where
    its title is another, or where several could be meant.
    """
    item = spec.by_handle.get(handle)
    if item is not None and item.title == title:
        return item
    if item is not None and item.id == handle:
        return None
    alike = [one for one in spec.items if one.title == title and one.id is None]
    return alike[0] if len(alike) == 1 and handle not in spec.by_handle else None


def _tick_steps(spec: Spec, text: Text, item: Item, status: Status) -> tuple[TextEdit, ...]:
    """Tick the boxes within an item that has none itself.

    What has an id of its own is no step of it: where some of that is left, so is the item.
    """
    edits: list[TextEdit] = []
    stack = list(spec.children.get(item.handle, ()))[::-1]
    while stack:
        step = stack.pop()
        stack += spec.children.get(step.handle, ())[::-1]
        if step.id is not None and status is Status.DONE and step.status is not status:
            return ()
        if step.box_span is not None and step.status is not status and step.id is None:
            edits += _tick(text, spec, step.box_span, status)
    return tuple(edits)


def _tick(text: Text, spec: Spec, box: Span, status: Status) -> tuple[TextEdit, ...]:
    """Write the box that the document has for a status, or the one that everybody knows."""
    old = text.slice(box)
    if old and old in _BALLOTS:
        pair = "☐☑" if old in "☐☑☒" else "⬜✅"
        new = {Status.OPEN: pair[0], Status.DONE: pair[1]}.get(status)
    else:
        used = spec.ticks().get(status, ())
        known = sorted(box for box in used if status_of_box(box) is status and box not in _BALLOTS)
        new = known[0] if len(known) == 1 else _BOX[status]
        if not known and status not in _PLAIN and not _offers(spec, status):
            new = None
    return () if new is None or new == old else (TextEdit(box, new),)


def _offers(spec: Spec, status: Status) -> bool:
    return spec.format == "Kiro" and status is Status.IN_PROGRESS


def _write(text: Text, spec: Spec, item: Item, span: Span, status: Status) -> tuple[TextEdit, ...]:
    """Replace a written status by the word that the document itself uses for the new one."""
    old = text.slice(span)
    if old.startswith("~~"):
        return ()
    if len(old) == 1 and old in STATUS_SIGNS:
        sign = _SIGNS.get(status)
        return (TextEdit(span, sign),) if sign else ()
    example = _example(text, spec, item, status) if len(old) <= _BRIEF else None
    if example is not None:
        return (TextEdit(span, example),)
    # What stands behind the word, such as a date or a reason, is not ours to drop.
    word = _WORD.search(old)
    if word is None:
        sign = _SIGNS.get(status)
        return (TextEdit(span, sign),) if sign else ()
    if old[0] in STATUS_SIGNS and status_of_words(old[1:].lstrip(" \ufe0f")) is None:
        return _sign_edit(old, span, status)  # the words tell of something else
    new = STATUS_WORDINGS[status]
    if word[0].isupper():
        new = new.upper()
    elif word[0].islower():
        new = new.lower()
    start = span.start + word.start()
    written = TextEdit(Span(start, start + len(word[0])), new)
    return (written, *_sign_edit(old, span, status))


def _sign_edit(old: str, span: Span, status: Status) -> tuple[TextEdit, ...]:
    """Change a sign that stands beside the word, so that the two do not contradict."""
    for place, character in enumerate(old[:4]):
        if character in STATUS_SIGNS and (sign := _SIGNS.get(status)) is not None:
            at = span.start + place
            return (TextEdit(Span(at, at + 1), sign),)
    return ()


def _example(text: Text, spec: Spec, item: Item, status: Status) -> str | None:
    """Find how another item of the document has the status written, if briefly."""
    for other in spec.items:
        if other is item or other.status is not status or other.status_span is None:
            continue
        written = text.slice(other.status_span)
        is_brief = len(written) <= _BRIEF and not any(map(str.isdecimal, written))
        if is_brief and status_of_words(written, whole=True) is status:
            return written
    return None

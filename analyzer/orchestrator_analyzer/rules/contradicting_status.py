"""contradicting-status: an item is ticked and its parts are not, or the other way round."""

from collections.abc import Iterator

from orchestrator_analyzer.facts import is_optional
from orchestrator_analyzer.rules.finding import Finding, Fix, Related, Severity
from orchestrator_analyzer.rules.subject import Subject
from orchestrator_analyzer.spec import TO_DO, Item, Status
from orchestrator_analyzer.text import Span, Text, TextEdit

NAME = "contradicting-status"

_RELATED = 20
_BALLOTS = {"☐": "☑", "☑": "☐", "⬜": "✅", "✅": "⬜"}


def check(subject: Subject) -> Iterator[Finding]:
    """Report each item whose own box says something else than all the boxes within it."""
    spec, text = subject.spec, subject.source.text
    nodes, statuses = subject.reading.assembly.nodes, subject.reading.assembly.statuses
    for handle, place in spec.outer.items():
        if nodes[place].box is None:
            continue
        # Most that is open has a part that has to be done and is not: no need to make them.
        if statuses[place] is Status.OPEN and any(
            statuses[one] in TO_DO and nodes[one].draft.box and not is_optional(nodes[one].draft)
            for one in nodes[place].children
        ):
            continue
        item, children = spec.items[place], spec.children[handle]
        parts = [part for part in children if part.core.box_span is not None and not part.optional]
        box = item.box_span
        if box is None or not parts:
            continue
        left = [part for part in parts if part.status.is_to_do]
        if item.status is Status.DONE and left:
            yield _open_within(text, box, item, left)
        elif item.status is Status.OPEN and all(part.status is Status.DONE for part in parts):
            yield _done_within(text, box, item, parts)


def _open_within(text: Text, box: Span, item: Item, left: list[Item]) -> Finding:
    count = "a part of it is" if len(left) == 1 else f"{len(left)} parts of it are"
    return Finding(
        rule=NAME,
        message=f"{_name(item)} is ticked, but {count} open.",
        span=box,
        severity=Severity.WARNING,
        related=tuple(Related(part.name_span, "This is open") for part in left[:_RELATED]),
        fix=Fix("Untick it", (TextEdit(box, _BALLOTS.get(text.slice(box), " ")),)),
    )


def _done_within(text: Text, box: Span, item: Item, parts: list[Item]) -> Finding:
    what = "its only part is" if len(parts) == 1 else f"all {len(parts)} parts of it are"
    return Finding(
        rule=NAME,
        message=f"{_name(item)} is open, but {what} done.",
        span=box,
        severity=Severity.INFORMATION,
        fix=Fix("Tick it", (TextEdit(box, _BALLOTS.get(text.slice(box), "x")),)),
    )


def _name(item: Item) -> str:
    return item.id or f"“{item.title}”"

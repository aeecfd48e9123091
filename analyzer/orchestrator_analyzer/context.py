"""What a document says around its items: the words that every item is to be understood by."""

from collections.abc import Iterable

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import Item, Status
from orchestrator_analyzer.words import section_status

_PAST = frozenset({Status.DONE, Status.REJECTED, Status.DEFERRED})


def context_of(source: Source, items: Iterable[Item]) -> str:
    """Give the text outside of items, as written, without what is done, rejected or put off.

    What a document leaves out on purpose, in words alone, stays: it bounds all of the work. The
    head of a table goes where its rows went: each row carries the words of its columns.
    """
    taken: set[int] = set()
    for item in items:
        if item.parent is None:
            taken.update(range(item.line, source.text.line_of(item.span.end) + 1))
    for section in source.sections:
        status, last = section_status(section.title), source.section_last(section)
        bounds = status is Status.REJECTED and not _holds(taken, section.line, last)
        if status in _PAST and not bounds:
            taken.update(range(section.line, last))
    for block in source.blocks:
        of_items = block.kind is BlockKind.TABLE and _holds(taken, block.first, block.last)
        if of_items or block.kind is BlockKind.FRONT_MATTER:
            taken.update(range(block.first, block.last))
    lines = [source.text.line(line) for line in range(source.text.line_count) if line not in taken]
    return "\n".join(_without_gaps(lines)).strip("\n\ufeff")


def _holds(taken: set[int], first: int, last: int) -> bool:
    return any(line in taken for line in range(first, last))


def _without_gaps(lines: list[str]) -> list[str]:
    """Close the gaps that items left: of blank lines in a row, one stays."""
    return [
        line
        for line, before in zip(lines, ["", *lines], strict=False)
        if line.strip() or before.strip()
    ]

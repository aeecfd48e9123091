"""From what a person points at to the items that a run is about."""

from collections.abc import Iterator

from orchestrator_analyzer.analysis import Analysis
from orchestrator_analyzer.spec import Item, ItemKind, Section
from orchestrator_analyzer.text import Span
from orchestrator_server.arguments import Scope


def section_at(analysis: Analysis, offset: int) -> Section | None:
    """The innermost section around an offset, but for the one that is the whole document."""
    around = [one for one in analysis.spec.sections if one.span.start <= offset <= one.span.end]
    inner = max(around, key=lambda one: (one.level, one.line), default=None)
    return None if inner is None or inner.level == 1 else inner


def inside(analysis: Analysis, span: Span) -> list[Item]:
    """The open items that begin in a span."""
    return [item for item in analysis.open_items if span.start <= item.title_span.end <= span.end]


def touched(analysis: Analysis, span: Span) -> list[Item]:
    """The open items whose first line a selection touches; its end at a line's start does not."""
    first = analysis.text.line_of(span.start)
    last = analysis.text.line_of(max(span.end - 1, span.start))
    return [item for item in analysis.open_items if first <= item.line <= last]


def with_what_it_needs(analysis: Analysis, items: list[Item]) -> list[Item]:
    """Items and everything open that they wait for, directly or not, in document order."""
    spec = analysis.spec
    wanted: set[int] = set()
    ahead = [item.handle for item in items]
    while ahead:
        place = spec.handles.get(ahead.pop())
        if place is not None and place not in wanted:
            wanted.add(place)
            ahead += spec.items[place].after
    needed = (spec.items[place] for place in sorted(wanted))
    return [item for item in needed if analysis.is_open(item)]


def bugs(analysis: Analysis) -> list[Item]:
    """The open bugs and findings."""
    return [item for item in analysis.open_items if item.kind in (ItemKind.BUG, ItemKind.FINDING)]


def items_of(  # noqa: PLR0911  # one answer a scope
    analysis: Analysis, scope: Scope | None, named: list[Item] | None, span: Span | None
) -> list[Item] | None:
    """The items of a scope; None for all that is open, an empty list where there is none.

    `named` are items that were named, `span` is what is selected or where the cursor is.
    """
    match scope:
        case Scope.DOCUMENT:
            return None
        case Scope.OPEN_BUGS:
            return bugs(analysis)
        case Scope.SECTION:
            section = None if span is None else section_at(analysis, span.start)
            return None if section is None else inside(analysis, section.span)
        case Scope.SELECTION:
            return [] if span is None else touched(analysis, span)
        case Scope.ITEM:
            return list(_pointed_at(analysis, named, span))
        case Scope.DEPENDENCIES:
            return with_what_it_needs(analysis, list(_pointed_at(analysis, named, span)))
        case None:
            return named if named is not None else touched(analysis, span) if span else None


def _pointed_at(analysis: Analysis, named: list[Item] | None, span: Span | None) -> Iterator[Item]:
    if named:
        yield from named
    elif span is not None and (item := analysis.item_at(span.start)) is not None:
        yield item

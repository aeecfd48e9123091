"""The outline of a document: its sections and items, each within what is around it."""

from dataclasses import dataclass, replace
from enum import StrEnum

from orchestrator_analyzer.spec import Item, Section, Spec
from orchestrator_analyzer.text import Span

_UNTITLED = "(untitled)"


class SymbolKind(StrEnum):
    """What a symbol stands for."""

    SECTION = "section"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Symbol:
    """One entry of an outline: `span` covers all of it, `selection` its name within that."""

    name: str
    detail: str
    kind: SymbolKind
    span: Span
    selection: Span
    item: Item | None = None
    children: tuple["Symbol", ...] = ()


def outline(spec: Spec) -> tuple[Symbol, ...]:
    """Give the outermost symbols of a document, in its order."""
    # A heading that is an item is shown once, as the item.
    items = {item.line for item in spec.items}
    symbols = [_of_item(item) for item in spec.items]
    symbols += [_of_section(section) for section in spec.sections if section.line not in items]
    symbols.sort(key=lambda symbol: (symbol.span.start, -symbol.span.end))
    finished: list[Symbol] = []
    for symbol in reversed(symbols):
        children: list[Symbol] = []
        while finished and symbol.span.holds(finished[-1].span):
            children.append(finished.pop())
        finished.append(replace(symbol, children=tuple(children)))
    return tuple(finished[::-1])


def _of_item(item: Item) -> Symbol:
    name = f"{item.id} {item.title}" if item.id else item.title
    detail = item.status.value.replace("_", " ")
    return Symbol(
        name.strip() or _UNTITLED, detail, SymbolKind.ITEM, item.span, item.name_span, item
    )


def _of_section(section: Section) -> Symbol:
    return Symbol(
        section.title.strip() or _UNTITLED,
        "",
        SymbolKind.SECTION,
        section.span,
        section.title_span,
    )

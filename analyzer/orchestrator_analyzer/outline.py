"""The outline of a document: its sections and items, each within what is around it."""

from dataclasses import dataclass, field
from enum import StrEnum

from orchestrator_analyzer.spec import Item, Section, Spec
from orchestrator_analyzer.text import Span


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


@dataclass(slots=True)
class _Node:
    symbol: Symbol
    children: list["_Node"] = field(default_factory=list["_Node"])

    def finished(self) -> Symbol:
        """Give the symbol with its children, from the innermost outwards and without recursion."""
        stack: list[tuple[_Node, list[Symbol]]] = [(self, [])]
        while True:
            node, done = stack[-1]
            if len(done) < len(node.children):
                stack.append((node.children[len(done)], []))
                continue
            stack.pop()
            symbol = Symbol(
                node.symbol.name,
                node.symbol.detail,
                node.symbol.kind,
                node.symbol.span,
                node.symbol.selection,
                node.symbol.item,
                tuple(done),
            )
            if not stack:
                return symbol
            stack[-1][1].append(symbol)


def outline(spec: Spec) -> tuple[Symbol, ...]:
    """Give the outermost symbols of a document, in its order."""
    symbols = [*map(_of_item, spec.items)]
    of_heading = {
        item.title_span.end for item in spec.items if item.span.start < item.title_span.start
    }
    lines = {item.line for item in spec.items if item.title_span.end in of_heading}
    symbols += [_of_section(section) for section in spec.sections if section.line not in lines]
    symbols.sort(key=lambda symbol: (symbol.span.start, -symbol.span.end))
    roots: list[_Node] = []
    around: list[_Node] = []
    for symbol in symbols:
        while around and not around[-1].symbol.span.holds(symbol.span):
            around.pop()
        node = _Node(symbol)
        (around[-1].children if around else roots).append(node)
        around.append(node)
    return tuple(root.finished() for root in roots)


def _of_item(item: Item) -> Symbol:
    name = f"{item.id} {item.title}" if item.id else item.title
    start = (
        item.id_span.start
        if item.id_span and item.id_span in _spans(item)
        else item.title_span.start
    )
    selection = Span(start, max(start, item.title_span.end))
    if not item.span.holds(selection):
        selection = (
            item.title_span
            if item.span.holds(item.title_span)
            else Span(item.span.start, item.span.start)
        )
    detail = item.status.value.replace("_", " ")
    return Symbol(name.strip() or "(untitled)", detail, SymbolKind.ITEM, item.span, selection, item)


def _spans(item: Item) -> tuple[Span, ...]:
    return (
        (item.id_span,)
        if item.id_span is not None and item.id_span.start <= item.title_span.start
        else ()
    )


def _of_section(section: Section) -> Symbol:
    return Symbol(
        section.title.strip() or "(untitled)",
        "",
        SymbolKind.SECTION,
        section.span,
        section.title_span,
    )

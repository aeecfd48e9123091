"""The one place where our values become LSP's types, and LSP's positions our offsets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lsprotocol import types as lsp

from orchestrator_analyzer.outline import Symbol, SymbolKind
from orchestrator_analyzer.rules.finding import Finding, Severity
from orchestrator_analyzer.text import Encoding, Position, Span, Text, TextEdit
from orchestrator_server.names import SERVER

_SEVERITIES = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.INFORMATION: lsp.DiagnosticSeverity.Information,
    Severity.HINT: lsp.DiagnosticSeverity.Hint,
}

_SYMBOLS = {SymbolKind.SECTION: lsp.SymbolKind.Namespace, SymbolKind.ITEM: lsp.SymbolKind.Event}
"""Kinds whose icons no programming language of a mixed outline is likely to use beside them."""


@dataclass(frozen=True, slots=True)
class Places:
    """Positions in one text, in the encoding that was agreed on with the editor."""

    text: Text
    encoding: Encoding

    def offset(self, position: lsp.Position) -> int:
        """The code-point offset of an editor's position."""
        return self.text.offset(Position(position.line, position.character), self.encoding)

    def position(self, offset: int) -> lsp.Position:
        """The editor's position of an offset."""
        place = self.text.position(offset, self.encoding)
        return lsp.Position(line=place.line, character=place.column)

    def range(self, span: Span) -> lsp.Range:
        """The editor's range of a span."""
        return lsp.Range(start=self.position(span.start), end=self.position(span.end))

    def edit(self, edit: TextEdit) -> lsp.TextEdit:
        """An edit of this text."""
        return lsp.TextEdit(range=self.range(edit.span), new_text=edit.new)


def diagnostic(finding: Finding, places: Places, uri: str, *, relates: bool) -> lsp.Diagnostic:
    """A finding as an editor shows it; with its other places if the editor `relates`."""
    related = [
        lsp.DiagnosticRelatedInformation(
            location=lsp.Location(uri=uri, range=places.range(other.span)), message=other.message
        )
        for other in finding.related
    ]
    return lsp.Diagnostic(
        range=places.range(finding.span),
        message=finding.message,
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        source=SERVER,
        related_information=related if related and relates else None,
    )


def symbol(entry: Symbol, places: Places) -> lsp.DocumentSymbol:
    """An entry of the outline, with what it holds."""
    return lsp.DocumentSymbol(
        name=entry.name,
        detail=entry.detail or None,
        kind=_SYMBOLS[entry.kind],
        range=places.range(entry.span),
        selection_range=places.range(entry.selection),
        children=[symbol(child, places) for child in entry.children],
    )


def flat_symbols(
    entries: tuple[Symbol, ...], places: Places, uri: str, container: str | None = None
) -> list[lsp.SymbolInformation]:
    """The outline for an editor that cannot nest it."""
    found: list[lsp.SymbolInformation] = []
    for entry in entries:
        location = lsp.Location(uri=uri, range=places.range(entry.span))
        found.append(
            lsp.SymbolInformation(
                location=location,
                name=entry.name,
                kind=_SYMBOLS[entry.kind],
                container_name=container,
            )
        )
        found += flat_symbols(entry.children, places, uri, entry.name)
    return found


def command(title: str, name: str, arguments: Mapping[str, Any]) -> lsp.Command:
    """A command with its one argument, an object."""
    return lsp.Command(title=title, command=name, arguments=[dict(arguments)])


def markdown(text: str, *, understood: bool) -> lsp.MarkupContent:
    """Markdown, marked as plain text for an editor that would show its source anyway."""
    kind = lsp.MarkupKind.Markdown if understood else lsp.MarkupKind.PlainText
    return lsp.MarkupContent(kind=kind, value=text)

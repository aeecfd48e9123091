"""The one place where our values become LSP's types, and LSP's positions our offsets."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from lsprotocol import types as lsp

from orchestrator_analyzer.completion import Completion, CompletionKind
from orchestrator_analyzer.folding import Fold, FoldKind
from orchestrator_analyzer.fuzzy import Match
from orchestrator_analyzer.links import Link, LinkKind
from orchestrator_analyzer.navigation import Highlight, Target
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

_COMPLETIONS = {
    CompletionKind.ID: lsp.CompletionItemKind.Reference,
    CompletionKind.NEW_ID: lsp.CompletionItemKind.Reference,
    CompletionKind.STATUS: lsp.CompletionItemKind.EnumMember,
    CompletionKind.PRIORITY: lsp.CompletionItemKind.EnumMember,
    CompletionKind.SECTION: lsp.CompletionItemKind.Snippet,
}


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
) -> Iterator[lsp.SymbolInformation]:
    """The outline for an editor that cannot nest it."""
    for entry in entries:
        yield lsp.SymbolInformation(
            location=lsp.Location(uri=uri, range=places.range(entry.span)),
            name=entry.name,
            kind=_SYMBOLS[entry.kind],
            container_name=container,
        )
        yield from flat_symbols(entry.children, places, uri, entry.name)


def workspace_symbol(match: Match, places: Places) -> lsp.SymbolInformation:
    """An item or a document that was found by its name."""
    kind = SymbolKind.ITEM if match.symbol.is_item else SymbolKind.SECTION
    return lsp.SymbolInformation(
        location=location(match.entry.uri, match.symbol.selection, places),
        name=match.symbol.name,
        kind=_SYMBOLS[kind],
        container_name=match.entry.symbols[0].name if match.symbol.is_item else None,
    )


def location(uri: str, span: Span, places: Places) -> lsp.Location:
    """A place in some document; `places` are those of that document."""
    return lsp.Location(uri=uri, range=places.range(span))


def target(found: Target, places: Places, asked: Places) -> lsp.LocationLink:
    """A definition, with `places` of its document and the name that was `asked` from."""
    return lsp.LocationLink(
        target_uri=found.uri,
        target_range=places.range(found.span),
        target_selection_range=places.range(found.selection),
        origin_selection_range=asked.range(found.origin),
    )


def highlight(found: Highlight, places: Places) -> lsp.DocumentHighlight:
    """A place that names the same; a definition is where the name is written first."""
    kind = lsp.DocumentHighlightKind.Write if found.is_definition else None
    return lsp.DocumentHighlight(
        range=places.range(found.span), kind=kind or lsp.DocumentHighlightKind.Read
    )


def folding_range(fold: Fold) -> lsp.FoldingRange:
    """Lines that can be folded away."""
    kind = lsp.FoldingRangeKind.Comment if fold.kind is FoldKind.COMMENT else None
    return lsp.FoldingRange(start_line=fold.first, end_line=fold.last, kind=kind)


def document_link(link: Link, uri: str, places: Places) -> lsp.DocumentLink | None:
    """A link that leads out of the document; None for one that does not, or cannot be followed."""
    goal = link.target if link.kind is LinkKind.ADDRESS else _beside(uri, link.target)
    if link.kind is LinkKind.HEADING or not urlsplit(goal).scheme:
        return None
    return lsp.DocumentLink(range=places.range(link.span), target=goal)


def completion_item(found: Completion, place: int, places: Places) -> lsp.CompletionItem:
    """A proposal, which stays in its `place` among the others.

    What was typed counts as its filter: we have filtered already, and an editor that compares
    `### req` with the label "requirement" would drop it.
    """
    return lsp.CompletionItem(
        label=found.label,
        kind=_COMPLETIONS[found.kind],
        detail=found.detail,
        sort_text=f"{place:04}",
        filter_text=places.text.slice(found.edit.span) or None,
        text_edit=places.edit(found.edit),
    )


def workspace_edit(
    edits: Mapping[str, list[lsp.TextEdit]], versions: Mapping[str, int], *, versioned: bool
) -> lsp.WorkspaceEdit:
    """Edits of several documents, with the versions that they speak of if the editor knows them."""
    if not versioned:
        return lsp.WorkspaceEdit(changes={uri: list(changes) for uri, changes in edits.items()})
    return lsp.WorkspaceEdit(
        document_changes=[
            lsp.TextDocumentEdit(
                text_document=lsp.OptionalVersionedTextDocumentIdentifier(
                    uri=uri, version=versions.get(uri)
                ),
                edits=list(changes),
            )
            for uri, changes in edits.items()
        ]
    )


def _beside(uri: str, path: str) -> str:
    """The address of a path as a document writes it."""
    try:
        return urljoin(uri, quote(path, safe="/#%?=&:@~+,;!$'()*"))
    except ValueError:  # brackets that no address has
        return ""


def command(title: str, name: str, arguments: Mapping[str, Any]) -> lsp.Command:
    """A command with its one argument, an object."""
    return lsp.Command(title=title, command=name, arguments=[dict(arguments)])


def markdown(text: str, *, understood: bool) -> lsp.MarkupContent:
    """Markdown, marked as plain text for an editor that would show its source anyway."""
    kind = lsp.MarkupKind.Markdown if understood else lsp.MarkupKind.PlainText
    return lsp.MarkupContent(kind=kind, value=text)

"""The outline of a document, and the items of all that are open by letters of their names."""

from collections.abc import Iterator

from lsprotocol import types as lsp

from orchestrator_server.convert import flat_symbols, symbol, workspace_symbol
from orchestrator_server.session import Session


def symbols(session: Session, params: lsp.DocumentSymbolParams) -> object:
    """The document's outline, nested if the editor can."""
    document = session.spec(params.text_document.uri)
    if document is None:
        return None
    analysis, places = session.analysis(document), session.places(document)
    nests = session.client.nests_symbols

    def made() -> Iterator[lsp.DocumentSymbol] | Iterator[lsp.SymbolInformation]:
        if nests:
            return (symbol(entry, places) for entry in analysis.outline())
        return flat_symbols(analysis.outline(), places, document.uri)

    return session.readings.said(document, made)


def search(session: Session, params: lsp.WorkspaceSymbolParams) -> list[lsp.SymbolInformation]:
    """Items and documents that a query finds, the best first."""
    return [
        workspace_symbol(one, session.places_of(one.entry.uri))
        for one in session.workspace().symbols(params.query)
    ]

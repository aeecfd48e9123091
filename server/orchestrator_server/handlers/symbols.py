"""The outline: the document's sections and items."""

from lsprotocol import types as lsp

from orchestrator_server.convert import flat_symbols, symbol
from orchestrator_server.session import Session


def symbols(
    session: Session, params: lsp.DocumentSymbolParams
) -> list[lsp.DocumentSymbol] | list[lsp.SymbolInformation] | None:
    """The document's outline, nested if the editor can."""
    document = session.document(params.text_document.uri)
    if document is None:
        return None
    entries = session.analysis(document).outline()
    places = session.places(document)
    if session.client.nests_symbols:
        return [symbol(entry, places) for entry in entries]
    return flat_symbols(entries, places, document.uri)

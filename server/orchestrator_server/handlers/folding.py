"""What of a document can be folded away."""

from lsprotocol import types as lsp

from orchestrator_server.convert import folding_range
from orchestrator_server.session import Session


def folds(session: Session, params: lsp.FoldingRangeParams) -> object:
    """Sections, items, code, tables and comments of the document."""
    document = session.spec(params.text_document.uri)
    if document is None:
        return []
    analysis = session.analysis(document)
    return session.readings.said(document, lambda: map(folding_range, analysis.folds()))

"""What the editor says about its documents: open, changed, closed."""

from lsprotocol import types as lsp

from orchestrator_server.session import Session


def opened(session: Session, params: lsp.DidOpenTextDocumentParams) -> None:
    """Take a document in."""
    item = params.text_document
    session.documents.open(item.uri, item.version, item.text)


def changed(session: Session, params: lsp.DidChangeTextDocumentParams) -> None:
    """Apply an editor's changes, one after the other."""
    document = session.documents.get(params.text_document.uri)
    if document is None:
        return
    for change in params.content_changes:
        if isinstance(change, lsp.TextDocumentContentChangePartial):
            start, end = change.range.start, change.range.end
            document.edit((start.line, start.character), (end.line, end.character), change.text)
        else:
            document.replace(change.text)
    document.version = params.text_document.version


def closed(session: Session, params: lsp.DidCloseTextDocumentParams) -> None:
    """Forget a document."""
    session.documents.close(params.text_document.uri)

"""What the editor says about its documents: open, changed, saved, closed."""

from lsprotocol import types as lsp

from orchestrator_server import settings_file
from orchestrator_server.documents import path_of
from orchestrator_server.handlers import diagnostics
from orchestrator_server.roles import Role
from orchestrator_server.session import Session


def opened(session: Session, params: lsp.DidOpenTextDocumentParams) -> None:
    """Take a document in."""
    item = params.text_document
    session.open(item.uri, item.version, item.text, str(item.language_id))
    diagnostics.push(session, item.uri)
    _report(session, item.uri)


def _report(session: Session, uri: str) -> None:
    document = session.documents.get(uri)
    if document is None:
        return
    if document.role is Role.SOURCE:
        # What was pushed while it was closed is pulled from now on, where the editor pulls.
        session.remarks.show(uri)
    elif document.role is Role.DOCUMENT:
        session.background.spawn(session.remarks.report(uri, document.text))


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
    document.becomes(params.text_document.version)
    session.documents.focus(document)
    session.sign(document.uri)
    diagnostics.push(session, document.uri)


def saved(session: Session, params: lsp.DidSaveTextDocumentParams) -> None:
    """Note that what the editor shows is on the disk."""
    path = path_of(params.text_document.uri)
    if path is not None:
        session.engine.saved(path)
        session.remarks.refresh()
        if settings_file.prefix_of(params.text_document.uri) is not None:
            # An editor that watches no files tells of it by this alone.
            session.surroundings.forget()
        _report(session, params.text_document.uri)


def closed(session: Session, params: lsp.DidCloseTextDocumentParams) -> None:
    """Forget a document."""
    uri = params.text_document.uri
    document = session.documents.get(uri)
    session.background.spawn(session.remarks.report(uri, ""))
    session.close_document(params.text_document.uri)
    diagnostics.clear(session, uri)
    if document is not None and document.role is Role.SOURCE:
        session.remarks.show(uri)

"""What the rules find, as diagnostics: pulled by editors that pull, pushed to the others."""

from lsprotocol import types as lsp

from orchestrator_server.convert import diagnostic
from orchestrator_server.documents import Document
from orchestrator_server.session import Session

DEBOUNCE_SECONDS = 0.02


def pulled(
    session: Session, params: lsp.DocumentDiagnosticParams
) -> lsp.RelatedFullDocumentDiagnosticReport:
    """Answer an editor that pulls."""
    document = session.document(params.text_document.uri)
    items = [] if document is None else _diagnostics(session, document)
    return lsp.RelatedFullDocumentDiagnosticReport(items=items)


def push(session: Session, uri: str) -> None:
    """Show an editor that does not pull what there is to show, once it has stopped typing."""
    if session.client.pulls_diagnostics:
        return

    def publish() -> None:
        document = session.document(uri)
        if document is not None:
            session.editor.publish(uri, document.version, _diagnostics(session, document))

    session.background.later(("diagnostics", uri), DEBOUNCE_SECONDS, publish)


def clear(session: Session, uri: str) -> None:
    """Show nothing in a document that was closed."""
    if not session.client.pulls_diagnostics:
        session.background.drop(("diagnostics", uri))
        session.editor.publish(uri, None, ())


def _diagnostics(session: Session, document: Document) -> list[lsp.Diagnostic]:
    if document.ours:
        return []
    places = session.places(document)
    relates = session.client.relates
    return [
        diagnostic(finding, places, document.uri, relates=relates)
        for finding in session.analysis(document).findings
    ]

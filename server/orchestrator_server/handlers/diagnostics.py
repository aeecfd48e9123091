"""What the rules find, and what a run asks: pulled by editors that pull, pushed to the others."""

from lsprotocol import types as lsp

from orchestrator_server.convert import diagnostic
from orchestrator_server.documents import Document
from orchestrator_server.handlers import settings
from orchestrator_server.roles import Role
from orchestrator_server.session import Session

DEBOUNCE_SECONDS = 0.02


async def pulled(
    session: Session, params: lsp.DocumentDiagnosticParams
) -> lsp.RelatedFullDocumentDiagnosticReport:
    """Answer an editor that pulls."""
    await session.surroundings.ready(params.text_document.uri)
    document = session.document(params.text_document.uri)
    items = [] if document is None else _diagnostics(session, document)
    return lsp.RelatedFullDocumentDiagnosticReport(items=items)


def push(session: Session, uri: str) -> None:
    """Show an editor that does not pull what there is to show, once it has stopped typing."""
    if session.client.pulls_diagnostics:
        return

    def publish() -> None:
        session.background.spawn(_published(session, uri))

    session.background.later(("diagnostics", uri), DEBOUNCE_SECONDS, publish)


def again(session: Session, uri: str) -> None:
    """Show anew what there is to show, as something around the document has changed."""
    if session.client.pulls_diagnostics:
        session.editor.refresh_diagnostics()
    else:
        push(session, uri)


def clear(session: Session, uri: str) -> None:
    """Show nothing in a document that was closed."""
    if not session.client.pulls_diagnostics:
        session.background.drop(("diagnostics", uri))
        session.editor.publish(uri, None, ())


async def _published(session: Session, uri: str) -> None:
    await session.surroundings.ready(uri)
    document = session.document(uri)
    if document is not None:
        session.editor.publish(uri, document.version, _diagnostics(session, document))


def _diagnostics(session: Session, document: Document) -> list[lsp.Diagnostic]:
    if (found := settings.diagnostics(session, document)) is not None:
        return found
    if document.role is not Role.DOCUMENT:
        return []
    places = session.places(document)
    relates = session.client.relates
    asked = session.answering.diagnostic(document)
    found = [
        diagnostic(finding, places, document.uri, relates=relates)
        for finding in session.findings(document)
    ]
    return found if asked is None else [asked, *found]

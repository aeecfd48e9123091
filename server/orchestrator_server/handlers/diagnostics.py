"""What the rules find, and what a run asks: pulled by editors that pull, pushed to the others."""

import asyncio

from lsprotocol import types as lsp

from orchestrator_server.convert import diagnostic
from orchestrator_server.documents import Document
from orchestrator_server.handlers import settings
from orchestrator_server.planned import diagnostic as diagnostic_of_fault
from orchestrator_server.planned import faults
from orchestrator_server.roles import Role
from orchestrator_server.session import Session

DEBOUNCE_SECONDS = 0.02


async def pulled(
    session: Session, params: lsp.DocumentDiagnosticParams
) -> lsp.RelatedFullDocumentDiagnosticReport:
    """Answer an editor that pulls."""
    await session.surroundings.ready(params.text_document.uri)
    document = session.documents.get(params.text_document.uri)
    items = [] if document is None else await _diagnostics(session, document)
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
    document = session.documents.get(uri)
    if document is not None:
        version = document.version
        found = await _diagnostics(session, document)
        if document.version == version:
            session.editor.publish(uri, version, found)


async def _diagnostics(session: Session, document: Document) -> list[lsp.Diagnostic]:
    match document.role:
        case Role.DOCUMENT:
            return _of_document(session, document)
        case Role.PLAN:
            return await _of_plan(session, document)
        case Role.SOURCE:
            return [
                *settings.diagnostics(session, document),
                *session.remarks.diagnostics(document.uri),
            ]
        case Role.PROMPT | Role.PAGE:
            return []


async def _of_plan(session: Session, document: Document) -> list[lsp.Diagnostic]:
    subject = session.subject(document)
    planned = session.documents.get(subject.as_uri()) if subject is not None else None
    open_text = planned.text if planned is not None else None
    text, places = document.text, session.places(document)
    modes = session.modes(document)
    found = await asyncio.to_thread(faults, text, subject, open_text, modes)
    return [diagnostic_of_fault(fault, places) for fault in found]


def _of_document(session: Session, document: Document) -> list[lsp.Diagnostic]:
    places = session.places(document)
    relates = session.client.relates
    asked = session.answering.diagnostic(document)
    found = [
        diagnostic(finding, places, document.uri, relates=relates)
        for finding in session.findings(document)
    ]
    found = [*session.remarks.at_items(document), *found]
    return found if asked is None else [asked, *found]

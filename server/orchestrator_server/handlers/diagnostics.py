"""What the rules find, and what a run asks: pulled by editors that pull, pushed to the others."""

import asyncio
import hashlib
from collections.abc import Callable

from lsprotocol import types as lsp

from orchestrator_server.convert import diagnostic
from orchestrator_server.documents import Document
from orchestrator_server.handlers import settings
from orchestrator_server.messages import Encoded
from orchestrator_server.planned import diagnostic as diagnostic_of_fault
from orchestrator_server.planned import faults
from orchestrator_server.readings import SHORT
from orchestrator_server.roles import Role
from orchestrator_server.session import Session

DEBOUNCE_SECONDS = 0.02


async def pulled(session: Session, params: lsp.DocumentDiagnosticParams) -> Encoded:
    """Answer an editor that pulls; one that shows all of it already is told no more than that."""
    uri = params.text_document.uri
    await session.surroundings.ready(uri)
    await session.readings.ready(uri)
    document = session.documents.get(uri)
    made = _nothing if document is None else await _diagnostics(session, document)
    items = await session.readings.aside(made)
    name = hashlib.blake2b(items.json, digest_size=8).hexdigest().encode()
    if params.previous_result_id == name.decode():
        return Encoded(b'{"kind":"unchanged","resultId":"%b"}' % name)
    return Encoded(b'{"kind":"full","resultId":"%b","items":%b}' % (name, items.json))


def _nothing() -> list[lsp.Diagnostic]:
    return []


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
        session.editor.redraw.diagnostics()
    else:
        push(session, uri)


def clear(session: Session, uri: str) -> None:
    """Show nothing in a document that was closed."""
    if not session.client.pulls_diagnostics:
        session.background.drop(("diagnostics", uri))
        session.editor.publish(uri, None, ())


async def _published(session: Session, uri: str) -> None:
    await session.surroundings.ready(uri)
    await session.readings.ready(uri)
    document = session.documents.get(uri)
    if document is None:
        return
    version = document.version
    made = await _diagnostics(session, document)
    is_short = len(document.text) <= SHORT
    found = made() if is_short else await session.readings.aside(made)
    if document.version == version and session.documents.get(uri) is document:
        session.editor.publish(uri, version, found)


async def _diagnostics(session: Session, document: Document) -> Callable[[], list[lsp.Diagnostic]]:
    """What makes the diagnostics of a document as it is now, wherever it is called."""
    match document.role:
        case Role.DOCUMENT:
            return _of_document(session, document)
        case Role.PLAN:
            of_plan = await _of_plan(session, document)
            return lambda: of_plan
        case Role.SOURCE:
            of_source = [
                *settings.diagnostics(session, document),
                *session.remarks.diagnostics(document.uri),
            ]
            return lambda: of_source
        case Role.PROMPT | Role.PAGE:
            return _nothing


async def _of_plan(session: Session, document: Document) -> list[lsp.Diagnostic]:
    subject = session.subject(document)
    planned = session.documents.get(subject.as_uri()) if subject is not None else None
    open_text = planned.text if planned is not None else None
    text, places = document.text, session.places(document)
    modes = session.modes(document)
    found = await asyncio.to_thread(faults, text, subject, open_text, modes)
    return [diagnostic_of_fault(fault, places) for fault in found]


def _of_document(session: Session, document: Document) -> Callable[[], list[lsp.Diagnostic]]:
    places, findings = session.places(document), session.findings(document)
    relates = session.client.relates
    asked = session.answering.diagnostic(document)
    first = [*filter(None, (asked,)), *session.remarks.at_items(document)]

    def made() -> list[lsp.Diagnostic]:
        each = (diagnostic(one, places, document.uri, relates=relates) for one in findings)
        return [*first, *each]

    return made

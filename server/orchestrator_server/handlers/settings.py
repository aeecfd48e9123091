"""The settings file as an editor meets it: what is wrong, what a key means, what may be written."""

from lsprotocol import types as lsp

from orchestrator_analyzer.text import Span, Text
from orchestrator_server import settings_file
from orchestrator_server.convert import Places, markdown
from orchestrator_server.documents import Document
from orchestrator_server.names import SERVER
from orchestrator_server.session import Session


def diagnostics(session: Session, document: Document) -> list[lsp.Diagnostic]:
    """What is wrong with the settings; nothing in a text that holds none."""
    prefix = settings_file.prefix_of(document.uri)
    if prefix is None:
        return []
    places = _places(session, document)
    return [
        lsp.Diagnostic(
            range=places.range(Span(fault.start, fault.end)),
            message=fault.message,
            severity=(
                lsp.DiagnosticSeverity.Warning if fault.warns else lsp.DiagnosticSeverity.Error
            ),
            code=fault.code,
            source=SERVER,
        )
        for fault in settings_file.faults(document.text, prefix)
    ]


def hover(session: Session, uri: str, position: lsp.Position) -> lsp.Hover | None:
    """What the key there means."""
    document, prefix = session.documents.get(uri), settings_file.prefix_of(uri)
    if document is None or prefix is None:
        return None
    places = _places(session, document)
    found = settings_file.hover(document.text, prefix, places.offset(position))
    if found is None:
        return None
    text, start, end = found
    contents = markdown(text, understood=session.client.markdown)
    return lsp.Hover(contents=contents, range=places.range(Span(start, end)))


def complete(session: Session, uri: str, position: lsp.Position) -> lsp.CompletionList | None:
    """The keys and values that may be written there."""
    document, prefix = session.documents.get(uri), settings_file.prefix_of(uri)
    if document is None or prefix is None:
        return None
    places = _places(session, document)
    found = settings_file.complete(document.text, prefix, places.offset(position))
    items = [
        lsp.CompletionItem(
            label=one.label,
            kind=lsp.CompletionItemKind.Property,
            detail=one.detail or None,
            sort_text=f"{number:04}",
            text_edit=lsp.TextEdit(range=places.range(Span(one.start, one.end)), new_text=one.text),
        )
        for number, one in enumerate(found)
    ]
    return lsp.CompletionList(is_incomplete=False, items=items)


def _places(session: Session, document: Document) -> Places:
    return Places(Text(document.text), session.client.encoding)

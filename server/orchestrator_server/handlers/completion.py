"""What may be written where the cursor stands."""

import re

from lsprotocol import types as lsp

from orchestrator_analyzer.text import Span
from orchestrator_server.convert import completion_item
from orchestrator_server.documents import Document
from orchestrator_server.handlers import settings
from orchestrator_server.roles import Role, body
from orchestrator_server.session import Session

_MODE = re.compile(r"mode:[ \t]*([\w-]*)")


def complete(session: Session, params: lsp.CompletionParams) -> lsp.CompletionList | None:
    """Ids, statuses, priorities and sections, the best first; modes in a plan or a prompt.

    What comes next depends on more than the letters that follow, so the editor is to ask again.
    """
    document = session.spec(params.text_document.uri)
    if document is None:
        return settings.complete(session, params.text_document.uri, params.position)
    places = session.places(document)
    offset = places.offset(params.position)
    modes = _modes(session, document, offset)
    if modes is not None:
        return modes
    found = session.workspace().complete(document.uri, offset)
    items = [completion_item(one, place, places) for place, one in enumerate(found)]
    return lsp.CompletionList(is_incomplete=True, items=items)


def _modes(session: Session, document: Document, offset: int) -> lsp.CompletionList | None:
    """The modes that a plan or a prompt may name, where it does so; None elsewhere."""
    if document.role not in (Role.PLAN, Role.PROMPT):
        return None
    places = session.places(document)
    start = places.text.line_start(places.text.line_of(offset))
    head = len(document.text) - len(body(document.text))
    written = _MODE.match(document.text, start, head)
    if written is None or not written.start(1) <= offset <= written.end():
        return None
    edited = places.range(Span(*written.span(1)))
    items = [
        lsp.CompletionItem(
            label=name,
            kind=lsp.CompletionItemKind.EnumMember,
            detail=summary,
            sort_text=f"{place:04}",
            text_edit=lsp.TextEdit(range=edited, new_text=name),
        )
        for place, (name, summary) in enumerate(session.modes(document).items())
    ]
    return lsp.CompletionList(is_incomplete=False, items=items)

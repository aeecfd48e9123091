"""What may be written where the cursor stands."""

from lsprotocol import types as lsp

from orchestrator_server.convert import completion_item
from orchestrator_server.handlers import settings
from orchestrator_server.session import Session


def complete(session: Session, params: lsp.CompletionParams) -> lsp.CompletionList | None:
    """Ids, statuses, priorities and sections, the best first.

    What comes next depends on more than the letters that follow, so the editor is to ask again.
    """
    document = session.spec(params.text_document.uri)
    if document is None:
        return settings.complete(session, params.text_document.uri, params.position)
    places = session.places(document)
    found = session.workspace().complete(document.uri, places.offset(params.position))
    items = [completion_item(one, place, places) for place, one in enumerate(found)]
    return lsp.CompletionList(is_incomplete=True, items=items)

"""What an item is, and how it stands in the document's latest run, where the cursor rests."""

from lsprotocol import types as lsp

from orchestrator_server import states
from orchestrator_server.convert import markdown
from orchestrator_server.session import Session


def hover(session: Session, params: lsp.HoverParams) -> lsp.Hover | None:
    """Describe the item that is named under the cursor."""
    document = session.document(params.text_document.uri)
    if document is None:
        return None
    analysis = session.analysis(document)
    offset = session.places(document).offset(params.position)
    text = analysis.hover(offset)
    if text is None:
        return None
    item = analysis.item_at(offset)
    glimpse = session.glimpses.get(document.uri)
    if item is not None and glimpse is not None:
        state = states.of_item(glimpse.run, item.handle)
        if state is not None:
            text += f"\n\nIn run {glimpse.folder.id}: {state}"
    return lsp.Hover(contents=markdown(text, understood=session.client.markdown))

"""What an item is, and how it stands in the document's latest run, where the cursor rests."""

from lsprotocol import types as lsp

from orchestrator_analyzer.analysis import Analysis
from orchestrator_analyzer.spec import Item
from orchestrator_server.convert import markdown
from orchestrator_server.handlers import settings
from orchestrator_server.session import Session


def hover(session: Session, params: lsp.HoverParams) -> lsp.Hover | None:
    """Describe the item that is named under the cursor."""
    document = session.spec(params.text_document.uri)
    if document is None:
        return settings.hover(session, params.text_document.uri, params.position)
    analysis = session.analysis(document)
    offset = session.places(document).offset(params.position)
    text = analysis.hover(offset)
    if text is None:
        return None
    item = _named(analysis, offset)
    state = session.choices(document).state(item) if item is not None else None
    if state is not None:
        text += f"\n\nIn the latest run: {state}"
    return lsp.Hover(contents=markdown(text, understood=session.client.markdown))


def _named(analysis: Analysis, offset: int) -> Item | None:
    """The item that the hover text is about: the one referred to, else the one around."""
    around = analysis.item_at(offset)
    for reference in around.references if around is not None else ():
        if reference.span.start <= offset <= reference.span.end:
            return analysis.item(reference.target)
    return around

"""The links of a document that lead out of it: files beside it, and addresses."""

from lsprotocol import types as lsp

from orchestrator_server.convert import document_link
from orchestrator_server.documents import path_of
from orchestrator_server.session import Session


def links(session: Session, params: lsp.DocumentLinkParams) -> list[lsp.DocumentLink]:
    """The links of the document; headings of it are for "go to definition"."""
    document = session.spec(params.text_document.uri)
    if document is None:
        return []
    places = session.places(document)
    found = (document_link(one, document.uri, places) for one in session.analysis(document).links())
    return [link for link in found if link is not None and _leads_somewhere(link.target or "")]


def _leads_somewhere(target: str) -> bool:
    """Whether what is named is there: words in backticks may only look like a file."""
    path = path_of(target.partition("#")[0]) if target.startswith("file:") else None
    try:
        return path is None or path.exists()
    except (OSError, ValueError):
        return False

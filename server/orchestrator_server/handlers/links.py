"""The links of a document that lead out of it: files beside it, and addresses."""

from collections.abc import Iterator
from functools import cache

from lsprotocol import types as lsp

from orchestrator_server.convert import document_link
from orchestrator_server.documents import path_of
from orchestrator_server.session import Session


async def links(session: Session, params: lsp.DocumentLinkParams) -> object:
    """The links of the document; headings of it are for "go to definition".

    They are found in a thread, as the disk has to be asked.
    """
    document = session.spec(params.text_document.uri)
    if document is None:
        return []
    analysis, places = session.analysis(document), session.places(document)
    leads_somewhere = cache(_leads_somewhere)

    def made() -> Iterator[lsp.DocumentLink]:
        for one in analysis.links():
            link = document_link(one, document.uri, places)
            if link is not None and leads_somewhere(link.target or ""):
                yield link

    return await session.readings.aside(made)


def _leads_somewhere(target: str) -> bool:
    """Whether what is named is there: words in backticks may only look like a file."""
    path = path_of(target.partition("#")[0]) if target.startswith("file:") else None
    try:
        return path is None or path.exists()
    except (OSError, ValueError):
        return False

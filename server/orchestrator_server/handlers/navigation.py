"""From a name to its definition, and to every place that names it."""

from lsprotocol import types as lsp

from orchestrator_server.convert import highlight, location, target
from orchestrator_server.roles import Role
from orchestrator_server.session import Session


def definition(
    session: Session, params: lsp.DefinitionParams
) -> list[lsp.Location] | list[lsp.LocationLink]:
    """Where the name under the cursor is defined, in all documents that are open."""
    document = session.document(params.text_document.uri)
    if document is None:
        return []
    places = session.places(document)
    workspace = session.workspace()
    found = workspace.definition(document.uri, places.offset(params.position))
    if session.client.links_definitions:
        return [target(one, session.places_of(one.uri), places) for one in found]
    return [location(one.uri, one.selection, session.places_of(one.uri)) for one in found]


def references(session: Session, params: lsp.ReferenceParams) -> list[lsp.Location]:
    """Every place that names what the name under the cursor means."""
    document = session.document(params.text_document.uri)
    if document is None:
        return []
    offset = session.places(document).offset(params.position)
    found = session.workspace().references(
        document.uri, offset, with_definitions=params.context.include_declaration
    )
    return [location(one.uri, one.span, session.places_of(one.uri)) for one in found]


def highlights(
    session: Session, params: lsp.DocumentHighlightParams
) -> list[lsp.DocumentHighlight]:
    """The places of this document that name what the name under the cursor does."""
    document = session.document(params.text_document.uri)
    if document is None or document.role is Role.SOURCE:
        return []
    places = session.places(document)
    found = session.analysis(document).highlights(places.offset(params.position))
    return [highlight(one, places) for one in found]

"""From a name to its definition, and to every place that names it."""

from lsprotocol import types as lsp

from orchestrator_analyzer.navigation import Target
from orchestrator_server import tracing
from orchestrator_server.convert import Places, highlight, location, target
from orchestrator_server.roles import Role
from orchestrator_server.session import Session


async def definition(
    session: Session, params: lsp.DefinitionParams
) -> list[lsp.Location] | list[lsp.LocationLink]:
    """Where the name under the cursor is defined; of an item itself, the code that came of it.

    From a line of a source it leads to the item for whose sake the line is as it is.
    """
    document = session.document(params.text_document.uri)
    if document is None:
        return []
    places = session.places(document)
    offset = places.offset(params.position)
    if document.role is Role.SOURCE:
        return await tracing.places_at(session, document, offset)
    workspace = session.workspace()
    found = workspace.definition(document.uri, offset)
    line = places.text.line_of(offset)
    if all(one.uri == document.uri and _line(one, places) == line for one in found):
        led = await tracing.places_at(session, document, offset)
        if led:
            return led
    if session.client.links_definitions:
        return [target(one, session.places_of(one.uri), places) for one in found]
    return [location(one.uri, one.selection, session.places_of(one.uri)) for one in found]


def _line(target: Target, places: Places) -> int:
    return places.text.line_of(target.selection.start)


async def references(session: Session, params: lsp.ReferenceParams) -> list[lsp.Location]:
    """Every place that names what the name under the cursor means, and the code that came of it."""
    document = session.document(params.text_document.uri)
    if document is None:
        return []
    offset = session.places(document).offset(params.position)
    if document.role is Role.SOURCE:
        return await tracing.places_at(session, document, offset)
    found = session.workspace().references(
        document.uri, offset, with_definitions=params.context.include_declaration
    )
    named = [location(one.uri, one.span, session.places_of(one.uri)) for one in found]
    return [*named, *await tracing.places_at(session, document, offset)]


def highlights(
    session: Session, params: lsp.DocumentHighlightParams
) -> list[lsp.DocumentHighlight]:
    """The places of this document that name what the name under the cursor does."""
    document = session.spec(params.text_document.uri)
    if document is None:
        return []
    places = session.places(document)
    found = session.analysis(document).highlights(places.offset(params.position))
    return [highlight(one, places) for one in found]

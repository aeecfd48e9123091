"""To rename an id in every document that is open, or to say why not."""

from lsprotocol import types as lsp

from orchestrator_analyzer.rename import Refusal
from orchestrator_server.convert import workspace_edit
from orchestrator_server.protocol import Refused
from orchestrator_server.session import Session


def prepare(
    session: Session, params: lsp.PrepareRenameParams
) -> lsp.PrepareRenamePlaceholder | None:
    """The id under the cursor, if it can be renamed."""
    document = session.document(params.text_document.uri)
    if document is None:
        return None
    places = session.places(document)
    offset = places.offset(params.position)
    named = session.workspace().prepare_rename(document.uri, offset)
    if isinstance(named, Refusal):
        raise Refused(named.reason)
    return lsp.PrepareRenamePlaceholder(range=places.range(named.span), placeholder=named.name)


def rename(session: Session, params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
    """The edits of every document that names the id under the cursor."""
    document = session.document(params.text_document.uri)
    if document is None:
        return None
    offset = session.places(document).offset(params.position)
    renaming = session.workspace().rename(document.uri, offset, params.new_name)
    if isinstance(renaming, Refusal):
        raise Refused(renaming.reason)
    edits = {
        uri: [session.places_of(uri).edit(edit) for edit in changes]
        for uri, changes in renaming.edits.items()
    }
    return workspace_edit(edits, session.versions(), versioned=session.client.versioned_edits)

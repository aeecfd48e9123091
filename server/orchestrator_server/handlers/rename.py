"""To rename an id in every document of the workspace, or to say why not."""

from lsprotocol import types as lsp

from orchestrator_analyzer.rename import Refusal, Renaming
from orchestrator_server.convert import workspace_edit
from orchestrator_server.protocol import Refused
from orchestrator_server.session import Session

_LOOKS = 3


def prepare(
    session: Session, params: lsp.PrepareRenameParams
) -> lsp.PrepareRenamePlaceholder | None:
    """The id under the cursor, if it can be renamed."""
    document = session.spec(params.text_document.uri)
    if document is None:
        return None
    places = session.places(document)
    offset = places.offset(params.position)
    named = session.workspace().prepare_rename(document.uri, offset)
    if isinstance(named, Refusal):
        raise Refused(named.reason)
    return lsp.PrepareRenamePlaceholder(range=places.range(named.span), placeholder=named.name)


async def rename(session: Session, params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
    """The edits of every document that names the id under the cursor, each as it is now.

    What is not open may have changed without anybody telling: it is looked at before it is edited.
    """
    for _ in range(_LOOKS):
        renaming = _renamed(session, params)
        if renaming is None:
            return None
        if not await session.indexing.outdated(renaming.edits):
            break
    else:
        raise Refused("The documents are being changed by others just now: try again.")
    edits = {
        uri: [session.places_of(uri).edit(edit) for edit in changes]
        for uri, changes in renaming.edits.items()
    }
    return workspace_edit(edits, session.versions(), versioned=session.client.versioned_edits)


def _renamed(session: Session, params: lsp.RenameParams) -> Renaming | None:
    document = session.spec(params.text_document.uri)
    if document is None:
        return None
    offset = session.places(document).offset(params.position)
    renaming = session.workspace().rename(document.uri, offset, params.new_name)
    if isinstance(renaming, Refusal):
        raise Refused(renaming.reason)
    return renaming

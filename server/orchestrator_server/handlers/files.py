"""What the editor says of files that it makes, renames and deletes, be they open or not."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from lsprotocol import types as lsp

from orchestrator_server.convert import workspace_edit
from orchestrator_server.documents import path_of
from orchestrator_server.renaming import Renames, follow
from orchestrator_server.session import Session

_LOOKS = 3


async def will_rename(session: Session, params: lsp.RenameFilesParams) -> lsp.WorkspaceEdit | None:
    """The edits that let links, and plans of what is renamed, follow.

    A document that others change all the while is left as it is: the renaming itself goes on.
    """
    renames = _renames(params)
    for _ in range(_LOOKS):
        texts = {entry.uri: entry.text.source for entry in session.workspace().index}
        found = await asyncio.to_thread(renames.edits, texts)
        if not await session.indexing.outdated(found):
            break
    else:
        return None
    edits = {
        uri: [session.places_of(uri).edit(edit) for edit in changes]
        for uri, changes in found.items()
        # What was typed meanwhile is not what was read.
        if session.workspace().index.get(uri) is not None
        and session.places_of(uri).text.source == texts[uri]
    }
    if not edits:
        return None
    return workspace_edit(edits, session.versions(), versioned=session.client.versioned_edits)


def renamed(session: Session, params: lsp.RenameFilesParams) -> None:
    """Know documents by their new names; their runs go on under those."""
    session.indexing.gone(file.old_uri for file in params.files)
    session.indexing.came(file.new_uri for file in params.files)
    session.surroundings.forget()
    session.begin(_follow(session, _renames(params)))


async def _follow(session: Session, renames: Renames) -> None:
    folders = await session.engine.runs(session.runs.roots)
    told = await session.engine.ask(lambda: follow(folders, renames))
    for run in told:
        # One that goes on reads it in its own time, and is looked at until it has.
        session.runs.want(run)
    if told:
        session.engine.anew()
        session.feed.look()
    session.remarks.refresh()


def created(session: Session, params: lsp.CreateFilesParams) -> None:
    """Know what is new."""
    session.indexing.came(file.uri for file in params.files)
    session.surroundings.forget()


def deleted(session: Session, params: lsp.DeleteFilesParams) -> None:
    """Forget what is gone, and say so where a run goes on for it."""
    uris = [file.uri for file in params.files]
    session.indexing.gone(uris)
    session.surroundings.forget()
    session.remarks.refresh()
    for glimpse in {**session.runs.live}.values():
        document = Path(glimpse.document)
        if _within(document, uris):
            session.editor.warn(
                f"{document.name} is deleted, and its run goes on: what is done cannot be ticked "
                f"there. To stop the run: code-orch stop {glimpse.folder.id}"
            )


def _within(document: Path, uris: Iterable[str]) -> bool:
    paths = (path_of(uri) for uri in uris)
    return any(path is not None and document.is_relative_to(path.resolve()) for path in paths)


def _renames(params: lsp.RenameFilesParams) -> Renames:
    return Renames.of((file.old_uri, file.new_uri) for file in params.files)

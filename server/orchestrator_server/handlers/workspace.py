"""What the editor says about the folders that it has open, and the files in them."""

from lsprotocol import types as lsp

from orchestrator_server.session import Session

WATCHED = ("**/*.{md,markdown}", "**/.orchestrator.toml")


def initialized(session: Session, _: lsp.InitializedParams) -> None:
    """Begin to know the documents of the workspace."""
    session.indexing.follow(session.client.folders)
    session.runs.follow(session.client.folders)
    session.background.spawn(session.editor.watch(WATCHED))


def files_changed(session: Session, params: lsp.DidChangeWatchedFilesParams) -> None:
    """Look again at what has changed on the disk."""
    session.indexing.changed(change.uri for change in params.changes)
    session.surroundings.forget()


def folders_changed(session: Session, params: lsp.DidChangeWorkspaceFoldersParams) -> None:
    """Know the documents of the folders that are open now."""
    removed = [folder.uri for folder in params.event.removed]
    added = [folder.uri for folder in params.event.added]
    session.indexing.leave(removed)
    session.indexing.follow(added)
    session.runs.leave(removed)
    session.runs.follow(added)

"""What the editor says about the folders that it has open, and the files in them."""

from functools import partial

from lsprotocol import types as lsp

from orchestrator_server import watching
from orchestrator_server.capabilities import settings_in
from orchestrator_server.editor import SECTION
from orchestrator_server.session import Session

WATCHED = ("**/*.{md,markdown}", "**/.orchestrator.toml")


def initialized(session: Session, _: lsp.InitializedParams) -> None:
    """Begin to know the documents of the workspace."""
    session.indexing.follow(session.client.folders)
    session.runs.follow(session.client.folders)
    if session.client.watches:
        session.background.spawn(session.editor.watch(WATCHED))
    else:
        session.background.spawn(watching.watch(session, partial(_noticed, session)))
    session.background.spawn(session.editor.hear_of_settings())
    session.background.spawn(_settings(session, None))


def settings_changed(session: Session, params: lsp.DidChangeConfigurationParams) -> None:
    """Take over what the editor sets now; one that can be asked is asked."""
    session.background.spawn(_settings(session, params.settings))


async def _settings(session: Session, pushed: object) -> None:
    found = await session.editor.settings() if session.client.configures else _within(pushed)
    session.starting.settings = {**session.client.settings, **settings_in(found)}


def _within(pushed: object) -> object:
    """The settings in what an editor pushes: all of its configuration, or our part of it."""
    whole, _, own = SECTION.partition(".")
    told = settings_in(pushed)
    return settings_in(told.get(whole)).get(own) if whole in told else told.get(own)


def files_changed(session: Session, params: lsp.DidChangeWatchedFilesParams) -> None:
    """Look again at what has changed on the disk."""
    session.indexing.changed(change.uri for change in params.changes)
    _look_again(session)


def _noticed(session: Session, uris: list[str]) -> None:
    """Look again at what nobody has told of: documents, or folders in which some have come."""
    session.indexing.came(uris)
    _look_again(session)


def _look_again(session: Session) -> None:
    session.surroundings.forget()
    session.remarks.refresh()


def folders_changed(session: Session, params: lsp.DidChangeWorkspaceFoldersParams) -> None:
    """Know the documents of the folders that are open now."""
    removed = [folder.uri for folder in params.event.removed]
    added = [folder.uri for folder in params.event.added]
    session.indexing.leave(removed)
    session.indexing.follow(added)
    session.runs.leave(removed)
    session.runs.follow(added)

"""The table: which handler answers which method. Read this first.

A plain function is answered at once, in the order in which the editor sent its messages; a
coroutine function goes on beside the others and can be cancelled. What asks a long document that
has changed waits until it was read (`asking.py`), and so can be cancelled, too.
What is not in the table is not offered: requests get "method not found", notifications are dropped.
`initialize`, `shutdown`, `exit` and `$/cancelRequest` belong to the connection itself, see
`handshake.py` and `protocol.py`.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from lsprotocol import types as lsp

from orchestrator_server.asking import Asking
from orchestrator_server.handlers import (
    code_action,
    code_lens,
    commands,
    completion,
    diagnostics,
    files,
    folding,
    hints,
    hover,
    links,
    navigation,
    rename,
    rewriting,
    symbols,
    synchronisation,
    workspace,
)
from orchestrator_server.protocol import Handler
from orchestrator_server.session import Session

TABLE: Mapping[str, Callable[[Session, Any], object]] = {
    lsp.INITIALIZED: workspace.initialized,
    lsp.TEXT_DOCUMENT_DID_OPEN: synchronisation.opened,
    lsp.TEXT_DOCUMENT_DID_CHANGE: synchronisation.changed,
    lsp.TEXT_DOCUMENT_DID_SAVE: synchronisation.saved,
    lsp.TEXT_DOCUMENT_DID_CLOSE: synchronisation.closed,
    lsp.TEXT_DOCUMENT_CODE_ACTION: code_action.actions,
    lsp.CODE_ACTION_RESOLVE: rewriting.resolved,
    lsp.TEXT_DOCUMENT_CODE_LENS: code_lens.lenses,
    lsp.TEXT_DOCUMENT_INLAY_HINT: hints.hints,
    lsp.TEXT_DOCUMENT_HOVER: hover.hover,
    lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL: symbols.symbols,
    lsp.TEXT_DOCUMENT_FOLDING_RANGE: folding.folds,
    lsp.TEXT_DOCUMENT_DEFINITION: navigation.definition,
    lsp.TEXT_DOCUMENT_REFERENCES: navigation.references,
    lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: navigation.highlights,
    lsp.TEXT_DOCUMENT_PREPARE_RENAME: rename.prepare,
    lsp.TEXT_DOCUMENT_RENAME: rename.rename,
    lsp.TEXT_DOCUMENT_COMPLETION: completion.complete,
    lsp.TEXT_DOCUMENT_DOCUMENT_LINK: links.links,
    lsp.WORKSPACE_SYMBOL: symbols.search,
    lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES: workspace.files_changed,
    lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: workspace.folders_changed,
    lsp.WORKSPACE_DID_CHANGE_CONFIGURATION: workspace.settings_changed,
    lsp.WORKSPACE_WILL_RENAME_FILES: files.will_rename,
    lsp.WORKSPACE_DID_RENAME_FILES: files.renamed,
    lsp.WORKSPACE_DID_CREATE_FILES: files.created,
    lsp.WORKSPACE_DID_DELETE_FILES: files.deleted,
    lsp.TEXT_DOCUMENT_DIAGNOSTIC: diagnostics.pulled,
    lsp.WORKSPACE_EXECUTE_COMMAND: commands.execute,
    lsp.WINDOW_WORK_DONE_PROGRESS_CANCEL: commands.cancel,
}


def routes(session: Session) -> Mapping[str, Handler]:
    """The table's handlers, each with the session it speaks for."""
    session.reread = partial(diagnostics.again, session)
    asking = Asking(session)
    return {method: asking.once_read(method, handler) for method, handler in TABLE.items()}

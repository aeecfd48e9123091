"""Sources in which there is something to see: an editor that sends us markdown is asked for them.

Without their text there would be nothing to choose at a remark but in editors that send us
everything. Only an editor that takes such wishes is asked, once for each file; files stay asked for
as long as the session lasts, so that the way from a line to its item stays open.
"""

from collections.abc import Iterable
from typing import Any

from lsprotocol import types as lsp

from orchestrator_server import names
from orchestrator_server.background import Background
from orchestrator_server.documents import path_of
from orchestrator_server.editor import Editor
from orchestrator_server.roles import is_markdown
from orchestrator_server.settings_file import prefix_of

MOST = 500
"""Files that an editor is asked for; in more, nobody looks at what was remarked."""

_SYNCHRONIZATION = (
    lsp.TEXT_DOCUMENT_DID_OPEN,
    lsp.TEXT_DOCUMENT_DID_CHANGE,
    lsp.TEXT_DOCUMENT_DID_SAVE,
    lsp.TEXT_DOCUMENT_DID_CLOSE,
)
_FEATURES = {
    "codeAction": lsp.TEXT_DOCUMENT_CODE_ACTION,
    "definition": lsp.TEXT_DOCUMENT_DEFINITION,
    "references": lsp.TEXT_DOCUMENT_REFERENCES,
    "diagnostic": lsp.TEXT_DOCUMENT_DIAGNOSTIC,
}
_SPECIAL = str.maketrans({sign: f"[{sign}]" for sign in "[]{}*?"})


class Sources:
    """The files that one editor was asked for. The loop's thread owns it."""

    def __init__(self, editor: Editor, background: Background) -> None:
        self._editor = editor
        self._background = background
        self._asked: set[str] = set()
        self._batches = 0

    def want(self, uris: Iterable[str]) -> None:
        """Have the editor send these files, and ask what can be done in them."""
        new = [
            uri
            for uri in dict.fromkeys(uris)
            if uri not in self._asked and not is_markdown(uri, "") and prefix_of(uri) is None
        ][: MOST - len(self._asked)]
        if new and {"synchronization", "codeAction"} <= self._editor.client.registers:
            self._asked.update(new)
            self._batches += 1
            self._background.spawn(self._editor.register(self._registrations(new)))

    def _registrations(self, uris: list[str]) -> list[lsp.Registration]:
        client = self._editor.client
        paths = [path for path in map(path_of, uris) if path is not None]
        selector = [
            {"scheme": "file", "pattern": path.as_posix().translate(_SPECIAL)} for path in paths
        ]
        options: dict[str, dict[str, Any]] = {
            lsp.TEXT_DOCUMENT_DID_CHANGE: {"syncKind": 2},
            lsp.TEXT_DOCUMENT_CODE_ACTION: {
                "codeActionKinds": [names.FIX_KIND, names.RUN_KIND, names.SOURCE_KIND]
            },
            lsp.TEXT_DOCUMENT_DIAGNOSTIC: {
                "identifier": f"{names.SERVER}.sources.{self._batches}",
                "interFileDependencies": False,
                "workspaceDiagnostics": False,
            },
        }
        features = [
            method
            for feature, method in _FEATURES.items()
            if feature in client.registers and (feature != "diagnostic" or client.pulls_diagnostics)
        ]
        return [
            lsp.Registration(
                id=f"{names.SERVER}.sources.{self._batches}.{method}",
                method=method,
                register_options={"documentSelector": selector, **options.get(method, {})},
            )
            for method in (*_SYNCHRONIZATION, *features)
        ]

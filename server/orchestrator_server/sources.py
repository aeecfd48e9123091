"""The sources in which there are remarks: an editor that opens documents alone is asked for them.

VS Code tells a server of the files that it was started for, which are documents. A warning can be
shown in any file, but what can be done about it is asked for only in those. So as soon as there
is a remark in a source, that very file is asked for, and no other.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from orchestrator_server import names, settings_file
from orchestrator_server.documents import path_of
from orchestrator_server.roles import is_markdown

if TYPE_CHECKING:
    from orchestrator_server.session import Session

SECONDS = 0.2
"""Remarks come in several at once; so long after the first, all of them are asked for."""

MANY = 500
"""Files that are asked for; whoever has more remarks than that has other worries."""


class Sources:
    """What an editor was asked to tell of; the loop's thread owns it."""

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._asked: frozenset[str] = frozenset()
        self._wanted: frozenset[str] = frozenset()
        self._times = 0

    def want(self, uris: Iterable[str]) -> None:
        """Have the editor tell of these sources, and no longer of others."""
        if not self._session.client.registers_sources:
            return
        self._wanted = frozenset(sorted(filter(self._is_for_us, uris))[:MANY])
        if not self._session.background.put_off(("sources", "")):
            self._session.background.later(("sources", ""), SECONDS, self._begin)

    def _is_for_us(self, uri: str) -> bool:
        """Whether it is a file that the editor does not tell of anyway."""
        if is_markdown(uri, "") or settings_file.prefix_of(uri) is not None:
            return False
        return uri in self._asked or self._session.documents.get(uri) is None

    def _begin(self) -> None:
        self._session.background.spawn(self._ask())

    async def _ask(self) -> None:
        wanted, before = self._wanted, self._times
        if wanted == self._asked:
            return
        had, self._asked = bool(self._asked), wanted
        self._times += 1
        # First the new ones, so that a file that is wanted still is not closed in between.
        if wanted:
            await self._session.editor.register(_registrations(wanted, self._times))
        if had:
            await self._session.editor.unregister(_names(before))


def _registrations(uris: Iterable[str], time: int) -> list[lsp.Registration]:
    paths = [path for path in map(path_of, sorted(uris)) if path is not None]
    selector: list[dict[str, object]] = [
        {"scheme": "file", "pattern": _literally(path.as_posix())} for path in paths
    ]
    options = {
        lsp.TEXT_DOCUMENT_DID_OPEN: {},
        lsp.TEXT_DOCUMENT_DID_CHANGE: {"syncKind": lsp.TextDocumentSyncKind.Incremental.value},
        lsp.TEXT_DOCUMENT_DID_CLOSE: {},
        lsp.TEXT_DOCUMENT_CODE_ACTION: {"codeActionKinds": [names.FIX_KIND, names.RUN_KIND]},
        lsp.TEXT_DOCUMENT_DEFINITION: {},
        lsp.TEXT_DOCUMENT_DIAGNOSTIC: {
            "identifier": "code-orchestrator",
            "interFileDependencies": False,
            "workspaceDiagnostics": False,
        },
    }
    return [
        lsp.Registration(
            id=_name(method, time),
            method=method,
            register_options={"documentSelector": selector, **options[method]},
        )
        for method in METHODS
    ]


METHODS = (
    lsp.TEXT_DOCUMENT_DID_OPEN,
    lsp.TEXT_DOCUMENT_DID_CHANGE,
    lsp.TEXT_DOCUMENT_DID_CLOSE,
    lsp.TEXT_DOCUMENT_CODE_ACTION,
    lsp.TEXT_DOCUMENT_DEFINITION,
    lsp.TEXT_DOCUMENT_DIAGNOSTIC,
)
"""What is asked for of a source, in this order."""


def _names(time: int) -> list[lsp.Unregistration]:
    return [lsp.Unregistration(id=_name(method, time), method=method) for method in METHODS]


def _name(method: str, time: int) -> str:
    return f"code-orchestrator.sources.{time}.{method}"


def _literally(path: str) -> str:
    """The pattern that means this path and nothing else."""
    return "".join(f"[{sign}]" if sign in "*?[{}]" else sign for sign in path)

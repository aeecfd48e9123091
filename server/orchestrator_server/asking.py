"""Which messages have to wait until a long document was read, and for which documents.

What is read already, or short, is asked at once, in the loop's present turn.
"""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from inspect import isawaitable
from typing import Any, cast

from lsprotocol import types as lsp

from orchestrator_engine.json_values import members_of
from orchestrator_server import names
from orchestrator_server.protocol import Handler
from orchestrator_server.session import Session

ONE = frozenset(
    {
        lsp.TEXT_DOCUMENT_CODE_ACTION,
        lsp.CODE_ACTION_RESOLVE,
        lsp.TEXT_DOCUMENT_CODE_LENS,
        lsp.TEXT_DOCUMENT_INLAY_HINT,
        lsp.TEXT_DOCUMENT_HOVER,
        lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL,
        lsp.TEXT_DOCUMENT_FOLDING_RANGE,
        lsp.TEXT_DOCUMENT_DOCUMENT_LINK,
        lsp.TEXT_DOCUMENT_DIAGNOSTIC,
    }
)
"""What asks one document."""

ALL = frozenset(
    {
        lsp.TEXT_DOCUMENT_DEFINITION,
        lsp.TEXT_DOCUMENT_REFERENCES,
        lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT,
        lsp.TEXT_DOCUMENT_PREPARE_RENAME,
        lsp.TEXT_DOCUMENT_RENAME,
        lsp.TEXT_DOCUMENT_COMPLETION,
        lsp.WORKSPACE_SYMBOL,
        lsp.WORKSPACE_WILL_RENAME_FILES,
    }
)
"""What asks every document that is open for its names."""

NOTHING = frozenset(
    {
        names.STOP,
        names.PAUSE,
        names.ANSWER,
        names.DISMISS,
        names.REOPEN,
        names.STATE,
        names.VIEW,
        names.DETAILS,
    }
)
"""Commands that ask no document, and wait for none: to stop a run is urgent."""

Answers = Callable[[Session, Any], object]


class Asking:
    """Lets messages wait for documents. Commands that do keep their order among each other."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._turn = asyncio.Lock()

    def once_read(self, method: str, answers: Answers) -> Handler:
        """Give a handler that is asked when what it asks has been read."""
        begin = partial(answers, self._session)
        if method == lsp.WORKSPACE_EXECUTE_COMMAND:
            return lambda params: self._command(begin, params)
        if method in ONE or method in ALL:
            return lambda params: self._asked(begin, params, by_name=method in ALL)
        return begin

    def _asked(self, begin: Handler, params: object, *, by_name: bool) -> object:
        uris = self._open() if by_name else _named_in(params)
        if all(self._session.readings.is_ready(uri, by_name=by_name) for uri in uris):
            return begin(params)
        return self._later(begin, params, uris, by_name=by_name)

    def _command(self, begin: Handler, params: lsp.ExecuteCommandParams) -> object:
        if params.command in NOTHING:
            return begin(params)
        uris = (*_uris(params.arguments or ()), *filter(None, (self._session.documents.focused,)))
        if not self._turn.locked() and all(map(self._session.readings.is_ready, uris)):
            return begin(params)
        return self._in_turn(begin, params, uris)

    async def _in_turn(self, begin: Handler, params: object, uris: Iterable[str]) -> object:
        async with self._turn:
            return await self._later(begin, params, uris, by_name=False)

    async def _later(
        self, begin: Handler, params: object, uris: Iterable[str], *, by_name: bool
    ) -> object:
        for uri in uris:
            await self._session.readings.ready(uri, by_name=by_name)
        result = begin(params)
        return await result if isawaitable(result) else result

    def _open(self) -> tuple[str, ...]:
        return tuple(document.uri for document in self._session.documents)


def _named_in(params: object) -> tuple[str, ...]:
    """The document that a request is about."""
    if isinstance(params, lsp.CodeAction):
        return tuple(_uris((params.data,)))
    return (cast("lsp.HoverParams", params).text_document.uri,)


def _uris(values: Iterable[object]) -> Iterable[str]:
    """The addresses in what we have handed out ourselves, whoever hands it back."""
    for value in values:
        uri = members_of(value).get("uri")
        if isinstance(uri, str):
            yield uri

"""From an item to the code that came of it, and from a line of code to its item."""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path

from lsprotocol import types as lsp

from orchestrator_engine.errors import Refusal
from orchestrator_engine.leading import Led, to_code, to_items
from orchestrator_server.documents import Document, path_of
from orchestrator_server.roles import Role
from orchestrator_server.session import Session


async def code_of(document: Document, name: str) -> list[lsp.Location]:
    """The places in the sources that came of an item. Raises `errors.Refusal`."""
    path = path_of(document.uri)
    return [] if path is None else await _led(lambda: to_code(path, name))


async def items_at(uri: str, line: int) -> list[lsp.Location]:
    """The items for whose sake a line, from 0, is as it is. Raises `errors.Refusal`."""
    path = path_of(uri)
    return [] if path is None else await _led(lambda: to_items(path, line + 1))


async def places_at(session: Session, document: Document, offset: int) -> list[lsp.Location]:
    """Where the trace leads from a place in an open text; empty where it leads nowhere."""
    try:
        if document.role is Role.SOURCE:
            return await items_at(document.uri, document.line_of(offset))
        analysis = session.analysis(document)
        item = analysis.item_at(offset)
        on_title = item is not None and analysis.text.line_of(offset) == item.line
        return await code_of(document, item.id or item.handle) if item and on_title else []
    except Refusal:
        return []


async def _led(look: Callable[[], Iterable[Led]]) -> list[lsp.Location]:
    return [_location(led) for led in await asyncio.to_thread(look)]


def _location(led: Led) -> lsp.Location:
    place = lsp.Position(line=max(led.line - 1, 0), character=0)
    uri = Path(led.file).resolve().as_uri()
    return lsp.Location(uri=uri, range=lsp.Range(start=place, end=place))

"""What an agent would be told of a document, an item or a selection, shown as a file of its own."""

import asyncio
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from orchestrator_analyzer.text import Position, Span
from orchestrator_server.documents import Document, path_of
from orchestrator_server.engine import state_folder
from orchestrator_server.session import Session

FOLDER = "prompts"


def prompt_of(session: Session, document: Document, argument: Mapping[str, Any]) -> str:
    """Give the prompt for the items or the range that are named, or for all that is to do."""
    analysis = session.analysis(document)
    exists = session.surroundings.exists(document.uri)
    named = argument.get("items")
    if isinstance(named, list):
        found = (analysis.item(str(handle)) for handle in cast("list[object]", named))
        items = [item for item in found if item is not None]
        return analysis.prompt(items, exists) if items else ""
    span = _span(session, document, argument.get("range"))
    if span is not None:
        return analysis.prompt_for_selection(span, exists)
    return analysis.prompt(exists=exists) if analysis.recommendation.mode is not None else ""


async def show(session: Session, document: Document, text: str) -> None:
    """Write a prompt beside the runs, where nothing of it is taken for a document, and open it."""
    folder = state_folder()
    if folder is None:
        session.editor.inform("The prompt cannot be shown: the state folder cannot be used.")
        return
    file = folder / FOLDER / _name(document.uri)
    try:
        await asyncio.to_thread(_write, file, text)
    except OSError as error:
        session.editor.warn(f"The prompt cannot be written to {file}: {error.strerror}.")
    else:
        await session.editor.show(file)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text if text.endswith("\n") else f"{text}\n", "utf-8", newline="")


def _name(uri: str) -> str:
    """Name the file after its document, and so that two documents have two."""
    path = path_of(uri)
    stem = path.stem if path is not None else "document"
    return f"{stem[:60]}-{hashlib.sha256(uri.encode('utf-8', 'replace')).hexdigest()[:8]}.md"


def _span(session: Session, document: Document, value: object) -> Span | None:
    """Read an editor's range; None where it is none."""
    places = session.places(document)
    ends: list[int] = []
    for key in ("start", "end"):
        place = _at(_at(value, key), "line"), _at(_at(value, key), "character")
        if not all(isinstance(number, int) for number in place):
            return None
        ends.append(places.text.offset(Position(*cast("tuple[int, int]", place)), places.encoding))
    return Span(min(ends), max(ends))


def _at(tree: object, key: str) -> object:
    return cast("Mapping[str, object]", tree).get(key) if isinstance(tree, Mapping) else None

"""What an agent would be told of a document, an item or a selection, shown as a file of its own."""

import asyncio
import hashlib
import time
from pathlib import Path

from orchestrator_analyzer.spec import Item
from orchestrator_analyzer.text import Span
from orchestrator_server.documents import Document, path_of
from orchestrator_server.engine import state_folder
from orchestrator_server.session import Session

FOLDER = "prompts"


def prompt_of(
    session: Session, document: Document, items: list[Item] | None, span: Span | None
) -> str:
    """Give the prompt for some items or for a range, or for all that is to do."""
    analysis = session.analysis(document)
    exists = session.surroundings.exists(document.uri)
    if items is not None:
        return analysis.prompt(items, exists) if items else ""
    if span is not None:
        return analysis.prompt_for_selection(span, exists)
    return analysis.prompt(exists=exists) if analysis.recommendation.mode is not None else ""


async def show_editable(session: Session, document: Document, text: str, mode: str) -> None:
    """Open a prompt as a document that can be changed, and run in place of the one it is from."""
    path = path_of(document.uri)
    about = f"document: {path}\n" if path is not None else ""
    head = f"---\ncode-orchestrator: prompt\nmode: {mode}\n{about}---\n\n"
    # What the person has written into an earlier one stays theirs.
    await show(session, document, f"{head}{text}", f"-{time.strftime('%Y%m%d-%H%M%S')}")


async def show(session: Session, document: Document, text: str, moment: str = "") -> None:
    """Write a prompt beside the runs, where nothing of it is taken for a document, and open it."""
    folder = state_folder()
    if folder is None:
        session.editor.inform("The prompt cannot be shown: the state folder cannot be used.")
        return
    file = folder / FOLDER / _place(document.uri, moment)
    try:
        await asyncio.to_thread(_write, file, text)
    except OSError as error:
        session.editor.warn(f"The prompt cannot be written to {file}: {error.strerror}.")
    else:
        await session.editor.show(file)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text if text.endswith("\n") else f"{text}\n", "utf-8", newline="")


def _place(uri: str, moment: str) -> Path:
    """A file that is called after its document, in a folder so that two documents have two."""
    path = path_of(uri)
    stem = path.stem if path is not None else "document"
    # VS Code takes what ends in `.prompt.md` for something of its own, which is no markdown.
    digest = hashlib.sha256(uri.encode("utf-8", "replace")).hexdigest()[:8]
    return Path(f"{digest}{moment}") / f"{stem[:60]}-prompt.md"

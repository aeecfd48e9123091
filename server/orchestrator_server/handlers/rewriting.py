"""What can be written at an item: its status, its id, the beginning of its criteria.

Some of that reads the document again to be sure of itself. It is worked out when it is chosen, by
an editor that asks then, and at once for the others as long as the document is not too long.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from lsprotocol import types as lsp

from orchestrator_analyzer.analysis import Analysis
from orchestrator_analyzer.numbering import split_id
from orchestrator_analyzer.spec import Item, ItemKind, Status
from orchestrator_analyzer.text import TextEdit
from orchestrator_engine.json_values import is_object
from orchestrator_server import names
from orchestrator_server.convert import workspace_edit
from orchestrator_server.documents import Document
from orchestrator_server.protocol import Refused
from orchestrator_server.session import Session

SHORT = 100_000
"""Characters of a document of which everything is worked out at once."""

_STATUSES = (
    Status.DONE,
    Status.OPEN,
    Status.IN_PROGRESS,
    Status.BLOCKED,
    Status.DEFERRED,
    Status.REJECTED,
)
_HELD = frozenset({ItemKind.REQUIREMENT, ItemKind.STORY, ItemKind.FEATURE, ItemKind.TASK})
_LABEL = 40


def rewrites(session: Session, document: Document, offset: int) -> Iterator[lsp.CodeAction]:
    """What can be written at the item around an offset, and at the list there."""
    analysis = session.analysis(document)
    item = analysis.item_at(offset)
    if item is not None:
        for status in _STATUSES:
            if _is_untick(item, status):
                edits = analysis.untick(item.handle)
            else:
                edits = analysis.set_status(item.handle, status)
            if edits:
                yield _action(session, document, _status_title(item, status), edits)
        for title, does in _later(analysis, item):
            data = {"uri": document.uri, "does": does, "handle": item.handle}
            action = lsp.CodeAction(title=title, kind=names.REWRITE_KIND, data=data)
            if session.client.resolves_edits:
                yield action
            elif len(document.text) < SHORT and (edits := _edits(session, document, data)):
                yield _action(session, document, title, edits)
    edits = analysis.renumber_list(offset)
    if edits:
        yield _action(session, document, "Number this list from its first entry on", edits)


def resolved(session: Session, action: lsp.CodeAction) -> lsp.CodeAction:
    """The action with its edit. Raises `Refused` where there turns out to be none."""
    data = action.data
    if not is_object(data):
        return action
    document = session.document(str(data.get("uri")))
    edits = _edits(session, document, data) if document is not None else ()
    if document is None or not edits:
        raise Refused("This cannot be written here without changing what the document says.")
    return _action(session, document, action.title, edits)


def _status_title(item: Item, status: Status) -> str:
    if item.box_span is not None and status is Status.DONE:
        return f"Tick {_name(item)}"
    if _is_untick(item, status):
        return f"Untick {_name(item)}"
    return f"Set {_name(item)} to {status.value.replace('_', ' ')}"


def _is_untick(item: Item, status: Status) -> bool:
    return item.box_span is not None and status is Status.OPEN and item.status is Status.DONE


def _later(analysis: Analysis, item: Item) -> Iterator[tuple[str, str]]:
    """What may be possible, as far as a look at the items tells."""
    if item.id is None:
        if any(other is not None for other in analysis.ids):
            yield f"Give {_name(item)} the next free id", "insert-id"
    elif not _in_a_row(analysis.ids, item.id):
        yield f"Number from the first of {_name(item)}'s series on", "renumber"
    if item.kind in _HELD and item.status.is_to_do and not item.criteria:
        yield f"Begin the acceptance criteria of {_name(item)}", "acceptance"


@lru_cache(maxsize=8)
def _in_a_row(ids: tuple[str | None, ...], identifier: str) -> bool:
    """Whether the series of an id has no gap and repeats nothing, among all ids of a document."""
    own = split_id(identifier)
    if own is None:
        return True
    parts = (split_id(one) for one in ids if one is not None and one.startswith(own[0]))
    numbers = [int(part[1]) for part in parts if part and part[0] == own[0]]
    return not numbers or numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _edits(session: Session, document: Document, data: Mapping[str, Any]) -> tuple[TextEdit, ...]:
    analysis, handle = session.analysis(document), str(data.get("handle"))
    match data.get("does"):
        case "insert-id":
            return session.workspace().insert_id(document.uri, handle)
        case "renumber":
            return analysis.renumber(handle)
        case "acceptance":
            return analysis.add_acceptance(handle)
        case _:
            return ()


def _action(
    session: Session, document: Document, title: str, edits: tuple[TextEdit, ...]
) -> lsp.CodeAction:
    places = session.places(document)
    edit = workspace_edit(
        {document.uri: [places.edit(edit) for edit in edits]},
        session.versions(),
        versioned=session.client.versioned_edits,
    )
    return lsp.CodeAction(title=title, kind=names.REWRITE_KIND, edit=edit)


def _name(item: Item) -> str:
    title = " ".join(item.title.split())
    return item.id or (title if len(title) <= _LABEL else f"{title[: _LABEL - 1].rstrip()}…")

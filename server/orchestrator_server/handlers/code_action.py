"""Code actions, the button that every editor has: run, stop, confirm, show the report.

Each of them is a command, and none of those starts anything by being executed: an editor that
applies every action it gets has started nothing.
"""

from collections.abc import Iterator, Sequence

from lsprotocol import types as lsp

from orchestrator_server import names, offers
from orchestrator_server.convert import command
from orchestrator_server.documents import Document
from orchestrator_server.session import Session


def actions(session: Session, params: lsp.CodeActionParams) -> list[lsp.CodeAction | lsp.Command]:
    """What can be done with the document, and with the item where the cursor is."""
    document = session.document(params.text_document.uri)
    if document is None or document.ours:
        return []
    session.documents.focus(document)
    offset = session.places(document).offset(params.range.start)
    found: list[lsp.CodeAction | lsp.Command] = []
    for offer in _offers(session, document, offset):
        kind = _kind(offer, params.context.only)
        if kind is not None:
            found.append(_action(offer, kind, literal=session.client.literals))
    return found


def _offers(session: Session, document: Document, offset: int) -> Iterator[offers.Offer]:
    choices = session.choices(document)
    armed = session.starting.armed(document.uri)
    if armed is not None:
        argument = {"uri": document.uri}
        yield offers.Offer(f"Confirm: {armed.words}", names.CONFIRM, argument)
    item = choices.analysis.item_at(offset)
    if item is not None and (offer := choices.item(item)) is not None:
        yield offer
    yield from choices.document()


def _kind(offer: offers.Offer, only: Sequence[str] | None) -> str | None:
    """The kind under which an offer answers; None when the editor wants other kinds only."""
    verb = offer.command.rpartition(".")[2]
    for root in (names.RUN_KIND, names.SOURCE_KIND):
        kind = f"{root}.{verb}"
        if not only or any(not one or f"{kind}.".startswith(f"{one}.") for one in only):
            return kind
    return None


def _action(offer: offers.Offer, kind: str, *, literal: bool) -> lsp.CodeAction | lsp.Command:
    does = command(offer.title, offer.command, offer.argument)
    return lsp.CodeAction(title=offer.title, kind=kind, command=does) if literal else does

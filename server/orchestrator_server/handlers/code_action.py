"""Code actions, the button that every editor has: run, stop, mend a finding, write at an item.

Each is a command or an edit of the document, and no command starts or grants anything by being
executed: an editor that applies every action it gets has started nothing, and refused what was
asked.
"""

from collections.abc import Iterator, Sequence

from lsprotocol import types as lsp

from orchestrator_analyzer.text import Span
from orchestrator_server import names, offers
from orchestrator_server.convert import command
from orchestrator_server.documents import Document
from orchestrator_server.handlers import mending, rewriting
from orchestrator_server.session import Session


def actions(session: Session, params: lsp.CodeActionParams) -> list[lsp.CodeAction | lsp.Command]:
    """What can be done with the document, and with the item where the cursor is."""
    document = session.document(params.text_document.uri)
    if document is None or document.ours:
        return []
    session.documents.focus(document)
    offset = session.places(document).offset(params.range.start)
    found: list[lsp.CodeAction | lsp.Command] = []
    span = Span(offset, max(offset, session.places(document).offset(params.range.end)))
    only = params.context.only
    for offer in _offers(session, document, span):
        kind = _kind(offer, params.context.only)
        if kind is not None:
            found.append(_action(offer, kind, literal=session.client.literals))
    # What is an edit needs an editor that knows actions which are more than a command.
    if session.client.literals and _wants(names.FIX_KIND, only):
        found += mending.fixes(session, document, span)
    if session.client.literals and _wants(names.REWRITE_KIND, only):
        found += rewriting.rewrites(session, document, offset)
    return found


def _offers(session: Session, document: Document, span: Span) -> Iterator[offers.Offer]:
    choices = session.choices(document)
    armed = session.starting.armed(document.uri)
    if armed is not None:
        argument = {"uri": document.uri}
        yield offers.Offer(f"Confirm: {armed.words}", names.CONFIRM, argument)
    item = choices.analysis.item_at(span.start)
    asked = session.answering.item(document)
    # At the item alone: who mends something elsewhere has answered nothing.
    if (
        asked == item
        if asked is not None
        else session.places(document).position(span.start).line == 0
    ):
        yield from session.answering.offers(document.uri)
    if item is not None and (offer := choices.item(item)) is not None:
        yield offer
    yield from choices.document()
    if span.end > span.start:
        yield choices.prompt_of_selection(session.places(document).range(span))
    else:
        yield from choices.prompts(item)


def _kind(offer: offers.Offer, only: Sequence[str] | None) -> str | None:
    """The kind under which an offer answers; None when the editor wants other kinds only."""
    verb = offer.command.rpartition(".")[2]
    if offer.command == names.ANSWER and _wants(names.FIX_KIND, only):
        return names.FIX_KIND
    for root in (names.RUN_KIND, names.SOURCE_KIND):
        kind = f"{root}.{verb}"
        if _wants(kind, only):
            return kind
    return None


def _wants(kind: str, only: Sequence[str] | None) -> bool:
    """Whether an editor that wants those kinds only wants this one; the empty kind means all."""
    return not only or any(not one or f"{kind}.".startswith(f"{one}.") for one in only)


def _action(offer: offers.Offer, kind: str, *, literal: bool) -> lsp.CodeAction | lsp.Command:
    does = command(offer.title, offer.command, offer.argument)
    return lsp.CodeAction(title=offer.title, kind=kind, command=does) if literal else does

"""Code actions, the button that every editor has: run, stop, mend a finding, write at an item.

Each is a command or an edit of the document, and no command starts or grants anything by being
executed: an editor that applies every action it gets has started nothing, and refused what was
asked.
"""

from collections.abc import Iterator, Sequence

from lsprotocol import types as lsp

from orchestrator_analyzer.text import Span
from orchestrator_server import names, offers, scopes
from orchestrator_server.convert import command
from orchestrator_server.documents import Document
from orchestrator_server.handlers import mending, remarks, rewriting
from orchestrator_server.roles import Role
from orchestrator_server.session import Session

FIXING = (names.ANSWER, names.MEND, names.DISMISS, names.REOPEN)
"""The commands that make a warning go away, which an editor looks for at the warning."""


def actions(session: Session, params: lsp.CodeActionParams) -> list[lsp.CodeAction | lsp.Command]:
    """What can be done with the document, and with the item where the cursor is."""
    document = session.document(params.text_document.uri)
    if document is None or document.role is Role.PAGE:
        return []
    session.documents.focus(document)
    session.did_since_offered = False
    offset = session.places(document).offset(params.range.start)
    found: list[lsp.CodeAction | lsp.Command] = []
    span = Span(offset, max(offset, session.places(document).offset(params.range.end)))
    only = params.context.only
    for offer in _offers(session, document, span):
        kind = _kind(offer, params.context.only)
        if kind is not None:
            found.append(_action(offer, kind, literal=session.client.literals))
    # What is an edit needs an editor that knows actions which are more than a command.
    is_document = document.role is Role.DOCUMENT
    if is_document and session.client.literals and _wants(names.FIX_KIND, only):
        found += mending.fixes(session, document, span)
    if is_document and session.client.literals and _wants(names.REWRITE_KIND, only):
        found += rewriting.rewrites(session, document, offset)
    return found


def _offers(session: Session, document: Document, span: Span) -> Iterator[offers.Offer]:
    match document.role:
        case Role.DOCUMENT:
            yield from _of_document(session, document, span)
        case Role.PLAN:
            yield offers.Offer("Run this plan", names.RUN, {"uri": document.uri})
        case Role.PROMPT:
            yield offers.Offer("Run this prompt", names.RUN, {"uri": document.uri})
        case Role.SOURCE:
            yield from remarks.offers_at(session, document, span)
        case Role.PAGE:
            pass
    # The last of all: whoever applies everything has done something else before, and that shows.
    armed = session.starting.armed(document.uri)
    if armed is not None:
        argument = {"uri": document.uri, "alone": True}
        yield offers.Offer(f"Confirm: {armed.words}", names.CONFIRM, argument)


def _of_document(session: Session, document: Document, span: Span) -> Iterator[offers.Offer]:
    choices, places = session.choices(document), session.places(document)
    item = choices.analysis.item_at(span.start)
    asked = session.answering.item(document)
    # At the item alone: who mends something elsewhere has answered nothing.
    if asked == item if asked is not None else places.position(span.start).line == 0:
        yield from session.answering.offers(document.uri)
    several = places.position(span.end).line > places.position(span.start).line
    # In some editors a cursor is a selection of one character: on an item it means the item.
    if several or (span.end > span.start and item is None):
        yield from choices.selection(span, places.range(span))
        yield from choices.document()
        return
    if item is not None:
        yield from choices.of_item(item)
        yield from remarks.offers_at(session, document, span)
    elif (section := scopes.section_at(choices.analysis, span.start)) is not None:
        yield from choices.section(section)
    yield from choices.document()
    if item is None:
        yield from choices.more()
    if item is None or session.client.asks:
        yield from choices.other_modes(item, asks=session.client.asks)
    yield from choices.prompts(item)


def _kind(offer: offers.Offer, only: Sequence[str] | None) -> str | None:
    """The kind under which an offer answers; None when the editor wants other kinds only."""
    verb = offer.command.rpartition(".")[2]
    if offer.command in FIXING and _wants(names.FIX_KIND, only):
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

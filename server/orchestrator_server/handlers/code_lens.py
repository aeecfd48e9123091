"""Lenses: the document's run on its first line, and on each item how it stands."""

from collections.abc import Iterator

from lsprotocol import types as lsp

from orchestrator_analyzer.lens import item_lens
from orchestrator_analyzer.spec import Item
from orchestrator_analyzer.text import Span
from orchestrator_engine.wording import count
from orchestrator_server import names, states
from orchestrator_server.convert import Places, command
from orchestrator_server.documents import Document, path_of
from orchestrator_server.offers import Choices
from orchestrator_server.roles import Role
from orchestrator_server.session import Session

_REASON = 60


def lenses(session: Session, params: lsp.CodeLensParams) -> object:
    """Every lens of the document."""
    document = session.document(params.text_document.uri)
    if document is None or document.role in (Role.PAGE, Role.SOURCE):
        return []
    if document.role is not Role.DOCUMENT:
        return list(_to_run(session, document))
    choices = session.choices(document)
    places = session.places(document)
    asked = session.answering.item(document)
    asking = asked.handle if asked is not None else None

    def made() -> Iterator[lsp.CodeLens]:
        yield from _top(choices, places)
        for item in choices.analysis.spec.items:
            yield from _of_item(choices, places, item, asks=item.handle == asking)

    return session.readings.said(document, made)


def _to_run(session: Session, document: Document) -> Iterator[lsp.CodeLens]:
    """The lenses of a plan and of a prompt."""
    first = session.places(document).range(Span(0, 0))
    this = {"uri": document.uri}
    glimpse = session.glimpses.get(document.uri)
    if glimpse is not None and glimpse.live:
        title = f"{states.lens(glimpse)} · stop"
        yield lsp.CodeLens(range=first, command=command(title, names.STOP, this))
        return
    if glimpse is not None and glimpse.waits_with(path_of(document.uri)):
        argument = {"run": glimpse.folder.id}
        yield lsp.CodeLens(
            range=first, command=command("carry out this plan", names.APPROVE, argument)
        )
        return
    title = f"run this {document.role}"
    yield lsp.CodeLens(range=first, command=command(title, names.RUN, this))


def _top(choices: Choices, places: Places) -> Iterator[lsp.CodeLens]:
    first = places.range(Span(0, 0))
    this = {"uri": choices.uri}
    if choices.live is not None:
        title = f"{states.lens(choices.live)} · stop"
        yield lsp.CodeLens(range=first, command=command(title, names.STOP, this))
        return
    if choices.mode is not None:
        items = count(len(choices.analysis.open_items), "open item")
        title = f"{choices.mode} · {items} · run"
        argument = {**this, "mode": choices.mode}
        yield lsp.CodeLens(range=first, command=command(title, names.RUN, argument))
        yield lsp.CodeLens(range=first, command=command("plan first", names.PLAN, argument))
    if choices.glimpse is not None:
        run = choices.glimpse.run
        status = "crashed" if choices.glimpse.crashed else str(run.status)
        title = f"last run: {status}, {states.cost(run)} · report"
        yield lsp.CodeLens(range=first, command=command(title, names.REPORT, this))
        if run.plan_ready:
            title = f"a plan of {states.plan(run)} waits for your yes"
            yield lsp.CodeLens(range=first, command=command(title, names.APPROVE, this))
        sequel = choices.glimpse.sequel
        if sequel is not None and sequel.refused:
            title = "nothing follows yet · begin the run that mends what was found"
            yield lsp.CodeLens(range=first, command=command(title, names.RESUME, this))
        if choices.glimpse.resumable:
            title = f"{states.resumption(run)} · resume"
            yield lsp.CodeLens(range=first, command=command(title, names.RESUME, this))


def _of_item(choices: Choices, places: Places, item: Item, *, asks: bool) -> Iterator[lsp.CodeLens]:
    here = places.range(item.title_span)
    # What can be done stands behind it, and has to be seen; a hover says all.
    state = choices.state(item, most=_REASON)
    if asks:
        title, this = f"{state} · answer", {"uri": choices.uri}
        yield lsp.CodeLens(range=here, command=command(title, names.ANSWER, this))
    elif state is not None:
        yield lsp.CodeLens(range=here, command=command(state, names.REPORT, {"uri": choices.uri}))
    offer = choices.item(item)
    if offer is not None:
        said = item_lens(choices.analysis.spec, item)
        # What every open item is need not be said of each.
        title = f"{said} · run this" if said != item.status.value else "run this"
        yield lsp.CodeLens(range=here, command=command(title, offer.command, offer.argument))

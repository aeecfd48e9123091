"""Lenses: the document's run on its first line, and on each item how it stands."""

from collections.abc import Iterator

from lsprotocol import types as lsp

from orchestrator_analyzer.analysis import Analysis
from orchestrator_analyzer.spec import Item
from orchestrator_analyzer.text import Span
from orchestrator_engine.wording import count
from orchestrator_server import names, offers, states
from orchestrator_server.convert import Places, command
from orchestrator_server.engine import Glimpse
from orchestrator_server.session import Session


def lenses(session: Session, params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
    """Every lens of the document."""
    document = session.document(params.text_document.uri)
    if document is None:
        return []
    analysis = session.analysis(document)
    places = session.places(document)
    glimpse = session.glimpses.get(document.uri)
    found = [*_top(document.uri, analysis, places, glimpse)]
    for item in analysis.spec.items:
        found += _of_item(document.uri, analysis, places, item, glimpse)
    return found


def _top(
    uri: str, analysis: Analysis, places: Places, glimpse: Glimpse | None
) -> Iterator[lsp.CodeLens]:
    first = places.range(Span(0, 0))
    if glimpse is not None and glimpse.live:
        title = f"{states.lens(glimpse)} · stop"
        yield lsp.CodeLens(range=first, command=command(title, names.STOP, {"uri": uri}))
        return
    mode = offers.mode_of(analysis)
    if mode is not None:
        title = f"{mode} · {count(len(analysis.open_items), 'open item')} · run"
        argument = {"uri": uri, "mode": mode}
        yield lsp.CodeLens(range=first, command=command(title, names.RUN, argument))
    if glimpse is not None:
        status = "crashed" if glimpse.crashed else str(glimpse.run.status)
        title = f"last run: {status}, {states.cost(glimpse.run)} · report"
        yield lsp.CodeLens(range=first, command=command(title, names.REPORT, {"uri": uri}))


def _of_item(
    uri: str, analysis: Analysis, places: Places, item: Item, glimpse: Glimpse | None
) -> Iterator[lsp.CodeLens]:
    here = places.range(item.title_span)
    state = None if glimpse is None else states.of_item(glimpse.run, item.handle)
    if state is not None:
        yield lsp.CodeLens(range=here, command=command(state, names.REPORT, {"uri": uri}))
    offer = offers.for_item(uri, analysis, item, glimpse)
    if offer is not None:
        yield lsp.CodeLens(range=here, command=command("run this", offer.command, offer.argument))

"""Inlay hints: behind an item what its line does not say, behind the title how far all of it is."""

from collections.abc import Callable, Iterator

from lsprotocol import types as lsp

from orchestrator_analyzer.lens import document_lens, item_hint
from orchestrator_analyzer.spec import Item, Spec
from orchestrator_analyzer.text import Text
from orchestrator_server.roles import Role
from orchestrator_server.session import Session


def hints(session: Session, params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
    """The hints of the lines that the editor shows."""
    document = session.document(params.text_document.uri)
    if document is None or document.role is not Role.DOCUMENT:
        return []
    choices = session.choices(document)
    analysis = choices.analysis
    # Where there are lenses, they tell how the run goes.
    state = None if session.client.shows_lenses else choices.state
    places = session.places(document)
    return [
        lsp.InlayHint(
            position=places.position(analysis.text.line_end(line)), label=words, padding_left=True
        )
        for line, words in _hints(analysis.spec, analysis.text, state)
        if params.range.start.line <= line <= params.range.end.line
    ]


def _hints(
    spec: Spec, text: Text, state: Callable[[Item], str | None] | None
) -> Iterator[tuple[int, str]]:
    whole = document_lens(spec)
    if whole is not None and spec.sections and spec.sections[0].level == 1:
        yield spec.sections[0].line, whole
    for item in spec.items:
        told = (item_hint(spec, item), state(item) if state is not None else None)
        if words := " · ".join(filter(None, told)):
            yield text.line_of(item.title_span.start), words

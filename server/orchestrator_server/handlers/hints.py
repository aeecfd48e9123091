"""Inlay hints: behind an item what its line does not say, behind the title how far all of it is."""

from collections.abc import Iterator

from lsprotocol import types as lsp

from orchestrator_analyzer.lens import document_lens, item_hint
from orchestrator_analyzer.spec import Spec
from orchestrator_analyzer.text import Text
from orchestrator_server.session import Session


def hints(session: Session, params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
    """The hints of the lines that the editor shows."""
    document = session.document(params.text_document.uri)
    if document is None or document.ours:
        return []
    analysis = session.analysis(document)
    places = session.places(document)
    return [
        lsp.InlayHint(
            position=places.position(analysis.text.line_end(line)), label=words, padding_left=True
        )
        for line, words in _hints(analysis.spec, analysis.text)
        if params.range.start.line <= line <= params.range.end.line
    ]


def _hints(spec: Spec, text: Text) -> Iterator[tuple[int, str]]:
    whole = document_lens(spec)
    if whole is not None and spec.sections and spec.sections[0].level == 1:
        yield spec.sections[0].line, whole
    for item in spec.items:
        if (words := item_hint(spec, item)) is not None:
            yield text.line_of(item.title_span.start), words

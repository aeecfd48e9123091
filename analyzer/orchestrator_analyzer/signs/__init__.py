"""What in a document speaks for its kind, by where it stands."""

from collections.abc import Iterator

from orchestrator_analyzer.candidates import Drafts
from orchestrator_analyzer.signs import columns, front, headings, labels, paths, shape, text, titles
from orchestrator_analyzer.signs.sign import Sign
from orchestrator_analyzer.source import Source

JUDGED = shape.JUDGED | columns.JUDGED
"""What is asked of parts and drafts only to tell the kind of their document."""


def signs_of(source: Source, drafts: Drafts) -> Iterator[Sign]:
    """Give every sign that a document shows."""
    yield from paths.signs(source)
    yield from titles.signs(source, drafts)
    yield from front.signs(source)
    yield from headings.signs(source, drafts)
    yield from labels.signs(source)
    yield from columns.signs(source)
    yield from shape.signs(source, drafts)
    yield from text.signs(source)

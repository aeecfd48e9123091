"""What in a document speaks for its kind, by where it stands."""

from collections.abc import Iterator

from orchestrator_analyzer.candidates import Drafts
from orchestrator_analyzer.signs import columns, front, headings, labels, paths, shape, text, titles
from orchestrator_analyzer.signs.called import is_filled_in
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


def count_alike(old: Source, new: Source) -> bool:
    """Say whether two versions show the same signs, as far as those hang on what is counted."""
    others = {
        question for question, total in old.totals.items() if new.totals.get(question) != total
    }
    if not others and old.text.line_count == new.text.line_count:
        return True
    return (
        others <= text.COUNTED
        and is_filled_in(old) == is_filled_in(new)
        and list(text.signs(old)) == list(text.signs(new))
    )

"""What a title or a file's name calls the document."""

import re

from orchestrator_analyzer.memory import remembered
from orchestrator_analyzer.signs.tally import tally
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind
from orchestrator_analyzer.vocabulary.titles import TITLES
from orchestrator_analyzer.vocabulary.titles.forms import OF, REPORT, TEMPLATE

Called = tuple[re.Match[str], float, DocumentKind]
"""Where the words stand, how much they say, and for what."""

_FEW = 2
_LITTLE = 12
# What shows a document in a quarter of its lines is about that one.
_PART = 4
_OF_THINGS = frozenset({DocumentKind.AUDIT_REPORT, DocumentKind.BUG_REPORT})


def called(source: Source, words: str) -> list[Called]:
    """Find what folded words call the document, each with its weight."""
    named = [one for one in _named(words) if not _is_filled_in(source, one[0][0])]
    spans = [found.span() for found, _, _ in named]
    named = [one for one in named if not any(_is_within(one[0].span(), span) for span in spans)]
    if any(kind in _OF_THINGS for _, _, kind in named):
        named = [one for one in named if REPORT.fullmatch(one[0][0]) is None]
        spans = [found.span() for found, _, _ in named]
    # "Code review guidelines" are guidelines, and an "audit plan" is a plan.
    return [
        (
            found,
            weight / 2 if any(_tells_of(words, found.span(), span) for span in spans) else weight,
            kind,
        )
        for found, weight, kind in named
    ]


@remembered(texts=64, longest=400)
def _named(words: str) -> tuple[Called, ...]:
    return tuple(
        (found, weight, kind)
        for pattern, weight, kind in TITLES
        if (found := pattern.search(words)) is not None
    )


def _is_within(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= span[0] and span[1] <= other[1] and span != other


def _tells_of(words: str, span: tuple[int, int], other: tuple[int, int]) -> bool:
    """Say whether the name at `span` only tells what sort of thing the `other` one is."""
    if span[1] <= other[0]:
        return words[span[1] : other[0]] in {"", " ", "-"}
    return other[1] <= span[0] and OF.fullmatch(words, other[1], span[0]) is not None


def is_filled_in(source: Source) -> bool:
    """Say whether a document says much, has no blanks left in it, and shows none as code."""
    if source.text.line_count <= _LITTLE or tally(source).blanks >= _FEW:
        return False
    return tally(source).shown * _PART <= source.text.line_count


def _is_filled_in(source: Source, name: str) -> bool:
    """Say whether what calls itself a template is none."""
    return TEMPLATE.fullmatch(name) is not None and is_filled_in(source)

"""Counting over a text in stretches of lines: an edit leaves all of them but one as they were."""

from collections.abc import Callable, Iterator

from orchestrator_analyzer.text import Text

_STRETCH = 50


def totals(text: Text, count: Callable[[str], tuple[int, ...]]) -> tuple[int, ...]:
    """Add up what a function counts in each stretch of a text."""
    return tuple(map(sum, zip(*map(count, _stretches(text)), strict=True)))


def _stretches(text: Text) -> Iterator[str]:
    for line in range(0, max(text.line_count, 1), _STRETCH):
        yield text.source[text.line_start(line) : text.line_start(line + _STRETCH)]

"""The words of a passage without what it only quotes: code, comments, addresses, cited words."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from orchestrator_analyzer.text import Span

# Stands for each character that is left out: it is no letter, no space and no punctuation.
FILLER = "\ufffc"

_TICKS = re.compile(r"`+")
_LEFT_OUT = re.compile(
    r"<!--.{0,2000}?(?:-->|$)"
    r"|\]\([^()\n]{0,300}\)"
    r"|(?:https?://|www\.)[^\s<>)\]]{1,500}"
    r"|\"[^\"\n]{1,200}\"|“[^”\n]{1,200}”|„[^“”\n]{1,200}[“”]|«[^»\n]{1,200}»"
    r"|「[^」\n]{1,200}」|『[^』\n]{1,200}』",
    re.DOTALL,
)
# A sentence ends with its mark and a space, unless a small letter follows as in "vs. the other",
# or with a mark that needs no space, an empty line, or its cell.
_SENTENCE_END = re.compile(
    r"[.!?…][)\"'”»*_]*(?=\s{0,9}\Z|\s{1,9}[^\sa-z])|[。！？]|\n[ \t]*\n|\|"  # noqa: RUF001
)
_BULLET = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?:\[.\][ \t]+)?")


@lru_cache(maxsize=4096)
def without_quotes(text: str) -> str:
    """Give the text, as long as it was, with `FILLER` for what is quoted."""
    return _LEFT_OUT.sub(lambda found: FILLER * len(found[0]), without_code(text))


@lru_cache(maxsize=4096)
def without_code(text: str) -> str:
    """Give the text, as long as it was, with `FILLER` for code alone."""
    return _without(text, _code_spans(text)) if "`" in text else text


def sentences(text: str) -> Iterator[Span]:
    """Give the sentences of a passage, without its bullet and the spaces around them."""
    bullet = _BULLET.match(text)
    start = bullet.end() if bullet else 0
    for end in (*(found.end() for found in _SENTENCE_END.finditer(text, start)), len(text)):
        words = text[start:end]
        if words.strip(" \t\r\n|"):
            begin = start + len(words) - len(words.lstrip())
            yield Span(begin, begin + len(words.strip()))
        start = end


def _without(text: str, spans: Iterator[Span]) -> str:
    parts: list[str] = []
    done = 0
    for span in spans:
        parts += (text[done : span.start], FILLER * (span.end - span.start))
        done = span.end
    return "".join((*parts, text[done:]))


def _code_spans(text: str) -> Iterator[Span]:
    """Give what stands between two runs of as many backticks, the runs included."""
    runs = [Span(*found.span()) for found in _TICKS.finditer(text)]
    places: dict[int, list[int]] = {}
    for run in runs:
        places.setdefault(run.end - run.start, []).append(run.start)
    end = 0
    for run in runs:
        if run.start < end:
            continue
        alike = places[run.end - run.start]
        following = bisect_right(alike, run.start)
        if following < len(alike):
            end = alike[following] + run.end - run.start
            yield Span(run.start, end)

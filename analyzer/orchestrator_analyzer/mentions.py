"""Where a document names an id: as a whole name, outside of code, wherever it was defined.

An id is heard as far as its shape is distinct. `BUG-12` means the same in a whole workspace,
`T001` in a folder, and `1.2`, `Task 3` or `#14` only in the document that defines it.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from enum import IntEnum, auto
from functools import lru_cache

from orchestrator_analyzer.references import clauses
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.vocabulary.series import PARTS, SERIES


class Reach(IntEnum):
    """How far an id is heard."""

    DOCUMENT = auto()
    FOLDER = auto()
    WORKSPACE = auto()


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A place that names an id; a `ranged` one is a range such as `T005-T008` that includes it."""

    span: Span
    ranged: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """A written range of ids: `T005-T008` is `T`, 5 to 8 in three digits."""

    prefix: str
    first: int
    last: int
    span: Span

    def holds(self, name: str) -> bool:
        """Say whether an id is one of the range."""
        digits = name[len(self.prefix) :]
        is_of_series = name.casefold().startswith(self.prefix.casefold())
        return is_of_series and digits.isdecimal() and self.first <= int(digits) <= self.last


# Letters of scripts that put spaces between words: `T001é` is one word, `T001を` is an id and more.
_LETTERS = "0-9A-Za-z_\u00aa-\u02af\u0370-\u052f"
_BEFORE = rf"(?<![{_LETTERS}.#&=%@\\-])"
_BEHIND = rf"(?![{_LETTERS}]|[-.][{_LETTERS}])"
_PREFIXED = (
    r"(?i:[A-Z][A-Z0-9]{0,14}(?:[-_][A-Z0-9]{1,14}){0,3}[-_][0-9]{1,6}(?:\.[0-9]{1,3}){0,3}[a-z]?)"
)
_LETTERED = r"[A-Z]{1,4}[0-9]{1,4}(?:\.[0-9]{1,3}){0,3}[a-z]?"
_FAR = re.compile(
    rf"{_BEFORE}(?P<name>{_PREFIXED}|{_LETTERED}){_BEHIND}"
    r"|(?<![\w\]])[a-z]{1,12}\[(?P<rule>[a-z][\w-]*(?:\.[\w-]+)+)(?=[^\]\n]{0,40}\])"
)
# So many characters may stand behind a rule's name, up to its bracket.
_BEHIND_RULE = 42
# What every such name has.
_MAY_BE_FAR = re.compile(r"[-_A-Z][0-9]|\[[a-z]")
_NEAR = re.compile(
    rf"{_BEFORE}(?P<worded>[^\W\d_]{{2,24}}(?:[ -][^\W\d_]{{2,16}}){{0,2}}[ \u00a0-]?#?"
    rf"\d{{1,4}}(?:\.\d{{1,4}}){{0,4}}){_BEHIND}"
    rf"|(?<![\w&/])(?P<hashed>#\d{{1,6}}){_BEHIND}"
)
_NUMBERS = re.compile(rf"(?<![{_LETTERS}.#-])\d{{1,4}}(?:\.\d{{1,4}}){{0,4}}[a-z]?{_BEHIND}")
_RANGE = re.compile(
    rf"{_BEFORE}(?P<prefix>[A-Z][A-Z-]{{0,9}})(?P<from>\d{{1,5}})[ ]?"
    r"(?:-|\u2013|—|\.\.\.?|…|~|\u301c|\uff5e|から|to|through|bis|до|по|t/m|tot)[ ]?"
    rf"(?:(?P=prefix)(?P<to>\d{{1,5}})|(?P<bare>\d{{1,5}})){_BEHIND}"
)
_IS_PREFIXED = re.compile(_PREFIXED)
_IS_LETTERED = re.compile(_LETTERED)
_IS_NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,4}){0,4}[a-z]?")
_IS_RULE = re.compile(r"[a-z][\w-]*(?:\.[\w-]+)+")
_WORD_BEFORE = re.compile(r"([^\W\d_]{1,24})[ \u00a0]{1,2}$")
_SLASHED = re.compile(rf"(?:{_PREFIXED}|{_LETTERED})/$")
# The longest name, and the longest word or clause that may stand before one.
_LONGEST = 100
_CLAUSE = 400


def reach_of(name: str) -> Reach:
    """Say how far an id is heard."""
    if _IS_PREFIXED.fullmatch(name) or is_rule(name):
        return Reach.WORKSPACE
    return Reach.FOLDER if _IS_LETTERED.fullmatch(name) else Reach.DOCUMENT


def is_rule(name: str) -> bool:
    """Say whether an id is words between points, as in `r[channel.id.parity]`."""
    return _IS_RULE.fullmatch(name) is not None


def mentions_of(source: Source, name: str) -> Iterator[Mention]:
    """Give every place that names an id, its definitions included, in the order of the document."""
    text = source.text
    ranges = [place.span for place in ranges_in(source) if place.holds(name)]
    found = [Mention(span, ranged=True) for span in ranges]
    for span in _places(text.source, name, Span(0, len(text))):
        within = any(place.holds(span) for place in ranges)
        if not within and text.line_of(span.start) not in source.code_lines:
            found.append(Mention(span))
    yield from sorted(found)


def far_names(source: Source) -> Iterator[tuple[str, Span]]:
    """Give every name that could be an id of another document, and where it stands."""
    text = source.text.source
    end = 0
    for anchor in _MAY_BE_FAR.finditer(text):
        if anchor.start() < end:
            continue
        # Asked at each character of a document, the whole pattern takes ten times as long.
        line = source.text.line_of(anchor.start())
        start, last = source.text.line_start(line), source.text.line_end(line)
        if line in source.code_lines:
            end = last
            continue
        # No name has a space within it, and each has such an anchor.
        start = max(start, text.rfind(" ", start, anchor.start()) + 1)
        space = text.find(" ", anchor.start(), last)
        end = last if space < 0 else space
        for match in _FAR.finditer(text, start, min(end + _BEHIND_RULE, last)):
            if match.start() > end:
                break
            group = "name" if match["name"] is not None else "rule"
            span = Span(*match.span(group))
            if _is_free(text, span):
                yield match[group], span


def ranges_in(source: Source) -> tuple[Range, ...]:
    """Give the ranges of ids that a document writes."""
    return tuple(
        Range(
            match["prefix"],
            int(match["from"]),
            int(match["to"] or match["bare"]),
            Span(*match.span()),
        )
        for match in _RANGE.finditer(source.text.source)
        if source.text.line_of(match.start()) not in source.code_lines
    )


def names_at(source: Source, offset: int) -> Iterator[tuple[str, Span]]:
    """Give what may be a name at an offset, its end included; the most distinct shapes first."""
    text = source.text
    line = text.line_of(offset)
    if line in source.code_lines:
        return
    # Even on a line of megabytes, a name is read from its neighbourhood only.
    around = Span(
        max(text.line_start(line), offset - _LONGEST), min(text.line_end(line), offset + _LONGEST)
    )
    for pattern in (_FAR, _NEAR, _NUMBERS):
        for match in pattern.finditer(text.source, around.start, around.end):
            groups = [name for name, value in match.groupdict().items() if value is not None]
            span = Span(*match.span(groups[0] if groups else 0))
            if span.start <= offset <= span.end and _is_free(text.source, span):
                yield text.slice(span), span
    # `Phase 1 Task 2` is no name, but `Task 2` is: a name of words may begin at any of them.
    for match in _NEAR.finditer(text.source, around.start, around.end):
        if match["worded"] is None or not match.start() <= offset <= match.end():
            continue
        for word in re.finditer(r"(?<=[ -])[^\W\d_]", match[0]):
            span = Span(match.start() + word.start(), match.end())
            if span.start <= offset:
                yield text.slice(span), span


def is_named(source: Source, name: str, span: Span) -> bool:
    """Say whether the place where a name is written does mean an id of that name."""
    text = source.text
    line = text.line_of(span.start)
    around = Span(max(text.line_start(line), span.start - _CLAUSE), text.line_end(line))
    around = Span(around.start, min(around.end, span.end + _LONGEST))
    return span in _places(text.source, name, around)


def series_of(source: Source, head: str, above: int = -1) -> Iterator[tuple[str, Span]]:
    """Give every place that names an id of a series, `T` or `BUG-` say, with that id.

    Only ids with a number `above` another one are given.
    """
    text = source.text
    for match in _pattern(head, r"\d{1,9}").finditer(text.source):
        if int(match[0][len(head) :]) <= above:
            continue
        span = Span(*match.span())
        if _is_free(text.source, span) and text.line_of(span.start) not in source.code_lines:
            yield match[0], span


def numbers_of(source: Source, numbers: Container[str]) -> Iterator[tuple[str, Span]]:
    """Give every place that names one of some ids which are mere numbers."""
    text = source.text
    for span in _numbers(text.source, numbers, Span(0, len(text))):
        if text.line_of(span.start) not in source.code_lines:
            yield text.slice(span), span


def _places(text: str, name: str, within: Span) -> Iterator[Span]:
    if _IS_NUMBER.fullmatch(name):
        yield from _numbers(text, (name,), within)
        return
    for match in _pattern(name).finditer(text, within.start, within.end):
        span = Span(*match.span())
        if _is_free(text, span):
            yield span


@lru_cache(maxsize=256)
def _pattern(name: str, number: str = "") -> re.Pattern[str]:
    # `h2` is a heading and `H2` an id; with a hyphen, or as words, small letters mean the same.
    flags = 0 if _IS_LETTERED.fullmatch(name + "1" if number else name) else re.IGNORECASE
    written = re.escape(name.replace("\u00a0", " ")).replace(r"\ ", "[ \u00a0]")
    before = r"(?<![\w&/])" if name.startswith("#") else _BEFORE
    return re.compile(before + written + number + _BEHIND, flags)


def _numbers(text: str, numbers: Container[str], within: Span) -> Iterator[Span]:
    """Find where a number is an id: in "depends on 1.2", or behind a word such as "task"."""
    spans: set[Span] = set()
    for clause in clauses(text, within):
        for match in _NUMBERS.finditer(text, clause.start, clause.end):
            if match[0] in numbers and not _is_part(_word_before(text, match.start())):
                spans.add(Span(*match.span()))
    for match in _NUMBERS.finditer(text, within.start, within.end):
        if match[0] not in numbers:
            continue
        if _is_series(_word_before(text, match.start())):
            spans.add(Span(*match.span()))
    yield from sorted(spans)


def _word_before(text: str, offset: int) -> str:
    word = _WORD_BEFORE.search(text[max(offset - 26, 0) : offset])
    return word[1] if word is not None else ""


def _is_part(word: str) -> bool:
    """Say whether a word numbers something other than items: `phase 2`, `version 3.1`."""
    return PARTS.fullmatch(word) is not None


def _is_series(word: str) -> bool:
    singular = word.removesuffix("s") or word
    return any(pattern.fullmatch(word) or pattern.fullmatch(singular) for pattern, _ in SERIES)


def _is_free(text: str, span: Span) -> bool:
    """Say whether a name stands alone: behind a slash it does so in `T001/T002`, not in a path."""
    if text[span.start - 1 : span.start] != "/":
        return True
    return _SLASHED.search(text[max(span.start - 40, 0) : span.start]) is not None

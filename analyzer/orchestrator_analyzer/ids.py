"""What an id looks like, and how a heading, a task or a cell begins: marks, id, title."""

import re
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from orchestrator_analyzer.memory import remembered
from orchestrator_analyzer.phrases import runs_on
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.vocabulary.counted import COUNTED
from orchestrator_analyzer.vocabulary.series import ALONE, EXTRA, PARTS, SERIES, WHOLES


class Shape(Enum):
    """How an id is built."""

    __hash__ = object.__hash__  # as that of a kind of block
    PREFIXED = auto()
    """`BUG-012`, `NFR-SEC-3`, `TC-API001`"""
    LETTERED = auto()
    """`T001`, `B1`"""
    WORDED = auto()
    """`Requirement 3`, `버그 2`"""
    HASHED = auto()
    """`#14`"""
    NUMBERED = auto()
    """`1.2`, `7d`"""


# Every entry, heading and cell of a document has one.
class Lead(NamedTuple):
    """How a line begins. `firm` says that the id cannot be mistaken for a word of the title."""

    id: str | None
    id_span: Span | None
    shape: Shape | None
    firm: bool
    title: str
    title_span: Span

    @property
    def span(self) -> Span:
        """Give where id and title stand, from the first of them to the end of the other."""
        one, other = self.id_span, self.title_span
        return other if one is None else Span(min(one.start, other.start), max(one.end, other.end))

    def moved(self, by: int) -> "Lead":
        """Give the same lead so many characters further on."""
        at = None if self.id_span is None else self.id_span.moved(by)
        return self._replace(id_span=at, title_span=self.title_span.moved(by))


# What stands so many characters before a line or a cell may set its id off.
_SEEN_BEFORE = 2
# Latin and Cyrillic capitals.
_CAPITAL = r"A-Z\u0401\u0410-\u042f"
_PREFIXED = (
    rf"(?:[{_CAPITAL}][{_CAPITAL}0-9]{{0,14}}(?:[-_][{_CAPITAL}0-9]{{1,14}}){{0,3}}?"
    rf"[-_][0-9]{{1,6}}(?:\.[0-9]{{1,3}}){{0,3}}(?:[a-z]|-[{_CAPITAL}]{{1,8}}(?![\w-]))?(?![-_]\d)"
    rf"|[{_CAPITAL}]{{1,4}}[0-9]{{1,4}}(?:[-_.][{_CAPITAL}]{{1,4}}[0-9]{{1,4}}){{1,2}}"
    rf"|[{_CAPITAL}]{{1,8}}[-_][{_CAPITAL}]{{2,8}}[0-9]{{2,6}}"
    rf"|(?:N?FR|REQ|RN?F|US|HU|UC|AC|TC|BUG|TASK)-[{_CAPITAL}][0-9]{{1,3}})"
)
_LETTERED = rf"[{_CAPITAL}]{{1,4}}[0-9]{{1,6}}(?:\.[0-9]{{1,3}}){{0,3}}[a-z]?"
_NUMBERED = r"\d{1,4}(?:[a-z]?\.\d{1,4}){0,4}[a-z]?"
_WORDED = (
    rf"[^\W\d_]{{2,24}}(?:[ -][^\W\d_]{{2,16}}){{0,2}}?"
    rf"(?:[ \u00a0-]?[#№]?{_NUMBERED}|[一二三四五六七八九十]{{1,3}}|[ \u00a0][A-Z])"
)
_ID = re.compile(
    rf"(?P<open>[\[【(`]{{1,2}}|/(?=[{_CAPITAL}]))?"
    rf"(?:(?P<prefixed>{_PREFIXED})|(?P<lettered>{_LETTERED})|(?P<hashed>\#[0-9]{{1,6}})"
    rf"|(?P<numbered>{_NUMBERED})|(?P<worded>{_WORDED}))"
    r"(?!\w)(?P<close>[\]】)`]{1,2}|/(?=[ \t]))?"
)
# What every id has: a number, or a letter alone behind a word.
_MAY_BE_ID = re.compile(r"[\d一二三四五六七八九十]|[ \u00a0][A-Z](?!\w)")
_SHAPES = tuple((shape.name.lower(), shape) for shape in Shape)
_MARKS = re.compile(
    r"(?:[\s*_~\u200b\ufe0f\u231a\u231b\u23e9-\u23fa\u2600-\u27bf\u2b00-\u2bff]"
    r"|[\U0001f000-\U0001faff]"
    r"|<[a-z/][^<>\n]{0,80}>"
    r"|\[(?:P|US\d+|[A-Z]{1,3}\d*\?)\](?=\s))+"
)
_SEPARATOR = re.compile(
    r"[*_`~]{0,4}[ \t\u00a0]*"
    r"(?:[:\uff1a.\uff0e)\uff09|、\u2013—·•-]{1,2}(?!\w)|[:\uff1a](?!\d)|[\u2013—](?=\w)|$)"
)
_AFTER_ID = re.compile(r"[\s*_~:\uff1a.\uff0e)\uff09|、\u2013—·•-]*")
_TAG = re.compile(
    r"(?:[\[(【](?P<tag>[^\[\]()【】\n]{2,40})[\])】]|(?:[\u2013—-]{1,2}|[:\uff1a])\s+(?P<tail>[^\u2013—:\uff1a\n]{2,24}))\s*$"
)

# What stands before a dash, and may say that what follows it can be left out.
_BEFORE_DASH = re.compile(
    r"(?P<word>[^\W\d_]{2,14})[*_]{0,2}[ \t]*[\u2013\u2014:|-][ \t]*[*_]{0,2}"
)
# Names that look like ids of a series and are those of standards, algorithms and products.
_STANDARDS = re.compile(
    r"(?:AES|ANSI|BASE|BS|CLAUDE|COVID|CUDA|CVE|CWE|DDR|ECMA|EIP|ES|GPT"
    r"|HDMI|HS|HTTP|IEEE|IPV|ISO|LATIN|LLAMA|MD|NIST|OWASP|PCI|PEP|PKCS|RFC|RS|RSA|SHA|SSL|TLS|USB|UTF|WCAG)$"
)

_HYPHEN = re.compile(r"[-_]")

# "A01:2021" is a class of weaknesses.
_OF_YEAR = re.compile(r":(?:19|20)\d\d(?!\d)")
# A version, or a vulnerability: the kind of the document says which.
_VERSION = re.compile(r"V\d+")
# A name with a number of its own behind another word: "Upgrade to RX500".
_PRODUCT = re.compile(rf"[ -][{_CAPITAL}]{{2,}}-?\d|[ -](?:19|20)\d\d$")
_BEFORE_NUMBER = re.compile(r"[^\W\d_]+(?:[ -][^\W\d_]+)*?(?=[ \u00a0]?[#№]?\d)")
# "T001-T005" and "C1-C5 are merged" name several; "T001-T005: Set up" is one thing to do.
_FROM_TO = re.compile(rf"([{_CAPITAL}]{{1,4}})\d+-\1\d+")
_COLON = re.compile(r"[*_`]{0,4}[:\uff1a]")
_RANGE = re.compile(rf"[ \t]?[\u2013—-][ \t]?[{_CAPITAL}]{{0,4}}-?\d+(?!\w)")


def may_begin_with_id(source: str, span: Span) -> bool:
    """Say whether a look at the text at `span` leaves it open that it begins with an id."""
    start, end = span.start, span.end
    if _MAY_BE_ID.search(source, start, end) is None:
        return False
    marks = _MARKS.match(source, start, end)
    start = marks.end() if marks else start
    return bool(_ID.match(source, start, end) or _BEFORE_DASH.match(source, start, end))


def read_lead(source: str, span: Span) -> Lead:
    """Read how the text at `span`, one line or cell, begins."""
    start, end = span.start, span.end
    if _MAY_BE_ID.search(source, start, end) is None:
        end = start + len(source[start:end].rstrip())
        marks = _MARKS.match(source, start, end)
        start = start if marks is None else marks.end()
        title = _title(source[start:end])
        return Lead(None, None, None, False, title, Span(start, start + len(title)))  # noqa: FBT003  # as fields
    before = min(start, _SEEN_BEFORE)
    name, at, shape, firm, title, title_at = _read_lead(source[start - before : end], before)
    title_at += start - before
    title_span = Span(title_at, title_at + len(title))
    if name is None:
        return Lead(None, None, None, False, title, title_span)  # noqa: FBT003  # as fields
    at += start - before
    return Lead(name, Span(at, at + len(name)), shape, firm, title, title_span)


# An edit leaves all lines but one as they were.
@remembered(texts=4096, longest=400)
def _read_lead(source: str, start: int) -> tuple[str | None, int, Shape | None, bool, str, int]:
    """Give what a lead says, with the places where id and title begin instead of their spans."""
    end = start + len(source[start:].rstrip())
    marks = _MARKS.match(source, start, end)
    start = marks.end() if marks else start
    found = _ID.match(source, start, end) or _behind_extra(source, start, end)
    shape = _shape(found) if found else None
    if found is None or shape is None or _is_range(source, found, shape, end):
        return None, 0, None, False, _title(source[start:end]), start
    enclosed = bool(found["open"] and found["close"]) or _is_bold(source, start, found.end())
    firm = enclosed or bool(_SEPARATOR.match(source, found.end(), end))
    if not _acceptable(found, shape, end, firm=firm):
        return None, 0, None, False, _title(source[start:end]), start
    name = shape.name.lower()
    after = _AFTER_ID.match(source, found.end(), end)
    behind = after.end() if after else found.end()
    return found[name], found.start(name), shape, firm, _title(source[behind:end]), behind


def _behind_extra(source: str, start: int, end: int) -> re.Match[str] | None:
    """Find an id behind a word that says that it is one more than has to be: `Bonus - Task 7`."""
    word = _BEFORE_DASH.match(source, start, end)
    if word is None or EXTRA.fullmatch(word["word"]) is None:
        return None
    return _ID.match(source, word.end(), end)


def _is_range(source: str, found: re.Match[str], shape: Shape, end: int) -> bool:
    """Say whether a letter and a number are the first of several: `C1-C5`."""
    if shape is not Shape.LETTERED:
        return False
    last = _RANGE.match(source, found.end(), end)
    return last is not None and any(map(str.isalpha, last[0]))


def _title(words: str) -> str:
    return words.rstrip(" \t*_~")


def _shape(found: re.Match[str]) -> Shape | None:
    for name, shape in _SHAPES:
        if found[name] is not None:
            return shape
    return None


def _is_bold(source: str, start: int, stop: int) -> bool:
    return source[max(start - 2, 0) : start] in {"**", "__"} and source.startswith(
        ("**", "__"), stop
    )


def _acceptable(found: re.Match[str], shape: Shape, end: int, *, firm: bool) -> bool:
    if (found["open"] is None) != (found["close"] is None) and shape is not Shape.NUMBERED:
        return False
    match shape:
        case Shape.PREFIXED:
            is_range = _FROM_TO.fullmatch(found["prefixed"]) is not None and not (
                _COLON.match(found.string, found.end())
            )
            return not (is_range or _STANDARDS.match(_HYPHEN.split(found["prefixed"], 1)[0]))
        case Shape.LETTERED if _OF_YEAR.match(found.string, found.end()):
            return False
        case Shape.LETTERED:
            return not re.fullmatch(r"P[0-4]|Q[1-4]|V\d+\..*", found["lettered"]) and (
                firm or not _VERSION.fullmatch(found["lettered"])
            )
        case Shape.WORDED:
            is_blank = found["open"] is not None and found.end() == end
            is_product = _PRODUCT.search(found["worded"]) is not None
            is_named = firm or (end > found.end() and _is_counted(found["worded"]))
            return is_named and not is_blank and not is_product and not _is_part(found["worded"])
        case Shape.HASHED | Shape.NUMBERED:
            return True


def _is_counted(words: str) -> bool:
    """Say whether what stands before a number is what people count things to do by: `バグ1`."""
    name = _BEFORE_NUMBER.match(words)
    if name is None or not runs_on(words[0]):
        return False  # where words have spaces between them, a sign sets the number off
    return is_counted_by(name[0])


@lru_cache(maxsize=512)
def is_counted_by(name: str) -> bool:
    """Say whether things to do are counted by a word in some language."""
    tables = (*(words for words, _ in COUNTED), *(words for words, _ in SERIES), ALONE)
    return any(words.fullmatch(name) for words in tables)


def _is_part(words: str) -> bool:
    """Say whether a word with a number is a part of a document, as in `Phase 2`."""
    return PARTS.search(words) is not None and WHOLES.match(words) is None

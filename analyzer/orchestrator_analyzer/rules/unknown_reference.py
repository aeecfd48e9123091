"""unknown-reference: an item waits for, or a requirement speaks of, one that is not there."""

import difflib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.drafts import Form, prefix
from orchestrator_analyzer.nodes import Node
from orchestrator_analyzer.numbering import split_id
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.references import awaits, clauses
from orchestrator_analyzer.rules.finding import Finding, Fix, Severity
from orchestrator_analyzer.rules.plain import without_quotes
from orchestrator_analyzer.rules.subject import Passage, Placed, Subject
from orchestrator_analyzer.spec import DocumentKind, ItemKind
from orchestrator_analyzer.text import Span, TextEdit
from orchestrator_analyzer.vocabulary.series import SERIES

NAME = "unknown-reference"

# With fewer of a series in the document, the rest of it is likely to stand in another one.
_AWAITED_SERIES = 2
_NAMED_SERIES = 3
# Comparing with every id takes long, and nobody reads the hundredth hint.
_HINTS = 20
_CLOSE = 0.6
_ID = re.compile(
    r"(?<![\w.#/&=-])(?:[A-Z][A-Z0-9]*(?:-[A-Z0-9]+){0,3}-[0-9OIl]*\d[0-9OIl]*[a-z]?"
    r"|[A-Z]{1,4}[0-9OIl]*\d[0-9OIl]{0,3}[a-z]?)(?![\w/]|[-.]\w)"
)
# "Task 7" and, where nothing else stands there, "2, 8".
_WORDED = re.compile(r"(?<![\w.#/-])(?P<word>[^\W\d_]{2,24})[ \u00a0]#?(?P<number>\d+(?:\.\d+)*)\b")
_ONLY_NUMBERS = re.compile(
    r"[\s*_`()\[\]]*\d+(?:\.\d+)*(?:[\s,&*_`()\[\]]+(?:and[ ])?\d+(?:\.\d+)*)*[\s*_`()\[\]]*"
)
_LEAD = re.compile(
    r"(?m)^[ \t>|#*_`\[\]xX(+-]{0,40}(?:\d{1,9}[.)][ \t]{0,9})?[*_`\[(]{0,4}"
    r"(?P<name>[A-Z][A-Z0-9]*(?:-[A-Z0-9]+){0,4}-?\d+[a-z]?)(?![\w-])"
)
_NUMBER = re.compile(r"(?<![\w.-])\d+(?:\.\d+)*(?![\w.-])")
# A line that names another document may speak of ids that stand there.
_ELSEWHERE = re.compile(
    r"\.md\b|https?:|\b(?:specs?|PRD|RFC|ADR|previous|former|parent|upstream|legacy)\b|/\d{3}-",
    re.IGNORECASE,
)
_LIKE_DIGITS = str.maketrans("OoIl", "0011")
_TO_HOLD = frozenset({ItemKind.REQUIREMENT, ItemKind.STORY})


@dataclass(frozen=True, slots=True)
class _Mention:
    """An id that a passage names; `is_awaited` says that it does so in "depends on …"."""

    name: str
    span: Span
    is_awaited: bool


def look(passage: Passage) -> Iterator[_Mention]:
    """Find the ids that a passage waits for or speaks of, but for the one that it begins with."""
    text = passage.text
    if passage.kind is BlockKind.HEADING:
        return
    awaited = tuple(clauses(text, Span(0, len(text))))
    for clause in awaited:
        yield from _numbers(text, clause)
    plain = without_quotes(text)
    speaks_of_others = _ELSEWHERE.search(plain) is not None
    for found in _ID.finditer(plain):
        span = Span(*found.span())
        if any(clause.holds(span) for clause in awaited):
            yield _Mention(found[0], span, is_awaited=True)
        elif not speaks_of_others and _stands_in_words(plain, span):
            yield _Mention(found[0], span, is_awaited=False)


def judge(subject: Subject, seen: list[tuple[Placed, _Mention]]) -> Iterator[Finding]:
    """Report ids of a series that this document has, and that are not there."""
    assembly = subject.reading.assembly
    rows = [node for node in assembly.waiting if node.draft.form is Form.ROW]
    if not rows and all(mention.name.casefold() in assembly.names for _, mention in seen):
        return
    told = [
        (mention, Span(placed.start + mention.span.start, placed.start + mention.span.end))
        for placed, mention in seen
    ]
    told += [(mention, mention.span) for node in rows for mention in _in_columns(node)]
    if all(mention.name.casefold() in assembly.names for mention, _ in told):
        return
    spec = subject.spec
    known = {*assembly.names, *map(str.casefold, assembly.handles)}
    if all(mention.name.casefold() in known for mention, _ in told):
        return
    ids = [node.draft.lead.id for node in assembly.nodes if node.draft.lead.id is not None]
    series = Counter(map(prefix, ids))
    to_hold = (node.draft.lead.id for node in assembly.nodes if node.kind in _TO_HOLD)
    held = {prefix(one) for one in to_hold if one is not None}
    begun = _first_numbers(ids)
    leads: frozenset[str] | None = None
    found: set[Span] = set()
    for mention, span in told:
        if mention.name.casefold() in known or span in found:
            continue
        of = prefix(mention.name)
        least = _AWAITED_SERIES
        if not mention.is_awaited:
            if spec.kind is not DocumentKind.SPEC or of not in held:
                continue
            least = _NAMED_SERIES
        if series[of] < least or _is_earlier(mention.name, begun):
            continue
        leads = _leads(subject) if leads is None else leads
        if mention.name not in leads:
            found.add(span)
            yield _finding(mention.name, span, ids if len(found) <= _HINTS else [])


def _in_columns(node: Node) -> Iterator[_Mention]:
    """Find what a row names in a column such as "Depends on", by its place in the document."""
    draft = node.draft
    for head, cell in draft.cells:
        text = draft.part.text.slice(cell)
        if not awaits(head, text):
            continue
        start = draft.part.place.offset + cell.start
        whole = Span(0, len(text))
        names = [_Mention(one[0], Span(*one.span()), is_awaited=True) for one in _ID.finditer(text)]
        for mention in (*names, *_numbers(text, whole)):
            yield replace(mention, span=mention.span.moved(start))


def may_be_spoken_of(handle: str) -> bool:
    """Say whether what a text names could be a handle, in other letters."""
    return _ID.fullmatch(handle.upper()) is not None


def near(name: str, ids: list[str]) -> str | None:
    """Give the id that is most likely meant: first one written otherwise, as `T2` for `T002`."""
    plain = _plain(name)
    same = next((one for one in ids if _plain(one) == plain), None)
    if same is not None:
        return same
    alike = [one for one in ids if prefix(one) == prefix(name)] or ids
    return next(iter(difflib.get_close_matches(name, alike, n=1, cutoff=_CLOSE)), None)


def _plain(name: str) -> str:
    """Give an id without what a hand easily gets wrong: case, zeros, hyphens, O for 0."""
    head = prefix(name)
    tail = name[len(head) :].translate(_LIKE_DIGITS)
    return f"{head}{re.sub(r'[^0-9a-z]', '', tail).lstrip('0')}".casefold()


def _numbers(text: str, clause: Span) -> Iterator[_Mention]:
    """Find mere numbers, where the words around say that they are those of items."""
    if _ONLY_NUMBERS.fullmatch(text, clause.start, clause.end):
        for found in _NUMBER.finditer(text, clause.start, clause.end):
            yield _Mention(found[0], Span(*found.span()), is_awaited=True)
        return
    for found in _WORDED.finditer(text, clause.start, clause.end):
        word = found["word"].removesuffix("s")
        if any(pattern.fullmatch(word) for pattern, _ in SERIES):
            yield _Mention(found["number"], Span(*found.span("number")), is_awaited=True)


def _stands_in_words(text: str, span: Span) -> bool:
    """Say whether an id is spoken of: not what a line, a cell or a label begins with."""
    before = text[: span.start].rpartition("\n")[2]
    cell = before.rpartition("|")[2]
    return any(character.isalpha() for character in cell)


def _first_numbers(ids: list[str]) -> dict[str, int]:
    """Give the lowest number of each series."""
    found: dict[str, int] = {}
    for one in ids:
        if (parts := split_id(one)) is not None:
            head, number = parts
            found[head] = min(found.get(head, int(number)), int(number))
    return found


def _is_earlier(name: str, begun: dict[str, int]) -> bool:
    """Say whether an id comes before the first of its series here: it stands in an earlier part."""
    head, number = split_id(name) or ("", "0")
    return 0 < int(number) < begun.get(head, 0)


def _leads(subject: Subject) -> frozenset[str]:
    """Give what lines begin with and may be an id that was not read as an item or criterion."""
    return frozenset(name for part in subject.source.parts for name in part.answer(leads_of))


def leads_of(part: Part) -> frozenset[str]:
    """Give what lines of a part begin with and may be an id."""
    return frozenset(found["name"] for found in _LEAD.finditer(part.text.source))


def _finding(name: str, span: Span, ids: list[str]) -> Finding:
    meant = near(name, ids)
    hint = f" Did you mean {meant}?" if meant else ""
    return Finding(
        rule=NAME,
        message=f"There is no item {name} in this document.{hint}",
        span=span,
        severity=Severity.WARNING,
        fix=Fix(f"Write {meant}", (TextEdit(span, meant),)) if meant else None,
    )

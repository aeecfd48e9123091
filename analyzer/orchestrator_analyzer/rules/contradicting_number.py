"""contradicting-number: the same number given two ways, of which one must be wrong."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.rules.finding import Finding, Related, Severity
from orchestrator_analyzer.rules.plain import sentences, without_quotes
from orchestrator_analyzer.rules.subject import Passage, Placed, Subject
from orchestrator_analyzer.spec import DocumentKind
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.vocabulary.numbers import ANNOUNCED, LOOSE, number

NAME = "contradicting-number"

_NEAR = 3
_COLONS = (":", "\uff1a")

# `three (4)`: a number in words, and again in digits.
_IN_BRACKETS = re.compile(r"[ ][(](?P<digits>\d{1,3})[)]")
_LAST_WORD = re.compile(r"(?<!\w)[^\W\d_]+\Z")
_LONGEST_WORD = 12
_TOTAL = re.compile(
    r"\btotal (?:number of )?tasks[*_]*[ ]?[:|=][ |*_]*(?P<count>\d{1,5})\b(?![.,]\d|[ ]?\+|[ ]of)",
    re.IGNORECASE,
)
# A limit with a name of its own: "session timeout of 30 minutes", "The upload limit is 5 MB".
_NAMED = re.compile(
    r"\b(?P<name>(?:[a-z][a-z-]{2,20}[ ]){1,3}"
    r"(?:timeout|limit|ttl|interval|size|length|duration|period|retention|threshold|lifetime|quota))"
    r"(?:[ ](?:is|of|must be|shall be|should be|will be|defaults to|is set to|is limited to))"
    r"[ ](?P<value>\d{1,9}(?:\.\d{1,3})?)[ ]?(?P<unit>[a-z%]{1,12})\b",
    re.IGNORECASE,
)
_ARTICLES = frozenset({"the", "its", "this", "that", "and", "with", "each", "every", "when", "for"})
_CONDITION = re.compile(
    r"\b(?:if|when|unless|per|in|during|for|was|instead|previously|than|old|new|from|or)\b",
    re.IGNORECASE,
)
_UNITS = {
    "ms": ("s", 0.001), "millisecond": ("s", 0.001), "s": ("s", 1.0), "sec": ("s", 1.0),
    "second": ("s", 1.0), "min": ("s", 60.0), "minute": ("s", 60.0), "h": ("s", 3600.0),
    "hour": ("s", 3600.0), "day": ("s", 86400.0), "week": ("s", 604800.0),
    "b": ("b", 1.0), "byte": ("b", 1.0), "kb": ("b", 1e3), "mb": ("b", 1e6), "gb": ("b", 1e9),
    "character": ("characters", 1.0), "char": ("characters", 1.0), "%": ("%", 1.0),
    "percent": ("%", 1.0), "item": ("items", 1.0), "request": ("requests", 1.0),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A limit as it is given at one place; `value` is in the base unit of its dimension."""

    name: str
    said: str
    dimension: str
    value: float
    span: Span


@dataclass(frozen=True, slots=True)
class _Count:
    """A number of entries or tasks that is said to be there; `of` says which."""

    of: str
    said: str
    span: Span


def look(passage: Passage) -> Iterator[Finding | _Quantity | _Count]:
    """Find the numbers that something else may contradict."""
    text = without_quotes(passage.text)
    yield from _twice(text)
    yield from _announced(passage, text)
    if (total := _TOTAL.search(text)) is not None:
        yield _Count("tasks", total["count"], Span(*total.span("count")))
    yield from _named(text)


def judge(
    subject: Subject, seen: list[tuple[Placed, Finding | _Quantity | _Count]]
) -> Iterator[Finding]:
    """Report numbers that contradict their own digits, their list, their tasks, or each other."""
    named: dict[str, tuple[_Quantity, Span]] = {}
    for placed, clue in seen:
        if isinstance(clue, Finding):
            yield clue.moved(placed.start)
            continue
        span = Span(placed.start + clue.span.start, placed.start + clue.span.end)
        if isinstance(clue, _Quantity):
            first, place = named.setdefault(clue.name, (clue, span))
            yield from _differing(first, place, clue, span)
        elif clue.of == "tasks":
            yield from _total(subject, clue, span)
        else:
            yield from _list_of(placed, clue, span)


def _twice(text: str) -> Iterator[Finding]:
    for digits in _IN_BRACKETS.finditer(text):
        word = _LAST_WORD.search(text, max(0, digits.start() - _LONGEST_WORD), digits.start())
        said = number(word[0]) if word is not None else None
        if word is not None and said is not None and said != int(digits["digits"]):
            span = Span(word.start(), digits.end())
            message = f"“{text[span.start : span.end]}” gives two numbers: which of them is meant?"
            yield _finding(span, message)


def _announced(passage: Passage, text: str) -> Iterator[_Count]:
    """Find "the following three" in the words before a list."""
    if passage.kind is not BlockKind.PARAGRAPH or not text.rstrip(" *_").endswith(_COLONS):
        return
    last = list(sentences(text))[-1]
    found = ANNOUNCED.search(text, last.start, last.end)
    if found is not None and found.lastgroup and not LOOSE.search(text, last.start):
        yield _Count("entries", found[found.lastgroup], Span(*found.span(found.lastgroup)))


def _list_of(placed: Placed, count: _Count, span: Span) -> Iterator[Finding]:
    entries = _list_after(placed.part, placed.block)
    if entries and number(count.said) != len(entries):
        yield _finding(span, f"“{count.said}” are announced, and {len(entries)} follow.")


def _list_after(source: Part, index: int) -> list[int]:
    """Give the entries of the list behind a block, where it is one list alone."""
    siblings = source.children.get(source.blocks[index].parent, [])
    at = bisect_left(siblings, index) + 1
    kinds = [source.blocks[one].kind for one in siblings[at : at + 2]]
    if kinds[:1] != [BlockKind.LIST] or kinds[1:] == [BlockKind.LIST]:
        return []
    return source.children.get(siblings[at], [])


def _total(subject: Subject, count: _Count, span: Span) -> Iterator[Finding]:
    """Compare the number of tasks with each way of counting them."""
    if subject.spec.kind is not DocumentKind.TASK_LIST:
        return
    items = subject.spec.items
    boxes = [item for item in items if item.box_span is not None]
    counts = {
        len(items),
        len(boxes),
        len({item.id for item in items if item.id is not None}),
        sum(item.parent is None for item in items),
        sum(item.parent is None for item in boxes),
        sum(item.handle not in subject.spec.children for item in items),
    }
    said = int(count.said)
    # A number far off counts something else, such as the phases.
    is_near = any(abs(said - one) <= max(_NEAR, one // 10) for one in counts)
    if boxes and said not in counts and is_near:
        yield _finding(span, f"{said} tasks are said to be here, and there are {len(boxes)}.")


def _named(text: str) -> Iterator[_Quantity]:
    for found in _NAMED.finditer(text):
        unit = _UNITS.get(found["unit"].casefold().removesuffix("s") or "s")
        name = [word for word in found["name"].casefold().split() if word not in _ARTICLES]
        if unit is None or len(name) == 1 or _is_conditional(text, found):
            continue
        yield _Quantity(
            name=" ".join(name),
            said=f"{found['value']} {found['unit']}",
            dimension=unit[0],
            value=float(found["value"]) * unit[1],
            span=Span(found.start("value"), found.end("unit")),
        )


def _is_conditional(text: str, found: re.Match[str]) -> bool:
    """Say whether the sentence holds only at times, or tells what was: another may hold else."""
    around = next(span for span in sentences(text) if found.start() < span.end)
    before, after = text[around.start : found.start()], text[found.end() : around.end]
    return _CONDITION.search(before) is not None or _CONDITION.search(after) is not None


def _differing(first: _Quantity, place: Span, one: _Quantity, span: Span) -> Iterator[Finding]:
    if one.dimension == first.dimension and one.value != first.value:
        yield Finding(
            rule=NAME,
            message=f"The {one.name} is {one.said} here and {first.said} above.",
            span=span,
            severity=Severity.WARNING,
            related=(Related(place, f"The {first.name} is {first.said} here"),),
        )


def _finding(span: Span, message: str) -> Finding:
    return Finding(rule=NAME, message=message, span=span, severity=Severity.WARNING)

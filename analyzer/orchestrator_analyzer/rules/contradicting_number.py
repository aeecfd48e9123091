"""contradicting-number: the same number given two ways, of which one must be wrong."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.phrases import runs_on
from orchestrator_analyzer.rules.finding import Finding, Related, Severity
from orchestrator_analyzer.rules.plain import sentences, without_quotes
from orchestrator_analyzer.rules.subject import Passage, Placed, Role, Subject
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.vocabulary.numbers import ANNOUNCED, LOOSE, number
from orchestrator_analyzer.vocabulary.quantities import CONDITIONS, EMPTY, QUANTITY, UNITS
from orchestrator_analyzer.vocabulary.wording import DEMANDS

NAME = "contradicting-number"

_NEAR = 3
_COLONS = (":", "\uff1a")

# `three (4)`: a number in words, and again in digits.
_IN_BRACKETS = re.compile(r"[ ][(](?P<digits>\d{1,3})[)]")
_DIGIT = re.compile(r"\d")
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
# So many words, or letters where words are not set apart, say what is limited.
_WORDS = 2
_LETTERS = 4
_LONGEST_SENTENCE = 300
_WORD = re.compile(r"[^\W\d_]+(?:[-'\u2019][^\W\d_]+)*")
_LABEL = re.compile(r"[*_`]*[A-Z][\w.-]*\d[\w.]*[*_`]*[:\uff1a]?[*_]*")


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A limit as it is given at one place; `value` is in the base unit of its dimension.

    `name` is what is limited, as words, and `rest` what the sentence goes on to say: words, or
    pairs of letters where words are not set apart. `is_demanded` says that the sentence binds.
    """

    name: str
    said: str
    dimension: str
    value: float
    span: Span
    is_demanded: bool = True
    rest: frozenset[str] = frozenset()


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
    if _DIGIT.search(text) is not None:
        named = list(_named(text))
        yield from named
        yield from _limited(passage, text, {quantity.span for quantity in named})


def judge(
    subject: Subject, seen: list[tuple[Placed, Finding | _Quantity | _Count]]
) -> Iterator[Finding]:
    """Report numbers that contradict their own digits, their list, their tasks, or each other."""
    limits: dict[tuple[str, str], list[tuple[_Quantity, Span]]] = {}
    for placed, clue in seen:
        if isinstance(clue, Finding):
            yield clue.moved(placed.start)
            continue
        span = Span(placed.start + clue.span.start, placed.start + clue.span.end)
        if isinstance(clue, _Quantity):
            limits.setdefault((clue.name, clue.dimension), []).append((clue, span))
        elif clue.of == "tasks":
            yield from _total(subject, clue, span)
        else:
            yield from _list_of(subject, placed, clue, span)
    for places in limits.values():
        yield from _differing(places)


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


def _list_of(subject: Subject, placed: Placed, count: _Count, span: Span) -> Iterator[Finding]:
    entries = _entries_after(subject.source, placed.part, placed.block)
    if entries and number(count.said) != entries:
        yield _finding(span, f"“{count.said}” are announced, and {entries} follow.")


def _entries_after(source: Source, part: Part, index: int) -> int:
    """Count the entries of the list behind a block, where it is one list alone."""
    siblings = part.children.get(part.blocks[index].parent, [])
    at = bisect_left(siblings, index) + 1
    kinds = [part.blocks[one].kind for one in siblings[at : at + 2]]
    if kinds[:1] != [BlockKind.LIST] or kinds[1:] == [BlockKind.LIST]:
        return 0
    count = len(part.children.get(siblings[at], []))
    if siblings[at] != part.children[-1][-1]:
        return count
    for one in source.parts[source.parts.index(part) + 1 :]:
        if one.goes_on is not part:
            break
        kinds = [one.blocks[index].kind for index in one.children[-1][:2]]
        count += len(one.children[0])
    return 0 if kinds[1:] == [BlockKind.LIST] else count


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
    """Find limits with a name of their own, wherever they stand: "a session timeout of 5 s"."""
    for found in _NAMED.finditer(text):
        unit = UNITS.get(found["unit"].casefold())
        name = [word for word in found["name"].casefold().split() if word not in _ARTICLES]
        if unit is None or len(name) == 1 or _is_conditional(text, found.span()):
            continue
        yield _Quantity(
            name=" ".join(name),
            said=f"{found['value']} {found['unit']}",
            dimension=unit[0],
            value=float(found["value"]) * unit[1],
            span=Span(found.start("value"), found.end("unit")),
        )


def _limited(passage: Passage, text: str, known: set[Span]) -> Iterator[_Quantity]:
    """Find sentences that limit something: the words before the number say what."""
    if passage.kind not in {BlockKind.PARAGRAPH, BlockKind.ROW} or not QUANTITY.search(text):
        return
    for sentence in sentences(text):
        found = QUANTITY.search(text, sentence.start, sentence.end)
        unit = UNITS.get(found["unit"].casefold()) if found is not None else None
        if found is None or unit is None or Span(*found.span()) in known:
            continue
        if sentence.end - sentence.start > _LONGEST_SENTENCE or _is_conditional(text, found.span()):
            continue
        label = _LABEL.match(text, sentence.start, found.start())
        before = text[label.end() if label else sentence.start : found.start()]
        words, demands = DEMANDS.without(before)
        name = _what(words)
        if name is None:
            continue
        yield _Quantity(
            name=name,
            said=found[0],
            dimension=unit[0],
            value=float(found["value"].replace(",", ".")) * unit[1],
            span=Span(*found.span()),
            is_demanded=bool(demands) or passage.role is Role.REQUIREMENT,
            rest=_rest(text[found.end() : sentence.end]),
        )


def _what(words: str) -> str | None:
    """Give what is limited, by the words that matter; None where there are too few of them."""
    if any(character.isdecimal() or character in ":\uff1a|" for character in words):
        return None
    found = [word for word in _WORD.findall(words.casefold()) if word not in EMPTY]
    letters = sum(map(runs_on, words))
    is_enough = letters >= _LETTERS if letters else len(found) >= _WORDS
    return " ".join(found) if is_enough else None


def _rest(words: str) -> frozenset[str]:
    words, _ = DEMANDS.without(words)
    if any(map(runs_on, words)):
        return frozenset(words[place : place + 2] for place in range(len(words) - 1))
    return frozenset(_WORD.findall(words.casefold())) - EMPTY


def _is_conditional(text: str, place: tuple[int, int]) -> bool:
    """Say whether the sentence holds only at times, or tells what was: another may hold else."""
    around = next(span for span in sentences(text) if place[0] < span.end)
    before, after = text[around.start : place[0]], text[place[1] : around.end]
    return CONDITIONS.search(before) is not None or CONDITIONS.search(after) is not None


def _differing(places: list[tuple[_Quantity, Span]]) -> Iterator[Finding]:
    """Report a limit that is given two ways; with three, each is likely to be of something else."""
    values = {quantity.value for quantity, _ in places}
    if len(values) != len(("one", "other")) or not any(one.is_demanded for one, _ in places):
        return
    first, place = places[0]
    for one, span in places[1:]:
        # "within 5 s lock the door" and "within 9 s send a mail" limit two things.
        is_of_one = not one.rest or not first.rest or one.rest & first.rest
        if one.value != first.value and is_of_one:
            yield Finding(
                rule=NAME,
                message=f"This says {one.said}, and above it is {first.said}: “{first.name}”.",
                span=span,
                severity=Severity.WARNING,
                related=(Related(place, f"Here it is {first.said}"),),
            )


def _finding(span: Span, message: str) -> Finding:
    return Finding(rule=NAME, message=message, span=span, severity=Severity.WARNING)

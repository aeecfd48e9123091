"""What the headings below its title say of the kind of a document."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.candidates import Drafts
from orchestrator_analyzer.groups import Group
from orchestrator_analyzer.memory import remembered
from orchestrator_analyzer.parts import Head, Part
from orchestrator_analyzer.signs.shape import has_open_box
from orchestrator_analyzer.signs.sign import Sign
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind
from orchestrator_analyzer.vocabulary.headings import HEADINGS
from orchestrator_analyzer.vocabulary.headings.instructing import INSTRUCTING
from orchestrator_analyzer.vocabulary.sections import CHECKED
from orchestrator_analyzer.vocabulary.times import QUARTER, WORDED_VERSION
from orchestrator_analyzer.words import fold

_LIMIT = 5
_LEVELS = range(1, 7)
_LOOK_AT = 400
_FEW = 2
_MANY = 3
_BEGIN = 20
_BRIEF = 80
_BOLD = re.compile(r"\W{0,3}\*\*(?P<title>[^*\n]{2,60})\*\*[ ]?[:\uff1a]?\s*")
# A chapter such as `1.1 Aim` is no version: that has a mark, three numbers, or a date behind it.
_VERSION = re.compile(
    r"\W*(?:v\d+\.\d+|\d+\.\d+(?:\.\d+|\.x)+\b|\d+\.\d+(?=[\])]|\W*(?:\d{4}|$)))"
    r"|\W*(?:unreleased|\d{4}[-./]\d{1,2}[-./]\d{1,2})",
    re.IGNORECASE,
)
_CHAPTER = re.compile(r"\d{1,2}\.\d{1,2}\.?[ \t]+[^\W\d_]")
# What follows these tells what the section is about.
_ASIDE = re.compile(r"\s*:\s|\s*\uff1a\s*|\s[-\u2013—|]\s")
_Said = tuple[tuple[DocumentKind, str, float], ...]
_OF_A_PLAN = frozenset({"constitution check", "technical context"})


def signs(source: Source, drafts: Drafts) -> Iterator[Sign]:
    """Read each heading by its own words, and look whether they are versions."""
    counts: Counter[DocumentKind] = Counter()
    seen: set[tuple[DocumentKind, str]] = set()
    does = len(drafts.tasks) > _FEW  # steps with boxes are to be done and tell no reader how
    for line, said in _said(source):
        for kind, words, weight in said:
            if counts[kind] >= _LIMIT or (kind, words) in seen:
                continue
            if does and kind is DocumentKind.OTHER:
                continue
            counts[kind] += 1
            seen.add((kind, words))
            yield Sign(kind, weight, f"a section {words!r}", line)
            if words in _OF_A_PLAN:
                yield Sign(kind, 2.0, f"a section {words!r}, as plans of spec-kit have", line)
    yield from _tests(source)
    yield from _versions(source)
    yield from _quarters(source)
    named = [head for heads in source.answers(_requirements) for head in heads]
    if named:
        yield Sign(DocumentKind.SPEC, 3.0, f"{len(named)} requirements by name", named[0].line)


def _requirements(group: Group) -> list[Head]:
    return [head for head in group.heads if "Requirement:" in head.title[:_BEGIN]]


def _said(source: Source) -> Iterator[tuple[int, _Said]]:
    """Give what is said by what the sections are called, and the line of each.

    Where there are few headings, lines that are bold from end to end call sections, too.
    """
    for head in _below_title(source, _telling):
        yield head.line, _said_by(head.title)
    if len(source.heads) <= _MANY:
        for part in source.parts[:_LOOK_AT]:
            for title, line in part.answer(_bold_lines):
                yield part.place.line + line, _said_by(title)


def _below_title(
    source: Source, question: Callable[[Group, int], list[tuple[int, Head]]]
) -> Iterator[Head]:
    """Give those of the first sections below the title that groups say something is so of.

    They are asked from which of their headings on, and give the place of each among those.
    """
    first = int(has_title_above(source))
    left = first + _LOOK_AT
    for group in source.groups:
        for place, head in group.answer(question, first):
            if place < left:
                yield head
        first, left = max(0, first - len(group.heads)), left - len(group.heads)
        if left <= 0:
            return


def _telling(group: Group, first: int) -> list[tuple[int, Head]]:
    """Give the headings that say what none before them in the group has said."""
    found: list[tuple[int, Head]] = []
    heard: set[tuple[DocumentKind, str]] = set()
    for place, head in enumerate(group.heads[first:], first):
        told = {(kind, words) for kind, words, _ in _said_by(head.title)}
        if told - heard:
            found.append((place, head))
            heard |= told
    return found


def _bold_lines(part: Part) -> list[tuple[str, int]]:
    """Give the paragraphs of one line that are bold, and the line of each."""
    if "**" not in part.text.source:
        return []
    blocks = (part.blocks[index] for index in part.children.get(-1, ()))
    found = (
        (_BOLD.fullmatch(part.text.slice(block.text)), block.first)
        for block in blocks
        if block.kind is BlockKind.PARAGRAPH and block.text.end - block.text.start < _BRIEF
    )
    return [(bold["title"], line) for bold, line in found if bold is not None]


JUDGED = frozenset[Callable[..., object]]({_bold_lines})
"""What is asked of a part only to tell the kind of its document."""


def _tests(source: Source) -> Iterator[Sign]:
    """Count the headings that speak of tests: most documents have one or two."""
    of_tests = list(_below_title(source, _of_tests))
    if len(of_tests) > _MANY and len(of_tests) * 3 > len(source.heads):
        words = f"{len(of_tests)} headings speak of tests"
        yield Sign(DocumentKind.TEST_PLAN, 2.0, words, of_tests[0].line)


def _of_tests(group: Group, first: int) -> list[tuple[int, Head]]:
    heads = enumerate(group.heads[first:], first)
    return [(place, head) for place, head in heads if _speaks_of_tests(head.title)]


def _speaks_of_tests(title: str) -> bool:
    return _names_tests(fold(title))


@remembered(texts=2048, longest=_LOOK_AT)
def _names_tests(words: str) -> bool:
    return CHECKED.search(words) is not None


def _versions(source: Source) -> Iterator[Sign]:
    # Boxes beneath a version that are not ticked say what it is to bring.
    kind = DocumentKind.ROADMAP if has_open_box(source) else DocumentKind.CHANGELOG
    counts = source.total(_of_time)
    for pattern, weight, count in ((_VERSION, 5.0, counts[0]), (WORDED_VERSION, 2.0, counts[1])):
        if count > 1 and count * 5 > len(source.heads):
            if pattern is _VERSION and counts[3] * 2 > count:
                return  # `3.1.2 Title` beneath `3.1 Title` counts chapters
            first = next(head for head in source.heads if pattern.match(head.title))
            yield Sign(kind, weight, f"{count} headings are versions", first.line)
            return


def _quarters(source: Source) -> Iterator[Sign]:
    count = source.total(_of_time)[2]
    if count:
        weight = min(3.0, 1.0 + count)
        words = f"{count} headings name a quarter of a year"
        first = next(head for head in source.heads if QUARTER.search(head.title))
        yield Sign(DocumentKind.ROADMAP, weight, words, first.line)


def _of_time(part: Part) -> tuple[int, int, int, int]:
    """Say of a heading whether it is a version, one in words, a quarter, or a chapter `3.1`."""
    title = part.head.title if part.head is not None else ""
    return (
        int(_VERSION.match(title) is not None),
        int(WORDED_VERSION.match(title) is not None),
        int(QUARTER.search(title) is not None),
        int(_CHAPTER.match(title) is not None),
    )


@remembered(texts=2048, longest=_LOOK_AT)
def _said_by(title: str) -> _Said:
    """Give the kinds of document that have such a heading, with its words and their weight."""
    # "Phase 2: Payments" is a phase, whatever it is about.
    told = [_said_by_words(fold(title))]
    if (aside := _ASIDE.search(title)) is not None:
        told.append(_said_by_words(fold(title[: aside.start()])))
    found = {(kind, words): weight for said in told for kind, words, weight in said}
    return tuple((kind, words, weight) for (kind, words), weight in found.items())


# Many headings of a document differ by a number only.
@remembered(texts=2048, longest=_LOOK_AT)
def _said_by_words(words: str) -> _Said:
    found: dict[tuple[DocumentKind, str], float] = {}
    for kind, pattern in ((kind, pattern) for pattern, kind in HEADINGS):
        match = pattern.match(words)
        if match is not None and len(match[0]) * 2 >= len(words):
            found[kind, match[0]] = 0.5 if kind is DocumentKind.OTHER else 1.0
    told = INSTRUCTING.match(words)
    if told is not None and len(told[0]) * 2 >= len(words):
        found[DocumentKind.OTHER, told[0]] = 1.5
    return tuple((kind, words, weight) for (kind, words), weight in found.items())


def is_known_heading(title: str) -> bool:
    """Say whether a heading is one that documents of some kind have, and so names no item."""
    return bool(_said_by(title))


def below_title(source: Source) -> Sequence[Head]:
    """Give the sections but for one that stands above all others."""
    return source.heads[1:] if has_title_above(source) else source.heads


def has_title_above(source: Source) -> bool:
    """Say whether the first heading stands above all others."""
    if not source.heads:
        return False
    return sum(source.total(_of_level)[: source.heads[0].level]) == 1


def _of_level(part: Part) -> tuple[int, ...]:
    """Count the heading of a part among those of its level."""
    level = part.head.level if part.head is not None else 0
    return tuple([int(level == one) for one in _LEVELS])


def has_heading_of(source: Source, kind: DocumentKind) -> bool:
    """Say whether a section beneath the title is one that documents of a kind have."""
    patterns = [pattern for pattern, one in HEADINGS if one is kind]
    return any(
        pattern.match(fold(section.title[:_LOOK_AT]))
        for pattern in patterns
        for section in below_title(source)[:_LOOK_AT]
    )

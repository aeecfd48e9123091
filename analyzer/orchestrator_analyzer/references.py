"""What the words of an item point at, and what they say it must wait for."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from orchestrator_analyzer.memory import remembered
from orchestrator_analyzer.spec import Reference, ReferenceKind
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.vocabulary.order import AFTER, AFTER_HEAD, BEHIND, WAITS

# A name in running text: `BUG-12`, `T005`, `1.2`, `Task 3`, `#14`, `channel.id.parity`.
NAME = re.compile(
    r"(?<![\w.#/-])(?:[^\W\d_]{2,24}[ \u00a0]#?\d+(?:\.\d+)*"
    r"|[A-Za-z][A-Za-z0-9_]*(?:[-.][A-Za-z0-9_]+){1,5}"
    r"|[A-Z]{1,4}\d{1,4}[a-z]?|#\d{1,6}|\d+(?:\.\d+)+|\d+[a-z]?)(?![\w-])"
)
_RANGE = re.compile(
    r"\b(?P<prefix>[A-Z][A-Z-]{0,9})(?P<from>\d{1,5})[ ]?"
    r"(?:-|\u2013|—|\.\.\.?|…|~|\u301c|\uff5e|から|to|through|a|à|al|bis|до|по|t/m|tot)[ ]?"
    r"(?P=prefix)?(?P<to>\d{1,5})\b"
)
# A clause ends with its sentence; the point within `1.2` is none.
_CLAUSE = re.compile(
    r"[*_]{0,2}[ \t]*[:\uff1a]?[*_]{0,2}[ \t]*(?P<what>(?:[^\n.;。\uff1b]|\.(?=\d)){0,240})"
)
_CODED = r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+){0,4}-?\d+[a-z]?"
_LETTERED = rf"(?:[^\W\d_]{{2,24}}[ \u00a0]#?\d+(?:\.\d+)*|{_CODED})"
_LISTED = re.compile(
    rf"[ \t*_`(\[]*{_LETTERED}(?:[ \t*_`)\],&+-]{{0,6}}(?:\w{{1,4}}[ \t]+)?{_LETTERED}){{0,20}}"
)
_BEFORE = re.compile(
    rf"(?<![\w-]){_CODED}(?:[ \t*_`)\],、&+-]{{1,6}}{_CODED}){{0,20}}[ \t*_`)\]]{{0,4}}"
)
_FILE = re.compile(
    r"`(?P<code>[\w@./\\-]{1,200}\.[A-Za-z][A-Za-z0-9]{0,7}(?::\d+)?)`|\]\((?P<link>[^()\s#]{1,300})[^()\s]{0,100}\)"
)
_ISSUE = re.compile(r"(?<![\w&/])(?:#\d{1,6}|GH-\d{1,6})(?!\w)")
_COMMIT = re.compile(r"`(?P<sha>[0-9a-f]{7,40})`|\bcommit[ ](?P<word>[0-9a-f]{7,40})\b")
# What stands between names: "T-1, T-2 and T-3".
_BETWEEN = re.compile(r"[\s,;、\uff0c&+/*_`()\[\]-]|\b(?:and|et|y|e|и|und|en)\b|と|和")
_MANY = 200


def waits_for(awaited: tuple[str, ...], names: Mapping[str, str], own: str) -> tuple[str, ...]:
    """Give the handles of what an item awaits by these names."""
    found: dict[str, None] = {}
    for name in awaited:
        handle = names.get(name)
        if handle is not None and handle != own:
            found[handle] = None
    return tuple(found)


def awaited_in(words: str) -> tuple[str, ...]:
    """Give the names that follow "depends on", "blocked by" and the like, in small letters."""
    return tuple(
        name.casefold()
        for clause in clauses(words, Span(0, len(words)))
        for name in names_in(words[clause.start : clause.end])
    )


def may_await(words: str) -> bool:
    """Say whether a look at a text leaves it open that it says what must come before."""
    return (
        WAITS.may_stand_in(words)
        or AFTER.may_stand_in(words)
        or (not words.isascii() and BEHIND.search(words) is not None)
    )


# The tables of a document have the same few heads.
@lru_cache(maxsize=512)
def may_await_beneath(head: str) -> bool:
    """Say whether a look at the head of a column leaves it open that its cells do so."""
    return may_await(head) or AFTER_HEAD.fullmatch(head) is not None


def clauses(text: str, span: Span) -> Iterator[Span]:
    """Give where the lines at `span` say what must come before: what follows "depends on"."""
    for clause in _clauses(text[span.start : span.end]):
        yield clause.moved(span.start)


@remembered(texts=1024, longest=400)
def _clauses(lines: str) -> tuple[Span, ...]:
    found: list[Span] = []
    for word in WAITS.finditer(lines):
        clause = _CLAUSE.match(lines, word.end())
        if clause is not None:
            found.append(Span(*clause.span("what")))
    for word in AFTER.finditer(lines):
        listed = _LISTED.match(lines, word.end())
        if listed is not None:
            found.append(Span(*listed.span()))
    if not lines.isascii() and BEHIND.search(lines) is not None:
        found += [
            Span(*listed.span())
            for listed in _BEFORE.finditer(lines)
            if BEHIND.match(lines, listed.end()) is not None
        ]
    return tuple(found)


def awaits(head: str, words: str) -> bool:
    """Say whether a cell of a column with this head names what must come before its row.

    Beneath "After" it does so where it says nothing else.
    """
    if WAITS.search(head) is not None:
        return True
    names = AFTER_HEAD.fullmatch(head) is not None and NAME.search(words) is not None
    return names and not _BETWEEN.sub("", NAME.sub("", words))


def awaited_beneath(head: str, words: str) -> tuple[str, ...]:
    """Give the names in a cell of such a column, in small letters."""
    return tuple(name.casefold() for name in names_in(words)) if awaits(head, words) else ()


def names_in(text: str) -> Iterator[str]:
    """Give the names that stand in a text, those within a range such as `T005-T008` included."""
    for reach in _RANGE.finditer(text):
        first, last = int(reach["from"]), int(reach["to"])
        width = len(reach["from"])
        for number in range(first, min(last, first + _MANY) + 1):
            yield f"{reach['prefix']}{number:0{width}}"
    for name in NAME.finditer(text):
        yield name[0]


def references_in(
    text: str, span: Span, names: Mapping[str, str], own: str
) -> tuple[Reference, ...]:
    """Give what a text points at between two offsets, in its order."""
    found: list[Reference] = []
    for match in NAME.finditer(text, span.start, span.end):
        handle = names.get(match[0].casefold())
        if handle is None or handle == own or match[0].isdecimal():
            continue
        found.append(Reference(ReferenceKind.ITEM, handle, Span(*match.span())))
    for match in _FILE.finditer(text, span.start, span.end):
        group = "code" if match["code"] is not None else "link"
        kind = ReferenceKind.LINK if "://" in match[group] else ReferenceKind.FILE
        found.append(Reference(kind, match[group], Span(*match.span(group))))
    found += [
        Reference(ReferenceKind.ISSUE, match[0], Span(*match.span()))
        for match in _ISSUE.finditer(text, span.start, span.end)
        if match[0].casefold() not in names
    ]
    for match in _COMMIT.finditer(text, span.start, span.end):
        group = "sha" if match["sha"] is not None else "word"
        found.append(Reference(ReferenceKind.COMMIT, match[group], Span(*match.span(group))))
    return tuple(sorted(found, key=lambda reference: reference.span))

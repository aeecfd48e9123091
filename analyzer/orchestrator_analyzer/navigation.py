"""From a name to where it is defined and to every place that names it, in all documents."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from orchestrator_analyzer.index import Entry, Index
from orchestrator_analyzer.links import LinkKind, headings_by_anchor, links
from orchestrator_analyzer.mentions import Mention
from orchestrator_analyzer.names import Names, fold_name
from orchestrator_analyzer.numbering import split_id
from orchestrator_analyzer.spec import ItemKind
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.vocabulary.series import SERIES

_NEAR = 400
_SERVES = re.compile(r"_(?:Requirements?|要件|요구사항|需求)[ \t]*[:\uff1a]", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.])(?P<outer>\d{1,4})(?:\.\d{1,4}){0,3}(?![\d])")


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a document of the workspace."""

    uri: str
    span: Span


@dataclass(frozen=True, slots=True)
class Target:
    """Where a name leads.

    `span` covers all of the thing and `selection` its name; `origin` is the name asked about.
    """

    uri: str
    span: Span
    selection: Span
    origin: Span


@dataclass(frozen=True, slots=True)
class Highlight:
    """A place of the same document that names what the cursor stands on."""

    span: Span
    is_definition: bool


def definition(index: Index, uri: str, names: Names, offset: int) -> tuple[Target, ...]:
    """Give where the name at an offset is defined; several places where the name is not unique.

    A link to a heading of the document leads there, and `_Requirements: 1.2_` in a task of Kiro to
    the requirement of that number in the same folder.
    """
    named = names.at(offset)
    if named is None:
        return (*_heading(uri, names, offset), *_served(index, uri, names, offset))
    return tuple(
        Target(entry.uri, definition.whole, definition.span, named.span)
        for entry, definition in index.definitions(uri, named.name)
    )


def references(
    index: Index, uri: str, names: Names, offset: int, *, with_definitions: bool
) -> tuple[Location, ...]:
    """Give every place that names what the name at an offset means, by document."""
    named = names.at(offset)
    if named is None:
        return ()
    found: list[Location] = []
    for entry in index.definers(uri, named.name):
        defined = {one.span for one in entry.definitions[fold_name(named.name)]}
        own = names.mentions(named.name) if entry.uri == uri else None
        found += [
            Location(entry.uri, mention.span)
            for mention in (own if own is not None else _own_mentions(entry, named.name))
            if with_definitions or mention.span not in defined
        ]
        for other in index.naming(entry.uri, named.name):
            found += [Location(other.uri, mention.span) for mention in other.named(named.name)]
    return tuple(dict.fromkeys(found))


def highlights(names: Names, offset: int) -> tuple[Highlight, ...]:
    """Give the places of the document that name what the name at an offset does."""
    named = names.at(offset)
    if named is None:
        return ()
    defined = {one.span for one in names.definitions.get(fold_name(named.name), ())}
    return tuple(
        Highlight(mention.span, mention.span in defined) for mention in names.mentions(named.name)
    )


def _own_mentions(entry: Entry, name: str) -> tuple[Mention, ...]:
    """Give the places of a document that name an id which it defines itself."""
    found = {Mention(one.span) for one in entry.definitions[fold_name(name)]}
    return tuple(sorted(found.union(entry.named(name))))


def _heading(uri: str, names: Names, offset: int) -> Iterator[Target]:
    source = names.reading.source
    line = source.text.line_of(offset)
    start = max(source.text.line_start(line), offset - _NEAR)
    if "](#" not in source.text.source[start:offset]:
        return
    for link in links(source):
        if link.kind is LinkKind.HEADING and link.span.start <= offset <= link.span.end:
            section = headings_by_anchor(source).get(unquote(link.target[1:]).casefold())
            if section is not None:
                yield Target(uri, section.span, section.title_span, link.span)


def _served(index: Index, uri: str, names: Names, offset: int) -> Iterator[Target]:
    text = names.reading.source.text
    line = text.line_of(offset)
    start = max(text.line_start(line), offset - _NEAR)
    if not _SERVES.search(text.source, start, offset):
        return
    number = next(
        (
            one
            for one in _NUMBER.finditer(text.source, start, text.line_end(line))
            if one.start() <= offset <= one.end()
        ),
        None,
    )
    for entry in index.beside(uri) if number is not None else ():
        for definitions in entry.definitions.values():
            head, value = split_id(definitions[0].name) or ("", "")
            if number is not None and value == number["outer"] and _is_requirement(head):
                found = definitions[0]
                yield Target(entry.uri, found.whole, found.span, Span(*number.span()))


def _is_requirement(head: str) -> bool:
    word = head.strip(" \u00a0#-")
    return (
        any(kind is ItemKind.REQUIREMENT and pattern.fullmatch(word) for pattern, kind in SERIES)
        and head != word
    )

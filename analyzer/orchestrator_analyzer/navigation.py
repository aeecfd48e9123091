"""From a name to where it is defined and to every place that names it, in all documents."""

from dataclasses import dataclass

from orchestrator_analyzer.index import Entry, Index
from orchestrator_analyzer.mentions import Mention
from orchestrator_analyzer.names import Names, fold_name
from orchestrator_analyzer.text import Span


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
    """Give where the name at an offset is defined; several places where the name is not unique."""
    named = names.at(offset)
    if named is None:
        return ()
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

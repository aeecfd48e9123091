"""To give an id another name in every document that names it, or to say why not."""

import re
from dataclasses import dataclass

from orchestrator_analyzer.index import Entry, Index, folder_of
from orchestrator_analyzer.mentions import Mention, is_rule, reach_of
from orchestrator_analyzer.names import Definition, Named, Names, fold_name
from orchestrator_analyzer.parser import parse
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.text import Span, Text, TextEdit, apply

_ID = re.compile(r"[^\s\[\](){}<>|`*~\"'\\]+(?: #?[\d.]+[a-z]?)?")
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a name cannot be changed, in words for a person."""

    reason: str


@dataclass(frozen=True, slots=True)
class Renaming:
    """The edits of each document, by its address; they all speak of its indexed version."""

    edits: dict[str, tuple[TextEdit, ...]]


def prepare_rename(index: Index, uri: str, names: Names, offset: int) -> Named | Refusal:
    """Give the id at an offset, if it can be renamed."""
    named = names.at(offset)
    if named is None:
        return Refusal("There is no id here.")
    found = index.definitions(uri, named.name)
    if not found:
        return Refusal(f"No document that is known here defines {named.name}.")
    entry, definition = found[0]
    if len(found) > 1:
        places = ", ".join(_place(entry, one) for entry, one in found[:_SHOWN])
        more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        return Refusal(
            f"{named.name} is defined more than once ({places}{more}): "
            "give each of them an id of its own first."
        )
    if not definition.is_coined:
        words = entry.text.slice(definition.span)
        return Refusal(f"{named.name} is no id but the words {words} of a heading: edit those.")
    for other, mention in _mentions(index, entry, uri, names, named.name):
        if mention.ranged:
            line = other.text.line_of(mention.span.start) + 1
            return Refusal(
                f"{named.name} is one of {other.text.slice(mention.span)} "
                f"({_file(other.uri)}, line {line}): write those out first."
            )
    return named


def rename(index: Index, uri: str, names: Names, offset: int, new: str) -> Renaming | Refusal:
    """Give the edits that rename the id at an offset everywhere, or say what is against it."""
    named = prepare_rename(index, uri, names, offset)
    if isinstance(named, Refusal):
        return named
    new = new.strip()
    if not _is_id(new) and not _is_like_rule(named.name, new):
        return Refusal(f"{new or 'Nothing'} is no id: use one like {named.name}.")
    ((entry, definition),) = index.definitions(uri, named.name)
    if (taken := _taken(index, entry, definition, new)) is not None:
        return Refusal(f"{new} is the id of another item already ({_place(*taken)}).")
    edits: dict[str, list[TextEdit]] = {}
    for other, mention in _mentions(index, entry, uri, names, named.name):
        edits.setdefault(other.uri, []).append(TextEdit(mention.span, new))
    if set(edits) - {entry.uri} and reach_of(new) < reach_of(named.name):
        return Refusal(
            f"Other documents name {named.name}, and {new} would not be understood there."
        )
    known = names.reading.source if entry.uri == uri else Source(entry.text, entry.uri)
    if not _is_read(entry, known, edits[entry.uri], definition, new):
        return Refusal(f"{new} would not be read as an id there: use one like {named.name}.")
    return Renaming({place: tuple(changes) for place, changes in edits.items()})


def _mentions(
    index: Index, entry: Entry, uri: str, names: Names, name: str
) -> list[tuple[Entry, Mention]]:
    """Give all that has to change, in the defining document and in those that mean its id."""
    if entry.uri == uri:
        own = names.mentions(name)
    else:
        definitions = entry.definitions[fold_name(name)]
        own = tuple({*(Mention(one.span) for one in definitions), *entry.named(name)})
    found = [(entry, mention) for mention in sorted(own)]
    for other in index.naming(entry.uri, name):
        found += [(other, mention) for mention in other.named(name)]
    return found


def _taken(
    index: Index, entry: Entry, definition: Definition, new: str
) -> tuple[Entry, Definition] | None:
    """Find what has an id already, where one more of it would be ambiguous.

    Each feature of spec-kit counts from `FR-001` anew: a document elsewhere that shares other ids
    with this one numbers on its own, and what it uses is free here.
    """
    if fold_name(new) == fold_name(definition.name):
        return None
    for other, one in index.definitions(entry.uri, new):
        near = other.uri == entry.uri or folder_of(other.uri) == folder_of(entry.uri)
        if near or not entry.definitions.keys() & other.definitions.keys():
            return other, one
    return None


def _is_read(
    entry: Entry, known: Source, edits: list[TextEdit], definition: Definition, new: str
) -> bool:
    """Read the document as it would be: the same names, but for the one that is new."""
    names = Names(parse(known.edited(Text(apply(entry.text.source, edits)))))
    expected = {
        fold_name(new) if name == fold_name(definition.name) else name for name in entry.definitions
    }
    grown = sum(
        len(new) - (edit.span.end - edit.span.start)
        for edit in edits
        if edit.span.start < definition.span.start
    )
    start = definition.span.start + grown
    there = [one.span for one in names.definitions.get(fold_name(new), ())]
    return set(names.definitions) == expected and there == [Span(start, start + len(new))]


def _is_id(name: str) -> bool:
    return _ID.fullmatch(name) is not None and any(map(str.isdecimal, name))


def _is_like_rule(old: str, new: str) -> bool:
    """Say whether both are dotted names, as in `r[channel.id.parity]`."""
    return is_rule(old) and is_rule(new)


def _place(entry: Entry, definition: Definition) -> str:
    return f"{_file(entry.uri)}, line {entry.text.line_of(definition.span.start) + 1}"


def _file(uri: str) -> str:
    return uri.rpartition("/")[2] or uri

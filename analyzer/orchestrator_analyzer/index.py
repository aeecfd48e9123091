"""The ids of all documents of a workspace: who defines them, and who names them.

    index = Index()
    index.add(entry_of("file:///a/spec.md", analysis.text, analysis.names))
    index.definitions("file:///a/tasks.md", "FR-001")

An entry never changes. To add, replace or remove one takes the time of its document, whatever
the size of the workspace.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from orchestrator_analyzer.addresses import Addresses
from orchestrator_analyzer.mentions import Mention, Range, Reach, far_names, ranges_in, reach_of
from orchestrator_analyzer.names import Definition, Names, detail_of, fold_name
from orchestrator_analyzer.text import Span, Text

_FEW = 4


@dataclass(frozen=True, slots=True)
class Indexed:
    """An item of some document, or a document by its title: what a person may look for by name."""

    name: str
    detail: str
    span: Span
    selection: Span
    is_item: bool

    def __reduce__(self) -> tuple[type["Indexed"], tuple[object, ...]]:
        """Go from one process to another in a third of the time that is usual."""
        return Indexed, (self.name, self.detail, self.span, self.selection, self.is_item)


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """What other documents may ask of one.

    `definitions` and `mentions` are by folded name; of mentions only those are kept that could
    mean an id of another document. `haystack` is the folded names of `symbols`, each behind
    the end of a line: what begins with one sign is found sooner than what begins a line.
    `far` are the defined names that are heard in the whole workspace.
    """

    uri: str
    text: Text
    definitions: dict[str, tuple[Definition, ...]]
    mentions: dict[str, tuple[Span, ...]]
    ranges: tuple[Range, ...]
    symbols: tuple[Indexed, ...]
    haystack: str
    far: tuple[str, ...]

    @property
    def folder(self) -> str:
        """Give the address of the folder that the document lies in."""
        return folder_of(self.uri)

    def named(self, name: str) -> tuple[Mention, ...]:
        """Give the places that name an id which the document itself does not define."""
        found = [Mention(place.span, ranged=True) for place in self.ranges if place.holds(name)]
        around = [mention.span for mention in found]
        found += [
            Mention(span)
            for span in self.mentions.get(fold_name(name), ())
            if not any(place.holds(span) for place in around)
        ]
        return tuple(sorted(found))


def entry_of(uri: str, names: Names) -> Entry:
    """Make the entry of a document from the names that it gives."""
    source, spec = names.reading.source, names.reading.spec
    mentions: dict[str, list[Span]] = {}
    known = {name: (name, group) for name, group in names.definitions.items()}
    for name, span in far_names(source):
        # Most are where they are defined: the same text and the same place stand for both.
        folded, group = known.get(fold_name(name)) or (fold_name(name), ())
        own = next((one.span for one in group[:_FEW] if one.span == span), span)
        mentions.setdefault(folded, []).append(own)
    symbols: list[Indexed] = []
    if source.sections and spec.title:
        first = source.sections[0]
        whole = Span(0, len(source.text))
        symbols.append(Indexed(spec.title, spec.kind.value, whole, first.title_span, is_item=False))
    assembly = names.reading.assembly
    for place, node in enumerate(assembly.nodes):
        lead, title = node.draft.lead, node.title
        name = f"{lead.id} {title}".strip() if lead.id else title
        if name:
            whole, selection = names.wholes[place], lead.span.moved(source.offsets[node.part])
            detail = detail_of(assembly.statuses[place])
            symbols.append(Indexed(name, detail, whole, selection, is_item=True))
    return Entry(
        uri=uri,
        text=source.text,
        definitions=names.definitions,
        mentions={name: tuple(spans) for name, spans in mentions.items()},
        ranges=ranges_in(source),
        symbols=tuple(symbols),
        haystack="".join(["\n" + " ".join(fold_name(one.name).split()) for one in symbols]),
        far=tuple(
            group[0].name
            for group in names.definitions.values()
            if reach_of(group[0].name) is Reach.WORKSPACE
        ),
    )


def folder_of(uri: str) -> str:
    """Give the part of an address before its last slash."""
    return uri.rpartition("/")[0]


class Index:
    """The entries of a workspace, by the address of their documents and by the names in them."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._defining = Addresses()
        self._naming = Addresses()
        self._ranging: dict[str, None] = {}
        self._folders: dict[str, dict[str, None]] = {}

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries.values()))

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, uri: str) -> Entry | None:
        """Give the entry of a document."""
        return self._entries.get(uri)

    def add(self, entry: Entry) -> None:
        """Take an entry in, in place of an older one of the same document."""
        self.remove(entry.uri)
        self._entries[entry.uri] = entry
        self._folders.setdefault(entry.folder, {})[entry.uri] = None
        for table, names in self._tables(entry):
            for name in names:
                table.add(name, entry.uri)
        if entry.ranges:
            self._ranging[entry.uri] = None

    def remove(self, uri: str) -> None:
        """Forget a document; one that is not there is no trouble."""
        entry = self._entries.pop(uri, None)
        if entry is None:
            return
        self._ranging.pop(uri, None)
        self._folders[entry.folder].pop(uri, None)
        if not self._folders[entry.folder]:
            del self._folders[entry.folder]
        for table, names in self._tables(entry):
            for name in names:
                table.remove(name, uri)

    def _tables(self, entry: Entry) -> tuple[tuple[Addresses, Iterable[str]], ...]:
        return (self._defining, entry.definitions), (self._naming, entry.mentions)

    def definers(self, uri: str, name: str) -> tuple[Entry, ...]:
        """Give the documents whose definition of an id is meant where `uri` names it.

        That is the document itself, or else the nearest that define it: of its own folder, then
        of those around it. Several of them are equally near where a name is not unique.
        """
        return _Meaning(self._defined_in(name), reach_of(name)).of(uri)

    def definitions(self, uri: str, name: str) -> tuple[tuple[Entry, Definition], ...]:
        """Give the definitions of an id that is named in a document."""
        return tuple(
            (entry, definition)
            for entry in self.definers(uri, name)
            for definition in entry.definitions[fold_name(name)]
        )

    def naming(self, uri: str, name: str) -> tuple[Entry, ...]:
        """Give the other documents that mean by an id what a document defines by it."""
        reach = reach_of(name)
        if reach is Reach.DOCUMENT:
            return ()
        meaning = _Meaning(self._defined_in(name), reach)
        places = dict.fromkeys((*self._naming.of(fold_name(name)), *self._ranging))
        return tuple(
            entry
            for place in places
            if place != uri
            and (entry := self._entries[place]).named(name)
            and meaning.is_meant(uri, place)
        )

    def beside(self, uri: str) -> Iterator[Entry]:
        """Give the documents of the folder of one, itself included."""
        for place in self._folders.get(folder_of(uri), ()):
            yield self._entries[place]

    def heard(self, uri: str, typed: str) -> Iterator[Definition]:
        """Give the ids of other documents that begin with folded letters and are heard in one.

        Without letters, only the documents of its folder are asked.
        """
        for place in self._folders.get(folder_of(uri), ()):
            groups = self._entries[place].definitions.items() if place != uri else ()
            yield from (group[0] for name, group in groups if name.startswith(typed))
        here = folder_of(uri)
        for name, places in self._defining.items() if typed else ():
            # What every feature counts anew is no name to propose in another one.
            if not isinstance(places, str) or not name.startswith(typed):
                continue
            place = places
            if folder_of(place) != here and reach_of(name) is Reach.WORKSPACE:
                yield self._entries[place].definitions[name][0]

    def taken(self, uri: str) -> Iterator[str]:
        """Give the names of other documents that are not free as ids of new items in one.

        Documents elsewhere that share ids with it number on their own.
        """
        own = self._entries.get(uri)
        known = own.definitions.keys() if own is not None else frozenset[str]()
        for place, entry in self._entries.items():
            if place == uri:
                continue
            if entry.folder == folder_of(uri):
                yield from (group[0].name for group in entry.definitions.values())
            elif known.isdisjoint(entry.definitions.keys()):
                yield from entry.far

    def _defined_in(self, name: str) -> tuple[Entry, ...]:
        return tuple(self._entries[uri] for uri in self._defining.of(fold_name(name)))


class _Meaning:
    """Which of the documents that define one id is meant in another: built once, asked often."""

    def __init__(self, definers: tuple[Entry, ...], reach: Reach) -> None:
        self._reach = reach
        self._own = {entry.uri: entry for entry in definers}
        self._beneath: dict[str, dict[str, Entry]] = {}
        for entry in definers:
            around = _around(entry.folder) if reach is Reach.WORKSPACE else ()
            for folder in (entry.folder, *around):
                self._beneath.setdefault(folder, {})[entry.uri] = entry

    def of(self, uri: str) -> tuple[Entry, ...]:
        """Give the documents that are meant in one."""
        return tuple(self._nearest(uri).values())

    def is_meant(self, wanted: str, uri: str) -> bool:
        """Say whether a document is one of those that are meant in another."""
        return wanted in self._nearest(uri)

    def _nearest(self, uri: str) -> dict[str, Entry]:
        if (own := self._own.get(uri)) is not None:
            return {uri: own}
        folder = folder_of(uri)
        folders = {
            Reach.DOCUMENT: (),
            Reach.FOLDER: (folder,),
            Reach.WORKSPACE: (folder, *_around(folder)),
        }[self._reach]
        nothing: dict[str, Entry] = {}
        return next((self._beneath[one] for one in folders if one in self._beneath), nothing)


def _around(folder: str) -> Iterator[str]:
    """Give the folders around a folder, from the inside out, and the root of all."""
    while "/" in folder:
        folder = folder.rpartition("/")[0]
        yield folder

"""The door of the analyzer: `analyze` a text, or keep a `Workspace` of documents that change.

    analysis = analyze("- [ ] T001 Say hello", "specs/001-hello/tasks.md")
    analysis.recommendation.mode     # Mode.EXEC
    analysis.open_items[0].id        # "T001"

An `Analysis` never changes. What it answers is worked out when first asked for.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from urllib.parse import unquote

from orchestrator_analyzer import edits, outstanding, recommend
from orchestrator_analyzer.acceptance import add_acceptance
from orchestrator_analyzer.completion import Completion, complete
from orchestrator_analyzer.fixes import fix_of, silencing
from orchestrator_analyzer.folding import Fold, folds
from orchestrator_analyzer.fuzzy import Match, search
from orchestrator_analyzer.hover import hover_text
from orchestrator_analyzer.index import Entry, Index, entry_of
from orchestrator_analyzer.insertion import insert_id
from orchestrator_analyzer.later import Later
from orchestrator_analyzer.links import Link, links
from orchestrator_analyzer.names import Named, Names
from orchestrator_analyzer.navigation import (
    Highlight,
    Location,
    Target,
    definition,
    highlights,
    references,
)
from orchestrator_analyzer.numbering import renumber, renumber_list
from orchestrator_analyzer.outline import Symbol, outline
from orchestrator_analyzer.parser import Reading, parse
from orchestrator_analyzer.prompt import prompt_for, prompt_for_selection
from orchestrator_analyzer.recommend import Recommendation
from orchestrator_analyzer.rename import Refusal, Renaming, prepare_rename, rename
from orchestrator_analyzer.revising import revised
from orchestrator_analyzer.rules import OWN, carry, check_all
from orchestrator_analyzer.rules.finding import Finding, Fix
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import Exists, Item, Spec, Status
from orchestrator_analyzer.text import Span, Text, TextEdit, apply


@dataclass(frozen=True)
class Analysis:
    """What one version of a document says. `path` is the hint that was given."""

    text: Text
    path: str = ""
    known: Source | None = field(default=None, repr=False, compare=False)
    """The document taken apart, where that is known; of an edited one, most of it is."""
    before: list[Reading] = field(default_factory=list[Reading], repr=False, compare=False)
    """An older version as it was read, until it has served."""

    @cached_property
    def source(self) -> Source:
        """Give the document taken apart."""
        return self.known or Source(self.text, self.path)

    @cached_property
    def reading(self) -> Reading:
        """Give the document as it was read, for rules and formats."""
        if self.before:
            before = self.before.pop()
            reading, revision = revised(before, self.source, OWN)
            if revision is not None:
                carry(before, reading, revision)
                recommend.carry(before, reading, revision)
                outstanding.carry(before, reading, revision)
            return reading
        return parse(self.source)

    def edited(self, text: Text) -> "Analysis":
        """Give the analysis of the document with another text."""
        before = self.__dict__.get("reading")
        readings = [*self.before] if before is None else [before]
        return Analysis(text, self.path, self.source.edited(text), readings)

    @property
    def spec(self) -> Spec:
        """Give what the document says: kind, evidence and items."""
        return self.reading.spec

    @cached_property
    def recommendation(self) -> Recommendation:
        """Give the mode to run the document in, or None with the reason."""
        return self.reading.answer(recommend.recommended)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Give what the rules find, in the order of the document."""
        return self.check()

    def check(
        self, allow: frozenset[str] = frozenset(), exists: Exists | None = None
    ) -> tuple[Finding, ...]:
        """Give what the rules find, but for those that are allowed.

        Without `exists`, or where that cannot tell, no file is missed.
        """
        return check_all(self.reading, allow, exists)

    def fix(self, finding: Finding, elsewhere: Iterable[str] = ()) -> Fix | None:
        """Give the edits that mend a finding of `check`, or None where that takes a person.

        `elsewhere` are ids that other documents have given.
        """
        return fix_of(self.names, finding, elsewhere)

    def silencing(self, finding: Finding) -> Fix | None:
        """Give the comment that allows a finding where it stands; None where none can stand."""
        return silencing(self.reading, finding, lambda text: self.edited(text).reading)

    @cached_property
    def open_items(self) -> Sequence[Item]:
        """Give what a run should do, in document order.

        A readme may have open boxes; whether to run them is what the recommendation says.
        """
        places, items = self.spec.to_do(), self.spec.items
        return Later(len(places), lambda place: items[places[place]])

    def is_open(self, item: Item) -> bool:
        """Say whether an item is one of those."""
        places = self.spec.to_do()
        wanted = self.spec.handles[item.handle]
        place = bisect_left(places, wanted)
        return place < len(places) and places[place] == wanted

    @cached_property
    def ids(self) -> tuple[str | None, ...]:
        """Give the id of each item, or None where it has none."""
        return tuple([node.draft.lead.id for node in self.reading.assembly.nodes])

    def item(self, handle: str) -> Item | None:
        """Give the item of a handle, or of another name that means one item: an id, an alias."""
        return self.spec.by_handle.get(handle) or self.spec.by_name.get(handle)

    def item_at(self, offset: int) -> Item | None:
        """Give the innermost item that an offset stands in, the end of its last line included."""
        index = bisect_right(self.spec.items, offset, key=_start) - 1
        item = self.spec.items[index] if index >= 0 else None
        while item is not None and not item.span.start <= offset <= item.span.end:
            item = self.spec.by_handle.get(item.parent) if item.parent else None
        return item

    def find(self, handle: str, title: str) -> Item | None:
        """Find an item of an older version; None where it is gone or its title is another."""
        return edits.find(self.spec, handle, title)

    def set_status(self, handle: str, status: Status) -> tuple[TextEdit, ...]:
        """Give the edits that write a status; none where it would not be read as that status."""
        return edits.set_status(self.spec, self.text, handle, status, self._spec_of)

    def why_not_set(self, handle: str, status: Status) -> str:
        """Say why there are no edits that give an item a status that it does not have."""
        return edits.why_not(self.spec, self.text, handle, status)

    def untick(self, handle: str) -> tuple[TextEdit, ...]:
        """Give the edits that take back that an item is done."""
        return edits.untick(self.spec, self.text, handle, self._spec_of)

    def _spec_of(self, text: Text) -> Spec:
        return self.edited(text).spec

    def renumber(self, handle: str) -> tuple[TextEdit, ...]:
        """Give the edits that number the series of an item without gaps, from its first one on."""
        return renumber(self.names, handle)

    def renumber_list(self, offset: int) -> tuple[TextEdit, ...]:
        """Give the edits that number the innermost ordered list around an offset."""
        return renumber_list(self.reading.source, offset)

    def add_acceptance(self, handle: str) -> tuple[TextEdit, ...]:
        """Give the edit that begins an item's acceptance criteria."""
        return add_acceptance(self.reading, handle)

    def prompt(self, items: Iterable[Item] | None = None, exists: Exists | None = None) -> str:
        """Give the prompt for items, or for all that is to do; empty where nothing is.

        `exists` says of a path, as the document writes it, whether that file is there.
        """
        return prompt_for(self.spec, items, exists)

    def prompt_for_selection(self, span: Span, exists: Exists | None = None) -> str:
        """Give the prompt for what is selected: its open items, or its words where it has none."""
        return prompt_for_selection(self.spec, self.text, span, exists)

    def hover(self, offset: int) -> str | None:
        """Describe, in markdown, the item that is named at an offset or that begins on its line."""
        item = self._named_at(offset)
        return hover_text(self.spec, item) if item is not None else None

    def _named_at(self, offset: int) -> Item | None:
        around = self.item_at(offset)
        if around is None:
            return None
        for reference in around.references:
            if reference.span.start <= offset <= reference.span.end:
                return self.spec.by_handle.get(reference.target)
        return around if self.text.line_of(offset) == around.line else None

    def outline(self) -> tuple[Symbol, ...]:
        """Give the outermost symbols of the outline."""
        return outline(self.spec)

    @cached_property
    def names(self) -> Names:
        """Give the names that the document gives, and where they stand."""
        return Names(self.reading)

    def folds(self) -> tuple[Fold, ...]:
        """Give what can be folded away."""
        return folds(self.reading.source)

    def links(self) -> tuple[Link, ...]:
        """Give the links of the document; where their targets are is for the caller to find out."""
        return links(self.reading.source)

    def highlights(self, offset: int) -> tuple[Highlight, ...]:
        """Give the places of this document that name what the name at an offset does."""
        return highlights(self.names, offset)


def _start(item: Item) -> int:
    return item.span.start


def analyze(text: str, path: str = "") -> Analysis:
    """Read a document. `path` is only a hint, such as `specs/001-x/tasks.md`. Never raises."""
    return Analysis(Text(text), path)


def known(uri: str, text: str) -> Entry:
    """Give what other documents may ask of one. Touches nothing else, so that any thread may."""
    analysis = analyze(text, unquote(uri))
    entry = entry_of(uri, analysis.names)
    analysis.reading.let_go()
    return entry


def version(uri: str, text: str, before: Analysis | None) -> Analysis:
    """Give the analysis of a document's text, which shares what it can with that of `before`.

    Any thread may ask, but no two at a time that go on from the same one.
    """
    if before is None:
        return analyze(text, unquote(uri))
    if before.text.source == text:
        return before
    return before.edited(before.text.edited(before.text.edit_to(text)))


class Workspace:
    """The documents of a workspace by URI: those that are open, and those that are only known.

    An open one has an analysis of its present version. A known one has an entry in the index, so
    that its ids can be found, pointed at and renamed. What is open is indexed again only when a
    question needs it: typing costs nothing of it.
    """

    def __init__(self) -> None:
        self._analyses: dict[str, Analysis] = {}
        self._index = Index()
        self._stale: dict[str, None] = {}

    def replace(self, uri: str, text: str) -> Analysis:
        """Open a document, or give an open one a new text."""
        known = self._analyses.get(uri)
        analysis = version(uri, text, known)
        if analysis is not known:
            self.put(uri, analysis)
        return analysis

    def put(self, uri: str, analysis: Analysis, entry: Entry | None = None) -> None:
        """Take what `version` gave for what a document says now; with its entry, where known."""
        self._analyses[uri] = analysis
        if entry is None:
            self._stale[uri] = None
        else:
            self._stale.pop(uri, None)
            self._index.add(entry)

    def change(self, uri: str, changes: Iterable[TextEdit]) -> Analysis:
        """Apply edits that all speak of the present version of an open document.

        Raises `KeyError` for a document that is not open, `ValueError` where edits overlap.
        """
        return self.replace(uri, apply(self._analyses[uri].text.source, changes))

    def close(self, uri: str) -> None:
        """Forget a document; one that is still to be known is to be added again, as it is saved."""
        self._analyses.pop(uri, None)
        self.remove(uri)

    def analysis(self, uri: str) -> Analysis | None:
        """Give the analysis of a document's present version, or None where it is not open."""
        return self._analyses.get(uri)

    def add(self, uri: str, text: str) -> None:
        """Know a document that is not open; an open one is known by what is being typed."""
        self.take(known(uri, text))

    def take(self, entry: Entry) -> None:
        """Know a document by an entry that was made of it elsewhere, in another thread say."""
        if entry.uri not in self._analyses:
            self._index.add(entry)

    def remove(self, uri: str) -> None:
        """Know a document no longer, unless it is open."""
        if uri not in self._analyses:
            self._index.remove(uri)
            self._stale.pop(uri, None)

    @property
    def index(self) -> Index:
        """Give the index, with every open document as it is now."""
        for uri in self._stale:
            self._index.add(entry_of(uri, self._analyses[uri].names))
        self._stale.clear()
        return self._index

    def definition(self, uri: str, offset: int) -> tuple[Target, ...]:
        """Give where the name at an offset of an open document is defined."""
        return definition(self.index, uri, self._analyses[uri].names, offset)

    def references(self, uri: str, offset: int, *, with_definitions: bool) -> tuple[Location, ...]:
        """Give every place that names what the name at an offset of an open document means."""
        names = self._analyses[uri].names
        return references(self.index, uri, names, offset, with_definitions=with_definitions)

    def prepare_rename(self, uri: str, offset: int) -> Named | Refusal:
        """Give the id at an offset of an open document, if it can be renamed."""
        return prepare_rename(self.index, uri, self._analyses[uri].names, offset)

    def rename(self, uri: str, offset: int, new: str) -> Renaming | Refusal:
        """Give the edits that rename the id at an offset of an open document everywhere."""
        return rename(self.index, uri, self._analyses[uri].names, offset, new)

    def complete(self, uri: str, offset: int) -> tuple[Completion, ...]:
        """Give what may be written at an offset of an open document, the best first."""
        index, names = self.index, self._analyses[uri].names
        return complete(names, offset, partial(index.heard, uri), index.taken(uri))

    def insert_id(self, uri: str, handle: str) -> tuple[TextEdit, ...]:
        """Give the edit that gives an item of an open document the next free id."""
        return insert_id(self._analyses[uri].names, handle, self.index.taken(uri))

    def fix(self, uri: str, finding: Finding) -> Fix | None:
        """Give the edits that mend a finding of an open document; its ids are new everywhere."""
        return self._analyses[uri].fix(finding, self.index.taken(uri))

    def symbols(self, query: str) -> tuple[Match, ...]:
        """Find items and documents of the workspace by letters of their names, the best first."""
        return search(self.index, query)

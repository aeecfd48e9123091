"""What a document says: its items, what each of them is, and where every part of them stands."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from orchestrator_analyzer.later import LaterMapping
from orchestrator_analyzer.text import Span


class DocumentKind(StrEnum):
    """What sort of document it is."""

    SPEC = "spec"
    TASK_LIST = "task-list"
    BACKLOG = "backlog"
    BUG_REPORT = "bug-report"
    TEST_PLAN = "test-plan"
    ROADMAP = "roadmap"
    STATUS_REPORT = "status-report"
    AUDIT_REPORT = "audit-report"
    DESIGN_DOC = "design-doc"
    CHANGELOG = "changelog"
    README = "readme"
    NOTES = "notes"
    OTHER = "other"


class ItemKind(StrEnum):
    """What sort of thing an item is."""

    TASK = "task"
    FEATURE = "feature"
    REQUIREMENT = "requirement"
    STORY = "story"
    BUG = "bug"
    FINDING = "finding"
    TEST = "test"
    QUESTION = "question"
    DECISION = "decision"
    GOAL = "goal"


class Status(StrEnum):
    """How far an item is."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    BLOCKED = "blocked"
    REJECTED = "rejected"
    DEFERRED = "deferred"
    NEEDS_DECISION = "needs_decision"

    @property
    def is_to_do(self) -> bool:
        """Say whether a run may work on an item with this status."""
        return self in TO_DO


TO_DO = frozenset({Status.OPEN, Status.IN_PROGRESS})


class ReferenceKind(StrEnum):
    """What a reference points at."""

    ITEM = "item"
    FILE = "file"
    ISSUE = "issue"
    COMMIT = "commit"
    LINK = "link"


Exists = Callable[[str], bool | None]
"""Says of a file that a document mentions whether it is there, and None where that is not known.

The analyzer looks at no disk: whoever asks it hands this in.
"""


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention of something else: an item's id, a file, an issue, a commit or an address."""

    kind: ReferenceKind
    target: str
    span: Span

    def moved(self, by: int) -> "Reference":
        """Give the reference so many characters further on."""
        return Reference(self.kind, self.target, self.span.moved(by))


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that must hold for an item, or for the document, to be done."""

    text: str
    span: Span
    id: str | None = None
    id_span: Span | None = None

    def moved(self, by: int) -> "Criterion":
        """Give the criterion so many characters further on."""
        id_span = None if self.id_span is None else self.id_span.moved(by)
        return Criterion(self.text, self.span.moved(by), self.id, id_span)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a document is said to be of a kind: words a person can check, and their line from 0."""

    words: str
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands beneath it, down to the next heading that is not deeper."""

    title: str
    level: int
    line: int
    title_span: Span
    span: Span
    path: tuple[str, ...]


class Body(ABC):
    """What an item's own lines say beside its facts; worked out when first asked for."""

    @cached_property
    def words(self) -> str:
        """Give its own text as written, without that of items nested in it."""
        return self.read_words()

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """Give what must hold for it to be done."""
        return self.read_criteria()

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """Give what it points at, in the order of the text."""
        return self.read_references()

    @abstractmethod
    def read_named_criteria(self) -> tuple[Criterion, ...]:
        """Work out those of its criteria that have ids."""

    @abstractmethod
    def read_words(self) -> str:
        """Work out its words."""

    @abstractmethod
    def read_criteria(self) -> tuple[Criterion, ...]:
        """Work out its criteria."""

    @abstractmethod
    def read_references(self) -> tuple[Reference, ...]:
        """Work out its references."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Core:
    """What an item is wherever it stands; positions count from the beginning of its part."""

    id: str | None
    aliases: tuple[str, ...]
    kind: ItemKind
    title: str
    priority: str | None
    optional: bool
    span: Span
    id_span: Span | None
    title_span: Span
    box_span: Span | None
    status_span: Span | None
    section: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Item:
    """One thing to do or to hold.

    `handle` names the item within its document: its id when no other item has the same, otherwise
    a name made of its section, title and occurrence, which edits elsewhere do not change.
    `after` names what the item waits for, by handle where the document has it. Lines count from 0.
    Its part begins at the offset `start`, from which the positions of its `core` count.
    """

    core: Core = field(repr=False)
    handle: str
    status: Status
    line: int
    start: int
    parent: str | None
    after: tuple[str, ...]
    body: Body = field(repr=False)

    @property
    def id(self) -> str | None:
        """Give the id that is written at it."""
        return self.core.id

    @property
    def aliases(self) -> tuple[str, ...]:
        """Give other names by which texts call it."""
        return self.core.aliases

    @property
    def kind(self) -> ItemKind:
        """Say what sort of thing it is."""
        return self.core.kind

    @property
    def title(self) -> str:
        """Give what it is called."""
        return self.core.title

    @property
    def priority(self) -> str | None:
        """Give its priority or severity as written."""
        return self.core.priority

    @property
    def optional(self) -> bool:
        """Say whether it may be skipped."""
        return self.core.optional

    @property
    def section(self) -> tuple[str, ...]:
        """Give the titles of the sections that it stands in, the outermost first."""
        return self.core.section

    @property
    def span(self) -> Span:
        """Give where it stands, with all that is nested in it."""
        return self.core.span.moved(self.start)

    @property
    def id_span(self) -> Span | None:
        """Give where its id stands."""
        span = self.core.id_span
        return None if span is None else span.moved(self.start)

    @property
    def title_span(self) -> Span:
        """Give where its title stands."""
        return self.core.title_span.moved(self.start)

    @property
    def box_span(self) -> Span | None:
        """Give the one character between the brackets of its task box."""
        span = self.core.box_span
        return None if span is None else span.moved(self.start)

    @property
    def status_span(self) -> Span | None:
        """Give the words of its written status."""
        span = self.core.status_span
        return None if span is None else span.moved(self.start)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Item) and self.told() == other.told()

    def __hash__(self) -> int:
        return hash((self.handle, self.line))

    def told(self) -> tuple[object, ...]:
        """Give all that is said of it, but for what its body says."""
        core = self.core
        return (
            *(self.handle, self.status, self.line, self.parent, self.after),
            *(core.id, core.aliases, core.kind, core.title, core.priority, core.optional),
            *(self.span, self.id_span, self.title_span, self.box_span, self.status_span),
            core.section,
        )

    @property
    def words(self) -> str:
        """Give its own text as written, without that of items nested in it."""
        return self.body.words

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Give what must hold for it to be done."""
        return self.body.criteria

    @property
    def named_criteria(self) -> tuple[Criterion, ...]:
        """Give those of its criteria that have ids; most items have none, which is soon known."""
        return self.body.read_named_criteria()

    @property
    def references(self) -> tuple[Reference, ...]:
        """Give what it points at, in the order of the text."""
        return self.body.references

    @property
    def name_span(self) -> Span:
        """Give where id and title stand, from the first of them to the end of the other."""
        spans = [self.title_span] if self.id_span is None else [self.id_span, self.title_span]
        return Span(min(span.start for span in spans), max(span.end for span in spans))


@dataclass(frozen=True)
class Spec:
    """What one document says.

    `confidence` (0 to 1) and `evidence` are those of its kind. `format` is the name of the format
    it was read as. `status` is what it says of all of itself, where that settles every item.
    `criteria` are those that belong to no item; `around` reads what stands around the items.
    `handles` gives the place of each handle among the items, `outer` that of each that has others
    in it, `nested` the places of those directly within the one at a place, and `to_do` those of
    what a run should do. `ticks` gives what stands in the boxes of items, by their status.
    """

    title: str
    kind: DocumentKind
    confidence: float
    evidence: tuple[Evidence, ...]
    format: str
    status: Status | None
    items: Sequence[Item]
    criteria: tuple[Criterion, ...]
    sections: Sequence[Section]
    around: Callable[["Spec"], str] = field(repr=False, compare=False)
    handles: Mapping[str, int] = field(repr=False, compare=False)
    outer: Mapping[str, int] = field(repr=False, compare=False)
    nested: Callable[[int], Sequence[int]] = field(repr=False, compare=False)
    to_do: Callable[[], tuple[int, ...]] = field(repr=False, compare=False)
    ticks: Callable[[], Mapping[Status, set[str]]] = field(repr=False, compare=False)

    @cached_property
    def context(self) -> str:
        """Give the text around the items."""
        return self.around(self)

    @cached_property
    def by_handle(self) -> Mapping[str, Item]:
        """Give the items by handle."""
        return LaterMapping(self.handles, self.items.__getitem__)

    @cached_property
    def by_name(self) -> dict[str, Item]:
        """Give the items by every name that a text may call them: handle, id or alias."""
        names: dict[str, Item] = {}
        for item in self.items:
            for name in (item.id, *item.aliases):
                if name is not None:
                    names.setdefault(name, item)
        return {**names, **self.by_handle}

    @cached_property
    def children(self) -> Mapping[str, tuple[Item, ...]]:
        """Give the items directly nested in an item, by the handle of the outer one."""
        # Not of itself: an older version goes with its text as soon as nobody needs it.
        items, nested = self.items, self.nested
        return LaterMapping(self.outer, lambda place: tuple([items[one] for one in nested(place)]))

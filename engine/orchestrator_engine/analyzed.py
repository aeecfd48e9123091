"""What `code-orch analyze --json` says of a document: a stable shape that other programs read.

These classes are the schema: `schemas/analyze.json` is made from them, their docstrings included,
and a test compares the two. No name is ever taken away or given another meaning; new ones may come.
Lines and columns count from 1, columns in characters (code points).
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

from orchestrator_analyzer import spec
from orchestrator_analyzer.analysis import Analysis
from orchestrator_analyzer.recommend import Mode
from orchestrator_analyzer.rules import finding as rules
from orchestrator_analyzer.rules.finding import Severity
from orchestrator_analyzer.text import Span, Text

SCHEMA = 1
"""The version of this shape; the same number stands in every object of the command line."""


class _Said:
    """How pydantic reads these classes where a test makes the schema of them."""

    __slots__ = ()
    __pydantic_config__: ClassVar = {"use_attribute_docstrings": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(_Said):
    """A stretch of text; its end is the place behind its last character."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(_Said):
    """Why a document is said to be of a kind: words a person can check."""

    words: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason(_Said):
    """Why a mode suits, or none does."""

    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion(_Said):
    """One thing that must hold."""

    id: str | None
    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(_Said):
    """A mention of something else; an item is named by its handle."""

    kind: spec.ReferenceKind
    target: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(_Said):
    """One thing to do or to hold."""

    id: str | None
    """The id as written; null for an item without one."""
    handle: str
    """A name of its own within the document that edits elsewhere do not change."""
    aliases: list[str]
    """Other names by which texts call it."""
    kind: spec.ItemKind
    title: str
    status: spec.Status
    """How far it is; `open` and `in_progress` are still to do."""
    open: bool
    """Whether it is still to do."""
    priority: str | None
    """Priority or severity, as written."""
    optional: bool
    """Whether the document lets it be skipped."""
    line: int
    """The line it begins on."""
    span: Place
    """All of it, with what is nested in it."""
    section: list[str]
    """The headings it stands under, the outermost first."""
    parent: str | None
    """The handle of the item it is nested in."""
    criteria: list[Criterion]
    """What must hold for it to be done."""
    after: list[str]
    """What it waits for: handles, or ids that the document does not have."""
    references: list[Reference]


@dataclass(frozen=True, slots=True, kw_only=True)
class Related(_Said):
    """Another place that a finding speaks of."""

    message: str
    span: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit(_Said):
    """A change of the document: the text in its place becomes `new`."""

    span: Place
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix(_Said):
    """Edits that make a finding go away, made together; `title` says what they do."""

    title: str
    edits: list[Edit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(_Said):
    """A problem that a rule found."""

    rule: str
    severity: Severity
    message: str
    line: int
    span: Place
    related: list[Related]
    fix: Fix | None = None
    """What would make it go away, where that can be said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts(_Said):
    """How many items there are. An id that several items have counts once."""

    items: int
    open: int
    """Items that are still to do."""
    ids_total: int
    """Distinct ids."""
    ids_open: int
    """Distinct ids of items that are still to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Analyzed(_Said):
    """What a document is, what there is to do in it, and how best to run it."""

    schema: Literal[1]
    """The version of this shape."""
    path: str
    """The path as it was given, or as it was found in a folder that was given."""
    title: str
    """The document's own title; empty where it has none."""
    format: str
    """The format it was read as."""
    kind: spec.DocumentKind
    confidence: float
    """How sure the kind is, from 0 to 1: of ten documents with 0.9, nine are of their kind."""
    evidence: list[Evidence]
    """Why it is of that kind, the most telling first."""
    status: spec.Status | None
    """What the document says of all of itself, where that settles every item."""
    mode: Mode | Literal["none"]
    """The mode to run it in; `none` where there is nothing to run."""
    mode_confidence: float
    """How sure the mode is, from 0 to 1."""
    alternatives: list[Mode]
    """Other modes that make sense, best first."""
    reasons: list[Reason]
    """Why that mode, or why none."""
    counts: Counts
    items: list[Item]
    """Every item in the order of the document, done ones included."""
    run: list[str]
    """The handles of what a run would do; empty where the mode is `none`."""
    criteria: list[Criterion]
    """Criteria that belong to no item."""
    findings: list[Finding]
    """What a careful author would want to mend, in the order of the document."""
    prompt: str
    """What an agent would be told; empty where there is nothing to do."""
    own_modes: list[str]
    """Modes that the project's settings add, which may be chosen, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread(_Said):
    """A document that could not be read; the exit code is 2 and the others are still analysed."""

    schema: Literal[1]
    path: str
    error: str
    message: str
    hint: str


def analyzed(
    path: str,
    analysis: Analysis,
    exists: spec.Exists | None = None,
    silence: frozenset[str] = frozenset(),
    own_modes: tuple[str, ...] = (),
) -> Analyzed:
    """Say all there is to say of a document.

    `exists` tells which files it names are there; `silence` names rules that are not to speak,
    `own_modes` are those that settings add.
    """
    said, recommendation, text = analysis.spec, analysis.recommendation, analysis.text
    mode = recommendation.mode
    named = [item for item in said.items if item.id is not None]
    return Analyzed(
        schema=SCHEMA,
        path=path,
        title=said.title,
        format=said.format,
        kind=said.kind,
        confidence=said.confidence,
        evidence=[Evidence(words=one.words, line=one.line + 1) for one in said.evidence],
        status=said.status,
        mode="none" if mode is None else mode,
        mode_confidence=recommendation.confidence,
        alternatives=list(recommendation.alternatives),
        reasons=[Reason(text=one.text, line=one.line + 1) for one in recommendation.reasons],
        counts=Counts(
            items=len(said.items),
            open=sum(item.status.is_to_do for item in said.items),
            ids_total=len({item.id for item in named}),
            ids_open=len({item.id for item in named if item.status.is_to_do}),
        ),
        items=[_item(text, item) for item in said.items],
        run=[] if mode is None else [item.handle for item in analysis.open_items],
        criteria=_criteria(text, said.criteria),
        findings=[
            Finding(
                rule=finding.rule,
                severity=finding.severity,
                message=finding.message,
                line=text.line_of(finding.span.start) + 1,
                span=_place(text, finding.span),
                related=[
                    Related(message=one.message, span=_place(text, one.span))
                    for one in finding.related
                ],
                fix=_fix(text, finding.fix),
            )
            for finding in analysis.check(silence, exists)
        ],
        prompt="" if mode is None else analysis.prompt(exists=exists),
        own_modes=[] if mode is None else list(own_modes),
    )


def _fix(text: Text, fix: rules.Fix | None) -> Fix | None:
    if fix is None:
        return None
    edits = [Edit(span=_place(text, edit.span), new=edit.new) for edit in fix.edits]
    return Fix(title=fix.title, edits=edits)


def _item(text: Text, item: spec.Item) -> Item:
    return Item(
        id=item.id,
        handle=item.handle,
        aliases=list(item.aliases),
        kind=item.kind,
        title=item.title,
        status=item.status,
        open=item.status.is_to_do,
        priority=item.priority,
        optional=item.optional,
        line=item.line + 1,
        span=_place(text, item.span),
        section=list(item.section),
        parent=item.parent,
        criteria=_criteria(text, item.criteria),
        after=list(item.after),
        references=[
            Reference(
                kind=reference.kind,
                target=reference.target,
                line=text.line_of(reference.span.start) + 1,
            )
            for reference in item.references
        ],
    )


def _criteria(text: Text, criteria: tuple[spec.Criterion, ...]) -> list[Criterion]:
    return [
        Criterion(id=one.id, text=one.text, line=text.line_of(one.span.start) + 1)
        for one in criteria
    ]


def _place(text: Text, span: Span) -> Place:
    line, end_line = text.line_of(span.start), text.line_of(span.end)
    return Place(
        line=line + 1,
        column=span.start - text.line_start(line) + 1,
        end_line=end_line + 1,
        end_column=span.end - text.line_start(end_line) + 1,
    )

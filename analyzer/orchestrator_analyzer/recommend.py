"""Which way to run a document, or that there is nothing to run, with reasons a person can check."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from orchestrator_analyzer.at_rest import FORMATS_OF_CHANGES, TELLING, TICKED, why_at_rest
from orchestrator_analyzer.memory import remembered
from orchestrator_analyzer.nodes import Node
from orchestrator_analyzer.parser import Reading
from orchestrator_analyzer.revising import Revision
from orchestrator_analyzer.spec import DocumentKind, ItemKind, Spec, Status
from orchestrator_analyzer.vocabulary.modes import (
    EXISTING_WORDS,
    FIX_WORDS,
    GREENFIELD_WORDS,
    REFACTOR_WORDS,
    RESTRUCTURING_WORDS,
    TEST_WORDS,
)
from orchestrator_analyzer.work import OPENING, Reason, Work, first_line, last_line


class Mode(StrEnum):
    """The ways to run a document."""

    BUILD = "build"
    FEATURE = "feature"
    FIX = "fix"
    AUDIT = "audit"
    TEST = "test"
    REVIEW = "review"
    REFACTOR = "refactor"
    EXEC = "exec"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """How best to run a document; `mode` is None where there is nothing to run.

    `confidence` goes from 0 to 1. `alternatives` are other modes that make sense, best first.
    """

    mode: Mode | None
    confidence: float
    reasons: tuple[Reason, ...]
    alternatives: tuple[Mode, ...] = ()


OWN_PLAN = "Code Orchestrator plan"
_SAYS_MODE = re.compile(r"^mode:[ \t]*[\"']?([a-z]+)", re.MULTILINE)
_TITLE = 80
_OFTEN = 5
_DENSE = 25
_NEVER = {
    DocumentKind.README: "a readme tells about a project and asks for nothing",
    DocumentKind.CHANGELOG: "a changelog tells what has been done",
    DocumentKind.DESIGN_DOC: "a design explains decisions; the work is in its tasks or its spec",
}
_BY_TITLES = TICKED | {DocumentKind.SPEC, DocumentKind.NOTES}
_MODES: dict[DocumentKind, tuple[Mode, ...]] = {
    DocumentKind.SPEC: (Mode.FEATURE, Mode.BUILD),
    DocumentKind.TASK_LIST: (Mode.EXEC, Mode.FEATURE),
    DocumentKind.BACKLOG: (Mode.EXEC, Mode.FEATURE, Mode.FIX),
    DocumentKind.BUG_REPORT: (Mode.FIX, Mode.TEST),
    DocumentKind.TEST_PLAN: (Mode.TEST,),
    DocumentKind.ROADMAP: (Mode.EXEC, Mode.FEATURE),
    DocumentKind.STATUS_REPORT: (Mode.EXEC, Mode.FIX),
    DocumentKind.AUDIT_REPORT: (Mode.FIX, Mode.REFACTOR),
    DocumentKind.NOTES: (Mode.EXEC, Mode.FIX),
}


@dataclass(frozen=True, slots=True)
class _Case:
    """What makes another mode than the usual one the better: the first case that applies counts."""

    kinds: frozenset[DocumentKind]
    applies: Callable[[Work], bool]
    mode: Mode
    because: str


_LISTS = frozenset({DocumentKind.TASK_LIST, DocumentKind.NOTES, DocumentKind.BACKLOG})
_ALL_BUT_SPECS = frozenset(DocumentKind) - {DocumentKind.SPEC}
_CASES: tuple[_Case, ...] = (
    _Case(
        frozenset({DocumentKind.SPEC}),
        lambda work: _is_greenfield(work.spec, work.text),
        Mode.BUILD,
        "it describes a whole product and names nothing that exists",
    ),
    _Case(
        frozenset({DocumentKind.TASK_LIST, DocumentKind.AUDIT_REPORT}),
        lambda work: REFACTOR_WORDS.search(work.spec.title) is not None,
        Mode.REFACTOR,
        "its title speaks of restructuring",
    ),
    _Case(
        frozenset({DocumentKind.TASK_LIST, DocumentKind.AUDIT_REPORT, DocumentKind.SPEC}),
        lambda work: _restructures(work.text[:OPENING]),
        Mode.REFACTOR,
        "it speaks of restructuring from beginning to end",
    ),
    _Case(
        frozenset({DocumentKind.BACKLOG}),
        lambda work: work.is_mostly(ItemKind.STORY),
        Mode.FEATURE,
        "most of what is open are stories",
    ),
    _Case(
        frozenset({DocumentKind.TASK_LIST}),
        Work.begins,
        Mode.BUILD,
        "it begins with setting up the project and nothing is done yet",
    ),
    _Case(
        _ALL_BUT_SPECS,
        lambda work: work.is_mostly(ItemKind.BUG),
        Mode.FIX,
        "most of what is open are bugs",
    ),
    _Case(
        _LISTS,
        lambda work: FIX_WORDS.search(work.spec.title) is not None,
        Mode.FIX,
        "its title speaks of mending",
    ),
    _Case(
        _ALL_BUT_SPECS,
        lambda work: work.is_mostly(ItemKind.TEST),
        Mode.TEST,
        "most of what is open are tests",
    ),
    _Case(
        frozenset({DocumentKind.STATUS_REPORT}),
        lambda work: TEST_WORDS.search(work.spec.title) is not None,
        Mode.TEST,
        "it reports what tests leave out",
    ),
)


def recommended(reading: Reading) -> Recommendation:
    """Choose a mode for a document as it was read."""
    spec, text = reading.spec, reading.source.text.source
    return _recommended(Work(spec, reading.assembly, text, spec.to_do()))


def carry(before: Reading, after: Reading, revision: Revision) -> None:
    """Let a reading know the mode of an older one; only the first open item is read for it.

    Of a report, all of them are, and of any document its beginning.
    """
    known = before.known(recommended)
    if known is None or revision.grown is not None or not _is_as_it_was(before, after, revision):
        return
    shown = {reason.line for reason in known.reasons}
    first = before.source.lines[revision.parts.first]
    has_moved = before.source.lines is not after.source.lines and max(shown) >= first
    lines, nodes = before.source.lines, before.assembly.nodes
    items = (nodes[place] for place in revision.items)
    if not has_moved and shown.isdisjoint(lines[one.part] + one.draft.top for one in items):
        after.take(recommended, known)


def _is_as_it_was(before: Reading, after: Reading, revision: Revision) -> bool:
    """Say whether a document reads the same to whoever recommends a mode."""
    old, new, parts = before.spec, after.spec, revision.parts
    pairs = parts.pairs(before.source.parts, after.source.parts)
    # A specification may be told by its headings to be one of something new, a list to be done.
    titles = ((a.head and a.head.title, b.head and b.head.title) for a, b in pairs)
    was, now = before.assembly, after.assembly
    items = ((was.nodes[place], now.nodes[place]) for place in revision.items)
    return (
        new.kind is not DocumentKind.STATUS_REPORT
        and min(before.source.offsets[parts.first], after.source.offsets[parts.first]) >= OPENING
        and (old.title, old.status, old.confidence, old.evidence[:1])
        == (new.title, new.status, new.confidence, new.evidence[:1])
        and (was.statuses is now.statuses or was.statuses == now.statuses)
        and all(_work(a) == _work(b) for a, b in items)
        and (new.kind not in _BY_TITLES or all(a == b for a, b in titles))
    )


def _work(node: Node) -> tuple[object, ...]:
    """Give what says, beside its status, whether an item is work of its own."""
    return node.kind, node.draft.lead.id is None, node.box is None, node.written is None


def _recommended(work: Work) -> Recommendation:
    spec = work.spec
    why = Reason(f"This reads as {_named(spec.kind)}: {_evidence(spec)}.", first_line(spec))
    if (never := _NEVER.get(spec.kind)) is not None:
        alternatives = (Mode.FEATURE,) if spec.kind is DocumentKind.DESIGN_DOC else ()
        reason = Reason(f"Nothing to run: {never}.", first_line(spec))
        return Recommendation(None, _sure(spec), (why, reason), alternatives)
    if spec.kind is DocumentKind.OTHER:
        reason = Reason(f"Nothing to run: {_why_other(len(work.to_do))}.", first_line(spec))
        return Recommendation(None, _sure(spec), (why, reason))
    if not work.to_do:
        reason = Reason(_why_nothing(work.assembly.statuses), last_line(spec))
        return Recommendation(None, _sure(spec), (why, reason))
    usual = _MODES[spec.kind]
    if (reason := why_at_rest(work)) is not None:
        others = (Mode.AUDIT, *usual[:1]) if spec.kind is DocumentKind.SPEC else usual[:1]
        return Recommendation(None, _sure(spec), (why, reason), others)
    mode, because = usual[0], f"it is the usual one for {_named(spec.kind)}"
    for case in _CASES:
        if spec.kind in case.kinds and case.applies(work):
            mode, because = case.mode, case.because
            break
    written = _mode_of_plan(spec, work.text)
    if written is not None:
        mode, because = written, "the plan says so"
    line = work.first.line
    counted = Reason(_count(work), line)
    chosen = Reason(f"Mode {mode.value}: {because}.", line)
    others = tuple(other for other in usual if other is not mode)
    return Recommendation(mode, spec.confidence, (why, counted, chosen), others)


def _mode_of_plan(spec: Spec, text: str) -> Mode | None:
    """Give the mode that a plan of our own says it is to be run in."""
    said = _SAYS_MODE.search(text, 0, OPENING) if spec.format == OWN_PLAN else None
    return next((mode for mode in Mode if said and mode.value == said[1]), None)


def _named(kind: DocumentKind) -> str:
    name = kind.value.replace("-", " ")
    if kind in _WITHOUT_ARTICLE:
        return _WITHOUT_ARTICLE[kind]
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"


_WITHOUT_ARTICLE = {DocumentKind.NOTES: "notes", DocumentKind.OTHER: "a page of no known kind"}


# An edit below it leaves the opening of a document as it was.
@remembered(texts=4, longest=OPENING)
def _restructures(opening: str) -> bool:
    """Say whether a text speaks of restructuring once in so many lines, and more than by chance."""
    said = sum(1 for _ in RESTRUCTURING_WORDS.finditer(opening))
    return said >= _OFTEN and said * _DENSE > opening.count("\n")


def _is_greenfield(spec: Spec, text: str) -> bool:
    if spec.format in FORMATS_OF_CHANGES:
        return False
    begins = text[:OPENING].lstrip("\ufeff \n\r\t").partition("\n")[0][:_TITLE]
    titles = "\n".join(section.title for section in spec.sections)
    head = f"{begins}\n{spec.title}\n{titles}"
    new = len({found[0].casefold() for found in GREENFIELD_WORDS.finditer(head)})
    old = sum(1 for _ in EXISTING_WORDS.finditer(text[:OPENING]))
    return new * 2 > old


def _evidence(spec: Spec) -> str:
    return spec.evidence[0].words if spec.evidence else "nothing says otherwise"


def _sure(spec: Spec) -> float:
    """Say how sure it is that there is nothing to run: many wrong kinds have nothing either.

    Where a document of work names no item, what it asks for may only have been missed.
    """
    is_missed = not spec.items and spec.kind in _MODES and spec.kind not in TELLING
    return round((0.3 if is_missed else 0.5) + 0.46 * spec.confidence, 2)


def _why_other(to_do: int) -> str:
    if not to_do:
        return "it lists nothing that is to be done"
    what = "its open item is" if to_do == 1 else f"its {to_do} open items are"
    return f"that {what} work is not sure enough"


def _why_nothing(statuses: Sequence[Status]) -> str:
    if not statuses:
        return "Nothing to run: it names no item."
    counts = Counter(statuses)
    told = ", ".join(
        f"{count} {status.value.replace('_', ' ')}" for status, count in counts.items()
    )
    return f"Nothing to run: of its {len(statuses)} items none is open ({told})."


def _count(work: Work) -> str:
    statuses = work.assembly.statuses
    items = "1 item" if len(statuses) == 1 else f"{len(statuses)} items"
    return f"{len(work.to_do)} to do, {statuses.count(Status.DONE)} done of {items}."

"""Which way to run a document, or that there is nothing to run, with reasons a person can check."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from orchestrator_analyzer.outstanding import open_items
from orchestrator_analyzer.spec import DocumentKind, Item, ItemKind, Spec, Status
from orchestrator_analyzer.vocabulary.modes import (
    BEGINS_WORDS,
    EXISTING_WORDS,
    FIX_WORDS,
    GAPS_WORDS,
    GREENFIELD_WORDS,
    REFACTOR_WORDS,
    TEST_WORDS,
)


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
class Reason:
    """One reason, and the line, from 0, that it speaks of."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Recommendation:
    """How best to run a document; `mode` is None where there is nothing to run.

    `confidence` goes from 0 to 1. `alternatives` are other modes that make sense, best first.
    """

    mode: Mode | None
    confidence: float
    reasons: tuple[Reason, ...]
    alternatives: tuple[Mode, ...] = ()


_NEVER = {
    DocumentKind.README: "a readme tells about a project and asks for nothing",
    DocumentKind.CHANGELOG: "a changelog tells what has been done",
    DocumentKind.OTHER: "nothing in it asks for work",
    DocumentKind.DESIGN_DOC: "a design explains decisions; the work is in its tasks or its spec",
}
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


def recommend(spec: Spec, text: str) -> Recommendation:
    """Choose a mode for a document, or none."""
    why = Reason(f"This reads as a {spec.kind.value}: {_evidence(spec)}.", _first_line(spec))
    if (never := _NEVER.get(spec.kind)) is not None:
        alternatives = (Mode.FEATURE,) if spec.kind is DocumentKind.DESIGN_DOC else ()
        return Recommendation(
            None, spec.confidence, (why, Reason(f"Nothing to run: {never}.", 0)), alternatives
        )
    todo = open_items(spec)
    if not todo:
        return Recommendation(None, _sure(spec), (why, Reason(_why_nothing(spec), 0)))
    if spec.kind is DocumentKind.STATUS_REPORT and not _asks(spec, todo):
        reason = Reason("Nothing to run: a report tells how things stand.", 0)
        return Recommendation(None, spec.confidence, (why, reason), (Mode.EXEC,))
    best, others, reason = _mode(spec, todo, text)
    counted = Reason(_count(spec, todo), todo[0].line)
    return Recommendation(best, spec.confidence, (why, counted, reason), others)


def _mode(spec: Spec, todo: tuple[Item, ...], text: str) -> tuple[Mode, tuple[Mode, ...], Reason]:
    usual = _MODES[spec.kind]
    first = todo[0].line
    title = spec.title
    kinds = Counter(item.kind for item in todo)
    chosen: tuple[Mode, str] = (
        usual[0],
        f"{usual[0].value} is the usual way for a {spec.kind.value}",
    )
    if spec.kind is DocumentKind.SPEC:
        if _is_greenfield(spec, text):
            chosen = (Mode.BUILD, "it describes a whole product and names nothing that exists")
    elif spec.kind in {DocumentKind.TASK_LIST, DocumentKind.AUDIT_REPORT} and REFACTOR_WORDS.search(
        title
    ):
        chosen = (Mode.REFACTOR, "its title speaks of restructuring")
    elif (
        spec.kind is DocumentKind.TASK_LIST
        and BEGINS_WORDS.search(todo[0].words[:400])
        and _untouched(spec)
    ):
        chosen = (Mode.BUILD, "it begins with setting up the project and nothing is done yet")
    elif kinds[ItemKind.BUG] * 2 > len(todo) or (
        spec.kind in {DocumentKind.TASK_LIST, DocumentKind.NOTES, DocumentKind.BACKLOG}
        and FIX_WORDS.search(title)
    ):
        chosen = (Mode.FIX, "most of what is open are bugs")
    elif kinds[ItemKind.TEST] * 2 > len(todo) or (
        spec.kind is DocumentKind.STATUS_REPORT and TEST_WORDS.search(title)
    ):
        chosen = (Mode.TEST, "what is open are tests")
    mode, because = chosen
    others = tuple(other for other in usual if other is not mode)
    return mode, others, Reason(f"Mode {mode.value}: {because}.", first)


def _untouched(spec: Spec) -> bool:
    return all(item.status is Status.OPEN for item in spec.items)


def _is_greenfield(spec: Spec, text: str) -> bool:
    if spec.format in {"spec-kit", "OpenSpec"}:
        return False
    head = f"{spec.title}\n" + "\n".join(section.title for section in spec.sections)
    new = len({found[0].casefold() for found in GREENFIELD_WORDS.finditer(head)})
    old = sum(1 for _ in EXISTING_WORDS.finditer(text[:6000]))
    return spec.format != "Kiro" and new * 2 > old


def _asks(spec: Spec, todo: tuple[Item, ...]) -> bool:
    """Say whether a report names work: boxes that are open, or gaps in what is tested."""
    if any(item.box_span is not None for item in todo):
        return True
    return bool(TEST_WORDS.search(spec.title)) and any(
        GAPS_WORDS.search(section.title) for section in spec.sections
    )


def _evidence(spec: Spec) -> str:
    return spec.evidence[0].words if spec.evidence else "nothing says otherwise"


def _first_line(spec: Spec) -> int:
    return spec.evidence[0].line if spec.evidence else 0


def _sure(spec: Spec) -> float:
    return max(spec.confidence, 0.9) if spec.items else spec.confidence


def _why_nothing(spec: Spec) -> str:
    if not spec.items:
        return "Nothing to run: it names no item."
    counts = Counter(item.status for item in spec.items)
    told = ", ".join(
        f"{count} {status.value.replace('_', ' ')}" for status, count in counts.items()
    )
    return f"Nothing to run: of its {len(spec.items)} items none is open ({told})."


def _count(spec: Spec, todo: tuple[Item, ...]) -> str:
    done = sum(item.status is Status.DONE for item in spec.items)
    return f"{len(todo)} to do, {done} done of {len(spec.items)} items."

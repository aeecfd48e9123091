"""What is said of one item: its kind, its priority, and where its status is written."""

from functools import lru_cache

from orchestrator_analyzer.choose import status_cell
from orchestrator_analyzer.drafts import Draft, Form, prefix
from orchestrator_analyzer.fields import status_field
from orchestrator_analyzer.handles import plain, section_path
from orchestrator_analyzer.memory import remembered
from orchestrator_analyzer.spec import DocumentKind, ItemKind, Status
from orchestrator_analyzer.statuses import Written, written_status
from orchestrator_analyzer.stretch import Stretch
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.vocabulary.priorities import PRIORITY_FIELD
from orchestrator_analyzer.vocabulary.sections import BUG_SECTION
from orchestrator_analyzer.vocabulary.series import SERIES
from orchestrator_analyzer.vocabulary.statuses import NO, YES
from orchestrator_analyzer.words import (
    fold,
    is_priority,
    priority_in,
    section_status,
    status_of_words,
)

_BRIEF = 3
_LINE = 400
_KINDS = {
    DocumentKind.SPEC: ItemKind.REQUIREMENT,
    DocumentKind.BUG_REPORT: ItemKind.BUG,
    DocumentKind.TEST_PLAN: ItemKind.TEST,
    DocumentKind.AUDIT_REPORT: ItemKind.FINDING,
    DocumentKind.ROADMAP: ItemKind.FEATURE,
}


def kind_of(draft: Draft, document: DocumentKind) -> ItemKind:
    """Say what an item is: by its format, its id, its section, or its document."""
    if draft.kind is not None:
        return draft.kind
    if draft.lead.id is not None:
        kind = _kind_of_series(prefix(draft.lead.id), document)
        if kind is not None:
            return kind
    if draft.section is not None and _is_of_bugs(draft.section.title):
        return ItemKind.BUG
    return _KINDS.get(document, ItemKind.TASK)


# Items of one document share a few series, sections and documents.
@lru_cache(maxsize=512)
def _kind_of_series(name: str, document: DocumentKind) -> ItemKind | None:
    return next(
        (
            kind
            for pattern, kind in SERIES
            if name and pattern.fullmatch(name) and not _misleads(kind, document)
        ),
        None,
    )


@lru_cache(maxsize=512)
def _is_of_bugs(title: str) -> bool:
    return BUG_SECTION.fullmatch(fold(title)) is not None


def _misleads(kind: ItemKind, document: DocumentKind) -> bool:
    """Letters such as `T` or `M` mean other things in a test plan or outside of an audit."""
    if kind is ItemKind.TASK:
        return document is DocumentKind.TEST_PLAN
    return kind is ItemKind.FINDING and document is not DocumentKind.AUDIT_REPORT


def priority_of(source: Stretch, draft: Draft, fields: dict[str, Span]) -> str | None:
    """Find the priority, as written: in a field, in the item's line, or in a heading above."""
    for name, span in fields.items():
        value = source.text.slice(span)
        is_brief = len(value.split()) <= _BRIEF
        if is_brief and PRIORITY_FIELD.fullmatch(name) and is_priority(value):
            return plain(value).lstrip("🔴🟠🟡🟢⚪ ").strip()
    line = draft.line_span
    found = _priority_of_line(source.text.source[line.start : min(line.end, line.start + _LINE)])
    if found is not None:
        return found
    titles = (_priority_of_section(title) for title in reversed(section_path(draft)[-2:]))
    return next((priority for priority in titles if priority is not None), None)


# An edit leaves all lines but one as they were.
@remembered(texts=8192, longest=400)
def _priority_of_line(line: str) -> str | None:
    return priority_in(line)


@lru_cache(maxsize=512)
def _priority_of_section(title: str) -> str | None:
    if (found := priority_in(title)) is not None:
        return found
    words = fold(title)
    return words.split()[0] if is_priority(words) and len(words.split()) <= _BRIEF else None


def written_of(source: Stretch, draft: Draft, fields: dict[str, Span]) -> Written | None:
    """Find where an item itself has its status written: a cell, a field, or its own line."""
    if draft.form is Form.ROW:
        found = _in_cell(source, draft)
    else:
        named = status_field(source, fields)
        found = Written(*named) if named is not None else None
    if found is None:
        found = draft.written or written_status(source.text.source, draft.line_span)
    return found


def written_in(mentions: tuple[Draft, ...]) -> tuple[Draft, Written] | None:
    """Find the row of a table of all items that tells a status, and where."""
    for mention in mentions:
        if (found := _in_cell(mention.part, mention)) is not None:
            return mention, found
    return None


def _in_cell(source: Stretch, row: Draft) -> Written | None:
    heads = status_cell(row)
    for head, span in row.cells:
        if head not in heads:
            continue
        words = source.text.slice(span)
        status = status_of_words(words)
        if status is None and status_of_words(head, whole=True) is Status.DONE:
            status = _answered(words)
        if status is not None:
            return Written(status, span)
    return None


def _answered(words: str) -> Status | None:
    """Read what stands beneath a head such as "Done": yes or no, or nothing."""
    plain_words = words.strip(" *_`").casefold()
    if YES.fullmatch(plain_words):
        return Status.DONE
    is_empty = not plain_words.strip("-\u2013—")
    return Status.OPEN if is_empty or NO.fullmatch(plain_words) else None


def status_around(draft: Draft) -> Status | None:
    """Give the status that the nearest heading above gives to all beneath it."""
    return _status_of_path(section_path(draft))


@lru_cache(maxsize=512)
def _status_of_path(path: tuple[str, ...]) -> Status | None:
    statuses = (section_status(title) for title in reversed(path))
    return next((status for status in statuses if status is not None), None)


def is_optional(draft: Draft) -> bool:
    """Say whether a star behind the box, as in `[ ]*`, lets the task be skipped."""
    text = draft.part.text.source
    return draft.box is not None and text.startswith("]*", draft.box.end)

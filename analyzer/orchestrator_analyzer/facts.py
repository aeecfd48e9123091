"""What is said of one item: its kind, its priority, and where its status is written."""

import re
from functools import lru_cache

from orchestrator_analyzer.choose import status_cell
from orchestrator_analyzer.drafts import Draft, Form, prefix
from orchestrator_analyzer.fields import status_field
from orchestrator_analyzer.handles import plain, section_path
from orchestrator_analyzer.memory import remembered
from orchestrator_analyzer.spec import DocumentKind, ItemKind, Status
from orchestrator_analyzer.statuses import Written, signed, written_status
from orchestrator_analyzer.stretch import Stretch
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.vocabulary.priorities import PRIORITY_FIELD
from orchestrator_analyzer.vocabulary.sections import BUG_SECTION, SECTIONS, SectionSort
from orchestrator_analyzer.vocabulary.series import SERIES
from orchestrator_analyzer.vocabulary.statuses import (
    MENDED,
    NO,
    SOLUTION,
    STATUS_HEAD,
    STATUS_SIGNS,
    YES,
)
from orchestrator_analyzer.words import (
    fold,
    is_priority,
    priority_in,
    status_of_box,
    status_of_words,
)

_BRIEF = 3
_NEAR = 4
_SAID = re.compile(
    rf"[ \t>]*(?P<sign>[{''.join(STATUS_SIGNS)}])\ufe0f?[ \t]*(?:\*\*|__)(?P<words>[^*_\n]{{2,60}})"
)
_LABELLED = re.compile(
    r"(?m)^[ \t>]*(?:[-*+][ \t]+|#{2,6}[ \t]+)?[*_]{0,2}"
    r"(?P<name>[^\W\d_][^*_:\uff1a\n]{0,30}?)[*_]{0,2}[ \t]*(?:[:\uff1a]|$)"
)
# The first sentence of a paragraph, if it is a short one.
_FIRST = re.compile(
    r"[ \t>*_]*(?P<words>[^\W\d_][^.,;:\uff1a\u3002\n*_|]{2,40})(?:[.,;:\uff1a\u3002*_]|[ \t]*$)"
)
_SIGNED = re.compile(
    rf"[ \t>*_]*[{''.join(STATUS_SIGNS)}]\ufe0f?[ \t]*"
    r"(?P<words>[^\W\d_][^.,;:\uff1a\u3002\n*_|(\uff08]{1,40})"
    r"(?:[.,;:\uff1a\u3002*_(\uff08]|[ \t]*$)"
)
_TOLD = frozenset({Status.DONE, Status.IN_PROGRESS, Status.REJECTED, Status.DEFERRED})
_CELL_BOX = re.compile(r"[ \t]*\[(?P<box>[ xXvV✓✔~-])\][ \t]*")
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
    # `US-PAY` counts the stories of payment.
    for part in dict.fromkeys((name, re.split(r"[-_]", name)[0])):
        for pattern, kind in SERIES:
            if part and pattern.fullmatch(part) and not _misleads(kind, document):
                return kind
    return None


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
        if _names_priority(name):
            value = source.text.slice(span)
            if len(value.split()) <= _BRIEF and is_priority(value):
                return plain(value).lstrip("🔴🟠🟡🟢⚪ ").strip()
    line = draft.line_span
    found = _priority_of_line(source.text.source[line.start : min(line.end, line.start + _LINE)])
    if found is not None:
        return found
    titles = (_priority_of_section(title) for title in reversed(section_path(draft)[-2:]))
    return next((priority for priority in titles if priority is not None), None)


# The items of a document have the same few fields.
@lru_cache(maxsize=512)
def _names_priority(field: str) -> bool:
    return PRIORITY_FIELD.fullmatch(field) is not None


# An edit leaves all lines but one as they were.
@remembered(texts=1024, longest=400)
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
        found = draft.written or _in_cell(source, draft)
    else:
        named = status_field(source, fields)
        found = Written(*named) if named is not None else None
        if found is None and draft.form in {Form.HEADING, Form.TEXT}:
            found = _below(source, draft)
    if found is None:
        found = draft.written or written_status(source.text.source, draft.line_span)
    return found


def written_in(mentions: tuple[Draft, ...]) -> tuple[Draft, Written] | None:
    """Find the row of a table of all items that tells a status, and where."""
    for mention in mentions:
        if (found := mention.written or _in_cell(mention.part, mention)) is not None:
            return mention, found
    return None


def _below(source: Stretch, draft: Draft) -> Written | None:
    """Read the line right below a heading, where that says how it stands.

    It does so by a sign and bold words, or by a sentence of its own: "Fixed in 1.2. The hinge…".
    """
    last = source.text.line_count if draft.bottom is None else draft.bottom
    lines = range(draft.top + 1, min(draft.top + _NEAR, last))
    line = next((line for line in lines if source.text.line(line).strip()), None)
    if line is None:
        return None
    words = source.text.line(line)[:_LINE]
    start = source.text.line_start(line)
    if (said := _SAID.match(words)) is not None:
        status = status_of_words(said["words"]) or STATUS_SIGNS[said["sign"]]
        return Written(status, Span(start + said.start("sign"), start + said.end("words")))
    sentence = _FIRST.match(words) or _SIGNED.match(words)
    if sentence is None:
        return None
    status = status_of_words(sentence["words"], whole=True)
    if status is None or status not in _TOLD:
        return None
    return Written(status, Span(start + sentence.start("words"), start + sentence.end("words")))


def _in_cell(source: Stretch, row: Draft) -> Written | None:
    heads = status_cell(row)
    for head, span in row.cells:
        if head not in heads:
            continue
        words = source.text.slice(span)
        box = _CELL_BOX.fullmatch(words)
        if box is not None:
            status = status_of_box(box["box"])
        else:
            # What a check came out as is a word or a sign; a sentence says what should happen.
            is_result = not _heads_status(head)
            status = status_of_words(words, whole=is_result)
            status = status or (signed(words) if is_result else None)
        if status is None and status_of_words(head, whole=True) is Status.DONE:
            status = _answered(words)
        if status is not None:
            return Written(status, span)
    return None


@lru_cache(maxsize=512)
def _heads_status(head: str) -> bool:
    """Say whether a column tells how far things are, and not when they are done: 完了条件."""
    criteria = SECTIONS[SectionSort.CRITERIA].search(head)
    return criteria is None and STATUS_HEAD.search(head) is not None


def _answered(words: str) -> Status | None:
    """Read what stands beneath a head such as "Done": yes or no, or nothing."""
    plain_words = words.strip(" *_`").casefold()
    if YES.fullmatch(plain_words):
        return Status.DONE
    is_empty = not plain_words.strip("-\u2013—")
    return Status.OPEN if is_empty or NO.fullmatch(plain_words) else None


@remembered(texts=2048, longest=2000)
def tells_solution(words: str) -> bool:
    """Say whether a line of an item begins with a label such as "Solution:"."""
    return any(SOLUTION.fullmatch(fold(label["name"])) for label in _LABELLED.finditer(words))


@remembered(texts=2048, longest=2000)
def tells_end(words: str) -> bool:
    """Say whether a line of an item begins with a label such as "Files changed:"."""
    return any(MENDED.fullmatch(fold(label["name"])) for label in _LABELLED.finditer(words))


def is_optional(draft: Draft) -> bool:
    """Say whether a star behind the box, as in `[ ]*`, lets the task be skipped."""
    text = draft.part.text.source
    return draft.box is not None and text.startswith("]*", draft.box.end)

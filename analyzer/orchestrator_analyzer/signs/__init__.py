"""What in a document speaks for its kind, by where it stands."""

from collections.abc import Iterator
from dataclasses import replace

from orchestrator_analyzer.candidates import Drafts
from orchestrator_analyzer.signs import (
    columns,
    front,
    headings,
    labels,
    paths,
    shape,
    tense,
    text,
    titles,
)
from orchestrator_analyzer.signs.called import is_filled_in
from orchestrator_analyzer.signs.sign import Sign
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind
from orchestrator_analyzer.vocabulary.sections import CHECKED
from orchestrator_analyzer.words import fold

JUDGED = shape.JUDGED | columns.JUDGED | headings.JUDGED
"""What is asked of parts and drafts only to tell the kind of their document."""


_FEW_QUESTIONS = 4
_LOOK_AT = 400
_OF_WORK = frozenset({DocumentKind.BACKLOG, DocumentKind.TASK_LIST, DocumentKind.ROADMAP})


def signs_of(source: Source, drafts: Drafts) -> Iterator[Sign]:
    """Give every sign that a document shows."""
    has_open_box = shape.has_open_box(source)
    is_past = not has_open_box and tense.tells_past(source)
    if not has_open_box:
        questions, entries = tense.asked(source)
        if questions > _FEW_QUESTIONS and questions * 2 > entries:
            words = f"{questions} of {entries} entries ask the reader"
            yield Sign(DocumentKind.OTHER, 2.0, words)
    if is_past:
        past, entries = tense.told(source)
        words = f"{past} of {entries} entries tell what was done"
        yield Sign(DocumentKind.STATUS_REPORT, 3.0, words)
    titled = tuple(titles.signs(source, drafts))
    for sign in (*_by_path(source, drafts), *titled):
        # "Improvements" that are told as something past are none to make.
        if not (is_past and sign.kind in _OF_WORK):
            yield sign
    yield from front.signs(source)
    is_of_tests = _reports_tests(source, titled)
    for sign in headings.signs(source, drafts):
        if not (is_of_tests and sign.kind is DocumentKind.TEST_PLAN):
            yield sign
    yield from labels.signs(source)
    yield from columns.signs(source)
    yield from shape.signs(source, drafts)
    yield from text.signs(source)


def _by_path(source: Source, drafts: Drafts) -> Iterator[Sign]:
    """Read the path, which says little of a list that the title tells how to write in."""
    is_taught = titles.teaches(source)
    for sign in paths.signs(source, drafts):
        is_less = is_taught and sign.kind in _OF_WORK
        yield replace(sign, weight=sign.weight / 2) if is_less else sign


def _reports_tests(source: Source, titled: tuple[Sign, ...]) -> bool:
    """Say whether a title names the report of tests: its sections are called as those of a plan."""
    kinds = {sign.kind for sign in titled}
    return (
        DocumentKind.STATUS_REPORT in kinds
        and DocumentKind.TEST_PLAN not in kinds
        and CHECKED.search(fold(source.title[:_LOOK_AT])) is not None
    )


def count_alike(old: Source, new: Source) -> bool:
    """Say whether two versions show the same signs, as far as those hang on what is counted."""
    others = {
        question for question, total in old.totals.items() if new.totals.get(question) != total
    } - {shape.count_open_boxes}
    if shape.has_open_box(old) != shape.has_open_box(new):
        return False
    if not others and old.text.line_count == new.text.line_count:
        return True
    return (
        others <= text.COUNTED
        and is_filled_in(old) == is_filled_in(new)
        and list(text.signs(old)) == list(text.signs(new))
    )

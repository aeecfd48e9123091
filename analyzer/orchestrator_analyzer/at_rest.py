"""Why nothing is to be run of a document though something in it seems to be open."""

import re

from orchestrator_analyzer.handles import section_path
from orchestrator_analyzer.memory import remembered
from orchestrator_analyzer.nodes import Node
from orchestrator_analyzer.spec import DocumentKind, Item, Status
from orchestrator_analyzer.vocabulary.modes import GAPS_WORDS, TEST_WORDS
from orchestrator_analyzer.vocabulary.sections import REQUIRING, SectionSort
from orchestrator_analyzer.vocabulary.speech import DUTY, STORY
from orchestrator_analyzer.words import fold, is_of_rest, section_sort
from orchestrator_analyzer.work import OPENING, Reason, Work, first_line, last_line

# What is written in these formats changes something that exists, unless a person says otherwise.
FORMATS_OF_CHANGES = frozenset({"spec-kit", "OpenSpec", "Kiro"})
TELLING = frozenset({DocumentKind.STATUS_REPORT, DocumentKind.NOTES})
# A list of what is to be done may say by boxes at its end what has been.
TICKED = frozenset({DocumentKind.TASK_LIST, DocumentKind.TEST_PLAN, DocumentKind.STATUS_REPORT})
# `shop/cart.py`, `/orders/<id>/`
_PLACE_IN_CODE = re.compile(r"`(?:[\w./-]+/[\w.-]+\.[a-z]{1,5}|/[\w/<>{}:.-]*/?)`")
_OFTEN = 5
_DENSE = 25


def why_at_rest(work: Work) -> Reason | None:
    """Give the reason why what seems to be open is not, if there is one."""
    spec = work.spec
    if spec.kind in TICKED and _all_ticked(work):
        return Reason("Nothing to run: every one of its boxes is ticked.", last_line(spec))
    if spec.status is not None and not any(node.draft.lead.id for node in work.nodes):
        said = spec.status.value.replace("_", " ")
        return Reason(f"Nothing to run: it says of all of itself that it is {said}.", 0)
    if spec.kind in TELLING and all(map(_is_beneath_questions, work.nodes)):
        return Reason("Nothing to run: what is open are questions.", work.first.line)
    if spec.kind is DocumentKind.SPEC and _describes_code(work):
        return Reason("Nothing to run: it tells where in the code things are.", work.first.line)
    if spec.kind is DocumentKind.STATUS_REPORT and not _asks(work):
        return Reason("Nothing to run: a report tells how things stand.", first_line(spec))
    return None


def _all_ticked(work: Work) -> bool:
    """Say whether a document has boxes, all ticked, and says of nothing else how far it is."""
    nodes, statuses = work.assembly.nodes, work.assembly.statuses
    boxed = [place for place, node in enumerate(nodes) if node.box is not None]
    return (
        len(boxed) * 2 > len(nodes)
        and all(statuses[place] is Status.DONE for place in boxed)
        and not any(
            node.written is not None or any(map(is_of_rest, section_path(node.draft)))
            for node in work.nodes
        )
    )


def _is_beneath_questions(node: Node) -> bool:
    return any(section_sort(title) is SectionSort.QUESTIONS for title in section_path(node.draft))


def _describes_code(work: Work) -> bool:
    """Say whether a specification names no item, and tells of a program that is there."""
    if work.spec.format in FORMATS_OF_CHANGES:
        return False
    if any(node.draft.lead.id is not None or node.box is not None for node in work.nodes):
        return False
    return not REQUIRING.search(fold(work.spec.title)) and _names_code(work.text[:OPENING])


@remembered(texts=4, longest=OPENING)
def _names_code(opening: str) -> bool:
    """Say whether a text names files and routes over and over, and says nowhere what must be."""
    named = sum(1 for _ in _PLACE_IN_CODE.finditer(opening))
    if named < _OFTEN or named * _DENSE < opening.count("\n"):
        return False
    return DUTY.search(opening) is None and STORY.search(opening) is None


def _asks(work: Work) -> bool:
    """Say whether a report names work: boxes that are open, or gaps in what is tested."""
    spec = work.spec
    items = (spec.items[place] for place in work.to_do)
    if any(item.box_span is not None or _is_left(item, spec.title, work.text) for item in items):
        return True
    return bool(TEST_WORDS.search(spec.title)) and any(
        GAPS_WORDS.search(section.title) for section in spec.sections
    )


def _is_left(item: Item, title: str, text: str) -> bool:
    """Say whether the report itself writes down, in words, that an item with an id is left."""
    if item.id is None:
        return False
    if any(map(is_of_rest, (one for one in item.section if one != title))):
        return True
    if item.status_span is None or _is_row(item, text):
        return False  # a table of how things stand tells, and asks for nothing
    return any(map(str.isalpha, text[item.status_span.start : item.status_span.end]))


def _is_row(item: Item, text: str) -> bool:
    begin = text.rfind("\n", 0, item.span.start) + 1
    return text[begin : item.span.start + 1].lstrip(" \t>").startswith("|")

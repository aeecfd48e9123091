"""The status that what stands around an item gives it: a heading above, a label of its list."""

import re
from functools import lru_cache
from itertools import pairwise

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.drafts import Draft, Form
from orchestrator_analyzer.memory import remembered
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.spec import Status
from orchestrator_analyzer.statuses import settled_by_tail
from orchestrator_analyzer.vocabulary.sections import SectionSort
from orchestrator_analyzer.vocabulary.statuses import STATUS_WORDS
from orchestrator_analyzer.words import fold, is_of_rest, section_sort, section_status

_NEAR = 4
_LINE = 400
_UNTIL = re.compile(
    r"[*_]*(?:[ \t]*[:.,;\u2013\u2014\uff1a\u3002]|[ \t]*$"
    r"|[ \t]+(?:to|until|till|for|from|beyond|à|au|jusqu|hasta|para|a|até|до|на|auf|bis|tot|naar"
    r"|al)\b)",
    re.IGNORECASE,
)


def status_of_part(part: Part) -> Status | None:
    """Give the status that the heading of a part gives to all beneath it.

    It does so by its own words, or by the line below it, as in "Deferred to 2.0.".
    """
    head = part.head
    if head is None:
        return None
    status = section_status(head.title) or settled_by_tail(head.title)
    if status is None and head.path:
        lines = range(1, min(_NEAR, part.lines))
        line = next((text for at in lines if (text := part.text.line(at)).strip()), "")
        status = _put_off(line) if len(line) < _LINE else None
    return status


@remembered(texts=1024, longest=400)
def _put_off(line: str) -> Status | None:
    """Read a sentence that begins with what becomes of all that follows."""
    words = line.lstrip(" \t>*_")
    for status in (Status.DEFERRED, Status.REJECTED):
        found = STATUS_WORDS[status].match(words)
        if found is not None and _UNTIL.match(words, found.end()):
            return status
    return None


def status_of_label(draft: Draft) -> Status | None:
    """Give the status that a line such as "**Done:**" gives to the list or table below it."""
    if draft.form not in _LISTED:
        return None
    index, blocks = draft.block, draft.part.blocks
    while blocks[index].parent >= 0:
        index = blocks[index].parent
    part, index = draft.part.begun(index)
    return part.answer(_labelled).get(index)


_LISTED = frozenset({Form.TASK, Form.ENTRY, Form.ROW})


def _labelled(part: Part) -> dict[int, Status]:
    """Give the status of each outermost list and table right above which a label tells one."""
    found: dict[int, Status] = {}
    outermost = part.children.get(-1, [])
    for above, index in pairwise(outermost):
        if part.blocks[above].kind is not BlockKind.PARAGRAPH:
            continue
        if part.blocks[index].kind not in {BlockKind.LIST, BlockKind.TABLE}:
            continue
        *_, line = part.text.slice(part.blocks[above].text).rstrip().rpartition("\n")
        status = _status_of_label(line) if len(line) < _LABEL_LENGTH else None
        if status is not None:
            found[index] = status
    return found


@remembered(texts=512, longest=80)
def _status_of_label(line: str) -> Status | None:
    if _LABEL_LINE.fullmatch(line.strip()) is None:
        return None
    return section_status(line) or (Status.OPEN if is_of_rest(line) else None)


_LABEL_LENGTH = 60
_LABEL_LINE = re.compile(r"(?:\W{0,3}(?:\*\*|__).+(?:\*\*|__)[ ]?[:\uff1a]?|[^:\uff1a]+[:\uff1a])")


@lru_cache(maxsize=512)
def speaks_of_rest(path: tuple[str, ...]) -> bool:
    """Say whether a heading above tells what is still to be done."""
    folded = [fold(title[:_LINE]) for title in path]
    return any(
        section_sort(title) is SectionSort.STEPS or STATUS_WORDS[Status.OPEN].search(words)
        for title, words in zip(path, folded, strict=True)
    )

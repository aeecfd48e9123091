"""What the shape of a document says of its kind: its task boxes, and the ids that it counts by."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.candidates import Bunch, Drafts, Series
from orchestrator_analyzer.criteria import is_listed_as_criterion
from orchestrator_analyzer.drafts import Draft
from orchestrator_analyzer.facts import written_of
from orchestrator_analyzer.groups import Group
from orchestrator_analyzer.ids import Shape
from orchestrator_analyzer.memory import remembered
from orchestrator_analyzer.parts import Head, Part
from orchestrator_analyzer.signs.sign import Sign
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind, Status
from orchestrator_analyzer.vocabulary.counted import COUNTED, PREFIXES
from orchestrator_analyzer.vocabulary.priorities import RANKS
from orchestrator_analyzer.words import fold

_FEW = 2
_TAG = re.compile(r"[\[(【](?P<word>[^\W\d_]{3,12})[\])】]")
# `S1-T01` is the first task of a sprint.
_WITHIN = re.compile(r"[A-Z]{1,2}\d{1,3}[-_.](?P<counted>[A-Z]{1,4})\d{1,4}")
_SEVERITIES = frozenset("CHMLINQGS")
_GRADES = frozenset("CHML")
_LETTERED = frozenset({Shape.PREFIXED, Shape.LETTERED})
_NAMED = _LETTERED | {Shape.WORDED}


def signs(source: Source, drafts: Drafts) -> Iterator[Sign]:
    """Count task boxes and ids."""
    if drafts.tasks:
        yield from _boxes(source, drafts)
    yield from _series(drafts)
    yield from _severities(source)
    done, told = _settled(drafts)
    if done > _FEW and done * 2 > told:
        yield Sign(DocumentKind.STATUS_REPORT, 2.0, f"{done} of {told} things with ids are done")
    elif told > _FEW:
        words = f"it tells of {told} things with ids how far they are"
        yield Sign(DocumentKind.BACKLOG, 1.2, words)


def has_open_box(source: Source) -> bool:
    """Say whether a task box is not ticked."""
    return source.total(count_open_boxes)[0] > 0


def count_open_boxes(part: Part) -> tuple[int]:
    """Count the task boxes that are not ticked."""
    boxes = (block.box for block in part.blocks if block.kind is BlockKind.ENTRY)
    return (sum(box is not None and part.text.slice(box) == " " for box in boxes),)


def keeps_track(drafts: Drafts) -> bool:
    """Say whether several things have a box, or ids of one series and a status."""
    boxes = sum(one.boxes for one in drafts.answers(_count_boxes))
    return boxes >= _FEW or _settled(drafts)[1] > _FEW


def _settled(drafts: Drafts) -> tuple[int, int]:
    """Count the rows and headings with an id that are done, and those that have any status."""
    told = drafts.answers(_count_settled)
    return sum(done for done, _ in told), sum(count for _, count in told)


def _count_settled(bunch: Bunch) -> tuple[int, int]:
    told = [
        status
        for draft in chain(bunch.rows, bunch.headings)
        if draft.lead.shape in _NAMED and (status := draft.answer(_status)) is not None
    ]
    return told.count(Status.DONE), len(told)


def _status(draft: Draft) -> Status | None:
    written = written_of(draft.part, draft, {})
    return None if written is None else written.status


def _boxes(source: Source, drafts: Drafts) -> Iterator[Sign]:
    counted = drafts.answers(_count_boxes)
    begun = next((one.first for one in counted if one.first is not None), None)
    if begun is None:
        first = drafts.tasks[0]
        if not first.lead.title.startswith("["):  # where one is still to be filled in, all are
            yield Sign(DocumentKind.SPEC, 0.7, "boxes only for when it is done", first.first)
        return
    boxes = sum(one.boxes for one in counted)
    named = sum(one.named for one in counted)
    line = begun.first
    content = source.total(_outermost)[0] or 1
    dense = min(1.0, 4 * boxes / (content + boxes))
    much = min(1.0, boxes / 8) * dense
    if named * 2 > boxes:
        # Ids with letters of their own may as well be those of requirements.
        own = sum(one.prefixed for one in counted) * 2 > boxes
        weight = (0.8 + dense if own else 2.0) + (2.0 if own else 3.0) * much
        yield Sign(DocumentKind.TASK_LIST, weight, f"{_words(named)} with ids", line)
        return
    yield Sign(DocumentKind.TASK_LIST, 2.4 * much, _words(boxes), line)
    yield Sign(DocumentKind.BACKLOG, 2.2 * much, f"{_words(boxes)} without ids", line)
    yield Sign(DocumentKind.ROADMAP, 1.0 * much, _words(boxes), line)


class _Boxes(NamedTuple):
    """The boxes that are no criteria: all, those with ids, those with ids of some letters."""

    boxes: int
    named: int
    prefixed: int
    first: Draft | None


def _count_boxes(bunch: Bunch) -> _Boxes:
    tasks = [draft for draft in bunch.tasks if not draft.answer(is_listed_as_criterion)]
    return _Boxes(
        boxes=len(tasks),
        named=sum(draft.lead.id is not None for draft in tasks),
        prefixed=sum(draft.lead.shape is Shape.PREFIXED for draft in tasks),
        first=tasks[0] if tasks else None,
    )


def _words(boxes: int) -> str:
    return "1 task box" if boxes == 1 else f"{boxes} task boxes"


def _severities(source: Source) -> Iterator[Sign]:
    tagged = [head for heads in source.answers(_tagged) for head in heads]
    if len(tagged) > 1:
        words = f"{len(tagged)} headings end in how severe it is"
        yield Sign(DocumentKind.AUDIT_REPORT, 2.0, words, tagged[0].line)


def _tagged(group: Group) -> list[Head]:
    return [head for head in group.heads if _has_severity(head.title)]


@remembered(texts=2048, longest=300)
def _has_severity(title: str) -> bool:
    return any(
        pattern.fullmatch(tag["word"].strip()) for tag in _TAG.finditer(title) for pattern in RANKS
    )


JUDGED = frozenset[Callable[..., object]]({_status, is_listed_as_criterion})
"""What is asked of a draft only to tell the kind of its document."""


def _outermost(part: Part) -> tuple[int]:
    return (len(part.children.get(-1, ())) - (part.goes_on is not None),)


# A document has a few series, each with many ids.
@lru_cache(maxsize=512)
def _counted_as(name: str) -> str:
    """Reduce the name of a series to the part that says what it counts: `REQ` of `REQ-PAY`."""
    first = re.split(r"[-_]", name)[0]
    for one in (name, first):
        if any(letters.fullmatch(one) for letters, _ in PREFIXES):
            return one
    return name


def _series(drafts: Drafts) -> Iterator[Sign]:
    named: dict[tuple[Shape | None, str], Series] = {}
    for (shape, name), found in drafts.series.items():
        within = _WITHIN.fullmatch(found.first.lead.id or "")
        counted = _counted_as(name) if within is None else within["counted"]
        one = named.setdefault((shape, counted), Series(0, 0, found.first))
        one.count += found.count
        one.rows += found.rows
    often = sorted(named.items(), key=lambda one: -one[1].count)
    # A-1, B-1 and so on count what stands beneath A and B.
    letters = {name for _, name in named if len(name) == 1}
    # B for what is behind and F for what is in front count parts of the work, no findings.
    grouped = letters >= {"A", "B"} or (len(letters) > _FEW and len(letters - _SEVERITIES) > 1)
    # F1 may be a feature as well, and M1 a milestone; C1, H1 and M1 are how severe findings are.
    is_graded = len(letters & _GRADES) > 1
    has_letter = False
    for (shape, name), found in [one for one in often if one[0][0] in _LETTERED][:4]:
        if grouped and len(name) == 1:
            continue
        kind = next((kind for series, kind in PREFIXES if series.fullmatch(name)), None)
        is_version = name == "V" and shape is Shape.LETTERED
        if kind is not None and found.count > 1 and not is_version:
            # Two such as R1 and R2 may be parts on a board.
            is_few = len(name) == 1 and found.count <= _FEW
            # Requirements in a table are as often those that something else is measured by.
            is_matrix = kind is DocumentKind.SPEC and found.rows * 2 > found.count
            weight = 1.5 if is_few or is_matrix else 3.0
            if kind is DocumentKind.AUDIT_REPORT and len(name) == 1:
                if has_letter and not (is_graded and name in _GRADES):
                    continue
                has_letter = True
            yield Sign(kind, weight, f"{found.count} ids such as {name}…", found.first.first)
    for (_, name), found in [one for one in often if one[0][0] is Shape.WORDED][:2]:
        kind = next((kind for words, kind in COUNTED if words.fullmatch(fold(name))), None)
        if kind is not None and found.count > 1:
            yield Sign(kind, 2.5, f"{found.count} are counted as {name!r}", found.first.first)
    if drafts.rules:
        yield Sign(DocumentKind.SPEC, 4.0, "rules with ids of their own", drafts.rules[0].first)

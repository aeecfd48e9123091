"""What the shape of a document says of its kind: its task boxes, and the ids that it counts by."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice

from orchestrator_analyzer.candidates import Drafts
from orchestrator_analyzer.criteria import is_listed_as_criterion
from orchestrator_analyzer.drafts import Draft, Form
from orchestrator_analyzer.facts import written_of
from orchestrator_analyzer.ids import Shape
from orchestrator_analyzer.memory import remembered
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.signs.sign import Sign
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind, Status
from orchestrator_analyzer.vocabulary.counted import COUNTED, PREFIXES
from orchestrator_analyzer.vocabulary.priorities import RANKS
from orchestrator_analyzer.words import fold

_FEW = 2
_TAG = re.compile(r"[\[(【](?P<word>[^\W\d_]{3,12})[\])】]")
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


def has_open_box(drafts: Drafts) -> bool:
    """Say whether a task box is not ticked."""
    return any(draft.box and draft.part.text.slice(draft.box) == " " for draft in drafts.tasks)


def keeps_track(drafts: Drafts) -> bool:
    """Say whether several things have a box, or ids of one series and a status."""
    boxes = (draft for draft in drafts.tasks if not draft.answer(is_listed_as_criterion))
    return _are_more(boxes, _FEW - 1) or _are_more(_statuses(drafts), _FEW)


def _are_more(things: Iterable[object], than: int) -> bool:
    return next(islice(things, than, None), None) is not None


def _settled(drafts: Drafts) -> tuple[int, int]:
    """Count the rows and headings with an id that are done, and those that have any status."""
    told = list(_statuses(drafts))
    return told.count(Status.DONE), len(told)


def _statuses(drafts: Drafts) -> Iterator[Status]:
    """Give the statuses of rows and headings with an id that have any."""
    for draft in chain(drafts.rows, drafts.headings):
        if draft.lead.shape in _NAMED and (status := draft.answer(_status)) is not None:
            yield status


def _status(draft: Draft) -> Status | None:
    written = written_of(draft.part, draft, {})
    return None if written is None else written.status


def _boxes(source: Source, drafts: Drafts) -> Iterator[Sign]:
    tasks = [draft for draft in drafts.tasks if not draft.answer(is_listed_as_criterion)]
    if not tasks:
        first = drafts.tasks[0]
        if not first.lead.title.startswith("["):  # where one is still to be filled in, all are
            yield Sign(DocumentKind.SPEC, 0.7, "boxes only for when it is done", first.first)
        return
    boxes = len(tasks)
    named = sum(draft.lead.id is not None for draft in tasks)
    line = tasks[0].first
    content = source.total(_outermost)[0] or 1
    dense = min(1.0, 4 * boxes / (content + boxes))
    much = min(1.0, boxes / 8) * dense
    if named * 2 > boxes:
        # Ids with letters of their own may as well be those of requirements.
        own = sum(draft.lead.shape is Shape.PREFIXED for draft in tasks) * 2 > boxes
        weight = (0.8 + dense if own else 2.0) + (2.0 if own else 3.0) * much
        yield Sign(DocumentKind.TASK_LIST, weight, f"{_words(named)} with ids", line)
        return
    yield Sign(DocumentKind.TASK_LIST, 2.4 * much, _words(boxes), line)
    yield Sign(DocumentKind.BACKLOG, 2.2 * much, f"{_words(boxes)} without ids", line)
    yield Sign(DocumentKind.ROADMAP, 1.0 * much, _words(boxes), line)


def _words(boxes: int) -> str:
    return "1 task box" if boxes == 1 else f"{boxes} task boxes"


def _severities(source: Source) -> Iterator[Sign]:
    tagged = [head for head in source.heads if _has_severity(head.title)]
    if len(tagged) > 1:
        words = f"{len(tagged)} headings end in how severe it is"
        yield Sign(DocumentKind.AUDIT_REPORT, 2.0, words, tagged[0].line)


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
    named: dict[tuple[Shape | None, str], list[Draft]] = {}
    for (shape, name), found in drafts.series.items():
        named.setdefault((shape, _counted_as(name)), []).extend(found)
    often = sorted(named.items(), key=lambda one: -len(one[1]))
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
        if kind is not None and len(found) > 1 and not is_version:
            # Two such as R1 and R2 may be parts on a board.
            is_few = len(name) == 1 and len(found) <= _FEW
            # Requirements in a table are as often those that something else is measured by.
            rows = sum(draft.form is Form.ROW for draft in found)
            is_matrix = kind is DocumentKind.SPEC and rows * 2 > len(found)
            weight = 1.5 if is_few or is_matrix else 3.0
            if kind is DocumentKind.AUDIT_REPORT and len(name) == 1:
                if has_letter and not (is_graded and name in _GRADES):
                    continue
                has_letter = True
            yield Sign(kind, weight, f"{len(found)} ids such as {name}…", found[0].first)
    for (_, name), found in [one for one in often if one[0][0] is Shape.WORDED][:2]:
        kind = next((kind for words, kind in COUNTED if words.fullmatch(fold(name))), None)
        if kind is not None and len(found) > 1:
            yield Sign(kind, 2.5, f"{len(found)} are counted as {name!r}", found[0].first)
    if drafts.rules:
        yield Sign(DocumentKind.SPEC, 4.0, "rules with ids of their own", drafts.rules[0].first)

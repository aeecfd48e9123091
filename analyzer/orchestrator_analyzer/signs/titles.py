"""What the title of a document says of its kind."""

import re
from collections.abc import Iterator

from orchestrator_analyzer.candidates import Drafts
from orchestrator_analyzer.drafts import prefix
from orchestrator_analyzer.groups import Group
from orchestrator_analyzer.ids import Shape, read_lead
from orchestrator_analyzer.parts import Head
from orchestrator_analyzer.phrases import runs_on
from orchestrator_analyzer.signs.called import called
from orchestrator_analyzer.signs.shape import has_open_box
from orchestrator_analyzer.signs.sign import Sign
from orchestrator_analyzer.signs.tally import tally
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind, Status
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.vocabulary.counted import COUNTED, PREFIXES
from orchestrator_analyzer.vocabulary.sections import CHECKED
from orchestrator_analyzer.vocabulary.series import ALONE
from orchestrator_analyzer.vocabulary.titles.forms import CHECKLIST, TEACHING
from orchestrator_analyzer.vocabulary.titles.openings import OPENINGS
from orchestrator_analyzer.words import fold, section_status, status_of_words

_LOOK_AT = 400
_SUFFIX = 2
_TITLES = 4
_OF_WORK = frozenset({DocumentKind.BACKLOG, DocumentKind.TASK_LIST, DocumentKind.ROADMAP})
_OPENING = re.compile(
    r"(?P<name>[^:\uff1a\n]{2,30}?)[*_ \t]*(?:[:\uff1a]|[ \t][\u2013\u2014-][ \t])[*_ \t]*\w"
)
_ENDED = re.compile(r"(?:[\u2013—:|(\[-]\s*)(?P<words>[^\u2013—:|()\[\]]{2,30})[)\]\s*_]*$")


def signs(source: Source, drafts: Drafts) -> Iterator[Sign]:
    """Read what the title calls the document, whom it speaks to, and what it ends in."""
    heading = next(iter(source.heads), None)
    title = source.title or (heading.title if heading else "")
    line = heading.line if heading else 0
    words = fold(title[:_LOOK_AT])
    taught = TEACHING.search(words)
    over = section_status(title[:_LOOK_AT]) is Status.DONE and not has_open_box(source)
    for found, weight, kind in called(source, words):
        if over and kind in _OF_WORK:
            continue  # "Improvements made" lists none to make
        share = _share(found, words)
        if kind is DocumentKind.TASK_LIST and not drafts.tasks:
            share /= 2  # a plan in prose
            if CHECKLIST.search(found[0]) is not None:
                yield Sign(DocumentKind.OTHER, 4.0, "a checklist that has no boxes", line)
        if taught is not None:
            share /= 2  # what it tells how to do stands elsewhere
        if kind is DocumentKind.BACKLOG and tally(source).stories > 1:
            share *= 1.5  # a product's backlog is made of wishes, as some specifications are
        yield Sign(kind, weight * share, f"the title says {found[0]!r}", line)
        if kind is DocumentKind.TASK_LIST:
            yield from _of_tests(words, line)
    yield from _others(source)
    yield from _one_thing(title, line)
    yield from _opening(title, line)
    if taught is not None:
        yield Sign(DocumentKind.OTHER, 3.5, f"the title teaches: {taught[0].strip()!r}", line)
    if over or _ends_in_done(title):
        weight = 1.5 if has_open_box(source) else 5.0
        yield Sign(DocumentKind.STATUS_REPORT, weight, "the title says that it is done", line)


def _share(found: re.Match[str], words: str) -> float:
    """Say how much what was found means: the closer it comes to the whole title, the more."""
    share = 0.55 + 0.45 * min(1.0, 2 * len(found[0]) / max(len(words), 1))
    if runs_on(found[0][0]) and sum(map(runs_on, words[found.end() :])) > _SUFFIX:
        return share / 2  # where words run on, the last one says what the thing is
    return share


def _ends_in_done(title: str) -> bool:
    ended = _ENDED.search(title[-_LOOK_AT:])
    return ended is not None and status_of_words(ended["words"], whole=True) is Status.DONE


def _of_tests(words: str, line: int) -> Iterator[Sign]:
    """Read that a plan is one of tests, though other words stand between."""
    if CHECKED.search(words) is not None:
        yield Sign(DocumentKind.TEST_PLAN, 2.5, "the title says that the plan is of tests", line)


def teaches(source: Source) -> bool:
    """Say whether the title begins as one does that tells a reader how something is done."""
    return TEACHING.search(fold(source.title[:_LOOK_AT])) is not None


def _one_thing(title: str, line: int) -> Iterator[Sign]:
    """Read the id of a document that is about one thing, as in `TASK-12: Let guests pay`."""
    lead = read_lead(title, Span(0, min(len(title), _LOOK_AT)))
    if lead.id is None or not lead.firm or not lead.title:
        return
    name = prefix(lead.id)
    if lead.shape is Shape.PREFIXED:
        kinds = [
            kind for letters, kind in PREFIXES if letters.fullmatch(re.split(r"[-_]", name)[0])
        ]
    elif lead.shape is Shape.WORDED and ALONE.fullmatch(name):
        kinds = [kind for words, kind in COUNTED if words.fullmatch(fold(name))]
    else:
        return
    for kind in kinds[:1]:
        yield Sign(kind, 2.0, f"the title begins with {lead.id!r}", line)


def _opening(title: str, line: int) -> Iterator[Sign]:
    """Read what a title says before a colon, as in `Bug: The lid sticks`."""
    begun = _OPENING.match(title[:_LOOK_AT])
    if begun is None:
        return
    name = fold(begun["name"])
    kind = next((kind for words, kind in OPENINGS if words.fullmatch(name)), None)
    if kind is not None:
        yield Sign(kind, 2.0, f"the title begins with {name!r}", line)


def _highest(group: Group) -> list[Head]:
    return [head for head in group.heads if head.level == 1]


def _others(source: Source) -> Iterator[Sign]:
    """Read the other headings of the highest level, where a document has several titles."""
    tops = [head for heads in source.answers(_highest) for head in heads][1:_TITLES]
    for section in tops:
        words = fold(section.title[:_LOOK_AT])
        for found, weight, kind in called(source, words):
            if len(found[0]) * 2 >= len(words):
                yield Sign(kind, weight / 2, f"a title says {found[0]!r}", section.line)

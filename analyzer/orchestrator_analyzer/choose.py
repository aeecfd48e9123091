"""Which drafts are items: one for each thing, however often the document names it."""

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache

from orchestrator_analyzer.drafts import Chosen, Draft, Form, prefix
from orchestrator_analyzer.fields import read_fields, status_field
from orchestrator_analyzer.ids import Shape
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.phrases import runs_on
from orchestrator_analyzer.vocabulary.sections import SectionSort
from orchestrator_analyzer.vocabulary.statuses import RESULT_HEAD, STATUS_HEAD
from orchestrator_analyzer.words import section_sort


def choose(drafts: list[Draft]) -> list[Chosen]:
    """Give one item for each id, and one for each draft that has none, in document order."""
    drafts = _without_groups(_without_restarts(drafts))
    chosen = [draft.alone for draft in drafts if draft.lead.id is None]
    named: dict[str, list[Draft]] = {}
    for draft in drafts:
        if (identifier := draft.lead.id) is not None:
            named.setdefault(identifier.casefold(), []).append(draft)
    for group in named.values():
        if len(group) == 1:
            chosen.append(group[0].alone)
        else:
            chosen += one_or_twins(group)
    return sorted(chosen, key=order)


def order(chosen: Chosen) -> tuple[int, tuple[int, int, int, int]]:
    """Order by what begins first, then by what ends last; no two parts begin on one line."""
    draft = chosen.draft
    return draft.part.place.line, draft.order


def line_of_part(chosen: Chosen) -> int:
    """Give the line of the document on which the part of an item begins."""
    return chosen.draft.part.place.line


def alike(one: str, other: str) -> bool:
    """Say whether two titles share a third of the shorter one's words."""
    a, b = _words(one), _words(other)
    return not a or not b or len(a & b) * 3 >= min(len(a), len(b))


def _words(title: str) -> set[str]:
    """Give the words of a title, and each two characters in a row where words run on."""
    words = set(_WORD.findall(title[:300].casefold())) - _SMALL_WORDS
    running = [word for word in words if len(word) > _PAIR and runs_on(word[0])]
    pairs = {word[at : at + _PAIR] for word in running for at in range(len(word) - 1)}
    return words.difference(running) | pairs


_WORD = re.compile(r"\w+")
_PAIR = 2


_SMALL_WORDS = frozenset({"the", "a", "an", "and", "of", "to", "for", "in", "with", "on", "by"})


def status_cell(draft: Draft) -> tuple[str, ...]:
    """Give the heads of a row's columns that tell a status, or else how a check came out."""
    return _telling_heads(tuple([head for head, _ in draft.cells])) if draft.cells else ()


# All rows of a table have the same heads.
@lru_cache(maxsize=512)
def _telling_heads(heads: tuple[str, ...]) -> tuple[str, ...]:
    told = tuple(filter(STATUS_HEAD.search, heads))
    return told or tuple(filter(RESULT_HEAD.fullmatch, heads))


def one_or_twins(group: list[Draft]) -> list[Chosen]:
    """Give, of drafts that share an id, those that are items."""
    group = sorted(group, key=lambda draft: (_in_criteria(draft), draft.form, draft.first))
    first = _best_of(group)
    twins: list[Draft] = []
    mentions: list[Draft] = []
    for draft in group:
        if draft is first:
            continue
        (twins if _is_twin(first, draft) else mentions).append(draft)
    return [
        first.named_again(tuple(mentions), is_twin=bool(twins)),
        *(twin.named_again((), is_twin=True) for twin in twins),
    ]


def _best_of(group: list[Draft]) -> Draft:
    """Prefer, among those of the lowest form, one that stands outside of an index."""
    same = [draft for draft in group if draft.form is group[0].form]
    outside = [draft for draft in same if not _in_index(draft)] or same
    if group[0].form is Form.ROW:
        return next((draft for draft in outside if status_cell(draft)), outside[0])
    return outside[0]


def _is_twin(first: Draft, draft: Draft) -> bool:
    if draft.form is not first.form or _in_index(draft) or _in_criteria(draft):
        return False
    if first.form is Form.ROW:
        return draft.table == first.table
    if first.form is Form.ENTRY:
        return draft.section is first.section
    same_title = draft.lead.title.casefold() == first.lead.title.casefold()
    return not (same_title and draft.section is not first.section)


def _in_criteria(draft: Draft) -> bool:
    """Say whether a heading only tells when the thing of that id, defined elsewhere, is done."""
    return draft.section is not None and any(
        section_sort(title) is SectionSort.CRITERIA for title in draft.section.path
    )


def _in_index(draft: Draft) -> bool:
    if draft.section is None or draft.form is Form.HEADING:
        return False
    return any(
        section_sort(title) is SectionSort.INDEX
        for title in (draft.section.title, *draft.section.path[-1:])
    )


def _without_restarts(drafts: list[Draft]) -> list[Draft]:
    """Take away numbers that begin anew in each section: they count steps and name nothing."""
    again = restarted(drafts)
    if not again:
        return drafts
    return [draft.bare if counts(draft) and _series(draft) in again else draft for draft in drafts]


def restarted(drafts: list[Draft]) -> set[tuple[Form, str]]:
    """Find the series whose count begins anew somewhere, with a number that named another thing.

    Tables that tell of the same things round by round repeat numbers too, with the same titles.
    """
    titles: dict[tuple[tuple[Form, str], str], str] = {}
    begun: set[tuple[tuple[Form, str], object]] = set()
    again: set[tuple[Form, str]] = set()
    for draft in filter(counts, drafts):
        series = _series(draft)
        name = (series, (draft.lead.id or "").casefold())
        begins = (series, _place(draft)) not in begun
        if begins and not alike(titles.get(name, draft.lead.title), draft.lead.title):
            again.add(series)
        begun.add((series, _place(draft)))
        titles.setdefault(name, draft.lead.title)
    return again


def counts(draft: Draft) -> bool:
    """Say whether the id of a draft may be a mere number of what stands in its section."""
    shapes = _COUNTING_ROWS if draft.form is Form.ROW else _COUNTING
    return draft.lead.id is not None and draft.lead.shape in shapes


_COUNTING = frozenset({Shape.NUMBERED, Shape.WORDED})
_COUNTING_ROWS = _COUNTING | {Shape.LETTERED}


def _series(draft: Draft) -> tuple[Form, str]:
    """Give what a number belongs to; `T1` counts anew only in a table with the same columns."""
    name = prefix((draft.lead.id or "").casefold())
    if draft.lead.shape is Shape.LETTERED:
        return draft.form, " ".join((name, *(head for head, _ in draft.cells)))
    return draft.form, name


def _place(draft: Draft) -> object:
    if draft.form is Form.ROW:
        return draft.table
    if draft.section is None:
        return ()
    return (
        draft.section.path
        if draft.form is Form.HEADING
        else (*draft.section.path, draft.section.title)
    )


def _without_groups(drafts: list[Draft]) -> list[Draft]:
    """Leave out numbered headings above tasks that have ids of their own: they are chapters."""
    if not any(map(may_be_chapter, drafts)):
        return drafts
    tasks = sorted(
        draft.first for draft in drafts if draft.form in {Form.TASK, Form.TEXT} and draft.lead.id
    )
    entries = sorted(
        draft.first for draft in drafts if draft.form is Form.ENTRY and draft.lead.id is not None
    )
    return [
        draft
        for draft in drafts
        if not may_be_chapter(draft)
        or not (has_inside(draft, tasks) or (_is_bare(draft) and has_inside(draft, entries)))
    ]


def _is_bare(draft: Draft) -> bool:
    """Say whether a heading is nothing but an id, and has no box or status of its own."""
    has_status = draft.box is not None or draft.written is not None
    return not (draft.lead.title or has_status or draft.part.answer(_has_status))


def _has_status(part: Part) -> bool:
    fields = read_fields(part, range(1, min(_NEAR, part.lines)))
    return status_field(part, fields) is not None


_NEAR = 9


def may_be_chapter(draft: Draft) -> bool:
    """Say whether a draft is a numbered heading of nothing in particular."""
    return draft.form is Form.HEADING and draft.lead.shape in _CHAPTERS and draft.kind is None


_CHAPTERS = frozenset({Shape.NUMBERED, Shape.LETTERED})


def has_inside(draft: Draft, tasks: list[int]) -> bool:
    """Say whether any of some lines, in their order, is within a draft and not its first one."""
    return bisect_right(tasks, draft.first) < bisect_left(tasks, draft.last)


def boxed(chosen: Chosen) -> Draft | None:
    """Give the draft whose box is that of the item: its own, or a mention where it has none."""
    if chosen.draft.box is not None:
        return chosen.draft
    return next((mention for mention in chosen.mentions if mention.box is not None), None)

"""Every place of a document that may be an item, found out by groups of its parts.

Which ids are believed depends on what others there are in all of the document. What a group needs
to know of that is little: of each series of its own that is in doubt, whether there are others.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from operator import attrgetter
from typing import NamedTuple, TypeVar

from orchestrator_analyzer.candidates import Bunch, Drafts
from orchestrator_analyzer.drafts import Draft, prefix
from orchestrator_analyzer.forms import belief
from orchestrator_analyzer.forms.entries import entries
from orchestrator_analyzer.forms.seen import Seen, seen
from orchestrator_analyzer.groups import Group
from orchestrator_analyzer.source import Source

_Name = TypeVar("_Name", bound=Hashable)
_Counts = tuple[int, ...]
_PAIR = 2
_NOTHING = Counter[belief.Series]()


def drafts_of(source: Source) -> Drafts:
    """Give what looks like an item in a document."""
    groups = source.groups
    doubts = source.answers(_doubts)
    of_tasks = _counts([of.tasks for of in doubts])
    of_headings = _counts([of.headings for of in doubts])
    prefixes = _counts([of.prefixes for of in doubts])
    kept = [_own(of.prefixes, prefixes, _PAIR) for of in doubts]
    of_groups = [
        group.answer(_doubtful_entries, of) if of else _NOTHING
        for group, of in zip(groups, kept, strict=True)
    ]
    of_entries = _counts(of_groups)
    of_texts = _counts([of.texts for of in doubts])
    texts = [_own(of.texts, of_texts) for of in doubts]
    count = sum(
        len(group.answer(_texts, of_group))
        for group, of, of_group in zip(groups, doubts, texts, strict=True)
        if of.has_texts
    )
    return Drafts(
        [
            group.answer(
                _bunch,
                _own(of.tasks, of_tasks),
                _own(of.headings, of_headings),
                (of_group, _own(doubtful, of_entries)),
                of_text if count >= _PAIR else None,
            )
            for group, of, of_group, doubtful, of_text in zip(
                groups, doubts, kept, of_groups, texts, strict=True
            )
        ]
    )


class _Doubts(NamedTuple):
    """What a group counts of each series that is in doubt, and of each prefix of its entries."""

    tasks: Mapping[belief.Series, int]
    headings: Mapping[belief.Series, int]
    prefixes: Mapping[str, int]
    texts: Mapping[belief.Series, int]
    has_texts: bool


def _doubts(group: Group) -> _Doubts:
    texts = _of_parts(group, _TEXTS)
    entries_of = _of_parts(group, _ENTRIES)
    return _Doubts(
        tasks=belief.doubtful(_of_parts(group, _TASKS)),
        headings=belief.doubtful(_of_parts(group, _HEADINGS)),
        prefixes=Counter([prefix(draft.lead.id or "") for draft in entries_of]),
        texts=belief.doubtful(texts),
        has_texts=bool(texts),
    )


def _counts(found: Iterable[Mapping[_Name, int]]) -> dict[_Name, int]:
    """Add up what groups have counted."""
    total: dict[_Name, int] = {}
    for counts in filter(None, found):
        for name, count in counts.items():
            total[name] = total.get(name, 0) + count
    return total


def _own(
    own: Mapping[_Name, int], total: Mapping[_Name, int], most: int = belief.ENOUGH
) -> _Counts:
    """Give how many there are in all of what a group has some of, as far as that matters."""
    if not own:
        return ()
    return tuple([min(total[name], most) for name in own])


def _of_parts(group: Group, form: Callable[[Seen], list[Draft]]) -> list[Draft]:
    return [draft for part in group.parts for draft in form(part.answer(seen))]


_TASKS, _HEADINGS, _ENTRIES = attrgetter("tasks"), attrgetter("headings"), attrgetter("entries")
_TEXTS, _ROWS, _RULES = attrgetter("texts"), attrgetter("rows"), attrgetter("rules")


def _kept_entries(group: Group, counts: _Counts) -> list[Draft]:
    pairs = zip(group.answer(_doubts).prefixes, counts, strict=True)
    return entries(_of_parts(group, _ENTRIES), {name for name, count in pairs if count >= _PAIR})


def _doubtful_entries(group: Group, counts: _Counts) -> Counter[belief.Series]:
    return belief.doubtful(_kept_entries(group, counts))


def _texts(group: Group, counts: _Counts) -> list[Draft]:
    return belief.named(_of_parts(group, _TEXTS), _series(group.answer(_doubts).texts, counts))


def _bunch(
    group: Group,
    tasks: _Counts,
    headings: _Counts,
    of_entries: tuple[_Counts, _Counts],
    texts: _Counts | None,
) -> Bunch:
    """Give what is believed of a group's parts; of its texts nothing where `texts` is None."""
    kept, believed = of_entries
    series = _series(group.answer(_doubtful_entries, kept) if kept else _NOTHING, believed)
    return Bunch(
        tasks=belief.with_believable_ids(
            _of_parts(group, _TASKS), _series(group.answer(_doubts).tasks, tasks)
        ),
        headings=belief.named(
            _of_parts(group, _HEADINGS), _series(group.answer(_doubts).headings, headings)
        ),
        entries=belief.named(_kept_entries(group, kept), series),
        rows=_of_parts(group, _ROWS),
        rules=_of_parts(group, _RULES),
        texts=[] if texts is None else group.answer(_texts, texts),
    )


def _series(own: Iterable[belief.Series], counts: _Counts) -> dict[belief.Series, int]:
    return dict(zip(own, counts, strict=True))

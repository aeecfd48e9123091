"""Which drafts are items, found out bunch by bunch, where each of them can tell.

It gives what `choose` gives of all of them, or nothing where one draft hangs on others elsewhere in
another way than by its id.
"""

from itertools import chain
from typing import NamedTuple

from orchestrator_analyzer.candidates import Few
from orchestrator_analyzer.choose import counts, may_be_chapter, one_or_twins, order, restarted
from orchestrator_analyzer.criteria import tells_criterion
from orchestrator_analyzer.drafts import Chosen, Draft, Form
from orchestrator_analyzer.templates import blank_title


class _Told(NamedTuple):
    """What a few drafts tell the others: the ids of those that are work, and what may need more."""

    work: list[Draft]
    ids: list[str]
    counting: list[Draft]
    named: int
    blank: int
    is_plain: bool
    """Whether no criterion has an id, no id lacks a title, and no heading may be a chapter."""


def chosen_of(all_of_them: list[Few]) -> list[Chosen] | None:
    """Give the items, in document order; None where not every one of the few can tell."""
    told = [few.answer(_told) for few in all_of_them]
    named, blank = sum(one.named for one in told), sum(one.blank for one in told)
    if blank * 2 > named or not all(one.is_plain for one in told):
        return None
    if not any(one.work for one in told) or restarted([d for one in told for d in one.counting]):
        return None
    shared = _shared([one.ids for one in told])
    if not shared:
        return [*chain.from_iterable([few.answer(_alone) for few in all_of_them])]
    picked = _picked(told, shared)
    return [
        one
        for few in all_of_them
        for one in (few.answer(_alone) if _owns(few, shared) else _among(few, shared, picked))
    ]


def _told(few: Few) -> _Told:
    told = [(draft, draft.answer(tells_criterion)) for draft in few.drafts]
    work = [draft for draft, is_criterion in told if not is_criterion]
    named = [draft for draft in few.drafts if draft.lead.id is not None]
    blank = [blank_title(draft) for draft in named]
    is_plain = (
        not any(is_one and draft.form is not Form.TASK and draft.lead.id for draft, is_one in told)
        and None not in blank
        and not any(map(may_be_chapter, work))
    )
    ids = [draft.lead.id.casefold() for draft in work if draft.lead.id is not None]
    return _Told(work, ids, list(filter(counts, work)), len(named), blank.count(True), is_plain)


def _alone(few: Few) -> list[Chosen]:
    """Give each as an item, where no two have one id."""
    return sorted([draft.alone for draft in few.answer(_told).work], key=order)


def _shared(ids: list[list[str]]) -> set[str]:
    """Give the ids that occur more than once."""
    if len(frozenset[str]().union(*ids)) == sum(map(len, ids)):
        return set()
    once: set[str] = set()
    again: set[str] = set()
    for name in chain.from_iterable(ids):
        (again if name in once else once).add(name)
    return again


def _owns(few: Few, shared: set[str]) -> bool:
    return shared.isdisjoint(few.answer(_told).ids)


def _picked(told: list[_Told], shared: set[str]) -> dict[Draft, Chosen]:
    """Give, of drafts that share their ids, those that are items."""
    groups: dict[str, list[Draft]] = {}
    for one in told:
        if not shared.isdisjoint(one.ids):
            for draft in one.work:
                if (name := _name(draft)) in shared:
                    groups.setdefault(name, []).append(draft)
    return {one.draft: one for group in groups.values() for one in one_or_twins(group)}


def _among(few: Few, shared: set[str], picked: dict[Draft, Chosen]) -> list[Chosen]:
    """Give those that are items."""
    work = few.answer(_told).work
    found = [picked.get(one) if _name(one) in shared else one.alone for one in work]
    return sorted([one for one in found if one is not None], key=order)


def _name(draft: Draft) -> str:
    return (draft.lead.id or "").casefold()

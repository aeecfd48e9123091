"""Who claims which name, so that items that come or go are named without asking all the others."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from orchestrator_analyzer.drafts import Draft
from orchestrator_analyzer.handles import aliases, handles, named_place, names

_DIGEST = 6


class Claims(NamedTuple):
    """How many drafts claim each name, and how many without an id what each handle is made of.

    `is_short` says that no handle needs more than the usual letters of its digest.
    """

    names: Mapping[str, int]
    places: Mapping[str, int]
    is_short: bool

    def without(self, gone: "Claims", come: "Claims") -> "Claims | None":
        """Give the claims with others in the place of some; None where these are not alone.

        Who shares a name or a place with another may be called otherwise because of it.
        """
        found: list[dict[str, int]] = []
        for known, less, more in zip(self[:2], gone[:2], come[:2], strict=True):
            if any(known.get(name, 0) != less.get(name, 0) for name in {*less, *more}):
                return None
            now = {**known, **more}
            for name in less.keys() - more.keys():
                del now[name]
            found.append(now)
        return Claims(found[0], found[1], self.is_short and come.is_short)


def claims_of(drafts: Iterable[Draft], given: Iterable[str]) -> Claims:
    """Give what drafts claim that were given handles."""
    claimed: list[str] = []
    places: list[str] = []
    is_short = True
    for draft, handle in zip(drafts, given, strict=True):
        if draft.lead.id is None:
            places.append(draft.answer(named_place))
        else:
            claimed.append(draft.lead.id.casefold())
        claimed += [alias.casefold() for alias in aliases(draft)]
        if handle != draft.lead.id:
            is_short = is_short and len(handle.rpartition("-")[2]) == _DIGEST
    return Claims(Counter(claimed), Counter(places), is_short)


class Named(NamedTuple):
    """The handles of drafts that have come, and of the whole document its names and claims."""

    given: list[str]
    names: Mapping[str, str]
    claims: Claims


def renamed(
    claims: Claims,
    known: Mapping[str, str],
    taken: Mapping[str, int],
    gone: Sequence[tuple[Draft, str]],
    come: list[Draft],
) -> Named | None:
    """Name drafts that have come where others have gone; None where more may be called otherwise.

    `known` gives the handles by the names of the version before, `taken` has all its handles.
    """
    given = handles(come)
    left = {handle for _, handle in gone}
    less = claims_of(*zip(*gone, strict=True)) if gone else claims_of((), ())
    now = claims.without(less, claims_of(come, given))
    if now is None or not now.is_short or any(one in taken and one not in left for one in given):
        return None
    own = names(come, given)
    if own == {name: known[name] for name in less.names}:
        return Named(given, known, now)
    known = dict(known)
    for name in less.names:
        known.pop(name, None)
    return Named(given, {**known, **own}, now)

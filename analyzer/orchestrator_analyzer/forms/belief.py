"""Whether what looks like an id is one, by the others of its series."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from orchestrator_analyzer.drafts import Draft, prefix
from orchestrator_analyzer.ids import Lead, Shape, is_counted_by

_PAIR = 2
ENOUGH = _PAIR + 1
_SURE = frozenset({Shape.PREFIXED, Shape.HASHED})
PADDED = re.compile(r"^[^\W\d_]+0")


Series = tuple[Shape | None, str]


def doubtful(drafts: Sequence[Draft]) -> Counter[Series]:
    """Count the ids that are believed only beside others, by what they are counted as."""
    leads = (draft.lead for draft in drafts)
    return Counter(
        [
            (lead.shape, prefix(lead.id))
            for lead in leads
            if lead.id is not None and lead.shape not in _SURE
        ]
    )


def with_believable_ids(
    drafts: Sequence[Draft], series: Mapping[Series, int] | None = None
) -> list[Draft]:
    """Take the id away where it may be a word of the title.

    `B1` before a word is an id when others of its series stand in the document or a sign sets it
    off; `3` is one when a point or bracket follows, `1.2` always. `series` says how many there are
    of those that are doubtful, where these are not all; more than `ENOUGH` make no difference.
    """
    believed: list[Draft] = []
    for draft in drafts:
        lead = draft.lead
        if lead.id is not None and lead.shape not in _SURE:
            series = doubtful(drafts) if series is None else series
            if not _believable(lead, series):
                draft = draft.bare  # noqa: PLW2901 - what is left of it
        believed.append(draft)
    return believed


def named(drafts: Sequence[Draft], series: Mapping[Series, int] | None = None) -> list[Draft]:
    """Give those whose ids are believable."""
    return [draft for draft in with_believable_ids(drafts, series) if draft.lead.id is not None]


def _believable(lead: Lead, series: Mapping[Series, int]) -> bool:
    identifier = lead.id or ""
    count = series[lead.shape, prefix(identifier)]
    alone = count == 1
    match lead.shape:
        case Shape.LETTERED:
            # A number with a leading zero, as in `T001`, counts a series that begins here.
            return lead.firm or not alone or PADDED.search(identifier) is not None
        case Shape.WORDED:
            # "Raspberry Pi 4" and "Pi 5" count nothing.
            is_known = is_counted_by(prefix(identifier))
            return (not alone or identifier.endswith("1")) if is_known else count > _PAIR
        case _:
            return lead.firm or "." in identifier or not identifier.isdecimal()

"""Whether what looks like an id is one, by the others of its series."""

import re
from collections import Counter
from collections.abc import Sequence

from orchestrator_analyzer.drafts import Draft, prefix
from orchestrator_analyzer.ids import Lead, Shape, is_counted_by

_PAIR = 2
_SURE = frozenset({Shape.PREFIXED, Shape.HASHED})
PADDED = re.compile(r"^[^\W\d_]+0")


def with_believable_ids(drafts: Sequence[Draft]) -> list[Draft]:
    """Take the id away where it may be a word of the title.

    `B1` before a word is an id when others of its series stand in the document or a sign sets it
    off; `3` is one when a point or bracket follows, `1.2` always.
    """
    series: Counter[tuple[Shape | None, str]] | None = None
    believed: list[Draft] = []
    for draft in drafts:
        lead = draft.lead
        if lead.id is not None and lead.shape not in _SURE:
            if series is None:
                leads = (one.lead for one in drafts)
                series = Counter((one.shape, prefix(one.id)) for one in leads if one.id is not None)
            if not _believable(lead, series):
                draft = draft.bare  # noqa: PLW2901 - what is left of it
        believed.append(draft)
    return believed


def named(drafts: Sequence[Draft]) -> list[Draft]:
    """Give those whose ids are believable."""
    return [draft for draft in with_believable_ids(drafts) if draft.lead.id is not None]


def _believable(lead: Lead, series: Counter[tuple[Shape | None, str]]) -> bool:
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

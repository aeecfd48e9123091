"""When a limit that an agent ran into is lifted, read from the words that it has for people."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

_LIMIT = re.compile(
    r"(?:usage|session|weekly|daily|hour|your) limit|out of (?:extra )?usage", re.IGNORECASE
)
_STAMP = re.compile(r"limit reached[^|\n]{0,40}\|(?P<stamp>\d{10})(?:\d{3})?\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"reset(?:s|ting)?(?: (?:on|at))? "
    r"(?:(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* (?P<day>\d{1,2}),? "
    r"(?:at )?)?"
    r"(?P<hour>\d{1,2})(?::(?P<minute>[0-5]\d))? ?(?P<half>am|pm)\b"
    r"(?: ?\((?P<zone>[A-Za-z_]+(?:/[A-Za-z_+\-0-9]+)*)\))?",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NOON = 12
_LONGEST = 40 * 86_400.0
"""No limit lasts longer, in seconds: what says so is misread."""


def usage_limit(words: str) -> bool:
    """Whether words speak of what an account may use, and not of too many requests at once."""
    return _LIMIT.search(words) is not None


def resets_at(words: str, now: float) -> float | None:
    """When the limit that words tell of is lifted; None when they do not say, or not readably.

    Times are seconds since 1970. A time of day without a date is the next one after `now`, in the
    zone that is named, else in that of this machine.
    """
    stamp = _STAMP.search(words)
    if stamp is not None:
        return likely(float(stamp["stamp"]), now)
    found = _CLOCK.search(words)
    if found is None or not 1 <= int(found["hour"]) <= _NOON:
        return None
    zone = _zone(found["zone"])
    here = datetime.fromtimestamp(now, UTC).astimezone(zone)
    hour = int(found["hour"]) % _NOON + (_NOON if found["half"].lower() == "pm" else 0)
    try:
        then = here.replace(hour=hour, minute=int(found["minute"] or 0), second=0, microsecond=0)
        if found["month"]:
            month = _MONTHS.index(found["month"].lower()[:3]) + 1
            then = then.replace(month=month, day=int(found["day"]))
            if then < here - timedelta(days=1):
                then = then.replace(year=then.year + 1)
        elif then <= here:
            then += timedelta(days=1)
    except ValueError:
        return None
    return likely(then.timestamp(), now)


def likely(stamp: float, now: float) -> float | None:
    """`stamp` if a limit may be lifted then; None where it is misread."""
    return stamp if now - 86_400 < stamp < now + _LONGEST else None


def _zone(name: str | None) -> tzinfo | None:
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (OSError, ValueError):
        return None

"""Spans of time: as people write them in settings, and as they read them on a screen."""

import re
import time

_UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_ONE = re.compile(r"(?P<amount>\d{1,12}(?:\.\d{1,3})?)\s*(?P<unit>ms|s|m|h|d)")
_MINUTE = 60
_HOUR = 3600
_TENTHS_BELOW = 10


def parse(text: str) -> float:
    """Seconds of a text such as `500ms`, `30s`, `15m`, `2h` or `1h 30m`.

    Raises `ValueError`, in words for the person who wrote it, when it is no such text.
    """
    rest = text.strip()
    if not rest:
        raise ValueError(_expected(text))
    milliseconds = 0.0
    while rest:
        found = _ONE.match(rest)
        if found is None:
            raise ValueError(_expected(text))
        milliseconds += float(found["amount"]) * _UNITS[found["unit"]]
        rest = rest[found.end() :].lstrip()
    return milliseconds / 1000


def write(seconds: float) -> str:
    """The shortest text that `parse` reads back as the same span, to the millisecond."""
    milliseconds = round(seconds * 1000)
    for unit in ("d", "h", "m", "s"):
        if milliseconds and milliseconds % _UNITS[unit] == 0:
            return f"{milliseconds // _UNITS[unit]}{unit}"
    return f"{milliseconds}ms"


def in_words(seconds: float) -> str:
    """A span for a screen: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 07 min`."""
    if seconds < _TENTHS_BELOW:
        return f"{max(seconds, 0):.1f} s"
    whole = round(seconds)
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return f"{whole // _MINUTE} min {whole % _MINUTE:02} s"
    minutes = whole // _MINUTE
    return f"{minutes // _MINUTE} h {minutes % _MINUTE:02} min"


def clock_time(at: float, now: float) -> str:
    """A time (seconds since 1970) where the person is: `14:05`, with the date on another day."""
    local, today = time.localtime(at), time.localtime(now)
    return time.strftime("%H:%M" if local[:3] == today[:3] else "%Y-%m-%d %H:%M", local)


def _expected(text: str) -> str:
    return f"“{text}” is no span of time; write for example 500ms, 30s, 15m or 2h"

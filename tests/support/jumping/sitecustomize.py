"""A clock on the wall that jumps: on, a year ahead, a day back, and to the beginning of time.

Loaded by every Python that has this folder on PYTHONPATH. What measures time must not care.
"""

import time

_REAL = time.time
_BEGUN = time.monotonic()
_JUMPS = (0.0, 365 * 86400.0, -86400.0, -_REAL())


def _now() -> float:
    step = int((time.monotonic() - _BEGUN) / 0.4)
    return max(_REAL() + _JUMPS[step % len(_JUMPS)], 0.0)


time.time = _now

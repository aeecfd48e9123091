"""Memory that nobody needs any more goes back to the system.

The C library of Linux keeps what is freed, for each thread, until it is needed again: some 6 MB
once a long document was read. Where there is no such library, nothing can be done.
"""

import sys
from collections.abc import Callable
from functools import cache


def give_back() -> None:
    """Give it back, in a few milliseconds; for a thread beside the loop."""
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    """Find the C library's own function; None where it has none."""
    if sys.platform != "linux":
        return None
    try:
        import ctypes  # noqa: PLC0415  # most sessions have no long document

        return ctypes.CDLL(None).malloc_trim
    except (ImportError, OSError, AttributeError):
        return None

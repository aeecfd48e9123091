"""Locks that the kernel frees when their holder dies, whatever it dies of.

A lock is a file that is there for good; only the holding of it comes and goes.
"""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock

_PATIENCE = 0.3
"""Seconds that taking a lock goes on trying: `held` looks by touching it for microseconds."""


class Taken(Exception):  # noqa: N818  # it is an answer, not a mishap
    """Somebody else holds the lock."""


class Lock:
    """A lock that is held from its making until `release`, or until the process ends."""

    def __init__(self, path: Path, seconds: float = _PATIENCE) -> None:
        """Take the lock, within so many seconds; raises `Taken` or `OSError`."""
        # Imported where a lock is taken: a face that only looks does not pay for it.
        from filelock import FileLock, Timeout  # noqa: PLC0415

        # Not per thread: whoever has the object may release it, in any thread.
        self._lock: BaseFileLock = FileLock(path, mode=0o600, thread_local=False)
        try:
            self._lock.acquire(timeout=seconds, poll_interval=0.02)
        except Timeout:
            raise Taken(path) from None

    def release(self) -> None:
        """Let go of the lock; once more does no harm."""
        self._lock.release(force=True)


@contextmanager
def locked(path: Path, seconds: float) -> Generator[None]:
    """Hold the lock meanwhile, having waited so many seconds for it at most; raises `Taken`."""
    lock = Lock(path, seconds)
    try:
        yield
    finally:
        lock.release()


def held(path: Path) -> bool:
    """Whether somebody holds the lock now. Leaves it as it was, and never makes the file."""
    if sys.platform == "win32":  # not tried by us
        if not path.exists():
            return False
        try:
            Lock(path, 0).release()
        except Taken:
            return True
        return False

    import fcntl  # noqa: PLC0415  # POSIX only

    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        # Shared: any number may look at once without taking each other for the holder.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(descriptor)

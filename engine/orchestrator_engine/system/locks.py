"""Locks that the kernel frees when their holder dies, whatever it dies of.

A lock is a file that is there for good; only the holding of it comes and goes. It is taken by its
descriptor, so that it can be handed to a program that we start: then it is held until that one has
ended too, even when we are killed meanwhile. (The filelock package keeps its descriptor to itself,
and costs each supervisor 10 MB.)
"""

import errno
import os
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

_PATIENCE = 0.3
"""Seconds that taking a lock goes on trying: `held` looks by touching it for microseconds."""

_POLL = 0.02

_NO_LOCKS = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL)
"""What a file system says that knows no locks."""


class Taken(Exception):  # noqa: N818  # it is an answer, not a mishap
    """Somebody else holds the lock."""


class NoLocks(OSError):  # noqa: N818  # said of a place
    """Files cannot be locked there, as on some network drives: nothing can be promised then."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"files in {path.parent} cannot be locked ({why}): use a folder on a local disk"
        )


class Lock:
    """A lock that is held from its making until `release`, or until the process ends.

    `descriptor` may be passed on to programs that are to hold it too.
    """

    def __init__(self, path: Path, seconds: float = _PATIENCE) -> None:
        """Take the lock, within so many seconds; raises `Taken`, `NoLocks` or `OSError`."""
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._held = True
        try:
            self._take(path, seconds)
        except OSError as error:
            self.release()
            if error.errno in _NO_LOCKS:
                raise NoLocks(path, error.strerror or "") from error
            raise
        except BaseException:
            self.release()
            raise

    def _take(self, path: Path, seconds: float) -> None:
        if not _wait(self.descriptor, seconds):
            raise Taken(path)
        if not held(path):
            raise NoLocks(path, "two may have the same lock")

    def release(self) -> None:
        """Let go of the lock; once more does no harm."""
        if self._held:
            self._held = False
            os.close(self.descriptor)


@contextmanager
def locked(path: Path, seconds: float) -> Generator[Lock]:
    """Hold the lock meanwhile, having waited so many seconds for it at most; raises `Taken`."""
    lock = Lock(path, seconds)
    try:
        yield lock
    finally:
        lock.release()


def held(path: Path) -> bool:
    """Whether somebody holds the lock now. Leaves it as it was, and never makes the file."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        # Shared: any number may look at once without taking each other for the holder.
        return not take(descriptor, shared=True)
    finally:
        os.close(descriptor)


def _wait(descriptor: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not take(descriptor, shared=False):
        left = until - time.monotonic()
        if left <= 0:
            return False
        time.sleep(min(left, _POLL))
    return True


def take(descriptor: int, *, shared: bool) -> bool:
    """Lock an open file, without waiting; closing the last of its descriptors lets it go."""
    if sys.platform == "win32":  # not tried by us
        import msvcrt  # noqa: PLC0415  # there alone

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    import fcntl  # noqa: PLC0415  # everywhere else

    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

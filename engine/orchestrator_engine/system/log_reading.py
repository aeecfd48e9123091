"""Reading the logs of our own processes, also while they are written and put aside."""

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from orchestrator_engine.system.logs import older, read

Entry = dict[str, object]
"""A line of a log. One that is no line of ours, as those that were written before logs were JSON
or one that a dying process left half written, has `level` and `text` alone."""


def entries(path: Path) -> Iterator[Entry]:
    """All that a log says, the oldest first; nothing where there is none."""
    with follower(path) as news:
        yield from news.more()
        yield from news.rest()


class Follower:
    """Reads on in a log from where it was; `more` is what is new and whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None
        self._begun = b""

    def more(self) -> Iterator[Entry]:
        """What was written since the last time, over files that were put aside meanwhile."""
        if self._file is None and not self._next(older(self._path)):
            self._next(self._path)
        while self._file is not None:
            # Looked at before the file is read to its end: nobody opens it to write after that.
            aside = self._put_aside()
            yield from self._whole(self._file.read())
            if not aside:
                return
            yield from self.rest()
            # It may have been put aside twice since.
            second = _opened(older(self._path))
            if second is not None and not _same(second, self._file):
                yield from self._whole(second.read())
                yield from self.rest()
            if second is not None:
                second.close()
            self.close()
            self._next(self._path)

    def rest(self) -> Iterator[Entry]:
        """What stands at the end without an end: nobody goes on with it."""
        if self._begun:
            yield _entry(self._begun)
        self._begun = b""

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _next(self, path: Path) -> bool:
        self._file = _opened(path)
        return self._file is not None

    def _put_aside(self) -> bool:
        """Whether the file that is read is not the one that is written any more."""
        assert self._file is not None
        try:
            there = self._path.stat()
        except FileNotFoundError:
            return False  # put aside, and nobody has written since: it stays the last one
        return not os.path.samestat(there, os.fstat(self._file.fileno()))

    def _whole(self, data: bytes) -> Iterator[Entry]:
        *lines, self._begun = (self._begun + data).split(b"\n")
        yield from (_entry(line) for line in lines if line.strip())


@contextmanager
def follower(path: Path) -> Generator[Follower]:
    """A follower that is closed afterwards."""
    made = Follower(path)
    try:
        yield made
    finally:
        made.close()


def _entry(line: bytes) -> Entry:
    found = read(line)
    return found or {"level": "warning", "text": line.decode(errors="backslashreplace")}


def _opened(path: Path) -> IO[bytes] | None:
    try:
        return path.open("rb")
    except FileNotFoundError:
        return None


def _same(one: IO[bytes], other: IO[bytes]) -> bool:
    return os.path.samestat(os.fstat(one.fileno()), os.fstat(other.fileno()))

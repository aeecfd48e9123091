"""A file of raw output that cannot fill the disk: its head and its tail, and what lies between.

Secrets are taken out of what is kept, also where they come in pieces.
"""

from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from orchestrator_engine.redaction import Stream
from orchestrator_engine.system.secrets import redactor

CAP = 16 * 1024 * 1024
"""Bytes that a spool file may have, a line about what was left out aside."""

_TAIL = 4
"""One part in so many of the cap is kept for the end."""

_PIECE = 64 * 1024
"""Bytes that the tail is kept by: a program may write byte by byte, and each piece has a price."""

LAST = 8 * 1024
"""Bytes of the end that are at hand as text."""


_MARGIN = 4 * 1024
"""Bytes that are looked at beyond a cut, so that no half of a secret stays beside it."""


class Spool:
    """The spool file of one program. Never fails: a log is not worth an attempt.

    The head is in the file at once, but for what could be the beginning of a secret; the tail waits
    in memory until `close`.
    """

    def __init__(self, path: Path, cap: int = CAP) -> None:
        self._head = cap - cap // _TAIL
        self._kept = cap // _TAIL
        self._tail: deque[bytearray] = deque()
        self._tail_size = 0
        self._dropped = 0
        self._stream = Stream(redactor())
        self._seam: bytes | None = None
        self._last = b""
        self._file: BinaryIO | None = None
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = path.open("wb", buffering=0)

    def write(self, data: bytes) -> None:
        """Add output."""
        self._last = (self._last + data)[-LAST - _MARGIN :]
        head, tail = data[: self._head], data[self._head :]
        if head:
            self._head -= len(head)
            self._put(self._stream.feed(head))
        if tail:
            if self._seam is None:
                self._seam = self._stream.rest()
            if self._tail and len(self._tail[-1]) + len(tail) <= _PIECE:
                self._tail[-1] += tail
            else:
                self._tail.append(bytearray(tail))
            self._tail_size += len(tail)
            while self._tail_size > self._kept + _MARGIN:
                self._meet()
                self._drop(self._tail_size - self._kept - _MARGIN)

    def text(self) -> str:
        """The end of the output; bytes that are no UTF-8 are replaced."""
        return _end_of(self._last, LAST).decode(errors="replace")

    def close(self) -> None:
        """Write the tail, and how much lies between."""
        tail = b"".join(self._tail)
        dropped = self._dropped + max(len(tail) - self._kept, 0)
        if dropped:
            before = b"" if self._dropped else self._seam or b""
            self._meet()
            self._put(f"\n[… {dropped:,} bytes of output are left out here …]\n".encode())
            self._put(_end_of(before + tail, self._kept))
        else:
            self._put(redactor().data((self._seam or self._stream.rest()) + tail))
        self._tail.clear()
        if self._file is not None:
            self._file.close()
            self._file = None

    def _meet(self) -> None:
        """Write what the head ends with, before what goes on behind it is gone."""
        if not self._seam:
            return
        whole = self._seam + b"".join(self._tail)[:_MARGIN]
        clean = redactor().data(whole)
        self._put(self._seam if clean == whole else clean)
        self._seam = b""

    def _drop(self, size: int) -> None:
        dropped = min(size, len(self._tail[0]))
        # A bytearray loses its beginning without moving the rest.
        del self._tail[0][:dropped]
        if not self._tail[0]:
            self._tail.popleft()
        self._tail_size -= dropped
        self._dropped += dropped

    def _put(self, data: bytes | bytearray) -> None:
        if self._file is None:
            return
        try:
            while data:
                data = data[self._file.write(data) :]
        except OSError:
            with suppress(OSError):
                self._file.close()
            self._file = None


def _end_of(data: bytes, size: int) -> bytes:
    """The last bytes without secrets, nor the end of one that began before them."""
    cut = max(len(data) - size, 0)
    clean = redactor().data(data)
    if clean == data:
        return data[cut:]
    stream = Stream(redactor())
    stream.feed(data[:cut])
    return stream.feed(data[cut:]) + redactor().data(stream.rest())

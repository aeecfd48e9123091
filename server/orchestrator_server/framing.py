"""Messages on a byte stream: a header part with a length, then that many bytes.

Nothing here touches a file descriptor. Broken input is answered by `Broken`, once and for all:
where one length is wrong, every later message would be cut at the wrong place.
"""

import re
from collections.abc import Iterator

MAX_BODY = 64 * 1024 * 1024
"""Bytes of the longest message that is read. An editor has no reason to send a longer one."""

MAX_HEADER = 8 * 1024
"""Bytes in which the header part must have ended."""

_HEADER_END = re.compile(rb"\r?\n\r?\n")
_DIGITS = re.compile(rb"[0-9]{1,10}")


class Broken(Exception):  # noqa: N818  # it is a finding about the stream, not a mishap of ours
    """From here on the stream holds no message that could be read."""


class Frames:
    """Cuts a byte stream into message bodies, whatever the size of the pieces it arrives in."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._length: int | None = None

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """Take the next bytes and give every body that is complete with them.

        Raises `Broken` when the header is no header, states no length, or one above `MAX_BODY`.
        """
        self._buffer += piece
        while (body := self._next()) is not None:
            yield body

    def _next(self) -> bytes | None:
        if self._length is None:
            self._length = self._header()
        if self._length is None or len(self._buffer) < self._length:
            return None
        body = bytes(self._buffer[: self._length])
        del self._buffer[: self._length]
        self._length = None
        return body

    def _header(self) -> int | None:
        """The length that the header at the front states; None while it has not ended."""
        stray = len(self._buffer) - len(self._buffer.lstrip(b"\r\n"))
        del self._buffer[:stray]
        end = _HEADER_END.search(self._buffer, 0, MAX_HEADER)
        if end is None:
            if len(self._buffer) >= MAX_HEADER:
                raise Broken("no end of a header in sight")
            return None
        length = _content_length(bytes(self._buffer[: end.start()]))
        del self._buffer[: end.end()]
        return length


def frame(body: bytes) -> bytes:
    """A message as it goes over the wire."""
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def _content_length(header: bytes) -> int:
    lengths: set[bytes] = set()
    for line in header.splitlines():
        name, colon, value = line.partition(b":")
        if not colon:
            raise Broken(f"not a header: {line[:80]!r}")
        if name.strip().lower() == b"content-length":
            lengths.add(value.strip())
    if len(lengths) != 1:
        raise Broken("a header must state one content-length")
    (digits,) = lengths
    if not _DIGITS.fullmatch(digits) or int(digits) > MAX_BODY:
        raise Broken(f"a content-length that cannot be: {digits[:80]!r}")
    return int(digits)

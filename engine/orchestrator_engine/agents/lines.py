"""Lines out of chunks of bytes, for agents that speak one JSON object a line."""

LIMIT = 64 * 1024 * 1024
"""Bytes in a line, at most: one file that an agent has read makes a long one."""


class Lines:
    """Cuts what comes into lines. A line over the limit is dropped and counted, never kept."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.dropped = 0
        self._limit = limit
        # Kept apart until the line is whole: joining at each chunk would be quadratic.
        self._parts: list[bytes] = []
        self._length = 0

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that `data` completes, without their ends."""
        *whole, rest = data.split(b"\n")
        lines: list[bytes] = []
        for part in whole:
            self._add(part)
            lines += self.close()
        self._add(rest)
        return lines

    def close(self) -> list[bytes]:
        """The line that nothing has ended, if there is one."""
        parts, length = self._parts, self._length
        self._parts, self._length = [], 0
        if length > self._limit:
            self.dropped += 1
            return []
        return [b"".join(parts)] if length else []

    def _add(self, part: bytes) -> None:
        self._length += len(part)
        if self._length > self._limit:
            self._parts.clear()
        else:
            self._parts.append(part)

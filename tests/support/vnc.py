"""Hands and eyes for a graphical program without a screen: what Qt offers as a server of VNC.

Only as much of the protocol (RFC 6143) as it takes to press keys and to take a picture.
"""

import socket
import struct
import time
import zlib
from pathlib import Path
from types import TracebackType
from typing import Self

KEYS = {
    "Return": 0xFF0D, "Escape": 0xFF1B, "Left": 0xFF51, "Up": 0xFF52, "Right": 0xFF53,
    "Down": 0xFF54, "End": 0xFF57, "ctrl": 0xFFE3, "alt": 0xFFE9, "shift": 0xFFE1,
}  # fmt: skip
_SECONDS = 60.0
_RAW = 0


class Screen:
    """A connection to a program's screen."""

    def __init__(self, port: int) -> None:
        end = time.monotonic() + _SECONDS
        while True:
            try:
                self._socket = socket.create_connection(("127.0.0.1", port), _SECONDS)
                break
            except OSError:
                assert time.monotonic() < end, "nothing serves a screen"
                time.sleep(0.1)
        self._read(12)
        self._socket.sendall(b"RFB 003.003\n")
        self._read(4)
        self._socket.sendall(b"\x01")
        self.width, self.height = struct.unpack(">HH", self._read(4))
        self._read(16)
        (name,) = struct.unpack(">I", self._read(4))
        self._read(name)
        pixels = struct.pack(">BBBBHHHBBB3x", 32, 24, 0, 1, 255, 255, 255, 16, 8, 0)
        self._socket.sendall(b"\x00\x00\x00\x00" + pixels)
        self._socket.sendall(struct.pack(">BxHi", 2, 1, _RAW))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()

    def keys(self, *keys: str) -> None:
        """Press keys, each by its name or letter, as in `ctrl+alt+a`."""
        for key in keys:
            codes = [KEYS.get(part) or ord(part) for part in key.split("+")]
            for code in codes:
                self._socket.sendall(struct.pack(">BBxxI", 4, 1, code))
            for code in reversed(codes):
                self._socket.sendall(struct.pack(">BBxxI", 4, 0, code))

    def picture(self, file: Path) -> None:
        """What is to be seen, as a PNG."""
        rows = self.rows()
        file.write_bytes(_png(self.width, self.height, b"".join(b"\0" + row for row in rows)))

    def rows(self) -> list[bytes]:
        """What is to be seen, line by line from the top, three bytes a point."""
        asked = struct.pack(">BBHHHH", 3, 0, 0, 0, self.width, self.height)
        self._socket.sendall(asked)
        rows = [bytearray(self.width * 3) for _ in range(self.height)]
        _, count = struct.unpack(">BxH", self._read(4))
        for _ in range(count):
            left, top, width, height, _ = struct.unpack(">HHHHi", self._read(12))
            raw = self._read(width * height * 4)
            for row in range(height):
                line = raw[row * width * 4 : (row + 1) * width * 4]
                colours = bytearray(width * 3)
                colours[0::3], colours[1::3], colours[2::3] = line[2::4], line[1::4], line[0::4]
                rows[top + row][left * 3 : (left + width) * 3] = colours
        return [bytes(row) for row in rows]

    def _read(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            more = self._socket.recv(size - len(found))
            assert more, "the screen has gone"
            found += more
        return found


def _png(width: int, height: int, rows: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )

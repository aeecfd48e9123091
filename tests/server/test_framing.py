import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_server.framing import MAX_BODY, MAX_HEADER, Broken, Frames, frame


def cut(*pieces: bytes) -> list[bytes]:
    frames = Frames()
    return [body for piece in pieces for body in frames.feed(piece)]


@given(st.lists(st.binary(max_size=200), max_size=8), st.lists(st.integers(1, 50), min_size=1))
def test_messages_arrive_whole_however_the_stream_is_cut(
    bodies: list[bytes], sizes: list[int]
) -> None:
    stream = b"".join(frame(body) for body in bodies)
    pieces: list[bytes] = []
    while stream:
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(stream[:size])
        stream = stream[size:]
    assert cut(*pieces) == bodies


@pytest.mark.parametrize(
    "header",
    [
        b"content-length: 2\r\n\r\n",
        b"CONTENT-LENGTH:2\r\n\r\n",
        b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\n\r\n",
        b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n",
        b"Content-Length: 2\n\n",
        b"\r\nContent-Length: 2\r\n\r\n",
    ],
)
def test_a_header_is_read_as_generously_as_its_meaning_is_clear(header: bytes) -> None:
    assert cut(header + b"{}") == [b"{}"]


@pytest.mark.parametrize(
    "stream",
    [
        b"hello\r\n\r\n",
        b"Content-Type: text/plain\r\n\r\n{}",
        b"Content-Length: two\r\n\r\n{}",
        b"Content-Length: -2\r\n\r\n{}",
        b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        b"Content-Length: %d\r\n\r\n" % (MAX_BODY + 1),
        b"Content-Length: %d\r\n\r\n" % 10**30,
        b"x" * MAX_HEADER,
    ],
)
def test_a_stream_whose_lengths_cannot_be_trusted_is_broken(stream: bytes) -> None:
    with pytest.raises(Broken):
        cut(stream)


@given(st.binary(max_size=2000))
def test_no_bytes_do_anything_but_break_the_stream(stream: bytes) -> None:
    with contextlib.suppress(Broken):
        cut(stream)

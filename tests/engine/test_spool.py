import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_engine.system.spool import Spool


def spooled(path: Path, pieces: Sequence[bytes], cap: int) -> bytes:
    spool = Spool(path, cap)
    for piece in pieces:
        spool.write(piece)
    spool.close()
    return path.read_bytes()


@given(pieces=st.lists(st.binary(max_size=60), max_size=30), cap=st.integers(4, 200))
def test_a_spool_keeps_head_and_tail_and_says_what_lies_between(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes], cap: int
) -> None:
    output = b"".join(pieces)
    kept = spooled(tmp_path_factory.mktemp("spool") / "x.log", pieces, cap)
    if len(output) <= cap:
        assert kept == output
        return
    head, tail = cap - cap // 4, cap // 4
    note = f"\n[… {len(output) - cap:,} bytes of output are left out here …]\n".encode()
    assert kept == output[:head] + note + output[len(output) - tail :]


def test_the_head_is_in_the_file_at_once(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "deep" / "x.log")
    spool.write(b"hello")
    assert (tmp_path / "deep" / "x.log").read_bytes() == b"hello"
    spool.close()


def test_the_end_is_at_hand_as_text_whatever_its_bytes_are(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "x.log")
    spool.write(b"a" * 10_000)
    spool.write(b"caf\xe9")
    assert spool.text() == "a" * 8188 + "caf\ufffd"
    spool.close()


def test_a_spool_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    spool = Spool(tmp_path / "file" / "x.log")
    spool.write(b"hello")
    assert spool.text() == "hello"
    spool.close()


def test_output_byte_by_byte_needs_no_more_memory_than_its_bytes(tmp_path: Path) -> None:
    tracemalloc.start()
    try:
        spool = Spool(tmp_path / "x.log", 1 << 18)
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(1 << 18):
            spool.write(b"x")
        assert tracemalloc.get_traced_memory()[0] - before < 1 << 18
        spool.close()
    finally:
        tracemalloc.stop()

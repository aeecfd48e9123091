from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from orchestrator_engine.agents.lines import Lines


@given(st.binary(max_size=60), st.lists(st.integers(0, 60), max_size=5))
def test_how_the_bytes_are_cut_makes_no_difference(data: bytes, cuts: list[int]) -> None:
    lines = Lines()
    places = [0, *sorted(cuts), len(data)]
    found = [line for start, end in pairwise(places) for line in lines.feed(data[start:end])]
    assert found + lines.close() == [line for line in data.split(b"\n") if line]


def test_a_line_over_the_limit_is_dropped_and_the_next_is_read() -> None:
    lines = Lines(limit=4)
    assert lines.feed(b"12") == []
    assert lines.feed(b"345") == []
    assert lines.feed(b"6\nok\n") == [b"ok"]
    assert lines.dropped == 1


def test_what_nothing_has_ended_is_a_line_when_all_is_over() -> None:
    lines = Lines()
    lines.feed(b"a\nb")
    assert lines.close() == [b"b"]
    assert lines.close() == []

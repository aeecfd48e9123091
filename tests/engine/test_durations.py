from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_engine import durations

MILLISECONDS = st.integers(0, 400 * 86_400_000)


@given(MILLISECONDS)
def test_what_is_written_is_read_back_to_the_millisecond(milliseconds: int) -> None:
    text = durations.write(milliseconds / 1000)
    assert round(durations.parse(text) * 1000) == milliseconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("500ms", 0.5), ("30s", 30), ("15m", 900), ("2h", 7200), ("1d", 86_400), ("1h 30m", 5400)],
)
def test_people_write_spans_of_time_like_this(text: str, seconds: float) -> None:
    assert durations.parse(text) == seconds
    assert durations.parse(f"  {text} ") == seconds


@pytest.mark.parametrize("text", ["", " ", "15", "m", "15 minutes", "-1s", "1e3s", "5 parsecs"])
def test_what_is_no_span_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ValueError, match=r"for example 500ms, 30s, 15m or 2h"):
        durations.parse(text)


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert durations.parse(text) >= 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-1, "0.0 s"),
        (0.44, "0.4 s"),
        (12.4, "12 s"),
        (59.6, "1 min 00 s"),
        (185, "3 min 05 s"),
        (3599.9, "1 h 00 min"),
        (7620, "2 h 07 min"),
    ],
)
def test_a_screen_shows_as_much_as_a_person_needs(seconds: float, words: str) -> None:
    assert durations.in_words(seconds) == words

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_engine.agents.usage_limits import resets_at, usage_limit

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 22, 14, 30, tzinfo=NEW_YORK).timestamp()


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> float:
    return datetime(2026, month, day, hour, minute, tzinfo=NEW_YORK).timestamp()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("You've hit your limit · resets 10pm (America/New_York)", at(22, 22)),
        ("You've hit your limit · resets 4:50am (America/New_York)", at(23, 4, 50)),
        ("You've hit your limit · resets Nov 26 at 5pm (America/New_York)", at(26, 17)),
        ("You've hit your limit · resets Dec 1, 12am (America/New_York)", at(1, 0, month=12)),
        (
            "Claude usage limit reached. Your limit will reset at 3pm (America/New_York).",
            at(22, 15),
        ),
        (f"Claude AI usage limit reached|{int(NOW) + 3600}", float(int(NOW) + 3600)),
        (f"Claude AI usage limit reached|{int(NOW) + 60}000", float(int(NOW) + 60)),
        ("5-hour limit reached", None),
        ("resets 25pm (America/New_York)", None),
        ("Claude AI usage limit reached|9999999999", None),
    ],
)
def test_the_end_of_a_limit_is_read_from_words(words: str, expected: float | None) -> None:
    assert resets_at(words, NOW) == expected


def test_a_limit_of_the_account_is_told_from_too_many_requests() -> None:
    assert usage_limit("You've hit your limit · resets 10pm")
    assert usage_limit("You're out of extra usage · resets 5pm")
    assert not usage_limit("API Error: Request rejected (429) · slow down")


@given(st.text(), st.floats(0, 4e9))
def test_any_words_are_read_without_a_failure(words: str, now: float) -> None:
    found = resets_at(f"limit reached resets {words}", now)
    assert found is None or now - 86_400 < found < now + 41 * 86_400

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_engine.money import (
    in_words,
    nanos_of,
    parse,
    parse_tokens,
    tokens_in_words,
    usd_of,
)
from orchestrator_engine.spending import Amount, Reserve, Spending

AMOUNTS = st.decimals(0, 500, places=9).map(float)


@pytest.mark.parametrize(
    ("text", "usd"),
    [
        ("5usd", "5"),
        ("$5", "5"),
        ("0.50", "0.5"),
        ("$ 2.25", "2.25"),
        ("80ct", "0.8"),
        ("5 USD", "5"),
    ],
)
def test_money_is_read_as_people_write_it(text: str, usd: str) -> None:
    assert parse(text) == int(Decimal(usd) * 10**9)


@pytest.mark.parametrize("text", ["", "five", "0", "-1usd", "5eur", "1e9", "nan", "9999999usd"])
def test_what_is_no_amount_of_money_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="“"):
        parse(text)


def test_tokens_are_read_as_people_write_them() -> None:
    assert [parse_tokens(text) for text in ("200k", "1.5M", "200_000", "12,000")] == [
        200_000,
        1_500_000,
        200_000,
        12_000,
    ]
    with pytest.raises(ValueError, match="no number of tokens"):
        parse_tokens("many")


@pytest.mark.parametrize(
    ("usd", "words"),
    [(0.0, "$0.00"), (0.42, "$0.42"), (0.006, "$0.006"), (0.00234567, "$0.0023"), (12.5, "$12.50")],
)
def test_money_is_shown_to_the_cent_and_small_amounts_to_two_digits(usd: float, words: str) -> None:
    assert in_words(nanos_of(usd)) == words


def test_tokens_are_shown_short() -> None:
    assert [tokens_in_words(n) for n in (1, 950, 42_000, 999_999, 1_500_000, 2_000_000_000)] == [
        "1 token",
        "950 tokens",
        "42k tokens",
        "999k tokens",
        "1.5M tokens",
        "2000M tokens",
    ]


@given(st.lists(AMOUNTS, max_size=50))
def test_a_sum_of_amounts_is_exact(amounts: list[float]) -> None:
    spending = Spending()
    for usd in amounts:
        spending = spending.plus(Amount(usd, 1))
    assert spending.nanos == sum(round(Decimal(repr(usd)) * 10**9) for usd in amounts)
    assert spending.tokens == len(amounts)


def test_a_thousand_times_ten_cents_is_a_hundred_dollars() -> None:
    spending = Spending()
    for _ in range(1000):
        spending = spending.plus(Amount(0.1, None))
    assert spending.usd == 100.0
    assert sum([0.1] * 1000) != 100.0


@given(st.lists(st.one_of(st.none(), AMOUNTS), max_size=20))
def test_what_is_unknown_is_never_shown_as_spent_but_counts_as_gone(
    amounts: list[float | None],
) -> None:
    spending = Spending()
    for usd in amounts:
        spending = spending.plus(Amount(usd, None), Reserve(7, 3))
    assert spending.unknown == amounts.count(None)
    assert spending.nanos == sum(nanos_of(usd) for usd in amounts if usd is not None)
    assert spending.gone() == Reserve(spending.nanos + 7 * spending.unknown, 3 * len(amounts))


@given(st.integers(0, 10**15))
def test_nanos_survive_being_dollars(nanos: int) -> None:
    assert nanos_of(usd_of(nanos)) == nanos

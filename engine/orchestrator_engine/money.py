"""Amounts of money and of tokens: exact, as people write them, and as they read them on a screen.

Money is counted in whole billionths of a US dollar (nanos), so that sums do not drift: a price of
so many cents for a million tokens is a whole number of them for each token.
"""

import re

NANOS = 1_000_000_000
"""Nanos in a US dollar."""

MOST_USD = 1_000_000.0
"""More than this for one limit is a slip of the pen."""

_MONEY = re.compile(
    r"(?:\$\s*|usd\s*)?(?P<amount>\d{1,7}(?:\.\d{1,9})?)\s*(?P<unit>usd|dollars?|\$|ct|cents?)?",
    re.IGNORECASE,
)
_TOKENS = re.compile(r"(?P<amount>\d{1,12}(?:\.\d{1,6})?)\s*(?P<unit>[kmb])?", re.IGNORECASE)
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
_CENT = 0.01


def nanos_of(usd: float) -> int:
    """The nearest whole number of nanos."""
    return round(usd * NANOS)


def usd_of(nanos: int) -> float:
    """US dollars."""
    return nanos / NANOS


def parse(text: str) -> int:
    """Nanos of a text such as `5usd`, `$5`, `0.50` or `80ct`.

    Raises `ValueError`, in words for the person who wrote it, when it is no such text or nothing.
    """
    found = _MONEY.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"“{text}” is no amount of money; write for example 5usd, $5 or 0.50usd")
    whole, _, part = found["amount"].partition(".")
    nanos = int(whole) * NANOS + int(part.ljust(9, "0") or 0)
    if (found["unit"] or "").lower().startswith("c"):
        nanos //= 100
    if not 0 < nanos <= MOST_USD * NANOS:
        raise ValueError(f"“{text}” is no limit: it must be more than nothing, and at most $1M")
    return nanos


def parse_tokens(text: str) -> int:
    """A number of tokens, of a text such as `200000`, `200k` or `1.5M`; raises `ValueError`."""
    found = _TOKENS.fullmatch(text.strip().replace("_", "").replace(",", ""))
    tokens = 0
    if found is not None:
        tokens = round(float(found["amount"]) * _TIMES[(found["unit"] or "").lower()])
    if tokens < 1:
        raise ValueError(f"“{text}” is no number of tokens; write for example 200k or 1.5M")
    return tokens


def in_words(nanos: int) -> str:
    """`$0.42`; what is less than a cent is written out to its first two digits: `$0.0024`."""
    usd = usd_of(nanos)
    if nanos == 0 or abs(usd) >= _CENT:
        return f"${usd:.2f}"
    return f"${usd:.9f}"[: len(f"${usd:.9f}") - len(f"{abs(nanos)}") + 2].rstrip("0")


def tokens_in_words(tokens: int) -> str:
    """`950 tokens`, `42k tokens`, `1.5M tokens`."""
    for unit, size in (("M", 1_000_000), ("k", 1_000)):
        if tokens >= size:
            if tokens >= 999 * size:
                return f"{tokens // size}{unit} tokens"
            return f"{tokens / size:.3g}{unit} tokens"
    return f"{tokens} token" + "s" * (tokens != 1)

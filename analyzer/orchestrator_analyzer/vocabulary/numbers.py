# ruff: noqa: RUF001
# Eleven languages are written in their own letters, some of which look like Latin ones.
"""Numbers in words, and how a text announces that so many things follow."""

import re

_WORDS = (
    ("two", "deux", "dos", "dois", "duas", "due", "zwei", "twee", "два", "две", "두", "二", "两"),
    ("three", "trois", "tres", "três", "tre", "drei", "drie", "три", "세", "三"),
    ("four", "quatre", "cuatro", "quatro", "quattro", "vier", "четыре", "네", "四"),
    ("five", "cinq", "cinco", "cinque", "fünf", "vijf", "пять", "다섯", "五"),
    ("six", "seis", "sei", "sechs", "zes", "шесть", "여섯", "六"),
    ("seven", "sept", "siete", "sete", "sette", "sieben", "zeven", "семь", "일곱", "七"),
    ("eight", "huit", "ocho", "oito", "otto", "acht", "восемь", "여덟", "八"),
    ("nine", "neuf", "nueve", "nove", "neun", "negen", "девять", "아홉", "九"),
    ("ten", "dix", "diez", "dez", "dieci", "zehn", "tien", "десять", "열", "十"),
)
NUMBERS = {word: value for value, words in enumerate(_WORDS, 2) for word in words}


def number(word: str) -> int | None:
    """Give the number that digits or a word say, from 2 on for words, or None."""
    return int(word) if word.isdecimal() else NUMBERS.get(word.casefold())


_N = r"(?P<{0}>\d{{1,2}}|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + ")"

# `three (4)`: a number in words, and again in digits.
TWICE = re.compile(
    r"(?<!\w)(?P<word>"
    + "|".join(word for word in NUMBERS if word.isascii() or ord(word[0]) < 0x2E80)
    + r")[ ][(](?P<digits>\d{1,3})[)]",
    re.IGNORECASE,
)

# "the following three steps:" before a list.
ANNOUNCED = re.compile(
    "|".join(
        (
            rf"\b(?:following|folgenden?|seguintes|siguientes|seguenti|volgende|следующие) {_N.format('a')}\b(?![.,-]\d)",
            rf"\b(?:these|the|les|los|las|os|as|i|le|die|de) {_N.format('b')} (?:following\b|[^\W\d_]+ (?:suivante?s|siguientes|seguintes|seguenti)\b|siguientes\b|seguintes\b|seguenti\b|folgenden\b|volgende\b)",
            rf"以下の?[ ]?{_N.format('c')}[ ]?(?:つ|個|点|項目|个|项|種類|种)",
            rf"다음(?:의|과 같은)?[ ]?{_N.format('d')}[ ]?(?:가지|개)",
        )
    ),
    re.IGNORECASE,
)
# Of so many, or at least so many: no promise that the list has just these.
LOOSE = re.compile(
    r"(?:\b(?:at least|at most|up to|one of|any of|some of|more than|about|around|least|or more)\b|少なくとも|最大|至少|最多|최소|최대)",
    re.IGNORECASE,
)

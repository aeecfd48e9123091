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
_NUMBERS = {word: value for value, words in enumerate(_WORDS, 2) for word in words}
_LONGEST_FIRST = sorted(_NUMBERS, key=lambda word: (-len(word), word))
_NUMBER = rf"\d{{1,2}}|{'|'.join(_LONGEST_FIRST)}"


def number(word: str) -> int | None:
    """Give the number that digits say, or a word for two to ten; None for another word."""
    return int(word) if word.isdecimal() else _NUMBERS.get(word.casefold())


_FOLLOWING_BEFORE = "following|folgende|folgenden|siguientes|seguintes|seguenti|volgende|следующие"
_ARTICLE = "these|the|les|los|las|os|as|i|le|die|de"
_FOLLOWING_BEHIND = (
    r"following|folgenden|volgende|siguientes|seguintes|seguenti"
    r"|[^\W\d_]+ (?:suivants|suivantes|siguientes|seguintes|seguenti)"
)

# "the following three steps" before a list.
ANNOUNCED = re.compile(
    rf"\b(?:{_FOLLOWING_BEFORE}) (?P<a>{_NUMBER})\b(?![.,-]\d)"
    rf"|\b(?:{_ARTICLE}) (?P<b>{_NUMBER}) (?:{_FOLLOWING_BEHIND})\b"
    rf"|以下の?[ ]?(?P<c>{_NUMBER})[ ]?(?:つ|個|点|項目|个|项|種類|种)"
    rf"|다음(?:의|과 같은)?[ ]?(?P<d>{_NUMBER})[ ]?(?:가지|개)",
    re.IGNORECASE,
)
# Of so many, or at least so many: no promise that the list has just these.
LOOSE = re.compile(
    r"\b(?:at least|at most|up to|one of|any of|some of|more than|about|around|or more)\b"
    r"|少なくとも|最大|至少|最多|최소|최대",
    re.IGNORECASE,
)

"""The words of a JavaScript module, with their places, and what texts and numbers mean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NAME = r"[A-Za-z_$][\w$]*"
_TOKEN = re.compile(
    rf"""(?P<space>\s+|//[^\n\r\u2028\u2029]*|/\*.*?\*/)
    |(?P<number>-?(?:0[xX][0-9a-fA-F_]+|\d[\d_]*(?:\.[\d_]+)?(?:[eE][+-]?\d+)?))
    |(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)
    |(?P<name>{_NAME})
    |(?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a module: `kind` is number, text, name or sign; from `start` to `end` in its text.

    `line` is that of its begin, from 1: lines end with a line feed, and with nothing else.
    """

    kind: str
    word: str
    line: int
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """The words of a module in order, without comments and white space."""
    line = 1
    for found in _TOKEN.finditer(text):
        if found.lastgroup != "space":
            yield Token(str(found.lastgroup), found[0], line, found.start(), found.end())
        line += found[0].count("\n")


def names_in(code: list[Token]) -> set[str]:
    """The names that code uses, also within `${…}`; what follows a dot is no name of its own."""
    found: set[str] = set()
    for at, token in enumerate(code):
        before = [each.word for each in code[max(at - 2, 0) : at]]
        if token.word[0] == "`":
            found.update(re.findall(_NAME, token.word))
        elif token.kind == "name" and (before[-1:] != ["."] or before == [".", "."]):
            found.add(token.word)
    return found


def text_of(word: str) -> str:
    """What a quoted text says."""

    def escaped(found: re.Match[str]) -> str:
        letter = found[1]
        if letter[0] in "ux" and len(letter) > 1:
            return chr(int(letter[1:].strip("{}"), 16))
        return _ESCAPES.get(letter, letter)

    told = re.sub(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.|\n)", escaped, word[1:-1], flags=re.DOTALL)
    # JavaScript writes a letter beyond 65,535 in two halves.
    return told.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def number_of(word: str) -> int | float:
    """The number that is written."""
    plain = word.replace("_", "")
    if "x" in plain.lower():
        return int(plain, 16)
    return float(plain) if any(sign in plain for sign in ".eE") else int(plain)

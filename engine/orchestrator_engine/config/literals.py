"""Literal values in a JavaScript module, read as text: nothing of it is ever executed.

Texts, numbers (and their products, as in `15 * 60_000`), true, false, null, lists and objects, with
comments and trailing commas. Anything else is code, and is refused with its line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn


class IsCode(Exception):  # noqa: N818  # it is an answer
    """A value that only running the file would tell: `line` from 1, and what stands there."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")
        self.line = line
        self.what = what


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of the file's object, with its value and line."""

    key: str
    value: object
    line: int


@dataclass(frozen=True, slots=True)
class Code:
    """In place of a value that only running the file would tell: why it cannot be read."""

    what: str


_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<number>-?(?:0[xX][0-9a-fA-F_]+|\d[\d_]*(?:\.[\d_]+)?(?:[eE][+-]?\d+)?))
    |(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)
    |(?P<name>[A-Za-z_$][\w$]*)
    |(?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)
_WORDS = {"true": True, "false": False, "null": None, "undefined": None}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_DEEPEST = 50


def entries(text: str) -> tuple[Entry, ...]:
    """The keys of the object that a module exports, in order; `Code` where a value is that.

    Raises `IsCode` where the object itself is.
    """
    return _Reader(text).module()


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0

    def module(self) -> tuple[Entry, ...]:
        """`export default {…}`, `module.exports = {…}`, or a name that is exported afterwards."""
        while True:
            if self._take("export", "default") or self._take("module", ".", "exports", "="):
                break
            if self._peek() in {"const", "let", "var"}:
                self._at += 1
                name = self._name()
                self._expect("=")
                found = self._object(0)
                self._take(";")
                exported = self._take("export", "default", name) or self._take(
                    "module", ".", "exports", "=", name
                )
                if not exported:
                    self._refuse("only an object that is exported can be translated")
                self._end()
                return found
            self._refuse("this is code" if self._peek() else "nothing is exported")
        found = self._object(0)
        self._end()
        return found

    def _end(self) -> None:
        while self._take(";"):
            pass
        if self._peek():
            self._refuse("this comes after the settings, and is code")

    def _object(self, depth: int) -> tuple[Entry, ...]:
        self._expect("{")
        found: list[Entry] = []
        while not self._take("}"):
            line = self._line()
            kind, word = self._next()
            if kind not in {"name", "text", "number"}:
                self._refuse("this is no plain key", line)
            key = _text(word) if kind == "text" else word
            self._expect(":")
            found.append(Entry(key, self._or_code(depth), line))
            if not self._take(",") and self._peek() != "}":
                self._refuse("this is code")
        return tuple(found)

    def _or_code(self, depth: int) -> object:
        """The value of a key; of the outermost object, `Code` where that is what it is."""
        begin = self._at
        try:
            return self._value(depth + 1)
        except IsCode as code:
            if depth:
                raise
            self._at = begin
            self._pass_over()
            return Code(code.what)

    def _pass_over(self) -> None:
        """Go to the end of a value that is code: its brackets are counted, and nothing else."""
        deep = 0
        while deep or self._peek() not in {",", "}"}:
            _, word = self._next()
            deep += (word in {"(", "[", "{"}) - (word in {")", "]", "}"})

    def _value(self, depth: int) -> object:
        if depth > _DEEPEST:
            self._refuse("this is nested too deeply")
        value = self._one(depth)
        while self._take("*"):
            value = self._factor(value) * self._factor(self._one(depth))
        if self._peek() not in {",", "}", "]"}:
            self._refuse("this is code")
        return value

    def _factor(self, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._refuse("this is code")
        return value

    def _one(self, depth: int) -> object:
        if self._peek() == "{":
            return {entry.key: entry.value for entry in self._object(depth)}
        line = self._line()
        kind, word = self._next()
        if kind == "text":
            if word[0] == "`" and "${" in word:
                self._refuse("a text with ${…} in it is code", line)
            return _text(word)
        if kind == "number":
            return _number(word)
        if kind == "name" and word in _WORDS:
            return _WORDS[word]
        if word == "[":
            found: list[object] = []
            while not self._take("]"):
                found.append(self._value(depth + 1))
                if not self._take(",") and self._peek() != "]":
                    self._refuse("this is code")
            return found
        return self._refuse(f"“{word}” is code", line)

    def _peek(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def _line(self) -> int:
        if not self._tokens:
            return 1
        return self._tokens[min(self._at, len(self._tokens) - 1)][2]

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            self._refuse("the file ends here, in the middle of its settings")
        kind, word, _ = self._tokens[self._at]
        self._at += 1
        return kind, word

    def _name(self) -> str:
        kind, word = self._next()
        if kind != "name":
            self._refuse("this is code")
        return word

    def _take(self, *words: str) -> bool:
        there = [token[1] for token in self._tokens[self._at : self._at + len(words)]]
        if there == list(words):
            self._at += len(words)
            return True
        return False

    def _expect(self, word: str) -> None:
        if not self._take(word):
            self._refuse(f"“{word}” is expected here; anything else is code")

    def _refuse(self, what: str, line: int | None = None) -> NoReturn:
        raise IsCode(line or self._line(), what)


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    line = 1
    for found in _TOKEN.finditer(text):
        if found.lastgroup != "space":
            yield str(found.lastgroup), found[0], line
        line += found[0].count("\n")


def _text(word: str) -> str:
    def escaped(found: re.Match[str]) -> str:
        letter = found[1]
        if letter[0] in "ux" and len(letter) > 1:
            return chr(int(letter[1:].strip("{}"), 16))
        return _ESCAPES.get(letter, letter)

    told = re.sub(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.|\n)", escaped, word[1:-1], flags=re.DOTALL)
    # JavaScript writes a letter beyond 65,535 in two halves.
    return told.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _number(word: str) -> int | float:
    plain = word.replace("_", "")
    if "x" in plain.lower():
        return int(plain, 16)
    return float(plain) if any(sign in plain for sign in ".eE") else int(plain)

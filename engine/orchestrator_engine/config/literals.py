"""Literal values in a JavaScript module, read as text: nothing of it is ever executed.

Texts, numbers (and their products, as in `15 * 60_000`), true, false, null, lists and objects, with
comments and trailing commas. Around the settings, an `import`, `"use strict"` and constants are
passed over: a constant that is such a value has it, of any other nothing is known, nor of a list or
an object that code uses. Anything else is code, and is refused with its line.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NoReturn

from orchestrator_engine.config.javascript import Token, names_in, number_of, text_of, tokens
from orchestrator_engine.json_values import within
from orchestrator_engine.wording import shorten


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


@dataclass(frozen=True, slots=True)
class Aside:
    """A statement before the settings that has no meaning without being executed, in brief."""

    text: str
    what: str
    line: int


_WORDS = {"true": True, "false": False, "null": None, "undefined": None}
_GO_ON = {"in", "instanceof"}
_DEEPEST = 50


def entries(text: str) -> tuple[Entry | Aside, ...]:
    """The keys of the object that a module exports, in order; `Code` where a value is that.

    What comes before the object goes before. Raises `IsCode` where the object itself is code.
    """
    return _Reader(text).module()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[Token] = list(tokens(text))
        self._at = 0
        self._constants: dict[str, object] = dict(_WORDS)
        self._objects: dict[str, tuple[Entry, ...]] = {}
        self._asides: list[Aside] = []
        self._used_by_code: set[str] = set()

    def module(self) -> tuple[Entry | Aside, ...]:
        """`export default {…}`, `module.exports = {…}`, or a name that is exported afterwards."""
        while not (self._take("export", "default") or self._take("module", ".", "exports", "=")):
            word, begin = self._peek(), self._at
            if word == "import":
                self._import(begin)
            elif word in {"const", "let", "var"}:
                self._constant(begin)
            elif word in {'"use strict"', "'use strict'"}:
                self._at += 1
            else:
                self._refuse("this is code" if word else "nothing is exported")
            self._take(";")
        if self._peek() == "{":
            found = self._object(0)
        else:
            name = self._name()
            if name not in self._objects:
                self._refuse(f"“{name}” is no object that is written down before")
            if name in self._used_by_code:
                self._refuse(f"code before this uses “{name}”, and may change it")
            found = self._objects[name]
        self._end()
        return (*self._asides, *self._unchanged(found))

    def _import(self, begin: int) -> None:
        """Pass over what brings in the code of others, up to where it is found."""
        line = self._line()
        self._at += 1
        while True:
            kind, word = self._next()
            if kind == "text":
                break
            if kind != "name" and word not in {"{", "}", ",", "*"}:
                self._refuse("this is code", line)
        if self._take("with", "{") or self._take("assert", "{"):
            while not self._take("}"):
                self._next()
        self._aside(begin, "nothing is brought in here")

    def _constant(self, begin: int) -> None:
        """Keep what a name stands for, or pass it over where only running it would tell."""
        is_constant = self._next()[1] == "const"
        try:
            name = self._name()
            self._expect("=")
            value = self._object(0) if self._peek() == "{" else self._product(0)
            if not self._begins_anew():
                self._refuse("this is code")
        except IsCode as code:
            self._at = begin + 1
            self._pass_over_statement()
            self._use(begin)
            self._aside(begin, f"{code.what}, and it is not executed to find out")
            return
        self._objects.pop(name, None)
        if isinstance(value, tuple):
            self._objects[name] = value
        elif is_constant:
            self._constants[name] = value

    def _use(self, begin: int) -> None:
        self._used_by_code |= names_in(self._tokens[begin : self._at])

    def _unchanged(self, found: tuple[Entry, ...]) -> Iterator[Entry]:
        """The settings; a list or object that code has in its hands may not be what it was."""
        changed: dict[int, str] = {}
        for name in sorted(self._used_by_code):
            held = [entry.value for entry in self._objects.get(name, ())]
            changed |= dict.fromkeys(within([self._constants.get(name), *held]), name)
        for entry in found:
            name = next((changed[one] for one in within([entry.value]) if one in changed), None)
            what = f"code in this file uses “{name}” and may change it"
            yield entry if name is None else replace(entry, value=Code(what))

    def _begins_anew(self) -> bool:
        """Whether a statement ends here: with its sign, its line or the file."""
        if self._peek() in {";", ""}:
            return True
        token = self._tokens[self._at]
        if token.kind != "name" or token.word in _GO_ON:
            return False
        return token.line > self._tokens[self._at - 1].line

    def _pass_over_statement(self) -> None:
        deep = 0
        while deep or not self._begins_anew():
            _, word = self._next()
            deep += (word in {"(", "[", "{"}) - (word in {")", "]", "}"})

    def _aside(self, begin: int, what: str) -> None:
        first, last = self._tokens[begin], self._tokens[self._at - (self._peek() != ";")]
        text = shorten(self._text[first.start : last.end])
        self._asides.append(Aside(text, what, first.line))

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
            found.append(self._entry(depth, line))
            if not self._take(",") and self._peek() != "}":
                self._refuse("this is code")
        return tuple(found)

    def _entry(self, depth: int, line: int) -> Entry:
        if not depth and self._take(".", ".", "."):
            begin = self._at
            self._pass_over()
            self._use(begin)
            others = "".join(token.word for token in self._tokens[begin : self._at])
            return Entry(f"...{others}", Code("this puts in the settings of others"), line)
        kind, word = self._next()
        if kind not in {"name", "text", "number"}:
            self._refuse("this is no plain key", line)
        if kind == "name" and self._peek() in {",", "}"}:
            value = self._constants.get(word, Code(f"“{word}” is code"))
            if depth and isinstance(value, Code):
                self._refuse(value.what, line)
            return Entry(word, value, line)
        self._expect(":")
        return Entry(text_of(word) if kind == "text" else word, self._or_code(depth), line)

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
            self._use(begin)
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
        value = self._product(depth)
        if self._peek() not in {",", "}", "]"}:
            self._refuse("this is code")
        return value

    def _product(self, depth: int) -> object:
        value = self._one(depth)
        while self._take("*"):
            value = self._factor(value) * self._factor(self._one(depth))
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
            return text_of(word)
        if kind == "number":
            return number_of(word)
        if kind == "name" and word in self._constants:
            return self._constants[word]
        if word == "[":
            found: list[object] = []
            while not self._take("]"):
                found.append(self._value(depth + 1))
                if not self._take(",") and self._peek() != "]":
                    self._refuse("this is code")
            return found
        return self._refuse(f"“{word}” is code", line)

    def _peek(self) -> str:
        return self._tokens[self._at].word if self._at < len(self._tokens) else ""

    def _line(self) -> int:
        if not self._tokens:
            return 1
        return self._tokens[min(self._at, len(self._tokens) - 1)].line

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            self._refuse("the file ends here, in the middle of its settings")
        token = self._tokens[self._at]
        self._at += 1
        return token.kind, token.word

    def _name(self) -> str:
        kind, word = self._next()
        if kind != "name":
            self._refuse("this is code")
        return word

    def _take(self, *words: str) -> bool:
        there = [token.word for token in self._tokens[self._at : self._at + len(words)]]
        if there == list(words):
            self._at += len(words)
            return True
        return False

    def _expect(self, word: str) -> None:
        if not self._take(word):
            self._refuse(f"“{word}” is expected here; anything else is code")

    def _refuse(self, what: str, line: int | None = None) -> NoReturn:
        raise IsCode(line or self._line(), what)

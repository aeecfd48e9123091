"""Phrases of many languages as one pattern, which is compiled when it is first asked."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from orchestrator_analyzer.memory import remembered

_FIRST_OF_ASIA = 0x2E80
_WORD = re.compile(r"[^\W_]+")
# Letters that mean the same as another one, where the case of letters does not matter, and are
# not made the same by small letters alone.
_ODD = re.compile("[\u0131\u0130\u017f\u00b5\u0345\u03c2\u1c80-\u1c8a\u1e9b\u1fbe\ufb00-\ufb06]")


@dataclass(frozen=True)
class Phrases:
    """A set of phrases to look for, in any case of letters.

    A phrase of letters with spaces between words must stand alone; one of Han, Kana or Hangul
    may stand inside of others, as those are written. A `*` at the end lets a word go on.
    """

    words: tuple[str, ...]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        running = [word for word in self.words if any(map(runs_on, word))]
        open_ended = [word[:-1] for word in self.words if word.endswith("*")]
        known = {*running, *(f"{word}*" for word in open_ended)}
        standing = [word for word in self.words if word not in known]
        # What the phrases of a group share stands once before them all: asked at each character
        # of a text, sixty questions take thirty times as long as one.
        groups = (
            rf"(?<!\w)(?:{_either(standing)})(?!\w)" if standing else "",
            rf"(?<!\w)(?:{_either(open_ended)})" if open_ended else "",
            _either(running),
        )
        return re.compile("|".join(filter(None, groups)), re.IGNORECASE)

    @cached_property
    def _openings(self) -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
        """Give the first words of the phrases, those that a word may begin with, and signs.

        A sign is a character of a script without spaces: each phrase in one has its first here.
        """
        running = [word for word in self.words if any(map(runs_on, word))]
        written = [word.lower() for word in self.words if word not in running]
        return (
            frozenset(_first_word(word) for word in written if word[-1] != "*"),
            tuple(_first_word(word) for word in written if word[-1] == "*"),
            frozenset(next(filter(runs_on, word)) for word in running),
        )

    def may_stand_in(self, text: str) -> bool:
        """Say whether a look at the words of a text leaves it open that a phrase is there.

        Asking the pattern at each character takes twenty times as long, and most texts of a
        document have none of the words.
        """
        whole, stems, signs = self._openings
        if not text.isascii() and (not signs.isdisjoint(text) or _ODD.search(text) is not None):
            return True
        if not whole.isdisjoint(_words_of(text)):
            return True
        return any(stem in text.lower() for stem in stems)

    def _may_begin(self, text: str) -> bool:
        """Say the same of a phrase at the beginning of a text."""
        whole, stems, signs = self._openings
        if not text.isascii() and (not signs.isdisjoint(text) or _ODD.search(text) is not None):
            return True
        low = text.lower()
        first = _WORD.match(low)
        return first is not None and (first[0] in whole or low.startswith(stems))

    @cached_property
    def _running(self) -> re.Pattern[str] | None:
        running = [word for word in self.words if any(map(runs_on, word))]
        return re.compile(_either(running)) if running else None

    def match(self, text: str) -> re.Match[str] | None:
        """Find a phrase that the text begins with."""
        return self._pattern.match(text) if self._may_begin(text) else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Find a phrase that is all of the text."""
        return self._pattern.fullmatch(text) if self._may_begin(text) else None

    def search(self, text: str) -> re.Match[str] | None:
        """Find the first phrase in a text."""
        return self._pattern.search(text) if self.may_stand_in(text) else None

    def search_inside(self, text: str) -> re.Match[str] | None:
        """Find the first phrase that may stand inside of other words."""
        if self._running is None or text.isascii():
            return None
        return self._running.search(text)

    def finditer(
        self, text: str, start: int = 0, end: int | None = None
    ) -> Iterator[re.Match[str]]:
        """Find all phrases between two offsets of a text."""
        end = len(text) if end is None else end
        whole = text if start == 0 and end >= len(text) else text[start:end]
        return self._pattern.finditer(text, start, end) if self.may_stand_in(whole) else iter(())

    def without(self, text: str) -> tuple[str, int]:
        """Give the text with a space for each phrase, and how many there were."""
        return self._pattern.subn(" ", text) if self.may_stand_in(text) else (text, 0)


def phrases(*lists: str) -> Phrases:
    """Make a set of phrases from texts that have one phrase between two commas."""
    words = {word.strip() for text in lists for word in text.split(",") if word.strip()}
    words |= {word.casefold() for word in words}  # folded text has "ss" for a sharp s
    return Phrases(tuple(sorted(words, key=lambda word: (-len(word), word))))


def in_number(known: Phrases, taken: frozenset[str] = frozenset()) -> Phrases:
    """Add what phrases in Latin letters are where their first or last word is one or several.

    "Rapport de tests" beside "rapport de test": a person writes either. What is `taken` by others
    is left to them.
    """
    forms = {form for word in known.words for form in _forms_of(word)}
    words = {*known.words, *(forms - taken)}
    return Phrases(tuple(sorted(words, key=lambda word: (-len(word), word))))


def _forms_of(phrase: str) -> Iterator[str]:
    if not _LATIN.fullmatch(phrase):
        return
    words = phrase.split(" ")
    yield " ".join([*words[:-1], _other_number(words[-1])])
    yield " ".join([_other_number(words[0]), *words[1:]])


def _other_number(word: str) -> str:
    if len(word) < _SHORTEST or word.endswith(("ss", "is", "us", "x", "z")):
        return word
    return word[:-1] if word.endswith("s") else f"{word}s"


_SHORTEST = 4
_LATIN = re.compile(r"[a-z\u00e0-\u017f '-]+")


# The same text is asked about by many sets of phrases in a row.
@remembered(texts=16, longest=4000)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))


def _first_word(phrase: str) -> str:
    """Give the first word of a phrase; one that begins with a sign could stand anywhere."""
    found = _WORD.match(phrase)
    assert found is not None, phrase
    return found[0]


def _either(words: list[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"[\s_-]+") for word in words)


def runs_on(character: str) -> bool:
    """Say whether a character is one of a script that sets no spaces between words."""
    return ord(character) > _FIRST_OF_ASIA and unicodedata.category(character) == "Lo"

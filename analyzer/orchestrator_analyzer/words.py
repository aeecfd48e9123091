"""What words mean: a status, a sort of section, a priority."""

import re
import unicodedata
from functools import lru_cache

from orchestrator_analyzer.memory import remembered
from orchestrator_analyzer.phrases import Phrases
from orchestrator_analyzer.spec import Status
from orchestrator_analyzer.vocabulary.priorities import PRIORITY, PRIORITY_MARKS, RANKS
from orchestrator_analyzer.vocabulary.sections import SECTIONS, SectionSort
from orchestrator_analyzer.vocabulary.status_values import NO_HEADINGS, VALUES
from orchestrator_analyzer.vocabulary.statuses import (
    BOXES,
    FILLER,
    SETTLED,
    STATUS_ORDER,
    STATUS_SIGNS,
    STATUS_WORDS,
    UNSETTLED,
)


# Heads of columns, names of fields and titles are the same many times, and stay as they are.
@remembered(texts=4096, longest=200)
def fold(text: str) -> str:
    """Reduce a heading or a cell to its words: no marks, emoji, counts or outer punctuation."""
    plain = re.sub(_NO_WORDS, " ", text.replace("_", " "))
    if plain.isascii():
        kept = plain.translate(_LETTERS_OF_ASCII)
    else:
        kept = "".join(
            c if c.isalpha() or c in " '-" or _is_part_of_letter(c) else " " for c in plain
        )
    return " ".join(kept.split()).strip(" -'").casefold()


def _is_part_of_letter(character: str) -> bool:
    """Say whether a mark belongs to the letter before it, and not to a picture."""
    return unicodedata.category(character) == "Mn" and character not in _OF_PICTURES


_LETTERS_OF_ASCII = {
    code: " " for code in range(128) if not chr(code).isalpha() and chr(code) not in " '-"
}
_OF_PICTURES = "\ufe0e\ufe0f"
_NO_WORDS = re.compile(r"[*_`~#]|\([^)]*\)|\uff08[^\uff08\uff09]*\uff09|^[\d.)\s]+")


@remembered(texts=4096, longest=200)
def spoken(title: str) -> str:
    """Give a title without the marks and pictures around it."""
    return _AROUND.sub("", title)


_AROUND = re.compile(r"\A(?:[^\w\[(`]|_)+|[*_\s]+\Z")


def status_of_box(box: str) -> Status:
    """Say what the character between the brackets of a task box means."""
    return BOXES.get(box, Status.OPEN)


@remembered(texts=4096, longest=200)
def status_of_words(text: str, *, whole: bool = False) -> Status | None:
    """Say which status a cell or a `Status:` line begins with, or None where it is none.

    With `whole`, nothing but a date, a version or a short by-line may follow the status.
    """
    head = text.strip()[:120]
    words = head.lstrip(_BEFORE_STATUS)
    value, *behind = _BEHIND_VALUE.split(words, 1)
    value = value.rstrip(_BEHIND_STATUS).casefold()
    if value in VALUES and not (whole and value in NO_HEADINGS) and not any(map(_denies, behind)):
        return VALUES[value]
    # What it begins with counts before what stands within: 未着手 is not 着手.
    for find, said in ((Phrases.match, words), (Phrases.search_inside, words[:_NEAR])):
        for status in STATUS_ORDER:
            found = find(STATUS_WORDS[status], said)
            if found and (not whole or _BY_LINE.fullmatch(words, found.end())):
                return status
    signs = [STATUS_SIGNS[sign] for sign in head[:4] if sign in STATUS_SIGNS]
    return signs[0] if signs and not (whole and words) else None


def _denies(words: str) -> bool:
    """Say whether what stands in brackets behind a value turns that round: "ok (fails)"."""
    return bool(STATUS_WORDS[Status.OPEN].search(words) or UNSETTLED.search(words))


@remembered(texts=1024, longest=200)
def status_within(text: str) -> Status | None:
    """Say which status a short value names behind other words: "first version completed"."""
    text = _SENTENCE.split(text, 1)[0]
    words = fold(text)
    if len(text) > _SHORT or UNSETTLED.search(words):
        return None
    return next((status for status in STATUS_ORDER if STATUS_WORDS[status].search(words)), None)


_SHORT = 60
_SENTENCE = re.compile(r"[.!](?=\s)|[\u3002\uff01]")
# How far into a cell a status may begin that is written without spaces around it: 実装完了.
_NEAR = 10
_BEFORE_STATUS = " \t*_`~[(#:-\ufe0f\u26a0\u2139🔴🟠🟡🟢🔵⚪" + "".join(STATUS_SIGNS)
_BEHIND_STATUS = " \t*_`~.!)]\u3002\ufe0f" + "".join(STATUS_SIGNS)
# `waiting (for the bank)`
_BEHIND_VALUE = re.compile(r"[ \t]*[(\uff08]")
# What may stand behind a status: a date, a version, a commit, a short by-line.
_BY_LINE = re.compile(
    r"[\W_]*(?:(?:in|by|on|via|at|since|as of|pr|commit|le|el|em|am|il|op)\b.*|[\d#v`@].*)?",
    re.IGNORECASE,
)


def section_status(title: str) -> Status | None:
    """Say which status the heading of a section gives to all that stands beneath it.

    Never that they are open: what is not settled is open anyway.
    """
    return _section_status(fold(title[:200]))


# The same headings are asked about for each item beneath them, and many differ by a number only.
@lru_cache(maxsize=2048)
def _section_status(words: str) -> Status | None:
    for status in (Status.OPEN, Status.REJECTED, Status.DEFERRED, Status.DONE):
        rest, count = STATUS_WORDS[status].without(words)
        if count and not FILLER.without(rest)[0].strip(" -'"):
            return None if status is Status.OPEN else status
    if (value := VALUES.get(words)) in _OF_HEADINGS and words not in NO_HEADINGS:
        return value
    if SETTLED.search(words) and not UNSETTLED.search(words):
        return Status.DONE
    return {
        SectionSort.REJECTED: Status.REJECTED,
        SectionSort.DEFERRED: Status.DEFERRED,
    }.get(_section_sort(words) or SectionSort.INDEX)


_OF_HEADINGS = frozenset({Status.REJECTED, Status.DEFERRED, Status.DONE})


@lru_cache(maxsize=512)
def is_of_rest(title: str) -> bool:
    """Say whether a heading says of all beneath it that it is still to be done."""
    rest, count = STATUS_WORDS[Status.OPEN].without(fold(title[:200]))
    is_open = count > 0 and not FILLER.without(rest)[0].strip(" -'")
    return is_open or section_sort(title) is SectionSort.STEPS


def section_sort(title: str) -> SectionSort | None:
    """Say what sort of section a heading opens, or None where its words do not tell."""
    return _section_sort(fold(title[:200]))


@lru_cache(maxsize=2048)
def _section_sort(words: str) -> SectionSort | None:
    best: tuple[float, SectionSort] | None = None
    for sort, pattern in SECTIONS.items():
        covered = sum(found.end() - found.start() for found in pattern.finditer(words))
        share = covered / len(words) if words else 0.0
        if covered and (best is None or share > best[0]):
            best = (share, sort)
    return best[1] if best and best[0] >= _ENOUGH else None


# How much of a heading must be known words before its whole section is judged by them.
_ENOUGH = 0.45


UNRANKED = 2


def priority_in(text: str) -> str | None:
    """Find the priority or severity that a line names, as written, or None."""
    low = text.lower()
    may_be = not text.isascii() or any(mark in low for mark in PRIORITY_MARKS)
    found = PRIORITY.search(text) if may_be else None
    if found is None:
        tags = (tag["word"].strip() for tag in _TAGGED.finditer(text))
        return next((word for word in tags if any(p.fullmatch(word) for p in RANKS)), None)
    if found["level"] is not None:
        return found[0]
    return found["word"] if is_priority(found["word"]) else None


# `(critical)`, `[HIGH]`
_TAGGED = re.compile(r"[\[(【](?P<word>[^\W\d_][\w -]{2,20})[\])】]")


@remembered(texts=1024, longest=60)
def is_priority(text: str) -> bool:
    """Say whether the words are those of a priority or severity."""
    return any(pattern.search(text) for pattern in RANKS)


def rank(priority: str | None) -> int:
    """Order priorities: 0 is the most urgent, 3 the least, and one that is not named in between."""
    if priority is None:
        return UNRANKED
    return next((index for index, words in enumerate(RANKS) if words.search(priority)), UNRANKED)

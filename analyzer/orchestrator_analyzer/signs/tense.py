"""Whether the entries of a document tell what was done, and not what is to be done."""

import re

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.memory import remembered
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.vocabulary.tense import (
    AUXILIARIES,
    DONE_FORMS,
    NOT_PAST,
    PAST_ENDINGS,
    PAST_FORMS,
    PAST_SIGNS,
)

_FEW = 2
_QUESTION = ("?", "\uff1f")
_LINE = 200
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"[.;!:](?=\s|$)|[\u3002\uff1b\uff01\uff1a\n]")


def told(source: Source) -> tuple[int, int]:
    """Count the entries without a box that tell what was done, and all that there are."""
    past, _, entries = source.total(_count)
    return past, entries


def asked(source: Source) -> tuple[int, int]:
    """Count the entries without a box that are questions, and all that there are."""
    _, questions, entries = source.total(_count)
    return questions, entries


def tells_past(source: Source) -> bool:
    """Say whether most of the entries tell what was done."""
    past, entries = told(source)
    return (past >= _FEW and past == entries) or (past > _FEW and past * 2 > entries)


def _count(part: Part) -> tuple[int, int, int]:
    entries = [
        part.text.source[block.text.start : min(block.text.end, block.text.start + _LINE)]
        for block in part.blocks
        if block.kind is BlockKind.ENTRY and block.box is None
    ]
    questions = sum(entry.rstrip(" \t\r\n*_").endswith(_QUESTION) for entry in entries)
    return sum(map(is_past, entries)), questions, len(entries)


@remembered(texts=2048, longest=_LINE)
def is_past(words: str) -> bool:
    """Say whether a sentence tells what somebody has done."""
    sentence = _SENTENCE.split(words.lower().strip(" \t\r\n*_~`>#-"), 1)[0]
    if not sentence.isascii() and _is_past_in_asia(sentence):
        return True
    said = _WORD.findall(sentence)
    if not said or not NOT_PAST.isdisjoint(said):
        return False
    if said[0] in DONE_FORMS or said[-1] in DONE_FORMS:
        return True
    if not PAST_FORMS.isdisjoint(said[:3]):
        return True
    first = next((at for at, word in enumerate(said) if word in AUXILIARIES), len(said))
    return not DONE_FORMS.isdisjoint(said[first:])


def _is_past_in_asia(sentence: str) -> bool:
    if sentence.rstrip(" .)\uff09*_").endswith(PAST_ENDINGS):
        return True
    return any(sign in sentence for sign in PAST_SIGNS)

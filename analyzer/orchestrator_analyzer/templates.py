"""Whether a document is a template: what would be its items is still to be filled in."""

import re

from orchestrator_analyzer.drafts import Draft
from orchestrator_analyzer.memory import remembered
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.vocabulary.blanks import BLANKS, TO_FILL_IN

_BRACKETS = re.compile(r"\[(?P<what>(?!NEEDS )[^\[\]\n]{2,150})\](?![(\[:])|\{\{[^{}\n]{1,80}\}\}")
_EXAMPLE = re.compile(r"(?:^|[ ,;(])(?:e\.g\.|for example|例如|例:|예:|z\.\s?B\.|p\.\s?ex\.)")
_AROUND = " \t*_:`\uff1a-"
_BELOW = 10


def is_template(source: Source, drafts: list[Draft]) -> bool:
    """Say whether most of the drafts that have an id are blanks."""
    named = [draft for draft in drafts if draft.lead.id is not None]
    blank = sum(_is_blank_item(source, draft) for draft in named)
    return blank * 2 > len(named)


def _is_blank_item(source: Source, draft: Draft) -> bool:
    if (is_blank := blank_title(draft)) is not None:
        return is_blank
    below = (source.text.line(line) for line in range(draft.first + 1, draft.last)[:_BELOW])
    said = [line for line in below if line.strip(_AROUND)]
    return sum(map(has_blank, said)) * 2 > len(said)


def blank_title(draft: Draft) -> bool | None:
    """Say whether the title of a draft is still to be filled in; None where it has none."""
    title = draft.lead.title
    if not title.strip(_AROUND):
        return None
    return ("[" in title or "{{" in title) and has_blank(title[:400])


@remembered(texts=1024, longest=400)
def has_blank(words: str) -> bool:
    """Say whether something in a title is still to be filled in."""
    return any(_is_blank(words, found) for found in _BRACKETS.finditer(words))


def _is_blank(words: str, found: re.Match[str]) -> bool:
    what = (found["what"] or "").strip()
    if not what or BLANKS.fullmatch(what) or TO_FILL_IN.match(what) or _EXAMPLE.search(what):
        return True
    # All that there is, or all that stands behind a label.
    value = words.strip().rpartition(":")[2].rpartition("\uff1a")[2].strip(_AROUND)
    return value == found[0] and (" " in what or "/" in what or not what.isascii())

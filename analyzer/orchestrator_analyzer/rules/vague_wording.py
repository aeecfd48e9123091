"""vague-wording: a requirement in words that nobody can verify, such as "user-friendly"."""

import re
from collections.abc import Iterator

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.rules.finding import Finding, Severity
from orchestrator_analyzer.rules.plain import FILLER, sentences, without_quotes
from orchestrator_analyzer.rules.subject import Passage, Role
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.vocabulary.wording import DEMANDS, FILLERS, QUALITIES, VAGUE

NAME = "vague-wording"

# A figure, an example, or what follows a colon says what is meant by the words before them.
_EXPLAINED = re.compile(
    rf"(?<![\w-])[<>≤≥~]?[ ]?\d|{FILLER}|[:\uff1a;(\uff08—\u2013][ ]?\S"
    r"|\b(?:e\.g|i\.e|such as|that is|for example|(?:requires|requiring) (?:no|less)|without)\b"
    r"|\bby \w+ing\b",
    re.IGNORECASE,
)
_LEAD = re.compile(r"(?:[*_]*[\w.-]+[*_]*[:\uff1a]+[*_]*)?")
# "As a user, I want …" tells what somebody wishes; its criteria tell when it is done.
# "allows guests to quickly see …" says what something is for.
_PURPOSE = re.compile(r"\b(?:to|can|could)[ ]$", re.IGNORECASE)
_WORD_END = re.compile(r"[^\W\d_]*", re.ASCII)
_SAYS_MORE = re.compile(r"[^\W_]")
_FAR = 40
_STORY = re.compile(r"\W*(?:user story|as an? )", re.IGNORECASE)


def look(passage: Passage) -> Iterator[Finding]:
    """Report the first such words of each sentence that demands something."""
    if passage.role is not Role.REQUIREMENT or passage.kind is BlockKind.HEADING:
        return
    text = without_quotes(passage.text)
    if VAGUE.search(text) is None and QUALITIES.search(text) is None:
        return
    for sentence in sentences(text):
        found = _vague(text, sentence)
        if found is not None:
            words = passage.text[found.start : found.end]
            yield Finding(
                rule=NAME,
                message=f"Nobody can check “{words}”: say how it is measured, or what is seen.",
                span=found,
                severity=Severity.INFORMATION,
            )


def _vague(text: str, sentence: Span) -> Span | None:
    lead = _LEAD.match(text, sentence.start, sentence.end)
    body = text[lead.end() if lead else sentence.start : sentence.end]
    demand = DEMANDS.search(body)
    if demand is None or _STORY.match(body) or _EXPLAINED.search(body):
        return None
    found = VAGUE.finditer(text, sentence.start, sentence.end)
    vague = next((one for one in found if not _PURPOSE.search(text[: one.start()][-12:])), None)
    quality = _quality(text, sentence)
    if vague is None or (quality is not None and quality.start < vague.start()):
        return quality
    # A word that may go on is shown to its end: "appropriate messages".
    end = _WORD_END.match(text, vague.end())
    return Span(vague.start(), end.end() if end else vague.end())


def _quality(text: str, sentence: Span) -> Span | None:
    """Find a word such as "fast", where all that is demanded is to be so."""
    found = list(QUALITIES.finditer(text, sentence.start, sentence.end))
    if not found:
        return None
    words = text[sentence.start : sentence.end]
    demands = list(DEMANDS.finditer(words))
    begin = sentence.start + demands[0].start()
    first = min(begin, found[0].start())
    if any(one.start() < first for one in found) or found[0].start() - begin > _FAR:
        return None
    rest = text[first : sentence.end]
    for known in (QUALITIES, VAGUE, DEMANDS, FILLERS):
        rest, _ = known.without(rest)
    return None if _SAYS_MORE.search(rest) else Span(*found[0].span())

"""vague-wording: a requirement in words that nobody can verify, such as "user-friendly"."""

import re
from collections.abc import Iterator

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.rules.finding import Finding, Severity
from orchestrator_analyzer.rules.plain import FILLER, sentences, without_quotes
from orchestrator_analyzer.rules.subject import Passage, Role
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.vocabulary.wording import DEMANDS, FITTING, VAGUE

NAME = "vague-wording"

# A figure, an example, or "so that …" and the like say what is meant by the words before them.
_EXPLAINED = re.compile(
    rf"(?<![\w-])[<>≤≥~]?[ ]?\d|{FILLER}|[:：(（—–][ ]?\S|\b(?:e\.g|i\.e|such as|that is)\b",  # noqa: RUF001
    re.IGNORECASE,
)
_LEAD = re.compile(r"[ \t>]*(?:[-*+]|\d+[.)])?[ \t]*(?:\[.\][ \t]*)?(?:[*_]*[\w.-]+[*_]*:[*_]*)?")
_ATTRIBUTE = re.compile(r"[ \t]+[^\W\d_]|(?<=[な的])[^\W\d_]")
# "As a user, I want …" tells what somebody wishes; its criteria tell when it is done.
_STORY = re.compile(r"\W*(?:user story|as an? )", re.IGNORECASE)


def look(passage: Passage) -> Iterator[Finding]:
    """Report the first such words of each sentence that demands something."""
    if passage.role is not Role.REQUIREMENT or passage.kind is BlockKind.HEADING:
        return
    text = without_quotes(passage.text)
    for sentence in sentences(text):
        found = _vague(text, sentence)
        if found is not None:
            words = passage.text[found.start : found.end]
            yield Finding(
                rule=NAME,
                message=f"Nobody can check “{words}”: say by what it is measured, or what is seen.",
                span=found,
                severity=Severity.INFORMATION,
            )


def _vague(text: str, sentence: Span) -> Span | None:
    vague = next(VAGUE.finditer(text, sentence.start, sentence.end), None)
    if vague is None:
        fitting = FITTING.finditer(text, sentence.start, sentence.end)
        vague = next((one for one in fitting if _ATTRIBUTE.match(text, one.end())), None)
    if vague is None:
        return None
    lead = _LEAD.match(text, sentence.start, sentence.end)
    body = text[lead.end() if lead else sentence.start : sentence.end]
    if _STORY.match(body) or _EXPLAINED.search(body) or not DEMANDS.search(body):
        return None
    return Span(*vague.span())

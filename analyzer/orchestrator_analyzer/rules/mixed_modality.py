"""mixed-modality: a requirement of which one cannot tell whether it binds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.rules.finding import Finding, Fix, Severity
from orchestrator_analyzer.rules.plain import without_quotes
from orchestrator_analyzer.rules.subject import Passage, Placed, Role, Subject
from orchestrator_analyzer.text import Span, TextEdit

NAME = "mixed-modality"

# The first such word of a requirement says how much it binds; later ones stand in side clauses.
_MODAL = re.compile(
    r"\b(?:(?P<binding>shall|must|doit|doivent|debe|deben|deve|devem|devono|muss|müssen|moet|moeten)"
    r"|(?P<weak>should|devrait|devraient|debería|deberían|deveria|deveriam|dovrebbe|dovrebbero"
    r"|sollte|sollten|zou|zouden)"
    r"|(?P<other>can|may|might|could|would|will|puede|peut|kann|können|pode|può|kan))\b",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\b(?:(?:shall|must)(?:[ ]?/[ ]?|[ ](?:and/)?or[ ]|[ ]and[ ])(?:should|may)"
    r"|(?:should|may)(?:[ ]?/[ ]?|[ ](?:and/)?or[ ]|[ ]and[ ])(?:shall|must))\b",
    re.IGNORECASE,
)
# "As a user, I want …" wishes; what a person should or may do is not what the product has to.
_STORY = re.compile(
    r"\W*(?:user story|as an? )|.{0,120}\b(?:if|whether|what|which|how|why)\W*$", re.IGNORECASE
)
_LISTED = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]")
# What the product may do binds nobody; what a person may do is what the product has to let them.
_PRODUCT = re.compile(
    r"\b(?:system|application|app|service|server|software|product|platform|tool|module|component"
    r"|program|api|backend|frontend)[ ]$",
    re.IGNORECASE,
)
_ENOUGH = 3
_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class _Modal:
    """The first modal verb of a requirement, or two that it says at once."""

    word: str
    span: Span
    force: str


def look(passage: Passage) -> Iterator[_Modal]:
    """Find what says how much a requirement binds."""
    if passage.role is not Role.REQUIREMENT or passage.kind is BlockKind.HEADING:
        return
    is_listed = passage.kind is BlockKind.ROW or _LISTED.match(passage.text) is not None
    text = without_quotes(passage.text)
    if (both := _BOTH.search(text)) is not None:
        yield _Modal(both[0], Span(*both.span()), "both")
    elif (modal := _MODAL.search(text)) and not _STORY.match(text[: modal.start()]):
        force = modal.lastgroup or "other"
        if modal[0].casefold() in {"may", "might"} and _PRODUCT.search(text[: modal.start()]):
            force = "weak"
        # What a paragraph between requirements says is a remark rather than one of them.
        if is_listed or force == "binding":
            yield _Modal(modal[0], Span(*modal.span()), force)


def judge(_: Subject, seen: list[tuple[Placed, _Modal]]) -> Iterator[Finding]:
    """Report `should` where the like of it say `must` or `shall`, and one that says both."""
    binding = [modal.word for _, modal in seen if modal.force == "binding"]
    weak = [(placed, modal) for placed, modal in seen if modal.force == "weak"]
    usual = max(sorted(set(binding)), key=binding.count, default="")
    mixed = len(binding) >= max(_ENOUGH, _SHARE * (len(binding) + len(weak)))
    for placed, modal in seen:
        span = Span(placed.start + modal.span.start, placed.start + modal.span.end)
        if modal.force == "both":
            yield _both(modal.word, span)
        # Where SHOULD is written large it is a defined word, and means less than MUST on purpose.
        elif modal.force == "weak" and mixed and not modal.word.isupper():
            yield _weak(modal.word, span, usual, len(binding))


def _weak(word: str, span: Span, usual: str, count: int) -> Finding:
    return Finding(
        rule=NAME,
        message=f"Does this bind? It says “{word}”, and {count} others here say “{usual}”.",
        span=span,
        severity=Severity.INFORMATION,
        fix=_fix(span, word, usual),
    )


def _fix(span: Span, old: str, new: str) -> Fix | None:
    """Offer the usual word where both are English: elsewhere verbs agree with their subject."""
    if old.casefold() not in {"should", "may", "might"} or new.casefold() not in {"shall", "must"}:
        return None
    return Fix(f"Write {new}", (TextEdit(span, new),))


def _both(words: str, span: Span) -> Finding:
    return Finding(
        rule=NAME,
        message=f"“{words}” leaves open whether this binds: choose one of the two.",
        span=span,
        severity=Severity.WARNING,
    )

"""mixed-modality: a requirement of which one cannot tell whether it binds."""

import re
from collections.abc import Iterator

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.rules.finding import Finding, Fix, Severity
from orchestrator_analyzer.rules.plain import without_quotes
from orchestrator_analyzer.rules.subject import Placed, Role, Subject
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
    r"\b(?:(?:shall|must)[ ]?/[ ]?(?:should|may)|(?:should|may)[ ]?/[ ]?(?:shall|must)"
    r"|(?:shall|must)[ ]or[ ](?:should|may)|(?:should|may)[ ]or[ ](?:shall|must))\b",
    re.IGNORECASE,
)
# "As a user, I want …" wishes; what a person should or may do is not what the product has to.
_STORY = re.compile(
    r"\W*(?:user story|as an? )|.{0,120}\b(?:if|whether|what|which|how|why)\W*$", re.IGNORECASE
)
_ENOUGH = 5
_SHARE = 0.8


def check(subject: Subject) -> Iterator[Finding]:
    """Report `should` where the like of it say `must` or `shall`, and one that says both."""
    first: list[tuple[Placed, re.Match[str]]] = []
    for placed in subject.passages:
        if placed.passage.role is not Role.REQUIREMENT or placed.passage.kind is BlockKind.HEADING:
            continue
        text = without_quotes(placed.passage.text)
        if (both := _BOTH.search(text)) is not None:
            yield _both(placed, both)
        elif (modal := _MODAL.search(text)) and not _STORY.match(text[: modal.start()]):
            first.append((placed, modal))
    binding = [modal["binding"] for _, modal in first if modal["binding"]]
    weak = [(placed, modal) for placed, modal in first if modal["weak"]]
    if len(binding) < max(_ENOUGH, _SHARE * (len(binding) + len(weak))):
        return
    usual = max(sorted(set(binding)), key=binding.count)
    for placed, modal in weak:
        # Where SHOULD is written large it is a defined word, and means less than MUST on purpose.
        if not modal[0].isupper():
            yield _weak(placed, modal, usual, len(binding))


def _weak(placed: Placed, modal: re.Match[str], usual: str, count: int) -> Finding:
    span = Span(placed.start + modal.start(), placed.start + modal.end())
    return Finding(
        rule=NAME,
        message=f"Does this bind? It says “{modal[0]}”, and {count} others here say “{usual}”.",
        span=span,
        severity=Severity.INFORMATION,
        fix=_fix(span, modal[0], usual),
    )


def _fix(span: Span, old: str, new: str) -> Fix | None:
    """Offer the usual word where both are English: elsewhere verbs agree with their subject."""
    if old.casefold() != "should" or new.casefold() not in {"shall", "must"}:
        return None
    return Fix(f"Write {new}", (TextEdit(span, new),))


def _both(placed: Placed, both: re.Match[str]) -> Finding:
    return Finding(
        rule=NAME,
        message=f"“{both[0]}” leaves open whether this binds: choose one of the two.",
        span=Span(placed.start + both.start(), placed.start + both.end()),
        severity=Severity.WARNING,
    )

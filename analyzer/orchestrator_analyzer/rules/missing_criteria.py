"""missing-criteria: a requirement that does not say when it is met, where its like do."""

from collections.abc import Iterator

from orchestrator_analyzer.drafts import Form
from orchestrator_analyzer.rules.finding import Finding, Severity
from orchestrator_analyzer.rules.subject import Subject
from orchestrator_analyzer.spec import DocumentKind, Item, ItemKind

NAME = "missing-criteria"

_LIKE = 2
_DELTAS = ("REMOVED", "RENAMED")
_NOUNS = {ItemKind.REQUIREMENT: "requirements", ItemKind.STORY: "stories"}


def check(subject: Subject) -> Iterator[Finding]:
    """Report requirements and stories without criteria in a document where most have some.

    A requirement that is one line of a list says itself what must hold, and is left alone.
    """
    spec = subject.spec
    if spec.kind is not DocumentKind.SPEC:
        return
    pairs = zip(subject.reading.chosen, spec.items, strict=True)
    headed = [item for chosen, item in pairs if chosen.draft.form is Form.HEADING]
    for kind, nouns in _NOUNS.items():
        alike = [item for item in headed if item.kind is kind and not _is_taken_away(item)]
        bare = [item for item in alike if not item.criteria and item.handle not in spec.children]
        having = len(alike) - len(bare)
        if having < max(_LIKE, len(bare)):
            continue
        for item in bare:
            if item.status.is_to_do and not _tells_in_a_table(subject, item):
                yield Finding(
                    rule=NAME,
                    message=f"It is not said when this is met; {having} other {nouns} here say so.",
                    span=item.name_span,
                    severity=Severity.WARNING,
                )


def _is_taken_away(item: Item) -> bool:
    """Say whether a change takes a requirement out of a specification, or names it anew."""
    return any(title.strip().startswith(_DELTAS) for title in item.section)


def _tells_in_a_table(subject: Subject, item: Item) -> bool:
    words = item.words
    lowered = words.casefold()
    return (
        "\n|" in words
        or "```" in words
        or any(head in lowered for head in ("given ", "given**", "scenario:"))
        or subject.source.text.line_of(item.span.end) == item.line
    )

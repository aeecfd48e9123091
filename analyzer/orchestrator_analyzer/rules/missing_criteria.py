"""missing-criteria: a requirement that does not say when it is met, where its like do."""

from collections.abc import Iterator

from orchestrator_analyzer.drafts import Form
from orchestrator_analyzer.rules.finding import Finding, Severity
from orchestrator_analyzer.rules.subject import Subject
from orchestrator_analyzer.spec import DocumentKind, Item, ItemKind
from orchestrator_analyzer.vocabulary.sections import SectionSort
from orchestrator_analyzer.words import section_sort

NAME = "missing-criteria"

# A format that asks for criteria: there they are missing even where no other item has any.
_ASKED_FOR = frozenset(
    {
        ("Kiro", ItemKind.REQUIREMENT),
        ("OpenSpec", ItemKind.REQUIREMENT),
        ("spec-kit", ItemKind.STORY),
    }
)
# At most so many without criteria for each that has some: else they are meant to stand elsewhere.
_BARE = 2
_DELTAS = ("REMOVED", "RENAMED")
_NOUNS = {
    ItemKind.REQUIREMENT: ("requirement", "requirements"),
    ItemKind.STORY: ("story", "stories"),
}


def check(subject: Subject) -> Iterator[Finding]:
    """Report requirements and stories without criteria in a document where most have some.

    A requirement that is one line of a list says itself what must hold, and is left alone.
    """
    spec = subject.spec
    if spec.kind is not DocumentKind.SPEC or subject.is_template:
        return
    nodes = subject.reading.assembly.nodes
    headed = [
        spec.items[place]
        for place, node in enumerate(nodes)
        if node.draft.form is Form.HEADING and node.kind in _NOUNS
    ]
    for kind, nouns in _NOUNS.items():
        alike = [item for item in headed if item.kind is kind and not _is_no_demand(item)]
        bare = [item for item in alike if not item.criteria and item.handle not in spec.children]
        having = len(alike) - len(bare)
        if having * _BARE < len(bare) and (spec.format, kind) not in _ASKED_FOR:
            continue
        for item in bare:
            if item.status.is_to_do and not _tells_in_a_table(item):
                yield Finding(
                    rule=NAME,
                    message=_message(having, nouns),
                    span=item.name_span,
                    severity=Severity.WARNING,
                )


def known_of(item: Item) -> tuple[object, ...]:
    """Give what this rule knows of an item beside its kind and status."""
    return bool(item.criteria), _tells_in_a_table(item), item.section


def _message(having: int, nouns: tuple[str, str]) -> str:
    if not having:
        return "It is not said when this is met: it has no acceptance criteria."
    others = (
        f"one other {nouns[0]} here says" if having == 1 else f"{having} other {nouns[1]} here say"
    )
    return f"It is not said when this is met; {others} so."


def _is_no_demand(item: Item) -> bool:
    """Say whether a change takes a requirement out, or it stands among criteria itself."""
    return any(
        title.strip().startswith(_DELTAS) or section_sort(title) is SectionSort.CRITERIA
        for title in item.section
    )


def _tells_in_a_table(item: Item) -> bool:
    words = item.words
    lowered = words.casefold()
    return (
        "\n|" in words
        or "```" in words
        or any(head in lowered for head in ("given ", "given**", "scenario:"))
        or "\n" not in words
    )

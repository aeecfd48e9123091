"""One sign of what sort of document it is."""

from dataclasses import dataclass

from orchestrator_analyzer.spec import DocumentKind


@dataclass(frozen=True, slots=True)
class Sign:
    """A thing that speaks for a kind: how much, in words a person can check, and on which line.

    Weights add up. Three is about as much as a plain title says.
    """

    kind: DocumentKind
    weight: float
    words: str
    line: int = 0

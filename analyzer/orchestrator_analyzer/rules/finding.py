"""What a rule is and what it reports."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, TypeVar

from orchestrator_analyzer.rules.subject import Passage, Placed, Subject
from orchestrator_analyzer.text import Span, TextEdit

Clue = TypeVar("Clue")


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding speaks of."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits of the document that make a finding go away; `title` says what they do."""

    title: str
    edits: tuple[TextEdit, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem at one place, in words for a person."""

    rule: str
    message: str
    span: Span
    severity: Severity
    related: tuple[Related, ...] = ()
    fix: Fix | None = None

    def moved(self, by: int) -> "Finding":
        """Give the same finding in a text that has `by` characters before the one looked at.

        What a passage is found guilty of speaks of that passage alone: nothing else is related.
        """
        if not by:
            return self
        fix = self.fix and replace(
            self.fix,
            edits=tuple(TextEdit(_moved(edit.span, by), edit.new) for edit in self.fix.edits),
        )
        return replace(self, span=_moved(self.span, by), fix=fix)


@dataclass(frozen=True, slots=True)
class Rule:
    """Looks for one kind of problem in a document; its page is `docs/rules/<name>.md`."""

    name: str
    check: Callable[[Subject], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class PassageRule(Generic[Clue]):
    """Looks for one kind of problem in the passages of a document; has a page as well.

    `look` gives what is of interest in a passage, and depends on that passage alone: it is asked
    once, however often the document around is edited. `judge` is given all of it, in the order of
    the document.
    """

    name: str
    look: Callable[[Passage], Iterator[Clue]]
    judge: Callable[[Subject, list[tuple[Placed, Clue]]], Iterator[Finding]]


def as_seen(_: Subject, seen: list[tuple[Placed, Finding]]) -> Iterator[Finding]:
    """Report what was found in the passages, each by itself."""
    return (finding.moved(placed.start) for placed, finding in seen)


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)

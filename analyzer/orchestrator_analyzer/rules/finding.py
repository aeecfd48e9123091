"""What a rule is and what it reports."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from orchestrator_analyzer.rules.subject import Passage, Subject
from orchestrator_analyzer.text import Span, TextEdit


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
class TextRule:
    """Looks for one kind of problem in a passage, and nowhere else; has a page as well.

    `look` gives spans within the passage. What it finds depends on the passage alone, so that it
    is looked at once, however often the document around it is edited.
    """

    name: str
    look: Callable[[Passage], Iterator[Finding]]


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)

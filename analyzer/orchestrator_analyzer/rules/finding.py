"""What a rule is and what it reports."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from orchestrator_analyzer.parser import Reading
from orchestrator_analyzer.text import Span


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
class Finding:
    """One problem at one place, in words for a person."""

    rule: str
    message: str
    span: Span
    severity: Severity
    related: tuple[Related, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """Looks for one kind of problem; its page is `docs/rules/<name>.md`."""

    name: str
    check: Callable[[Reading], Iterator[Finding]]

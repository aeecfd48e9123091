"""unknown-rule: a comment allows a rule that there is not."""

import difflib
from collections.abc import Iterator

from orchestrator_analyzer.rules.allow import allowances
from orchestrator_analyzer.rules.finding import Finding, Fix, Severity
from orchestrator_analyzer.rules.subject import Subject
from orchestrator_analyzer.text import TextEdit

NAME = "unknown-rule"

# Comparing takes long, and nobody reads the hundredth hint.
_HINTS = 20


def check(subject: Subject) -> Iterator[Finding]:
    """Report each name behind `code-orch: allow` that is none of a rule."""
    unknown = [one for one in allowances(subject) if one.rule not in subject.rules]
    for place, allowance in enumerate(unknown):
        names = sorted(subject.rules) if place < _HINTS else []
        near = difflib.get_close_matches(allowance.rule[:60], names, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        yield Finding(
            rule=NAME,
            message=f"There is no rule {allowance.rule}, so this allows nothing.{hint}",
            span=allowance.span,
            severity=Severity.WARNING,
            fix=Fix(f"Write {near[0]}", (TextEdit(allowance.span, near[0]),)) if near else None,
        )

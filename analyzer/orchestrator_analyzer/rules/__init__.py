"""The rules: a new one is a file here, a line in the table and a page in `docs/rules`."""

from orchestrator_analyzer.parser import Reading
from orchestrator_analyzer.rules import dependency_cycle, duplicate_id, unknown_reference
from orchestrator_analyzer.rules.finding import Finding, Rule

RULES: tuple[Rule, ...] = (
    Rule(duplicate_id.NAME, duplicate_id.check),
    Rule(dependency_cycle.NAME, dependency_cycle.check),
    Rule(unknown_reference.NAME, unknown_reference.check),
)


def check_all(reading: Reading) -> tuple[Finding, ...]:
    """Give what all rules find, in the order of the document."""
    found = [finding for rule in RULES for finding in rule.check(reading)]
    return tuple(sorted(found, key=lambda finding: (finding.span, finding.rule)))

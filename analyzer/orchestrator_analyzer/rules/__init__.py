"""The rules: a new one is a file here, a line in the table and a page in `docs/rules`."""

from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

from orchestrator_analyzer.parser import Reading
from orchestrator_analyzer.rules import (
    contradicting_number,
    contradicting_status,
    dependency_cycle,
    duplicate_id,
    hidden_character,
    missing_criteria,
    missing_file,
    mixed_modality,
    open_question,
    placeholder,
    unknown_reference,
    unknown_rule,
    vague_wording,
)
from orchestrator_analyzer.rules.allow import Allowance, allowances
from orchestrator_analyzer.rules.finding import Finding, Rule, TextRule
from orchestrator_analyzer.rules.subject import Passage, Subject
from orchestrator_analyzer.spec import Exists

RULES: tuple[Rule | TextRule, ...] = (
    Rule(duplicate_id.NAME, duplicate_id.check),
    Rule(unknown_reference.NAME, unknown_reference.check),
    Rule(dependency_cycle.NAME, dependency_cycle.check),
    Rule(missing_criteria.NAME, missing_criteria.check),
    TextRule(vague_wording.NAME, vague_wording.look),
    Rule(mixed_modality.NAME, mixed_modality.check),
    TextRule(placeholder.NAME, placeholder.look),
    Rule(open_question.NAME, open_question.check),
    Rule(contradicting_status.NAME, contradicting_status.check),
    Rule(contradicting_number.NAME, contradicting_number.check),
    Rule(missing_file.NAME, missing_file.check),
    Rule(hidden_character.NAME, hidden_character.check),
    Rule(unknown_rule.NAME, unknown_rule.check),
)
NAMES = frozenset(rule.name for rule in RULES)


def check_all(
    reading: Reading, allow: frozenset[str] = frozenset(), exists: Exists | None = None
) -> tuple[Finding, ...]:
    """Give what all rules find, in the order of the document.

    `allow` names rules that are not asked. `exists` says whether a path is there, as the document
    has it, or None where it cannot tell; without it, no file is missed.
    """
    subject = Subject(reading, exists, NAMES)
    found: list[Finding] = []
    for rule in RULES:
        if rule.name not in allow and isinstance(rule, Rule):
            found += rule.check(subject)
    for placed in subject.passages:
        found += [
            finding.moved(placed.start)
            for finding in _of_passage(placed.passage)
            if finding.rule not in allow
        ]
    allowed = _Allowed(subject)
    kept = [finding for finding in found if finding not in allowed]
    return tuple(sorted(kept, key=lambda finding: (finding.span, finding.rule)))


# As many passages as a long document has; each is a line or two.
@lru_cache(maxsize=16_384)
def _of_passage(passage: Passage) -> tuple[Finding, ...]:
    """Ask each rule that looks at one passage, once for each passage there is."""
    return tuple(
        finding for rule in RULES if isinstance(rule, TextRule) for finding in rule.look(passage)
    )


class _Allowed:
    """The findings that a document allows."""

    def __init__(self, subject: Subject) -> None:
        self._text = subject.source.text
        by_rule: dict[str, list[Allowance]] = {}
        for allowance in sorted(allowances(subject), key=lambda one: one.first):
            by_rule.setdefault(allowance.rule, []).append(allowance)
        self._firsts = {rule: [one.first for one in ones] for rule, ones in by_rule.items()}
        # The furthest that any reaches of those that begin so far.
        self._lasts = {
            rule: list(accumulate((one.last for one in ones), max))
            for rule, ones in by_rule.items()
        }

    def __contains__(self, finding: Finding) -> bool:
        firsts = self._firsts.get(finding.rule)
        if firsts is None:
            return False
        line = self._text.line_of(finding.span.start)
        place = bisect_right(firsts, line) - 1
        return place >= 0 and line < self._lasts[finding.rule][place]

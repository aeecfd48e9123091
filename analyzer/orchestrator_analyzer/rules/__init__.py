"""The rules: a new one is a file here, a line in the table and a page in `docs/rules`."""

from bisect import bisect_right
from collections.abc import Collection
from functools import lru_cache
from itertools import accumulate
from typing import Any

from orchestrator_analyzer.parser import Reading
from orchestrator_analyzer.revising import Revision
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
from orchestrator_analyzer.rules.allow import Allowance, allowances, mentions_allowance
from orchestrator_analyzer.rules.carrying import carried
from orchestrator_analyzer.rules.finding import Finding, PassageRule, Rule, as_seen
from orchestrator_analyzer.rules.hidden_character import hides
from orchestrator_analyzer.rules.missing_file import files_of
from orchestrator_analyzer.rules.subject import (
    Passage,
    Placed,
    Subject,
    clues_again,
    clues_of,
    clues_of_parts,
    leaves_of,
)
from orchestrator_analyzer.rules.unknown_reference import leads_of
from orchestrator_analyzer.spec import Exists
from orchestrator_analyzer.text import Span

RULES: tuple[Rule | PassageRule[Any], ...] = (
    Rule(duplicate_id.NAME, duplicate_id.check),
    PassageRule(unknown_reference.NAME, unknown_reference.look, unknown_reference.judge),
    Rule(dependency_cycle.NAME, dependency_cycle.check),
    Rule(missing_criteria.NAME, missing_criteria.check),
    PassageRule(vague_wording.NAME, vague_wording.look, as_seen),
    PassageRule(mixed_modality.NAME, mixed_modality.look, mixed_modality.judge),
    PassageRule(placeholder.NAME, placeholder.look, placeholder.judge),
    PassageRule(open_question.NAME, open_question.look, open_question.judge),
    Rule(contradicting_status.NAME, contradicting_status.check),
    PassageRule(contradicting_number.NAME, contradicting_number.look, contradicting_number.judge),
    Rule(missing_file.NAME, missing_file.check),
    Rule(hidden_character.NAME, hidden_character.check),
    Rule(unknown_rule.NAME, unknown_rule.check),
)
NAMES = frozenset(rule.name for rule in RULES)
OWN = frozenset({leaves_of, clues_of, leads_of, hides, files_of, mentions_allowance})
"""What is asked about a part for its own findings."""


def check_all(
    reading: Reading, allow: frozenset[str] = frozenset(), exists: Exists | None = None
) -> tuple[Finding, ...]:
    """Give what all rules find, in the order of the document.

    `allow` names rules that are not asked. Without `exists`, no file is missed.
    """
    found = reading.answer(all_found)
    subject = Subject(reading, exists, NAMES)
    if exists is not None:
        # Files come and go without any edit.
        missing = missing_file.check(subject)
        found = tuple(sorted((*found, *missing), key=_order))
    if allow:
        found = tuple(finding for finding in found if finding.rule not in allow)
    if not found or not reading.source.has(mentions_allowance):
        return found
    allowed = _Allowed(subject)
    return tuple(finding for finding in found if finding not in allowed)


def carry(before: Reading, after: Reading, revision: Revision) -> None:
    """Let a reading know what was found in an older one, where that is what would be found."""
    clues = before.known(clues_of_parts)
    if clues is None:
        return
    again = clues_again(before, clues, after, revision, _clues)
    if again is None:
        return
    after.take(clues_of_parts, again, _clues)
    if (found := before.known(all_found)) is not None:
        kept = carried(found, before, after, revision, (clues, again))
        if kept is not None:
            still, rules = kept
            after.take(
                all_found, _in_order([*still, *_found(after, rules)]) if rules else tuple(still)
            )


def all_found(reading: Reading) -> tuple[Finding, ...]:
    """Give what all rules find that ask for no file, whether allowed or not."""
    return _in_order(_found(reading, NAMES))


def _found(reading: Reading, names: Collection[str]) -> list[Finding]:
    """Give what some of the rules find."""
    subject = Subject(reading, None, NAMES)
    rules = [rule for rule in RULES if rule.name in names]
    seen: dict[str, list[tuple[Placed, Any]]] = {
        rule.name: [] for rule in rules if isinstance(rule, PassageRule)
    }
    for placed, (name, clue) in subject.clues(_clues, seen) if seen else ():
        seen[name].append((placed, clue))
    found: list[Finding] = []
    for rule in rules:
        if isinstance(rule, Rule):
            found += rule.check(subject)
        else:
            found += rule.judge(subject, seen[rule.name])
    return found


def _in_order(found: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=_order))


def _order(finding: Finding) -> tuple[Span, str]:
    return finding.span, finding.rule


# A part that now stands beneath another heading has the same passages.
@lru_cache(maxsize=4096)
def _clues(passage: Passage) -> tuple[tuple[str, Any], ...]:
    """Ask each rule that looks at passages, once for each passage there is."""
    return tuple(
        (rule.name, clue)
        for rule in RULES
        if isinstance(rule, PassageRule)
        for clue in rule.look(passage)
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

"""Words by which a title says what sort of document it is of: a file for each kind."""

from orchestrator_analyzer.phrases import Phrases, in_number
from orchestrator_analyzer.spec import DocumentKind as Kind
from orchestrator_analyzer.vocabulary.titles import (
    audit_report,
    backlog,
    bug_report,
    changelog,
    design_doc,
    notes,
    other,
    other_rules,
    roadmap,
    spec,
    status_report,
    task_list,
    test_plan,
)

_WRITTEN: tuple[tuple[Phrases, float, Kind], ...] = (
    (changelog.WORDS, 5, Kind.CHANGELOG),
    (test_plan.WORDS, 5, Kind.TEST_PLAN),
    (audit_report.WORDS, 4, Kind.AUDIT_REPORT),
    (bug_report.WORDS, 4, Kind.BUG_REPORT),
    (roadmap.WORDS, 5, Kind.ROADMAP),
    (backlog.WORDS, 4, Kind.BACKLOG),
    (task_list.WORDS, 4, Kind.TASK_LIST),
    (task_list.WEAK, 1.2, Kind.TASK_LIST),
    (status_report.WORDS, 3.5, Kind.STATUS_REPORT),
    (design_doc.WORDS, 3.5, Kind.DESIGN_DOC),
    (spec.WORDS, 3.5, Kind.SPEC),
    (notes.WORDS, 4, Kind.NOTES),
    (other.WORDS, 3, Kind.OTHER),
    (other_rules.WORDS, 4, Kind.OTHER),
)
_TAKEN = frozenset(word for words, _, _ in _WRITTEN for word in words.words)

# What titles call what. Every kind that matches counts, by its weight.
TITLES: tuple[tuple[Phrases, float, Kind], ...] = tuple(
    (in_number(words, _TAKEN), weight, kind) for words, weight, kind in _WRITTEN
)

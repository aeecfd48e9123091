"""Words by which the headings of a document say what sort it is: a file for each kind."""

from orchestrator_analyzer.phrases import Phrases, in_number
from orchestrator_analyzer.spec import DocumentKind as Kind
from orchestrator_analyzer.vocabulary.headings import (
    audit_report,
    backlog,
    bug_report,
    changelog,
    design_doc,
    notes,
    other,
    readme,
    roadmap,
    spec,
    status_report,
    task_list,
    test_plan,
)

# What sections are called in what. Each distinct match counts one, up to a limit.
HEADINGS: tuple[tuple[Phrases, Kind], ...] = tuple(
    (in_number(words), kind)
    for words, kind in (
        (design_doc.WORDS, Kind.DESIGN_DOC),
        (changelog.WORDS, Kind.CHANGELOG),
        (readme.WORDS, Kind.README),
        (bug_report.WORDS, Kind.BUG_REPORT),
        (test_plan.WORDS, Kind.TEST_PLAN),
        (audit_report.WORDS, Kind.AUDIT_REPORT),
        (status_report.WORDS, Kind.STATUS_REPORT),
        (spec.WORDS, Kind.SPEC),
        (roadmap.WORDS, Kind.ROADMAP),
        (backlog.WORDS, Kind.BACKLOG),
        (task_list.WORDS, Kind.TASK_LIST),
        (notes.WORDS, Kind.NOTES),
        (other.WORDS, Kind.OTHER),
    )
)

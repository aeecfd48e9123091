"""What may be written where the cursor stands."""

from orchestrator_analyzer.text import apply
from support.cursor import opened

BUGS = "# Bugs\n\n## BUG-001: Leaks\n\n{}\n\n## BUG-002: Burns\n\n**Status**: Fixed\n"


def check(documents: dict[str, str] | str, *expected: str) -> None:
    """Compare the proposals, shown as `label: detail`."""
    if isinstance(documents, str):
        documents = {"a.md": documents}
    workspace, uri, offset = opened(documents)
    assert [f"{one.label}: {one.detail}" for one in workspace.complete(uri, offset)] == [*expected]


def check_written(text: str, label: str, after: str) -> None:
    """Take a proposal and see the text."""
    workspace, uri, offset = opened({"a.md": text})
    chosen = next(one for one in workspace.complete(uri, offset) if one.label == label)
    assert apply(text.replace("$0", ""), (chosen.edit,)) == after


def test_behind_words_that_wait_come_the_ids_and_open_ones_first() -> None:
    check(
        "- [x] T001 a\n- [ ] T002 b\n- [ ] T003 c, depends on $0\n",
        "T002: b (open)",
        "T001: a (done)",
    )


def test_what_is_typed_of_an_id_is_replaced() -> None:
    check_written(
        "\ufeff- [ ] T001 é😀\r\n-\t[ ] T002 é😀 like t00$0\r\n",
        "T001",
        "\ufeff- [ ] T001 é😀\r\n-\t[ ] T002 é😀 like T001\r\n",
    )


def test_an_ordinary_word_brings_no_ids() -> None:
    check("- [ ] T001 a\n- [ ] BUG-2 b\n- [ ] T003 the b$0\n")
    check("- [ ] T001 a\n\nSome wor$0ds\n")


def test_ids_of_other_documents_are_proposed_where_they_are_heard() -> None:
    spec = "# Feature Specification: Tea\n\n- **FR-001**: Pour.\n- **FR-002**: Stir.\n"
    documents = {
        "s/spec.md": spec,
        "s/tasks.md": "- [ ] T001 Pour (FR-$0)\n",
        "o/a.md": "- [ ] T009 a\n",
    }
    check(documents, "FR-001: Pour. (open)", "FR-002: Stir. (open)")
    other = {"bugs.md": BUGS.format("x"), "s/tasks.md": "- [ ] T001 like BUG-$0\n"}
    check(other, "BUG-001: Leaks (open)", "BUG-002: Burns (done)")


def test_where_an_id_begins_an_item_the_next_free_one_is_proposed() -> None:
    check("- [ ] T001 a\n- [ ] T$0\n- [ ] T004 b after T007\n", "T008: next free id")
    check_written(
        "# B\n\n## BUG-1: a\n\n## B$0\n\n## BUG-2: b\n",
        "BUG-3",
        "# B\n\n## BUG-1: a\n\n## BUG-3\n\n## BUG-2: b\n",
    )


def test_a_status_is_proposed_in_the_words_of_the_document() -> None:
    check(
        BUGS.format("**Status**: $0"),
        "Open: open",
        "In progress: in progress",
        "Fixed: done",
        "Blocked: blocked",
        "Rejected: rejected",
        "Deferred: deferred",
        "Needs decision: needs decision",
    )
    check(BUGS.format("Status: in p$0"), "In progress: in progress")


def test_a_status_is_proposed_in_a_column_of_that_name() -> None:
    table = (
        "# Bugs\n\n| ID | Title | Status |\n|---|---|---|\n| B-1 | é😀 | fi$0 |\n"
        "| B-2 | b | fixed |\n"
    )
    check(table, "fixed: done")


def test_a_priority_is_proposed_as_the_document_ranks() -> None:
    check(
        BUGS.format("**Priority**: $0"),
        "Critical: priority",
        "High: priority",
        "Medium: priority",
        "Low: priority",
    )
    text = "# Bugs\n\n## BUG-1: a\n\nPriority: P1\n\n## BUG-2: b\n\nPriority: P$0\n"
    check(text, "P0: priority", "P1: priority", "P2: priority", "P3: priority")


def test_sections_of_the_format_are_proposed_on_an_empty_line() -> None:
    text = (
        "# Requirements Document\r\n\r\n### Requirement 1: Tea\r\n\r\n"
        "#### Acceptance Criteria\r\n\r\n1. WHEN asked THEN the system SHALL pour\r\n\r\n{}\r\n"
    )
    check(text.format("$0"), "requirement: Kiro", "acceptance criteria: Kiro")
    check_written(
        text.format("### req$0"),
        "requirement",
        text.format(
            "### Requirement 2: …\r\n\r\n**User Story:** As a …, I want …, so that …\r\n\r\n"
            "#### Acceptance Criteria\r\n\r\n1. WHEN … THEN the system SHALL …"
        ),
    )


def test_code_brings_nothing() -> None:
    check("- [ ] T001 a\n\n```\ndepends on $0\n```\n")

"""The criteria of an item are begun as its document writes them."""

from hypothesis import given
from hypothesis import strategies as st

from orchestrator_analyzer.acceptance import add_acceptance
from orchestrator_analyzer.analysis import analyze
from orchestrator_analyzer.text import apply


def check(before: str, handle: str, after: str) -> None:
    """Begin the criteria of an item; they are read as its own afterwards, or nothing is done."""
    analysis = analyze(before)
    edits = add_acceptance(analysis.reading, handle)
    written = apply(before, edits)
    assert written == after
    if edits:
        item = analyze(written).item(handle)
        assert item is not None
        assert item.criteria


def test_kiro_writes_ears() -> None:
    text = (
        "# Requirements Document\n\n### Requirement 1: Order\n\n#### Acceptance Criteria\n\n"
        "1. WHEN a guest taps THEN the system SHALL pour\n\n### Requirement 2: Pay é😀\n\nWords.\n"
        "{}\n### Requirement 3: Go\n\nMore.\n"
    )
    new = "\n#### Acceptance Criteria\n\n1. WHEN … THEN the system SHALL …\n"
    check(text.format(""), "Requirement 2", text.format(new))


def test_kiro_in_another_language_takes_its_own_heading() -> None:
    text = (
        "# 要件\n\n### 要件 1: 注文\n\n#### 受け入れ基準\n\n1. WHEN 客が触る THEN 注ぐ\n\n"
        "### 要件 2: 支払い\n\n言葉。\n"
    )
    check(
        text, "要件 2", text[:-1] + "\n\n#### 受け入れ基準\n\n1. WHEN … THEN the system SHALL …\n"
    )


def test_openspec_writes_a_scenario() -> None:
    text = "## ADDED Requirements\r\n\r\n### Requirement: Pour\r\n\r\nIt SHALL pour.\r\n"
    handle = analyze(text).spec.items[0].handle
    new = "\r\n#### Scenario: …\r\n\r\n- **WHEN** …\r\n- **THEN** …\r\n"
    check(text, handle, text + new)


def test_a_story_of_spec_kit_gets_a_scenario() -> None:
    text = (
        "# Feature Specification: Tea\n\n### User Story 1 - Pour\n\nA guest pours.\n{}\n"
        "## Requirements\n\n- **FR-001**: Pour\n- **FR-002**: Stir\n"
    )
    handle = analyze(text.format("")).spec.items[0].handle
    new = "\n**Acceptance Scenarios**:\n\n1. **Given** …, **When** …, **Then** …\n"
    check(text.format(""), handle, text.format(new))


def test_a_heading_of_free_form_gets_bullets_as_its_neighbours_have_them() -> None:
    text = (
        "# Bugs\n\n## BUG-1: Leaks\n\nIt leaks.\n{}\n"
        "## BUG-2: Burns\n\nDone when:\n\n* It is cool\n"
    )
    check(text.format(""), "BUG-1", text.format("\nDone when:\n\n* …\n"))
    plain = "# Bugs\n\n## BUG-1: Leaks\n\nIt leaks.\n{}\n### Notes\n\nNone.\n\n## BUG-2: Burns\n"
    check(plain.format(""), "BUG-1", plain.format("\n**Acceptance criteria**:\n\n- …\n"))


def test_a_task_gets_indented_bullets_above_what_is_nested_in_it() -> None:
    text = "\ufeff- [ ] T001 é😀\r\n{}  - [ ] T002 b\r\n- [ ] T003 c\r\n"
    new = "  - Acceptance criteria:\r\n    - …\r\n"
    check(text.format(""), "T001", text.format(new))
    tabs = "-\t[ ] T001 a\n{}-\t[ ] T002 b\n"
    check(tabs.format(""), "T001", tabs.format("\t- Acceptance criteria:\n\t\t- …\n"))


def test_a_task_of_backlog_md_gets_a_section() -> None:
    text = "---\nid: task-1\nstatus: To Do\n---\n\n# Pour\n\nWords."
    check(text, "task-1", text + "\n\n## Acceptance Criteria\n\n- [ ] #1 …")


def test_where_criteria_stand_or_find_no_room_nothing_is_written() -> None:
    with_some = "- [ ] T001 a\n  - it pours\n- [ ] T002 b\n"
    check(with_some, "T001", with_some)
    table = (
        "# Bugs\n\n| ID | Title | Status |\n|---|---|---|\n| B-1 | A | open |\n| B-2 | B | open |\n"
    )
    check(table, "B-1", table)
    check("- [ ] T001 a\n", "T009", "- [ ] T001 a\n")


LINES = st.lists(
    st.sampled_from(
        [
            *("- [ ] T{} é\r\n", "- [x] T{} 😀\n", "  - [ ] T{} a\n", "## BUG-{}: b\n", "text\r"),
            *("\n", "> - [ ] T{} q\n", "```\n", "### Acceptance Criteria\n", "1. [ ] T{} n\n"),
            *("-\t[ ] T{} t\n", "- FR-{}: MUST\n", "- - [ ] T{} two\n", "   lazy\n"),
        ]
    ),
    max_size=12,
)


@given(LINES, st.sampled_from(["", "\ufeff"]))
def test_all_else_stays(lines: list[str], mark: str) -> None:
    text = mark + "".join(line.format(f"{number:03}") for number, line in enumerate(lines))
    analysis = analyze(text)
    for place, item in enumerate(analysis.spec.items):
        for edit in add_acceptance(analysis.reading, item.handle):
            assert edit.span.start == edit.span.end
            again = analyze(apply(text, (edit,))).spec.items
            assert again[place].criteria
            assert [one.title for one in again] == [one.title for one in analysis.spec.items]

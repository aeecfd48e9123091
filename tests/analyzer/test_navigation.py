"""From a name to its definition and to all that names it, across documents."""

from orchestrator_analyzer.analysis import Analysis, Workspace, analyze
from support.cursor import opened, source_of

SPEC = (
    "# Feature Specification: Tea\n\n## Requirements\n\n- **FR-001**: Pour.\n- **FR-002**: Stir.\n"
)
TASKS = "# Tasks: Tea\n\n- [ ] T001 Pour (FR-001)\n- [ ] T002 Stir é😀 after T001\n"


def check(documents: dict[str, str], *expected: str) -> None:
    """Compare the places that name what the cursor stands on, shown as `path:line:column text`."""
    workspace, uri, offset = opened(documents)
    found = workspace.references(uri, offset, with_definitions=True)
    assert [_shown(workspace, place.uri, place.span.start, place.span.end) for place in found] == [
        *expected
    ]


def check_definition(documents: dict[str, str], *expected: str) -> None:
    """Compare where the name under the cursor is defined."""
    workspace, uri, offset = opened(documents)
    shown = [
        _shown(workspace, target.uri, target.selection.start, target.selection.end)
        for target in workspace.definition(uri, offset)
    ]
    assert shown == [*expected]


def _shown(workspace: Workspace, uri: str, start: int, end: int) -> str:
    source = source_of(workspace, uri)
    line = source.count("\n", 0, start)
    column = start - source.rfind("\n", 0, start) - 1
    return f"{uri.removeprefix('file:///')}:{line}:{column} {source[start:end]}"


def test_a_name_leads_to_its_definition_in_the_same_document() -> None:
    check_definition({"tasks.md": TASKS.replace("after T001", "after T0$001")}, "tasks.md:2:6 T001")


def test_a_name_leads_to_the_document_that_defines_it() -> None:
    tasks = TASKS.replace("(FR-001)", "($0fr-001)")
    check_definition({"s/1/spec.md": SPEC, "s/1/tasks.md": tasks}, "s/1/spec.md:4:4 FR-001")


def test_a_link_to_a_heading_leads_there() -> None:
    check_definition({"a.md": "See [this](#b-c$0).\n\n# A\n\n## B: c\n"}, "a.md:4:3 B: c")


def test_a_task_of_kiro_leads_to_the_requirement_that_it_serves() -> None:
    requirements = (
        "# Requirements Document\n\n### Requirement {}: Tea\n\n#### Acceptance Criteria\n\n"
        "1. WHEN asked THEN the system SHALL pour\n\n### Requirement 3: Milk\n\n"
        "#### Acceptance Criteria\n\n1. WHEN asked THEN the system SHALL stir\n"
    )
    documents = {
        "s/a/requirements.md": requirements.format(2),
        "s/b/requirements.md": requirements.format(2),
        "s/b/tasks.md": "# Plan\n\n- [ ] 1. Pour\n  - _Requirements: 1.1, 2.$01_\n",
    }
    check_definition(documents, "s/b/requirements.md:2:4 Requirement 2")


def test_of_documents_that_define_a_name_the_nearest_is_meant() -> None:
    tasks = TASKS.replace("(FR-001)", "(FR-001$0)")
    documents = {"s/1/spec.md": SPEC, "s/2/spec.md": SPEC, "s/2/tasks.md": tasks}
    check_definition(documents, "s/2/spec.md:4:4 FR-001")
    check_definition(
        {"s/1/spec.md": SPEC, "s/2/spec.md": SPEC, "notes.md": "# Notes\n\nFR-001$0\n"},
        "s/1/spec.md:4:4 FR-001",
        "s/2/spec.md:4:4 FR-001",
    )


def test_a_short_id_is_heard_in_its_folder_only() -> None:
    notes = "# Notes\n\nSee $0T001.\n"
    check_definition({"s/tasks.md": TASKS, "s/notes.md": notes}, "s/tasks.md:2:6 T001")
    check_definition({"s/tasks.md": TASKS, "o/notes.md": notes})


def test_references_are_those_of_the_documents_that_mean_the_same() -> None:
    check(
        {
            "s/1/spec.md": SPEC.replace("FR-001", "FR-$0001"),
            "s/1/tasks.md": TASKS,
            "s/2/spec.md": SPEC,
            "s/2/tasks.md": TASKS,
        },
        "s/1/spec.md:4:4 FR-001",
        "s/1/tasks.md:2:17 FR-001",
    )


def test_a_definition_is_left_out_where_it_is_not_asked_for() -> None:
    workspace, uri, offset = opened({"tasks.md": TASKS.replace("T001 P", "T001$0 P")})
    (place,) = workspace.references(uri, offset, with_definitions=False)
    assert _shown(workspace, uri, place.span.start, place.span.end) == "tasks.md:3:25 T001"


def test_code_paths_and_longer_names_are_no_references() -> None:
    check(
        {
            "bugs.md": "# Bugs\n\n## BUG-1$0: Leak\n\n`BUG-1` BUG-12 XBUG-1 BUG-1-fix BUG-1.md\n"
            "https://x.y/BUG-1 a/BUG-1 #BUG-1 BUG-1.5\n\n```\nBUG-1\n```\n\nBUG-1. BUG-1を BUG-1,\n"
            "\n## BUG-2: Drip\n"
        },
        "bugs.md:2:3 BUG-1",
        "bugs.md:4:1 BUG-1",
        "bugs.md:11:0 BUG-1",
        "bugs.md:11:7 BUG-1",
        "bugs.md:11:14 BUG-1",
    )


def test_a_range_names_what_lies_within() -> None:
    check(
        {"tasks.md": "- [ ] T001 a\n- [ ] T002$0 b\n- [ ] T003 c\n- [ ] T004 after T001-T003\n"},
        "tasks.md:1:6 T002",
        "tasks.md:3:17 T001-T003",
    )


def test_a_number_is_a_name_only_where_words_say_so() -> None:
    check(
        {
            "tasks.md": "# Plan\n\n- [ ] 1. A\n  - [ ] 1.1 B$0\n  - [ ] 1.2 C\n"
            "    - depends on 1.1. Like task 1.1 of version 1.1\n"
        }
    )
    check(
        {
            "tasks.md": "# Plan\n\n- [ ] 1. A\n  - [ ] 1.1$0 B\n  - [ ] 1.2 C\n"
            "    - depends on 1.1. Like task 1.1 of version 1.1\n"
        },
        "tasks.md:3:8 1.1",
        "tasks.md:5:17 1.1",
        "tasks.md:5:32 1.1",
    )


def test_a_story_is_found_by_both_of_its_names() -> None:
    story = "# Feature Specification: Tea\n\n### User Story 1 - Pour\n\nA.\n\n## Requirements\n\n"
    rest = "- **FR-001**: Pour, as User Story 1 says.\n- **FR-002**: Stir for US1$0.\n"
    check(
        {"spec.md": story + rest},
        "spec.md:2:4 User Story 1",
        "spec.md:8:23 User Story 1",
        "spec.md:9:23 US1",
    )


def highlighted(text: str) -> list[tuple[str, bool]]:
    analysis: Analysis = analyze(text.replace("$0", ""))
    return [
        (f"{place.span.start} {analysis.text.slice(place.span)}", place.is_definition)
        for place in analysis.highlights(text.index("$0"))
    ]


def test_a_highlight_tells_definition_from_mention() -> None:
    text = "\ufeff# é😀\r\n\r\n- [ ] T001 a\r\n\t- [ ] T002 after $0T001\r\n"
    assert highlighted(text) == [("15 T001", True), ("41 T001", False)]


def test_where_no_name_stands_there_is_nothing() -> None:
    assert highlighted("- [ ] T001 a w$0ord\n") == []
    check({"tasks.md": "- [ ] T001 a w$0ord\n"})
    check_definition({"tasks.md": "- [ ] T001 a w$0ord\n"})


def test_what_is_typed_counts_at_once_and_what_is_closed_no_longer() -> None:
    workspace, uri, _ = opened({"s/tasks.md": "- [ ] T001 a$0\n", "s/notes.md": "See T007.\n"})
    workspace.replace(uri, "- [ ] T007 a\n")
    shown = [place.uri for place in workspace.references(uri, 7, with_definitions=False)]
    assert shown == ["file:///s/notes.md"]
    workspace.remove("file:///s/notes.md")
    assert workspace.references(uri, 7, with_definitions=False) == ()
    workspace.close(uri)
    assert list(workspace.index) == []

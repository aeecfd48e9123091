"""An id gets another name in every document, or a reason why not."""

from orchestrator_analyzer.rename import Refusal
from orchestrator_analyzer.text import apply
from support.cursor import opened, source_of

SPEC = (
    "# Feature Specification: Tea\n\n## Requirements\n\n- **FR-001**: Pour.\n- **FR-002**: Stir.\n"
)
TASKS = "# Tasks: Tea\n\n- [ ] T001 Pour (FR-001)\n- [ ] T002 Stir é😀 after T001\n"


def check(documents: dict[str, str], new: str, expected: dict[str, str]) -> None:
    """Rename what the cursor stands on; `expected` are the documents that become other ones."""
    workspace, uri, offset = opened(documents)
    renaming = workspace.rename(uri, offset, new)
    assert not isinstance(renaming, Refusal), renaming.reason
    written = {
        place.removeprefix("file:///"): apply(source_of(workspace, place), edits)
        for place, edits in renaming.edits.items()
    }
    assert written == expected


def check_refused(documents: dict[str, str], new: str, reason: str) -> None:
    """See the reason why the id under the cursor cannot be renamed."""
    workspace, uri, offset = opened(documents)
    assert workspace.rename(uri, offset, new) == Refusal(reason)


def test_every_document_that_means_the_id_is_edited() -> None:
    check(
        {
            "s/1/spec.md": SPEC,
            "s/1/tasks.md": TASKS.replace("(FR-001)", "(FR-0$001)"),
            "s/2/spec.md": SPEC,
            "s/2/tasks.md": TASKS,
        },
        "FR-010",
        {
            "s/1/spec.md": SPEC.replace("FR-001", "FR-010"),
            "s/1/tasks.md": TASKS.replace("FR-001", "FR-010"),
        },
    )


def test_marks_line_ends_and_tabs_stay() -> None:
    text = "\ufeff# é😀\r\n\r\n-\t[ ] T001$0 a é😀\r\n\t- [ ] T002 😀 after T001, `T001`\r\n"
    check({"a.md": text}, "T900", {"a.md": text.replace("$0", "").replace("T001", "T900")})


def test_letters_of_another_case_are_the_same_id() -> None:
    text = "# Bugs\n\n## BUG-1$0: Leak\n\nLike bug-1.\n\n## BUG-2: Drip\n"
    renamed = "# Bugs\n\n## BUG-7: Leak\n\nLike BUG-7.\n\n## BUG-2: Drip\n"
    check({"bugs.md": text}, "BUG-7", {"bugs.md": renamed})


def test_numbers_of_other_things_stay() -> None:
    text = "# Plan\n\n- [ ] 1. A\n  - [ ] 1.1$0 B\n  - [ ] 1.2 C\n    - for 1.1, after task 1.1\n"
    renamed = "# Plan\n\n- [ ] 1. A\n  - [ ] 1.9 B\n  - [ ] 1.2 C\n    - for 1.1, after task 1.9\n"
    check({"tasks.md": text}, "1.9", {"tasks.md": renamed})


def test_an_id_in_front_matter_is_renamed_without_its_quotes() -> None:
    text = "---\nid: 'task-1$0'\nstatus: To Do\n---\n\n# Pour\n"
    renamed = "---\nid: 'task-9'\nstatus: To Do\n---\n\n# Pour\n"
    other = "---\nid: task-2\nstatus: To Do\ndependencies: [task-1]\n---\n\n# Stir\n"
    check(
        {"t/task-1.md": text, "t/task-2.md": other},
        "task-9",
        {"t/task-1.md": renamed, "t/task-2.md": other.replace("task-1", "task-9")},
    )


def test_an_id_that_is_taken_is_refused() -> None:
    reason = "T002 is the id of another item already (tasks.md, line 4)."
    check_refused({"s/tasks.md": TASKS.replace("T001 P", "T001$0 P")}, "T002", reason)
    bugs = "# Bugs\n\n## BUG-{}: Leak\n\nA.\n"
    check_refused(
        {"a/bugs.md": bugs.format("1$0"), "b/bugs.md": bugs.format(2)},
        "bug-2",
        "bug-2 is the id of another item already (bugs.md, line 3).",
    )


def test_what_another_feature_counts_for_itself_is_free() -> None:
    other = SPEC + "- **FR-003**: Serve.\n"
    check(
        {"s/1/spec.md": SPEC.replace("FR-002", "FR-002$0"), "s/2/spec.md": other},
        "FR-003",
        {"s/1/spec.md": SPEC.replace("FR-002", "FR-003")},
    )


def test_what_is_no_id_is_refused() -> None:
    for new in ("", "pour tea", "T 1", "[T1]", "T1\nT2", "tea"):
        shown = new.strip() or "Nothing"
        reason = f"{shown} is no id: use one like T001."
        if new == "T 1":
            reason = "T 1 would not be read as an id there: use one like T001."
        check_refused({"s/tasks.md": TASKS.replace("T001 P", "T001$0 P")}, new, reason)


def test_what_cannot_be_understood_elsewhere_is_refused() -> None:
    check_refused(
        {"s/spec.md": SPEC.replace("FR-001", "FR-001$0"), "s/tasks.md": TASKS},
        "1.5",
        "Other documents name FR-001, and 1.5 would not be understood there.",
    )


def test_what_is_not_defined_is_refused() -> None:
    check_refused(
        {"a.md": "- [ ] T001 a T0$009\n"}, "T3", "No document that is known here defines T009."
    )
    check_refused({"a.md": "- [ ] T001 a w$0ord\n"}, "T3", "There is no id here.")


def test_what_is_defined_twice_is_refused() -> None:
    check_refused(
        {"a.md": "- [ ] T001$0 Pour tea\n- [ ] T001 Stir milk\n"},
        "T003",
        "T001 is defined more than once (a.md, line 1, a.md, line 2): "
        "give each of them an id of its own first.",
    )


def test_an_end_of_a_range_is_refused() -> None:
    check_refused(
        {"a.md": "- [ ] T001$0 a\n- [ ] T002 b\n- [ ] T003 c, after T001-T002\n"},
        "T009",
        "T001 is one of T001-T002 (a.md, line 3): write those out first.",
    )


def test_the_words_of_a_heading_are_refused() -> None:
    check_refused(
        {"spec.md": "# Tasks: Tea\n\n### User Story 1$0 - Pour\n\n- **FR-001**: A\n"},
        "US9",
        "US1 is no id but the words User Story 1 of a heading: edit those.",
    )

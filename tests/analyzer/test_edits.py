import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_analyzer.analysis import analyze
from orchestrator_analyzer.spec import Status
from orchestrator_analyzer.text import apply


def check(before: str, handle: str, status: Status, after: str) -> None:
    """Set a status and see the text and, in the text, the status."""
    analysis = analyze(before)
    edits = analysis.set_status(handle, status)
    written = apply(before, edits)
    assert written == after
    if edits:
        again = analyze(written).item(handle)
        assert again is not None
        assert again.status is status


def test_a_box_is_ticked_and_unticked() -> None:
    check("- [ ] T001 a\n", "T001", Status.DONE, "- [x] T001 a\n")
    check("- [x] T001 a\n", "T001", Status.OPEN, "- [ ] T001 a\n")


def test_a_tick_is_written_as_the_document_writes_it() -> None:
    check("- [X] T001 a\n- [ ] T002 b\n", "T002", Status.DONE, "- [X] T001 a\n- [X] T002 b\n")
    check("- ☐ T001 a\n- ☑ T002 b\n", "T001", Status.DONE, "- ☑ T001 a\n- ☑ T002 b\n")


def test_line_ends_and_byte_order_marks_stay() -> None:
    check(
        "\ufeff# a\r\n\r\n- [ ] T001 é😀\r\n",
        "T001",
        Status.DONE,
        "\ufeff# a\r\n\r\n- [x] T001 é😀\r\n",
    )


def test_a_status_cell_is_rewritten_in_its_own_words() -> None:
    table = "| ID | Title | Status |\n|---|---|---|\n| B-1 | One | {} |\n| B-2 | Two | {} |\n"
    check(table.format("open", "fixed"), "B-1", Status.DONE, table.format("fixed", "fixed"))
    check(table.format("⬜ TODO", "🚧 WIP"), "B-1", Status.DONE, table.format("✅ DONE", "🚧 WIP"))


def test_a_status_line_is_rewritten() -> None:
    page = "# Bugs\n\n## BUG-1: One\n\n**Status**: {}\n\n## BUG-2: Two\n\nx\n"
    check(page.format("Open"), "BUG-1", Status.DONE, page.format("Done"))


def test_a_heading_is_not_half_ticked_where_tasks_of_their_own_are_left() -> None:
    page = "# Plan\n\n## FR-1: One\n\n- [ ] a step\n- [ ] T001 a task\n"
    check(page, "FR-1", Status.DONE, page)


def test_where_there_is_no_place_nothing_is_written() -> None:
    check(
        "# Bugs\n\n## BUG-1: One\n\n## BUG-2: Two\n",
        "BUG-1",
        Status.DONE,
        "# Bugs\n\n## BUG-1: One\n\n## BUG-2: Two\n",
    )
    check("- [ ] T001 a\n", "T001", Status.BLOCKED, "- [ ] T001 a\n")
    check("- [ ] T001 a\n", "T999", Status.DONE, "- [ ] T001 a\n")


LINES = st.lists(
    st.sampled_from(
        ["- [ ] T{} é\r\n", "- [x] T{} 😀\n", "  - [ ] T{} a\n", "## BUG-{}: b\n", "text\r", "\n"]
    ),
    max_size=12,
)


@given(LINES, st.sampled_from([Status.OPEN, Status.DONE]), st.sampled_from(["", "\ufeff"]))
def test_only_the_character_in_the_box_changes(lines: list[str], status: Status, mark: str) -> None:
    text = mark + "".join(line.format(f"{number:03}") for number, line in enumerate(lines))
    analysis = analyze(text)
    for item in analysis.spec.items:
        edits = analysis.set_status(item.handle, status)
        if item.box_span is None or item.status is status:
            assert edits == ()
            continue
        (edit,) = edits
        assert edit.span == item.box_span
        again = analyze(apply(text, edits)).spec.by_handle[item.handle]
        assert again.status is status


MOVED = "# A\n\n- [ ] Say hello\n- [ ] Say goodbye\n"


@pytest.mark.parametrize(
    ("newer", "is_there"),
    [
        (MOVED, True),
        ("# Before\n\n- [ ] New\n\n" + MOVED, True),
        (MOVED.replace("# A", "# B"), True),
        (MOVED.replace("[ ] Say hello", "[x] Say hello"), True),
        (MOVED.replace("hello", "hello there"), False),
        (MOVED.replace("- [ ] Say hello\n", ""), False),
    ],
)
def test_an_item_is_found_again_in_a_newer_version(newer: str, *, is_there: bool) -> None:
    item = analyze(MOVED).spec.items[0]
    found = analyze(newer).find(item.handle, item.title)
    assert (found is not None) == is_there
    assert found is None or found.title == item.title


def test_an_item_with_an_id_and_another_title_is_another_item() -> None:
    newer = analyze("- [ ] T001 Say goodbye\n")
    assert newer.find("T001", "Say hello") is None
    assert newer.find("T001", "Say goodbye") is not None

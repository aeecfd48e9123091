from itertools import product

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


OVERS = ["", "---\nstatus: complete\n---\n", "**Status:** Complete\n\n", "**Status:** Draft\n\n"]
HEADS = [
    "## Work",
    "## Done",
    "## Sprint 1 ✅ DONE",
    "## Deferred to 2.0",
    "## Rejected",
    "## Next",
]
LABELS = ["", "**Done:**", "**Still open:**", "Deferred to 2.0."]
BODIES = [
    "- [ ] Pay by card{}\n- [x] Pay by cash\n",
    "- [x] Pay by card{}\n- [ ] Pay by cash (deferred)\n",
    "- [x] ~~Pay by card~~{}\n- [ ] ~~Pay by cash~~\n",
    "- ✅ Pay by card{}\n- 🚧 Pay by cash\n- Pay by post (done)\n",
    "| ID | Title | Status |\n|---|---|---|\n| B-1 | Pay{} | open |\n| B-2 | Buy | fixed |\n",
    "| ID | Title | Done |\n|---|---|---|\n| B-1 | Pay{} | yes |\n| B-2 | Buy | - |\n",
    "| ID | Check | Result |\n|---|---|---|\n| T-1 | Pay{} | ✅ |\n| T-2 | Buy | open |\n",
    "### A1 Pay by card{}\nFixed on 3 March. It was the hinge.\n\n### A2 Buy\nIn progress.\n",
    "### A1 Pay by card{}\nErledigt am 3. März.\n\n### A2 Kaufen\nBlockiert: kein Strom.\n",
    "### A1 Pay by card{}\n✅ **Mended** in 1.2\n\n### A2 Buy\n**Status:** In progress (Ben)\n",
    "### A1 Pay by card{}\n\n- [x] one\n- [ ] two\n- three\n\n### A2 Buy\n\n- [x] one\n- ✅ two\n",
]
TAILS = ["", " - blocked: no key", " (deferred)", " (in progress)", " ✅", " [FIXED in 1.2]"]


@given(*map(st.sampled_from, (OVERS, HEADS, LABELS, BODIES, TAILS)))
def test_what_is_set_is_what_is_read_or_nothing_is_written(
    over: str, head: str, label: str, body: str, tail: str
) -> None:
    text = f"{over}# Plan\n\n{head}\n\n{label}\n\n{body.format(tail)}"
    analysis = analyze(text)
    for item, status in product(analysis.spec.items, Status):
        edits = analysis.set_status(item.handle, status)
        if edits:
            written = apply(text, edits)
            again = analyze(written).find(item.handle, item.title)
            assert again is not None, written
            assert again.status is status, written
        elif item.status is not status:
            assert str(status) in analysis.why_not_set(item.handle, status)
        if item.status is Status.DONE and (edits := analysis.untick(item.handle)):
            again = analyze(apply(text, edits)).find(item.handle, item.title)
            assert again is not None
            assert again.status is not Status.DONE


def test_a_status_is_not_written_where_what_stands_around_would_still_say_another() -> None:
    text = "---\nstatus: complete\n---\n# Plan\n\n## FR-1: One\n\n- [x] a step\n- [x] another\n"
    check(text, "FR-1", Status.OPEN, text)
    text = "# Plan\n\n## Deferred\n\n### FR-1: One\n\n- [ ] a step\n"
    check(text, "FR-1", Status.DONE, text)


def test_a_ticked_box_and_the_word_beside_it_are_opened_together() -> None:
    check("- [x] T001 a (deferred)\n", "T001", Status.OPEN, "- [ ] T001 a (open)\n")


def test_a_box_in_a_section_that_waits_can_be_unticked_though_it_is_not_open_then() -> None:
    text = "# Plan\n\n## Deferred\n\n- [x] T001 a\n"
    analysis = analyze(text)
    assert analysis.set_status("T001", Status.OPEN) == ()
    assert apply(text, analysis.untick("T001")) == text.replace("[x]", "[ ]")
    assert "around it" in analysis.why_not_set("T001", Status.OPEN)


def test_a_sentence_below_a_heading_is_rewritten() -> None:
    text = "# Aufgaben\n\n### A1 Anmeldung\n{} 3. März.\n\n### A2 Suche\nNoch offen.\n"
    check(text.format("Erledigt am"), "A1", Status.IN_PROGRESS, text.format("In progress"))
    check(text.format("Erledigt am"), "A1", Status.BLOCKED, text.format("Erledigt am"))


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

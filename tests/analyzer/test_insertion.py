"""An item without an id gets the next free one."""

from hypothesis import given
from hypothesis import strategies as st

from orchestrator_analyzer.analysis import analyze
from orchestrator_analyzer.insertion import insert_id
from orchestrator_analyzer.text import apply


def check(before: str, after: str, *, elsewhere: tuple[str, ...] = ()) -> None:
    """Give an id to the item on the line of the cursor `$0`."""
    text = before.replace("$0", "")
    analysis = analyze(text)
    item = analysis.item_at(before.index("$0"))
    assert item is not None
    edits = insert_id(analysis.names, item.handle, elsewhere)
    assert apply(text, edits) == after.replace("$0", "")


def test_a_task_gets_the_next_number_of_its_list() -> None:
    check(
        "\ufeff- [x] T001 é😀\r\n- [ ] T007 b\r\n-\t[ ] Boil$0 é😀\r\n",
        "\ufeff- [x] T001 é😀\r\n- [ ] T007 b\r\n-\t[ ] T008 Boil é😀\r\n",
    )


def test_an_id_is_dressed_as_the_others_are() -> None:
    bugs = "# Bugs\n\n- [ ] **BUG-01**: Leaks\n- [ ] {}Burns$0\n"
    check(bugs.format(""), bugs.format("**BUG-02**: "))
    findings = "# Audit\n\n### [H-01] Theft\n\nA.\n\n### [H-02] Loss\n\nB.\n"
    assert insert_id(analyze(findings).names, "H-01") == ()


def test_a_title_in_bold_stays_so() -> None:
    check(
        "- [ ] **T001**: Pour\n- [ ] **T002**: Stir\n- [ ] **Serve$0**\n",
        "- [ ] **T001**: Pour\n- [ ] **T002**: Stir\n- [ ] **T003 Serve**\n",
    )


def test_a_nested_task_is_numbered_within_the_one_around_it() -> None:
    plan = "# Plan\n\n- [ ] 1. A\n  - [ ] 1.1 B\n  - [ ] {}C$0\n- [ ] 2. D\n  - [ ] {}E\n"
    check(plan.format("", ""), plan.format("1.2 ", ""))
    other = "# Plan\n\n- [ ] 1. A\n  - [ ] 1.1 B\n- [ ] 2. D\n  - [ ] {}E$0\n"
    check(other.format(""), other.format("2.1 "))


def test_what_other_documents_use_is_not_free() -> None:
    text = "# Bugs\n\n- [ ] BUG-1: Leaks\n- [ ] {}Burns$0\n"
    check(text.format(""), text.format("BUG-9: "), elsewhere=("BUG-8", "SEC-20"))


def test_where_nothing_has_an_id_none_is_made_up() -> None:
    check("- [ ] Boil$0\n- [ ] Pour\n", "- [ ] Boil\n- [ ] Pour\n")
    check("- [ ] T001 Boil$0\n- [ ] T002 Pour\n", "- [ ] T001 Boil\n- [ ] T002 Pour\n")


LINES = st.lists(
    st.sampled_from(
        [
            *("- [ ] T00{} é\r\n", "- [x] Boil 😀\n", "  - [ ] Pour\n", "  - [ ] 1.{} a\n"),
            *("- [ ] **Stir** milk\n", "- [ ] **BUG-{}**: b\n", "text\r", "\n", "- [ ] {}. c\n"),
        ]
    ),
    max_size=10,
)


@given(LINES, st.sampled_from(["", "\ufeff"]))
def test_all_else_stays(lines: list[str], mark: str) -> None:
    text = mark + "".join(line.format(number) for number, line in enumerate(lines, 1))
    analysis = analyze(text)
    for place, item in enumerate(analysis.spec.items):
        for edit in insert_id(analysis.names, item.handle):
            assert edit.span.start == edit.span.end
            again = analyze(apply(text, (edit,))).spec.items
            assert again[place].id not in {None, *(one.id for one in analysis.spec.items)}
            assert [one.title for one in again] == [one.title for one in analysis.spec.items]

import pytest

from orchestrator_analyzer.analysis import analyze
from orchestrator_analyzer.text import Span


def check(text: str, *expected: str) -> str:
    """See that the headings of the items come in this order, and give the prompt."""
    prompt = analyze(text).prompt()
    shown = [line[4:] for line in prompt.splitlines() if line.startswith("### ")]
    assert shown == list(expected)
    return prompt


def test_what_others_wait_for_comes_first() -> None:
    check(
        "- [ ] T001 a (depends on T003)\n- [ ] T002 b\n- [ ] T003 c\n",
        "T002: b",
        "T003: c",
        "T001: a (depends on T003)",
    )


def test_critical_bugs_come_first() -> None:
    check(
        "# Bugs\n\n## BUG-1: a\n\nPriority: low\n\n## BUG-2: b\n\nPriority: critical\n",
        "BUG-2: b",
        "BUG-1: a",
    )


def test_a_ring_of_items_is_still_put_in_an_order() -> None:
    prompt = analyze("- [ ] T001 a after T002\n- [ ] T002 b after T001\n").prompt()
    assert "### T001" in prompt
    assert "### T002" in prompt


def test_what_is_done_or_rejected_is_left_out() -> None:
    prompt = check(
        "# List\n\n- [x] T001 done thing\n- [ ] T002 open thing\n\n"
        "## Out of scope\n\n- [ ] T003 refused thing\n\n## Done\n\nIt was an old thing.\n",
        "T002: open thing",
    )
    assert "done thing" not in prompt
    assert "refused thing" not in prompt
    assert "old thing" not in prompt


@pytest.mark.parametrize("title", ["Out of scope", "Non-goals", "Hors périmètre", "対象外"])
def test_what_a_document_leaves_out_on_purpose_bounds_the_work(title: str) -> None:
    prompt = check(
        f"# List\n\n- [ ] T001 open thing\n\n## {title}\n\n- a payment by card\n\nNor cash.\n",
        "T001: open thing",
    )
    assert f"## {title}\n\n- a payment by card\n\nNor cash." in prompt


def test_words_are_carried_as_written_and_whole() -> None:
    words = "## BUG-1: a\n\n" + "long " * 3000 + "\n\n```py\nx = 1\n```"
    prompt = check(f"# Bugs\n\n{words}\n\n## BUG-2: b\n", "BUG-1: a", "BUG-2: b")
    assert words in prompt


def test_the_document_around_the_items_is_carried_too() -> None:
    prompt = analyze("# Tasks\n\nUse Python only.\n\n- [ ] T001 a\n").prompt()
    assert "Use Python only." in prompt


def test_a_selection_holds_what_was_selected() -> None:
    analysis = analyze("- [ ] 1. Outer\n  - [ ] 1.1 a\n  - [x] 1.2 b\n- [ ] 2. Other\n")
    outer = analysis.item("1")
    assert outer is not None
    prompt = analysis.prompt([outer])
    assert "### 1.1: a" in prompt
    assert "1.2" not in prompt
    assert "Other" not in prompt


def test_with_nothing_to_do_there_is_no_prompt() -> None:
    assert analyze("# Tasks\n\n- [x] T001 a\n").prompt() == ""


FILES = (
    "- [ ] T001 Mend `src/a.py:12` as [b](docs/b.md) says\n  - [ ] also in `src/a.py` and `c.py`\n"
)


def test_the_files_that_exist_are_named_once() -> None:
    prompt = analyze(FILES).prompt(exists={"src/a.py", "docs/b.md"}.__contains__)
    assert "Files: `src/a.py`, `docs/b.md`\n" in prompt


def test_no_file_is_said_to_exist_where_nobody_can_look() -> None:
    assert "Files:" not in analyze(FILES).prompt()


def test_criteria_that_stand_elsewhere_are_carried() -> None:
    text = "# Bugs\n\n## BUG-1: a\n\nIt leaks.\n\n## BUG-2: b\n"
    apart = "\n## Acceptance criteria\n\n### BUG-1\n\n- no drop on the table\n"
    analysis = analyze(text + apart)
    prompt = analysis.prompt([analysis.spec.items[0]])
    assert "It is done when:\n\n- no drop on the table" in prompt


def selection(marked: str) -> str:
    """Take the two `$` out of a text and give the prompt for what is between them."""
    start, end = marked.index("$"), marked.rindex("$") - 1
    return analyze(marked.replace("$", "")).prompt_for_selection(Span(start, max(start, end)))


def headings(prompt: str) -> list[str]:
    return [line[4:] for line in prompt.splitlines() if line.startswith("### ")]


def test_a_selection_asks_for_the_items_that_it_touches() -> None:
    prompt = selection("- [ ] T001 a\n- [ ] T00$2 b\n- [x] T003 c\n- [ ] T004$ d\n- [ ] T005 e\n")
    assert headings(prompt) == ["T002: b", "T004: d"]


def test_a_caret_asks_for_the_item_that_it_stands_in() -> None:
    assert headings(selection("- [ ] 1. a\n  - [ ] 1.1 b\n  - [ ] 1.2 c$$\n")) == ["1.2: c"]


def test_a_selected_outer_item_asks_for_all_within_it() -> None:
    prompt = selection("- [ ] $1. a$\n  - [ ] 1.1 b\n  - [x] 1.2 c\n- [ ] 2. d\n")
    assert headings(prompt) == ["1.1: b"]


def test_selected_prose_is_asked_for_as_written() -> None:
    prompt = selection("# Notes\n\nHello.\n\n$Please ```mend``` the lid.\nSoon.$\n\n- [ ] T001 a\n")
    assert "## What is asked\n\n````markdown\nPlease ```mend``` the lid.\nSoon.\n````\n" in prompt
    assert "T001" not in prompt


def test_selecting_what_is_done_or_nothing_asks_for_nothing() -> None:
    assert selection("- [x] T001 $a$\n- [ ] T002 b\n") == ""
    assert selection("Hello.\n$\n \n$Bye.\n") == ""

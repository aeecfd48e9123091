from orchestrator_analyzer.analysis import analyze


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
        "## Out of scope\n\n- refused thing\n",
        "T002: open thing",
    )
    assert "done thing" not in prompt
    assert "refused thing" not in prompt


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

import gc
from collections.abc import Callable
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator_analyzer.analysis import Analysis, analyze
from orchestrator_analyzer.spec import Status
from orchestrator_analyzer.text import Span

WORDS = [
    *("[NEEDS CLARIFICATION: ", "]", "[DATE]", "TBD", "? ", "# Requirements\n", "- FR-001 MUST "),
    *("should ", "quickly ", "three (4) ", "the following two:\n\n", "\u200b", "\u202e", "](a.md)"),
    *("<!-- code-orch: allow placeholder, b -->", "Total tasks: 3", "the a limit is 3 s. "),
    *("# ", "## ", "### ", "- ", "  - ", "    - ", "* [ ] ", "- [x] ", "- [-] ", "1. ", "> ", "| "),
    *("| - | - |", "\n", "\n\n", "\r\n", "\r", "```", "~~~", "---", "<!--", "-->", "~~", "**", "`"),
    *(
        "T001",
        "T002 ",
        "BUG-1: ",
        "FR-001",
        "1.2 ",
        "Requirement 1: ",
        "#14 ",
        "タスク1: ",
        "r[a.b]",
    ),
    *("✅", "[DONE]", "(Priority: P1)", "Status: ", "Open", "depends on T001", "Completed"),
    *(
        "r[a.b]",
        "Acceptance Criteria",
        "Features",
        "é",
        "😀",
        "\ufeff",
        "\t",
        "\x00",
        "\u2028",
        "id: 1",
        "a",
    ),
]
FRAGMENTS = st.lists(st.sampled_from(WORDS), max_size=60).map("".join)


def check(analysis: Analysis) -> None:
    """Ask everything; see that each answer lies within the document and agrees with itself."""
    everything = Span(0, len(analysis.text))
    spec = analysis.spec
    assert len(spec.by_handle) == len(spec.items)
    for item in spec.items:
        assert everything.holds(item.span)
        for span in (item.title_span, item.id_span, item.box_span, item.status_span):
            assert span is None or everything.holds(span)
        assert item.id_span is None or analysis.text.slice(item.id_span) == item.id
        assert item.parent is None or item.parent in spec.by_handle
        analysis.hover(item.span.start)
    for item in spec.items[:20]:
        for status in Status:
            analysis.set_status(item.handle, status)
    for finding in analysis.check(exists=lambda _: False):
        assert everything.holds(finding.span)
        assert analysis.text.slice(finding.span)
        edits = finding.fix.edits if finding.fix is not None else ()
        assert all(everything.holds(edit.span) for edit in edits)
    stack = list(analysis.outline())
    while stack:
        symbol = stack.pop()
        assert symbol.span.holds(symbol.selection)
        assert all(symbol.span.holds(child.span) for child in symbol.children)
        stack += symbol.children
    analysis.prompt()
    assert analysis.recommendation.reasons


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    check(analyze(text))


@given(FRAGMENTS)
@settings(max_examples=300)
def test_any_text_that_looks_like_markdown_is_read(text: str) -> None:
    check(analyze(text, "specs/001-x/tasks.md"))


def repeat(pattern: str) -> Callable[[int], str]:
    """Write a pattern many times, `@` in it being the number of the time."""
    return lambda size: "".join(pattern.replace("@", str(number)) for number in range(size))


def after(start: str, pattern: str) -> Callable[[int], str]:
    return lambda size: start + repeat(pattern)(size)


def nested(size: int) -> str:
    return "".join("  " * (number % 500) + "- x\n" for number in range(size))


BOMBS: dict[str, Callable[[int], str]] = {
    "lists in lists": nested,
    "quotes in quotes": repeat(">"),
    "a single line": after("- [ ] T001 ", "word "),
    "one line of brackets": repeat("["),
    "one line of stars": after("- **", "*"),
    "one line of dashes": after("- [ ] A", "-A"),
    "one line of spaces": after("# a", " "),
    "one line of commas": after("- [ ] T001 after ", "a, "),
    "a fence never closed": after("```\n", "- [ ] T001 x\n"),
    "many rows": after("| ID | Title |\n|---|---|\n", "| B-@ | x |\n"),
    "many tasks": repeat("- [ ] T@ x, after T@1\n"),
    "many headings": repeat("# A\n## BUG-@: x\n### B\n"),
    "the same id": repeat("- [ ] T001 x\n"),
    "an item with many entries": after("### BUG-1: x\n### BUG-2: y\n", "- z\n"),
    "an item with many steps": after("### BUG-1: x\n### BUG-2: y\n", "- [ ] z\n"),
    "criteria": repeat("## Success criteria\n\n- a\n"),
    "numbered headings above boxes": lambda n: (
        "# Tasks\n\n" + repeat("## @. x\n\n")(n) + "## Work\n\n" + "- [ ] z\n" * (2 * n)
    ),
    "a cell of spaces": after("# Spec\n\n|", " \t" * 8),
    "spaces behind a label": after("# Spec\n\n**Owner**", " \t" * 8),
    "a file of front matter": after("---\n", "id: 1\n"),
}


FEW = 100
TIMES = 32
# What grows with the square takes eight times as long as this allows.
ROOM = 4


@pytest.mark.parametrize("name", BOMBS)
def test_the_time_grows_no_faster_than_the_text(name: str) -> None:
    def seconds(text: str) -> float:
        # What other tests have left in this process is no part of the text.
        gc.disable()
        try:
            start = process_time()
            check(analyze(text))
            return process_time() - start
        finally:
            gc.enable()

    short, long = BOMBS[name](FEW), BOMBS[name](FEW * TIMES)
    seconds(short)
    # A busy machine only ever adds to a time: the least of a few is what the work takes.
    once = max(min(seconds(short) for _ in range(3)), 0.002)
    assert any(seconds(long) < once * len(long) / len(short) * ROOM for _ in range(3))


def test_a_line_of_five_megabytes_is_read() -> None:
    check(analyze("- [ ] BUG-1 " + "some words " * 450_000))

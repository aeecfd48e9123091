from hypothesis import given
from hypothesis import strategies as st

from orchestrator_analyzer.blocks import BlockKind, read
from orchestrator_analyzer.text import Text


def check(source: str, *expected: str) -> None:
    text = Text(source)
    shown: list[str] = []
    for block in read(text):
        match block.kind:
            case BlockKind.HEADING:
                shown.append(f"{'#' * block.level} {text.slice(block.text)}")
            case BlockKind.ENTRY:
                box = f"[{text.slice(block.box)}] " if block.box else ""
                shown.append(f"{block.number or '-'} {box}{text.slice(block.text)}")
            case BlockKind.ROW:
                shown.append("|".join(text.slice(cell) for cell in block.cells))
            case BlockKind.FRONT_MATTER | BlockKind.CODE | BlockKind.HTML | BlockKind.QUOTE:
                shown.append(f"{block.kind.name} {block.first}-{block.last}")
            case _:
                pass
    assert shown == list(expected)


def test_headings_are_found_with_and_without_closing_marks() -> None:
    check("# One #\n\nTwo\n===\n\n### Three C#\n", "# One", "# Two", "### Three C#")


def test_boxes_are_found_in_nested_lists_and_quotes() -> None:
    check(
        "- [ ] a\n  1. [x] b\n     * [-] c\n> - [X] d\n- - [ ] e\n",
        "- [ ] a",
        "1 [x] b",
        "- [-] c",
        "QUOTE 3-4",
        "- [X] d",
        "- - [ ] e",
        "- [ ] e",
    )


def test_a_link_is_no_box() -> None:
    check("- [x](y) a\n- [x]: b\n- [text] c\n", "- [x](y) a", "- [x]: b", "- [text] c")


def test_a_mark_for_optional_tasks_may_follow_a_box() -> None:
    check("- [ ]* 1.4 Test it\n", "- [ ] 1.4 Test it")


def test_a_pipe_behind_a_backslash_stays_in_its_cell() -> None:
    check("| a | b |\n|---|---|\n| 1 \\| 2 | `x` |\n", "a|b", "1 \\| 2|`x`")


def test_an_empty_cell_keeps_its_place() -> None:
    check("| a | b |\n|---|---|\n|  | x |\n", "a|b", "|x")


def test_front_matter_code_and_html_are_told_apart() -> None:
    check(
        "---\nid: 1\n---\n```\n- [ ] no\n```\n<!--\n- [ ] no\n-->\n",
        "FRONT_MATTER 0-3",
        "CODE 3-6",
        "HTML 6-9",
    )


def test_a_byte_order_mark_and_every_line_end_are_read() -> None:
    check("\ufeff# a\r\n\r- [ ] b\r\n", "# a", "- [ ] b")


def test_a_ballot_box_is_a_box() -> None:
    check("- ☐ a\n- ☑ b\n", "- [☐] a", "- [☑] b")


@given(st.text(st.sampled_from("#-*+1.)>|`~[]x \t\n\ra<!é"), max_size=120))
def test_every_block_lies_within_its_lines(source: str) -> None:
    text = Text(source)
    for block in read(text):
        lines = text.lines_span(block.first, block.last)
        assert lines.holds(block.text)
        assert all(lines.holds(cell) for cell in block.cells)
        assert block.box is None or lines.holds(block.box)

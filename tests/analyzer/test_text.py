from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_analyzer.text import Encoding, Position, Span, Text, TextEdit, apply

TEXTS = st.text(
    st.one_of(st.sampled_from("ab\n\r\té😀\u2028\u0085\x0b\ufeff𝄞"), st.characters()), max_size=40
)


def check(text: str, offset: int, encoding: Encoding, expected: tuple[int, int]) -> None:
    document = Text(text)
    assert document.position(offset, encoding) == Position(*expected)
    assert document.offset(Position(*expected), encoding) == offset


def naive_lines(text: str) -> list[str]:
    """Split a text into lines, each with its end, one character at a time."""
    lines = [""]
    for index, character in enumerate(text):
        lines[-1] += character
        if character == "\n" or (character == "\r" and text[index + 1 : index + 2] != "\n"):
            lines.append("")
    return lines


def units(text: str, encoding: Encoding) -> int:
    width = {Encoding.UTF8: 1, Encoding.UTF16: 2, Encoding.UTF32: 4}[encoding]
    name = encoding.value if encoding is Encoding.UTF8 else f"{encoding.value}-le"
    return len(text.encode(name, "surrogatepass")) // width


def test_a_column_counts_bytes_units_or_code_points() -> None:
    text = "é😀x\ny"
    check(text, 2, Encoding.UTF8, (0, 6))
    check(text, 2, Encoding.UTF16, (0, 3))
    check(text, 2, Encoding.UTF32, (0, 2))
    check(text, 4, Encoding.UTF16, (1, 0))


def test_only_the_three_line_ends_of_lsp_end_a_line() -> None:
    check("a\u2028b\x0bc\x85d\ne", 8, Encoding.UTF32, (1, 0))
    check("a\rb\r\nc", 2, Encoding.UTF32, (1, 0))
    check("a\rb\r\nc", 5, Encoding.UTF32, (2, 0))


def test_a_column_inside_of_a_character_is_the_characters_start() -> None:
    assert Text("😀x").offset(Position(0, 1), Encoding.UTF16) == 0
    assert Text("éx").offset(Position(0, 1), Encoding.UTF8) == 0


def test_what_lies_outside_of_a_text_is_its_nearest_end() -> None:
    text = Text("ab\r\ncd")
    assert text.offset(Position(0, 2**31 - 1)) == 2
    assert text.offset(Position(9, 0)) == 6
    assert text.offset(Position(-1, 4)) == 0
    assert text.position(99) == Position(1, 2)
    assert text.position(3) == Position(0, 2), "between the two characters of a line end"


@given(TEXTS, st.sampled_from(Encoding))
def test_positions_are_those_of_a_naive_count(text: str, encoding: Encoding) -> None:
    document = Text(text)
    offset = 0
    for number, line in enumerate(naive_lines(text)):
        content = line.rstrip("\r\n")
        for column in range(len(content) + 1):
            place = Position(number, units(content[:column], encoding))
            assert document.position(offset + column, encoding) == place
            assert document.offset(place, encoding) == offset + column
        offset += len(line)
    assert document.line_count == len(naive_lines(text))


@given(TEXTS, st.data())
def test_edits_change_what_they_cover_and_nothing_else(text: str, data: st.DataObject) -> None:
    places = st.integers(0, len(text))
    cuts = sorted(data.draw(st.lists(places, max_size=6).filter(lambda found: len(found) % 2 == 0)))
    edits = [TextEdit(Span(*pair), "*") for pair in list(pairwise(cuts))[::2]]
    kept = [text[start:end] for start, end in pairwise([0, *cuts, len(text)])][::2]
    assert apply(text, edits[::-1]).count("*") >= len(edits)
    assert len(apply(text, edits)) == sum(map(len, kept)) + len(edits)


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        apply("abc", [TextEdit(Span(0, 2), ""), TextEdit(Span(1, 3), "")])

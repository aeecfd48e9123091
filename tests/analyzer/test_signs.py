"""What a text is asked before it is searched may not change what is found in it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator_analyzer.signs.blanks import BLANK, count_blanks

PIECES = (
    *("{{", "}}", "{", "}", "${", "<%", "%>", "<your", "<date", ">", "[", "]", "](", "[ ]"),
    *("Name", "name", "HIGH", "H-01", "YYYY", "DD/MM", "HH:MM", "____", "_", "...", "…", "- "),
    *("* ", "1.", "**", ":", "|", " ", "\n", "\r\n", "\t", "a", "é", "#", "| |", "Владелец"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@settings(max_examples=500)
def test_a_first_look_loses_no_blank(text: str) -> None:
    assert count_blanks(text) == sum(1 for _ in BLANK.finditer(text))

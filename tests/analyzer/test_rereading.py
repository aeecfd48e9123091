"""An edited document is read as if it had been opened anew, positions included."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator_analyzer.blocks import read
from orchestrator_analyzer.rereading import Known, reread
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.text import Change, Span, Text, TextEdit

# Free text misses faults that walks over tiny documents from a small alphabet find at once.
ALPHABETS = {
    "lists": ("- a", "* b", "  c", "    d", "1. e", "2) f", "", "g", "- [ ] h", "  - i", "-"),
    "entries": (
        "- a",
        "- b",
        "- c",
        "  d",
        "- [ ] e",
        "* f",
        "",
        "1. g",
        "2. h",
        "    10. i",
        "    - j",
    ),
    "fences": ("```", "~~~", "````", "a", "", "- ```", "  ```", "> ```", "    b", "# c"),
    "html": ("<!--", "-->", "<div>", "</div>", "<pre>", "</pre>", "", "a", "<b>", "- <!--", "<?"),
    "tables": ("|a|b|", "|-|-|", "a|b", "--|--", ":-", "", "x", "> |a|", "- |a|", "| |", "  |c|d|"),
    "headings": ("# a", "## b ##", "===", "---", "c", "", "- d", "> e", "#", "***", "    f"),
    "quotes": ("> a", ">", "> > b", "> - c", "d", "", "> ```", "  e", "> # f", ">     g"),
    "ends": (
        "a\r",
        "\rb",
        "\r\n",
        "\n\r",
        "# c\r\nd",
        "- e\r\r",
        "\ufeff",
        "\u2028",
        "f\x0c",
        "\t- g",
    ),
    "front matter": ("---", "...", "id: 1", "", "# a", "\ufeff---", "--- ", "- b", "----"),
    "one mark": ("-", "-", "- ", " ", "  ", "\t", "*", "+", "1.", ">", "#", "|", "`", "<"),
}
MIXED = tuple(dict.fromkeys(line for lines in ALPHABETS.values() for line in lines))


def line_starts(text: Text) -> list[int]:
    return [text.line_start(line) for line in range(text.line_count)]


def check(before: Text, edit: TextEdit, at_once: int) -> Text:
    """Edit a text; see that what is told of the new one is what a fresh reading tells."""
    after = before.edited(edit)
    assert line_starts(after) == line_starts(Text(after.source)), (before.source, edit)
    blocks = read(before)
    children = Source(before).children
    change = Change(edit.span, len(edit.new) - (edit.span.end - edit.span.start))
    found = reread(Known(before, blocks, children), after, change, at_once)
    assert found == read(Text(after.source)), (before.source, edit)
    return after


def edits(dice: random.Random, text: str, pieces: tuple[str, ...]) -> TextEdit:
    """Throw an edit: a character or a few lines put in, taken out or replaced."""
    start = dice.randrange(len(text) + 1)
    length = dice.choice((0, 0, 0, 1, 1, 2, 5))
    piece = dice.choice(pieces)
    new = dice.choice(("", "\n", piece, f"{piece}\n", f"\n{piece}\n", piece[:1], piece[-1:]))
    return TextEdit(Span(start, min(start + length, len(text))), new)


def walk(seed: int, pieces: tuple[str, ...], steps: int) -> None:
    dice = random.Random(seed)
    text = Text("")
    for _ in range(steps):
        if len(text.source) > 160 or not text.source:
            lines = [dice.choice(pieces) for _ in range(dice.randrange(1, 24))]
            text = Text("\n".join(lines) + dice.choice(("", "\n")))
        text = check(text, edits(dice, text.source, pieces), dice.choice((1, 1, 2, 3, 24)))


@pytest.mark.parametrize("name", ALPHABETS)
def test_a_walk_of_edits_reads_as_fresh_readings_do(name: str) -> None:
    for seed in range(4):
        walk(seed, ALPHABETS[name], 150)


def test_a_walk_over_a_mixture_reads_as_fresh_readings_do() -> None:
    for seed in range(8):
        walk(seed, MIXED, 150)


@given(st.text(st.sampled_from("-*#`>|a1. \t\n\r<!"), max_size=50), st.data())
@settings(max_examples=200)
def test_any_edit_of_any_text_reads_as_a_fresh_reading_does(
    source: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, len(source)))
    new = data.draw(st.text(st.sampled_from("-#`>|a \n\r"), max_size=4))
    check(Text(source), TextEdit(Span(start, end), new), data.draw(st.integers(1, 4)))


@given(
    st.text(st.sampled_from("ab\r\né😀"), max_size=12),
    st.text(st.sampled_from("ab\r\né😀"), max_size=12),
)
def test_the_smallest_edit_between_two_texts_makes_one_of_the_other(old: str, new: str) -> None:
    text = Text(old)
    edit = text.edit_to(new)
    edited = text.edited(edit)
    assert edited.source == new
    assert line_starts(edited) == line_starts(Text(new))
    assert len(edit.new) == 0 or edit.new != old[edit.span.start : edit.span.end]

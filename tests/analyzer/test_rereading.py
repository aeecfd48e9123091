"""An edited document is read as if it had been opened anew, positions included."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator_analyzer import reparting
from orchestrator_analyzer.blocks import read
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.reparting import Known, reread_parts
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.text import Change, Span, Text, TextEdit
from support.readings import edits

# Free text misses faults that walks over tiny documents from a small alphabet find at once.
_ALPHABETS = {
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
# Parts begin at headings.
ALPHABETS = {name: (*lines, "# h", "## i", "") for name, lines in _ALPHABETS.items()}
MIXED = tuple(dict.fromkeys(line for lines in ALPHABETS.values() for line in lines))


def line_starts(text: Text) -> list[int]:
    return [text.line_start(line) for line in range(text.line_count)]


def told(parts: list[Part]) -> list[object]:
    """Give all that a part says of itself."""
    return [(one.text.source, one.blocks, one.lines, one.above) for one in parts]


def check(before: Text, edit: TextEdit, at_once: int) -> Text:
    """Edit a text; see that what is told of the new one is what a fresh reading tells."""
    after = before.edited(edit)
    assert line_starts(after) == line_starts(Text(after.source)), (before.source, edit)
    old, fresh = Source(before), Source(Text(after.source))
    change = Change(edit.span, len(edit.new) - (edit.span.end - edit.span.start))
    found = reread_parts(Known(before, old.parts, old.lines), after, change, at_once)
    assert told(found) == told(fresh.parts), (before.source, edit)
    assert fresh.blocks == read(after), after.source
    assert "".join(one.text.source for one in found) == after.source
    return after


def walk(seed: int, pieces: tuple[str, ...], steps: int) -> None:
    """Edit tiny documents, a few times each: a longer walk ends in nothing that looks like one."""
    dice = random.Random(seed)
    for _ in range(steps // 5):
        lines = [dice.choice(pieces) for _ in range(dice.randrange(2, 14))]
        text = Text("\n".join(lines) + dice.choice(("", "\n")))
        for _ in range(5):
            text = check(text, edits(dice, text, pieces), dice.choice((0, 0, 1, 2, 24)))


@pytest.mark.parametrize("name", ALPHABETS)
def test_a_walk_of_edits_reads_as_fresh_readings_do(name: str) -> None:
    walk(1, ALPHABETS[name], 1000)


def test_a_walk_over_a_mixture_reads_as_fresh_readings_do() -> None:
    walk(1, MIXED, 2000)


@pytest.mark.parametrize("name", ["entries", "lists", "tables", "fences", "quotes"])
def test_a_walk_within_one_long_part_reads_as_fresh_readings_do(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reparting, "LONG", 2)
    pieces = tuple(line for line in ALPHABETS[name] if not line.startswith("#"))
    dice = random.Random(name)
    for _ in range(12):
        lines = [dice.choice(pieces) for _ in range(dice.randrange(30, 120))]
        above = dice.choice((["words", "", "# top", ""], ["# top", ""]))
        text = Text("\n".join([*above, *lines]))
        for _ in range(5):
            text = check(text, edits(dice, text, pieces), 8)


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

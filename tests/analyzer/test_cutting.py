"""A long list or table is cut into parts, and reads as it would if it were not."""

import random

import pytest

from orchestrator_analyzer import cutting
from orchestrator_analyzer.analysis import Workspace, analyze
from orchestrator_analyzer.blocks import read, read_on
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.reparting import Known, reread_parts
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.text import Change, Span, Text, TextEdit
from support.readings import check, edits, told

URI = "file:///specs/a.md"

# Most lines go on with what is long, some break it off, nest, or change what kind of list it is.
LINES = {
    "tasks": (
        *("- [ ] T1 a", "- [x] T2 b, after T1", "- [-] c", "- T3: d", "  e", "  - [ ] f", ""),
        *("- g", "  - h", "    i", "- [ ] j", "lazy", "- **k**: l", "-", "- \tm", " - n"),
    ),
    "numbers": (
        *("1. a", "2. b", "3. c", "10. d", "    - e", "   f", "", "1) g", "- h", "4. i", "5. j"),
        *("6. AC-1: k", "   ```", "7. l", "8. m", "9. BUG-1: n"),
    ),
    "rows": (
        *("| B-1 | a | open |", "| B-2 | b, after B-1 | done |", "| 3 | c | x |", "B-4 | d", "e"),
        *("| B-5 | f | open |", "| B-6 | g |", "||", "|-|-|", "> h", "- i", "  | B-7 | j | done |"),
    ),
    "ends": (
        *("- a\r", "- b", "- c\r\n", "\r", "- d\u2028", "- e\x0c", "\t- f", "- [ ] g\r"),
        *("- h", "- i", "  j\r\n", "- k"),
    ),
    "harm": (
        *("- a", "- b", "- ```", "  ```", "- <!--", "-->", "- c", "===", "---", "- > d", "# e"),
        *("- [ ] f", "[g]: h", "- [g]", "* i", "- j", "- k", "- l", "    m", "- n", "- o"),
    ),
    "heads": (
        *("- a", "- p|o", "  -|-", "- b", "|-|-|", "- [ ] c", "p|q", "", "  d", "- e|f", "-"),
        *("- e|f", "  |-|-|", "1. g"),
    ),
}
ABOVE = {
    "tasks": ("# Tasks\n\n## Acceptance criteria:\n\n", "# Tasks\n\n", "", "# A\n\nCriteria:\n\n"),
    "numbers": (
        "# Backlog\n\nThe following three:\n\n",
        "## 1. A\n\n",
        "# Audit\n\n## Findings\n\n",
    ),
    "rows": (
        "# Bugs\n\n| ID | Title | Status |\n|---|---|---|\n",
        "# A\n\n| Name | What | Done |\n|-|-|-|\n",
        "| | a |\r\n|-|-|\r\n",
    ),
    "ends": ("# a\r\n\r\n", "# a\r\r", ""),
    "heads": ("# a\n\n", "a:\n\n"),
    "harm": ("# a\n\n", "a\n\n", "## a (done)\n\nDeferred to 2.0.\n\n"),
}
BELOW = (
    "",
    "\n",
    "\n# Next\n\n- [ ] T9 z\n",
    "\n\n## More\n",
    "\nwords\n\n- [ ] y\n",
    "\nTitle\n===\n",
)


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Call long what has a few entries."""
    monkeypatch.setattr(cutting, "FIRST", 3)
    monkeypatch.setattr(cutting, "SIZE", 2)
    monkeypatch.setattr(cutting, "MOST", 4)


def written(dice: random.Random, name: str, count: int) -> str:
    """Write a list or table of so many lines, most of which go on with it."""
    usual = LINES[name][: 2 if name == "rows" else 3]
    lines = [dice.choice(usual if dice.random() < 0.7 else LINES[name]) for _ in range(count)]
    return dice.choice(ABOVE[name]) + "\n".join(lines) + dice.choice(BELOW)


def see_parts(parts: list[Part], text: Text) -> int:
    """See that parts are those of a text; give how many of them go on with what is cut."""
    assert "".join(part.text.source for part in parts) == text.source
    assert sum(part.lines for part in parts) == text.line_count
    source = Source(text)
    source.__dict__["parts"] = parts
    assert source.blocks == read(text), text.source
    for part in parts:
        if part.goes_on is not None:
            assert part.goes_on in parts
            assert part.blocks[0].kind is part.goes_on.blocks[part.goes_on.children[-1][-1]].kind
            assert read_on(part.text, part.blocks[0].kind) == part.blocks, part.text.source
    assert [part.above for part in parts] == [part.above for part in source.parts]
    return sum(part.goes_on is not None for part in parts)


@pytest.mark.parametrize("name", LINES)
def test_whatever_is_cut_is_put_together_again(name: str) -> None:
    dice = random.Random(name)
    pieces = 0
    for _ in range(150):
        text = Text(written(dice, name, dice.randrange(2, 40)))
        pieces += see_parts(Source(text).parts, text)
    assert pieces > 150


@pytest.mark.parametrize("name", LINES)
def test_a_walk_of_edits_in_what_is_cut_reads_as_fresh_readings_do(name: str) -> None:
    dice = random.Random(name)
    kept = 0
    for _ in range(25):
        text = Text(written(dice, name, dice.randrange(8, 50)))
        parts = Source(text).parts
        for _ in range(10):
            edit = edits(dice, text, LINES[name])
            after = text.edited(edit)
            change = Change(edit.span, len(edit.new) - (edit.span.end - edit.span.start))
            source = Source(text)
            source.__dict__["parts"] = parts
            again = reread_parts(Known(text, parts, source.lines), after, change)
            see_parts(again, after)
            kept += any(part in parts for part in again if part.goes_on is not None)
            text, parts = after, again
    assert kept > 20


@pytest.mark.parametrize("name", LINES)
def test_what_is_cut_says_after_edits_what_a_fresh_reading_says(name: str) -> None:
    dice = random.Random(name)
    for _ in range(5):
        workspace = Workspace()
        analysis = workspace.replace(URI, written(dice, name, dice.randrange(8, 50)))
        assert told(analysis)
        for _ in range(12):
            edit = edits(dice, analysis.text, LINES[name])
            if dice.random() < 0.5:
                edit = TextEdit(edit.span, dice.choice("xya. \n"))
            analysis = workspace.change(URI, [edit])
            check(analysis)


@pytest.mark.parametrize("name", LINES)
def test_what_is_cut_says_what_it_says_uncut(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(name)
    for _ in range(20):
        text = written(dice, name, dice.randrange(8, 40))
        said = told(analyze(text))
        with monkeypatch.context() as patch:
            patch.setattr(cutting, "MOST", 1_000)
            assert said == told(analyze(text)), text


def test_an_edit_in_a_long_list_keeps_all_parts_but_those_around_it() -> None:
    text = "# Tasks\n\n" + "".join(f"- [ ] T{number} a\n" for number in range(200))
    workspace = Workspace()
    before = workspace.replace(URI, text).source.parts
    at = text.index("T150")
    after = workspace.change(URI, [TextEdit(Span(at, at), "x")]).source.parts
    assert len(before) == len(after) > 60
    assert sum(old is not new for old, new in zip(before, after, strict=True)) <= 3

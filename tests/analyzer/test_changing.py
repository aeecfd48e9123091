"""An open document that is edited says what it would say if it had been opened anew."""

import gc
import random
import weakref
from itertools import pairwise

import pytest

from orchestrator_analyzer import groups, recommend, revising
from orchestrator_analyzer.analysis import Workspace
from orchestrator_analyzer.text import Span, TextEdit
from support.pieces import PIECES
from support.readings import check, told

URI = "file:///specs/a.md"


def thrown(dice: random.Random, text: str, pieces: tuple[str, ...]) -> TextEdit:
    """Throw an edit: a character, a word or a line put in, taken out or replaced."""
    start = dice.randrange(len(text) + 1)
    end = min(len(text), start + dice.choice((0, 0, 0, 1, 1, 3, 12)))
    piece = dice.choice(pieces)
    return TextEdit(Span(start, end), dice.choice(("", "\n", " ", "x", piece, f"\n{piece}\n")))


def ticked(dice: random.Random, edit: TextEdit, text: str) -> TextEdit:
    """Tick or untick a box that stands behind where an edit would be made."""
    at = text.find("[", edit.span.start)
    span = Span(at + 1, at + 2)
    return edit if at < 0 or text[at + 2 : at + 3] != "]" else TextEdit(span, dice.choice(" x-"))


@pytest.mark.parametrize("name", PIECES)
def test_a_walk_of_edits_says_what_a_fresh_reading_says(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "SIZE", 2)
    pieces = PIECES[name]
    for seed in range(5):
        dice = random.Random(seed)
        workspace = Workspace()
        lines = [dice.choice(pieces) for _ in range(dice.randrange(4, 40))]
        analysis = workspace.replace(URI, "\n".join(lines))
        for step in range(40):
            analysis = workspace.change(URI, [thrown(dice, analysis.text.source, pieces)])
            if step % 3:  # what is never asked for is passed over
                check(analysis)


@pytest.mark.parametrize("name", PIECES)
def test_an_edit_that_the_rest_does_not_notice_says_what_a_fresh_reading_says(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "SIZE", 3)
    monkeypatch.setattr(revising, "TOP", 300)
    monkeypatch.setattr(revising, "TOP_LINES", 14)
    monkeypatch.setattr(recommend, "OPENING", 300)
    opening = "\n".join(f"## About {number}\n" for number in range(7)) + "\nWords.\n" * 30
    noticed: list[bool] = []
    pieces = PIECES[name]
    for seed in range(4):
        dice = random.Random(seed)
        workspace = Workspace()
        lines = [dice.choice(pieces) for _ in range(dice.randrange(8, 50))]
        title = pieces[0] if pieces[0].startswith("#") else "# About"
        analysis = workspace.replace(URI, f"{title}\n\n{opening}\n" + "\n".join(lines))
        assert told(analysis)
        for _ in range(40):
            text = analysis.text.source
            edit = thrown(dice, text[len(title) + len(opening) :], pieces)
            by = len(title) + len(opening)
            edit = TextEdit(edit.span.moved(by), edit.new)
            if dice.random() < 0.7:
                edit = TextEdit(edit.span, dice.choice("xya. \n"))
            if dice.random() < 0.3:
                edit = ticked(dice, edit, text)
            before = analysis.reading if dice.random() < 0.7 else None
            analysis = workspace.change(URI, [edit])
            if before is None:  # who types fast is two versions ahead of the reading
                continue
            check(analysis)
            noticed.append(analysis.reading.assembly.settling.names is not before.assembly.names)
    assert not all(noticed)


@pytest.mark.parametrize("name", PIECES)
def test_a_long_document_says_after_an_edit_what_a_fresh_reading_says(name: str) -> None:
    pieces = PIECES[name]
    dice = random.Random(name)
    workspace = Workspace()
    analysis = workspace.replace(URI, "\n".join(dice.choice(pieces) for _ in range(400)))
    for _ in range(4):
        analysis = workspace.change(URI, [thrown(dice, analysis.text.source, pieces)])
        check(analysis)


def test_a_handle_is_the_same_whatever_the_status_beside_the_title() -> None:
    workspace = Workspace()
    before = workspace.replace(URI, "- [x] b (deferred)")
    handle = before.spec.items[0].handle
    after = workspace.change(URI, [TextEdit(Span(8, 9), "\n")])
    assert after.spec.items[0].handle == handle
    check(after)


def test_what_speaks_for_a_kind_is_found_where_it_went_within_its_part() -> None:
    words = "Words of prose.\n" * 100
    above = "".join(f"## About {at}\n\n{words}" for at in range(9))
    pieces = ("## Work\n\n", "- [ ] T001 a\n- [ ] T002 b\n", "\n", "\n## End\n\nmore\n")
    before, work, blank, behind = f"# Things\n\n{above}{pieces[0]}", *pieces[1:]
    workspace = Workspace()
    told(workspace.replace(URI, f"{before}{work}{blank}{behind}"))
    span = Span(len(before), len(before) + len(work) + len(blank))
    check(workspace.change(URI, [TextEdit(span, f"{blank}{work}")]))


def test_what_is_wrong_with_an_item_moves_with_the_name_of_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(revising, "TOP", 60)
    monkeypatch.setattr(revising, "TOP_LINES", 4)
    monkeypatch.setattr(revising, "TOP_PARTS", 1)
    text = "## ADDED Requirements\n\nWords.\n\n## Why\n\nIt SHALL x.\n\n" + "More words.\n" * 9
    workspace = Workspace()
    before = workspace.replace(URI, f"{text}\n### Requirement: A b\n\nc\n")
    assert before.findings
    at = len(text) + len("\n### Requirement:")
    check(workspace.change(URI, [TextEdit(Span(at, at), "1")]))


def test_an_older_version_says_what_it_said_when_a_newer_one_has_been_read() -> None:
    workspace = Workspace()
    before = workspace.replace(URI, "# a\n\n- [ ] T1 b\n\n## c\n\n- [ ] T2 d, after T1\n")
    assert before.spec.kind
    after = workspace.change(URI, [TextEdit(Span(4, 4), "\n\nmore words\n\n")])
    check(after)
    check(before)


def test_versions_do_not_keep_each_other() -> None:
    workspace = Workspace()
    versions = [workspace.replace(URI, "# a\n\n- [ ] b\n" + "x" * count) for count in range(9)]
    assert versions[-1].source.blocks
    for before, after in pairwise(versions):
        assert before.source not in after.source.since
    assert len({id(version.text) for version in versions}) == 9
    assert versions[-1].source.since == []


def test_an_older_version_goes_as_soon_as_nobody_needs_it() -> None:
    workspace = Workspace()
    analysis = workspace.replace(URI, "# Tasks\n\n- [ ] T001 Say hello\n  - [ ] T002 Say it\n")
    told(analysis)
    gc.collect()
    gc.disable()
    try:
        for _ in range(2):
            older = weakref.ref(analysis.spec), weakref.ref(analysis.source)
            analysis = workspace.change(URI, [TextEdit(Span(20, 20), "x")])
            told(analysis)
            assert [one() for one in older] == [None, None]
    finally:
        gc.enable()

"""Parts stand in groups that remember, and what is read hangs on no group."""

import random

import pytest

from orchestrator_analyzer import groups, parser, revising
from orchestrator_analyzer.analysis import Analysis, Workspace, analyze
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.text import Span, Text, TextEdit
from support.long_documents import long_document
from support.pieces import PIECES
from support.readings import check, told

URI = "file:///specs/a.md"


def _nothing(_: object) -> None:
    return None


def _written(name: str, seed: int) -> str:
    dice = random.Random(f"{name}{seed}")
    return "\n".join(dice.choice(PIECES[name]) for _ in range(40))


@pytest.mark.parametrize("name", PIECES)
def test_a_document_says_the_same_in_groups_of_one_and_in_one_group(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(3):
        text = _written(name, seed)
        in_one = told(analyze(text))
        monkeypatch.setattr(groups, "SIZE", 1)
        assert told(analyze(text)) == in_one
        monkeypatch.undo()


@pytest.mark.parametrize("name", PIECES)
def test_what_bunches_choose_is_what_is_chosen_of_all(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(3):
        text = _written(name, seed)
        by_bunches = told(analyze(text))
        monkeypatch.setattr(parser, "chosen_of", _nothing)
        assert told(analyze(text)) == by_bunches
        monkeypatch.undo()


def test_groups_have_all_parts_in_order_after_any_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "SIZE", 4)
    dice = random.Random(1)
    parts = Source(Text("\n".join(f"# {n}" for n in range(40)))).parts
    for _ in range(300):
        old = [part for part in parts if dice.random() < 0.7] or parts[:1]
        first = dice.randrange(len(old) + 1)
        last = min(len(old), first + dice.choice((0, 1, 2, 9)))
        new = [*old[:first], *parts[: dice.choice((1, 1, 2, 9))], *old[last:]]
        added = new[first : len(new) - (len(old) - last)]
        found = groups.regrouped(groups.grouped(old), first, last - first, added)
        assert [part for group in found for part in group.parts] == new
        assert all(0 < len(group.parts) <= 4 for group in found)


def _edited(before: Analysis, workspace: Workspace, old: str, new: str) -> Analysis:
    at = before.text.source.index(old, len(before.text.source) // 2)
    after = workspace.change(URI, [TextEdit(Span(at, at + len(old)), new)])
    check(after)
    return after


@pytest.mark.parametrize(
    ("old", "new"), [("- [ ] ", "- ["), ("\n## ", "\n## x"), ("- [ ] ", "- [ ] T700 x")]
)
def test_an_edit_leaves_most_items_and_groups_as_they_were(old: str, new: str) -> None:
    workspace = Workspace()
    before = workspace.replace(URI, long_document(2_000))
    assert told(before)
    after = _edited(before, workspace, old, new)
    known, now = before.reading.assembly.nodes, after.reading.assembly.nodes
    same = [one is other for one, other in zip(known, now, strict=False)]
    assert same.count(True) > len(known) // 3
    others = [group for group in after.source.groups if group not in before.source.groups]
    assert len(others) <= 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n## ", "\n"),
        ("\n## ", "\n# "),
        ("\n### ", "\n#### More\n\nWords.\n\n### "),
        ("It sticks", "```\nIt sticks"),
        ("\n- [ ] T40 ", "\n- [ ] T10 "),
    ],
)
def test_an_edit_by_which_parts_come_or_go_or_an_id_doubles_reads_only_what_is_new(
    old: str, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace()
    before = workspace.replace(URI, long_document(1_000))
    assert told(before)
    for whole in ("parse", "parsed"):
        monkeypatch.delattr(revising, whole)
    _edited(before, workspace, old, new)

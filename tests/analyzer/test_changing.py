"""An open document that is edited says what it would say if it had been opened anew."""

import random
from itertools import pairwise

import pytest

from orchestrator_analyzer.analysis import Analysis, Workspace, analyze
from orchestrator_analyzer.text import Span, TextEdit

URI = "file:///specs/a.md"
PIECES = {
    "tasks": (
        *(
            "# Tasks",
            "## Done",
            "- [ ] T001 Say hello",
            "  - [x] T002 Say it, after T001",
            "- [-] b",
        ),
        *(
            "",
            "depends on T002 and BUG-3",
            "  more words",
            "`src/a.py`",
            "**Status**: Done",
            "T0",
            "1",
        ),
    ),
    "requirements": (
        *(
            "# Feature Specification: a",
            "### Requirement 1: b",
            "#### Acceptance Criteria",
            "1. It shall",
        ),
        *(
            "- FR-001: It MUST",
            "",
            "## Success criteria",
            "- c",
            "_Requirements: 1.1_",
            "SHALL",
            "User Story 1",
        ),
    ),
    "tables": (
        *("# Bugs", "| ID | Title | Status |", "|---|---|---|", "| BUG-1 | The lid | open |", ""),
        *(
            "| BUG-2 | The box, see BUG-1 | done |",
            "### BUG-1: again",
            "**Severity**: High",
            "|",
            "x",
        ),
    ),
    "front matter": (
        "---",
        "id: T-1",
        "status: done",
        "title: a",
        "---",
        "",
        "- [ ] b",
        "# c",
        ":",
    ),
}


def check(analysis: Analysis) -> None:
    """See that an analysis is the one that a fresh reading of its text gives."""
    fresh = analyze(analysis.text.source, analysis.path)
    where = analysis.text.source
    assert analysis.source.blocks == fresh.source.blocks, where
    assert analysis.spec == fresh.spec, where
    for item, other in zip(analysis.spec.items, fresh.spec.items, strict=True):
        assert item.words == other.words, where
        assert item.criteria == other.criteria, where
        assert item.references == other.references, where
    assert analysis.findings == fresh.findings, where
    assert analysis.recommendation == fresh.recommendation, where


def thrown(dice: random.Random, text: str, pieces: tuple[str, ...]) -> TextEdit:
    """Throw an edit: a character, a word or a line put in, taken out or replaced."""
    start = dice.randrange(len(text) + 1)
    end = min(len(text), start + dice.choice((0, 0, 0, 1, 1, 3, 12)))
    piece = dice.choice(pieces)
    return TextEdit(Span(start, end), dice.choice(("", "\n", " ", "x", piece, f"\n{piece}\n")))


@pytest.mark.parametrize("name", PIECES)
def test_a_walk_of_edits_says_what_a_fresh_reading_says(name: str) -> None:
    pieces = PIECES[name]
    for seed in range(6):
        dice = random.Random(seed)
        workspace = Workspace()
        lines = [dice.choice(pieces) for _ in range(dice.randrange(4, 40))]
        analysis = workspace.replace(URI, "\n".join(lines))
        for step in range(40):
            analysis = workspace.change(URI, [thrown(dice, analysis.text.source, pieces)])
            if step % 3:  # what is never asked for is passed over
                check(analysis)


def test_versions_do_not_keep_each_other() -> None:
    workspace = Workspace()
    versions = [workspace.replace(URI, "# a\n\n- [ ] b\n" + "x" * count) for count in range(9)]
    assert versions[-1].source.blocks
    for before, after in pairwise(versions):
        assert before.source not in after.source.since
    assert len({id(version.text) for version in versions}) == 9
    assert versions[-1].source.since == []

"""What is kept of an entry of the index makes the same entry again."""

import gc
import json
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_analyzer.analysis import known
from orchestrator_analyzer.index import Entry
from orchestrator_analyzer.records import entry_from, record_of

URI = "file:///somewhere/specs/001-tea/tasks.md"
HOUSE = Path(__file__).parents[2]
DOCUMENTS = sorted((*HOUSE.glob("*.md"), *HOUSE.glob("docs/*.md"), *HOUSE.glob("examples/**/*.md")))
LINES = st.sampled_from(
    [
        *(
            "# Tasks",
            "## BUG-12: It sticks",
            "### User Story 1 - Tea",
            "- [ ] T001 [US1] Pour (FR-2)",
        ),
        *("- **FR-002**: The pot MUST pour.", "  - [x] T002 é😀 after T001-T005", "Status: done"),
        *(
            "| ID | Title |",
            "|---|---|",
            "| REQ-1 | Pour |",
            "```",
            "see BUG-12",
            "",
            "\u00a0BUG-13",
        ),
        *(
            "**Acceptance criteria**",
            "- AC-1: it is hot",
            "r[tea.pot.pour]",
            "\u2028",
            "T009 to T012",
        ),
    ]
)


def parts(entry: Entry) -> dict[str, object]:
    """All that an entry holds; entries themselves are each their own."""
    return {one.name: getattr(entry, one.name) for one in fields(Entry)}


def again(entry: Entry) -> Entry:
    return entry_from(entry.uri, entry.text, json.loads(json.dumps(record_of(entry))))


@given(st.lists(LINES, max_size=30).map("\n".join))
def test_an_entry_made_from_its_record_is_the_same(text: str) -> None:
    entry = known(URI, text)
    assert parts(again(entry)) == parts(entry)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_an_entry_of_a_real_document_made_from_its_record_is_the_same(path: Path) -> None:
    entry = known(path.as_uri(), path.read_text("utf-8"))
    assert parts(again(entry)) == parts(entry)


@pytest.mark.parametrize(
    "record", [[], {}, None, [[1], [], [], [], "", []], [[], [], [[1]], [], "", []]]
)
def test_what_is_no_record_is_refused(record: object) -> None:
    with pytest.raises((ValueError, TypeError, IndexError)):
        entry_from(URI, known(URI, "").text, record)  # pyright: ignore[reportArgumentType]


def test_a_document_that_is_read_for_the_index_leaves_nothing_for_the_collector() -> None:
    text = max((path.read_text("utf-8") for path in DOCUMENTS), key=len)
    known(URI, text)  # what is made ready for the first one stays
    gc.collect()
    gc.disable()
    try:
        entry = known(URI, text)
        assert gc.collect() == 0
    finally:
        gc.enable()
    assert entry.symbols

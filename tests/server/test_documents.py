"""Documents against the words of the specification, written down as naively as possible."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orchestrator_analyzer.text import Encoding
from orchestrator_server.documents import Document, Documents, Place

CHARACTERS = "ab \n\r\té😀\u2028\u0085\x0b\x0c\ud800\U0001d518"
TEXTS = st.text(alphabet=CHARACTERS, max_size=12)
PLACES = st.tuples(st.integers(0, 8), st.one_of(st.integers(0, 12), st.just(2**31 - 1)))
EDITS = st.lists(st.tuples(PLACES, PLACES, TEXTS), max_size=8)


def units(text: str, encoding: Encoding) -> int:
    codec = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[encoding]
    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    return len(text.encode(codec, "surrogatepass")) // width


def naive_offset(text: str, place: Place, encoding: Encoding) -> int:
    line, column = place
    parts = re.split(r"(\r\n|\n|\r)", text)
    lines, ends = parts[::2], [*parts[1::2], ""]
    if line >= len(lines):
        return len(text)
    before = sum(len(content) + len(end) for content, end in zip(lines[:line], ends, strict=False))
    characters = 0
    while (
        characters < len(lines[line]) and units(lines[line][: characters + 1], encoding) <= column
    ):
        characters += 1
    return before + characters


def naive_edit(text: str, start: Place, end: Place, new: str, encoding: Encoding) -> str:
    first, last = naive_offset(text, start, encoding), naive_offset(text, end, encoding)
    return text[:first] + new + text[max(first, last) :]


@pytest.mark.parametrize("encoding", Encoding)
@given(text=TEXTS, edits=EDITS)
@example(text="abc", edits=[((0, 3), (0, 2**31 - 1), "d")])
@example(text="a\r\nb", edits=[((0, 1), (1, 0), "\r")])
@example(text="a\rb", edits=[((1, 0), (1, 0), "\n")])
def test_edits_do_what_the_specification_says(
    encoding: Encoding, text: str, edits: list[tuple[Place, Place, str]]
) -> None:
    document = Document("file:///a.md", 1, text, encoding)
    for start, end, new in edits:
        text = naive_edit(text, start, end, new, encoding)
        document.edit(start, end, new)
        assert document.text == text
        fresh = Document("file:///a.md", 1, text, encoding)
        places = [(line, column) for line in range(8) for column in (0, 1, 3, 2**31 - 1)]
        assert [document.offset(p) for p in places] == [fresh.offset(p) for p in places]
        assert [document.offset(p) for p in places] == [
            naive_offset(text, p, encoding) for p in places
        ]


def test_an_edit_tells_what_it_replaced_in_code_points() -> None:
    document = Document("file:///a.md", 1, "é😀x\n", Encoding.UTF16)
    assert document.edit((0, 3), (0, 4), "y") == (2, 3)
    assert document.text == "é😀y\n"


def test_what_the_program_wrote_is_never_the_focused_one() -> None:
    documents = Documents(Encoding.UTF16, Path("/state"))
    documents.open("file:///a.md", 1, "")
    documents.open("file:///b.md", 1, "")
    assert documents.open("file:///state/runs/r/report.md", 1, "").ours
    assert documents.focused == "file:///b.md"
    documents.close("file:///b.md")
    assert documents.focused == "file:///a.md"


def test_the_document_opened_last_is_the_focused_one_until_it_is_closed() -> None:
    documents = Documents(Encoding.UTF16)
    documents.open("file:///a.md", 1, "")
    documents.open("file:///b.md", 1, "")
    assert documents.focused == "file:///b.md"
    documents.close("file:///b.md")
    assert documents.focused == "file:///a.md"
    documents.close("file:///a.md")
    assert documents.focused is None


def test_a_file_that_is_open_by_two_spellings_is_known_until_both_are_closed() -> None:
    documents = Documents(Encoding.UTF16)
    ours, theirs = "file:///b%2Bc.md", "file:///b+c.md"
    documents.open(ours, 1, "")
    documents.open(theirs, 1, "")
    documents.close(theirs)
    assert documents.get(theirs) is documents.get(ours) is not None
    documents.close(ours)
    assert documents.get(theirs) is None


@pytest.mark.parametrize("uri", ["file://[a/b.md", "file:///\udc80.md", "untitled:1", ""])
def test_an_address_that_names_no_file_is_an_address(uri: str) -> None:
    documents = Documents(Encoding.UTF16)
    assert documents.get(uri) is None
    documents.open(uri, 1, "words")
    assert documents.get(uri) is not None
    documents.close(uri)
    assert documents.get(uri) is None

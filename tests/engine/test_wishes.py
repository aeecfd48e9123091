from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_analyzer.analysis import analyze
from orchestrator_engine.errors import BadDocument
from orchestrator_engine.wishes import document, in_markdown

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(str.strip)


@pytest.mark.parametrize(
    "wish",
    [
        "the login is broken",
        "50 % of orders fail! Why?\n\n  - one\n  - two `x`\n\nAnd 'more' \"quotes\"",
        "make it faster\r\nby caching",
        "delete\n```\nall\n```\nof it",
    ],
)
def test_a_wish_becomes_one_item_with_every_word_of_it(tmp_path: Path, wish: str) -> None:
    path = document(wish, tmp_path)
    (item,) = analyze(path.read_text("utf-8"), "a.md").open_items
    assert [word for word in wish.split() if word not in item.words] == []


def test_a_wish_that_begins_with_a_heading_is_called_like_it() -> None:
    assert in_markdown("# Teatime\n\n- Make tea\n").startswith("# Teatime\n\n- [ ] ")


@given(WORDS)
def test_no_word_of_any_wish_is_lost(wish: str) -> None:
    text = in_markdown(wish)
    assert "".join(wish.split()) in "".join(text.split())


@pytest.mark.parametrize("name", ["SPEC.md", "gone.MD", "a b.markdown"])
def test_a_file_is_taken_as_it_is(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if name != "gone.MD":
        (tmp_path / name).write_text("")
    assert document(name, tmp_path / "state") == Path(name)


def test_a_file_that_is_no_document_is_a_wish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "calc.py").write_text("")
    assert "- [ ] calc.py" in document("calc.py", tmp_path).read_text("utf-8")


@pytest.mark.parametrize("wish", ["", "  \n", "-", " -- "])
def test_no_wish_is_refused(tmp_path: Path, wish: str) -> None:
    with pytest.raises(BadDocument):
        document(wish, tmp_path)


def test_what_is_too_long_for_a_path_is_no_file(tmp_path: Path) -> None:
    assert document("mend it " * 2000 + "\0", tmp_path).exists()


def test_a_wish_that_ends_like_a_file_is_told_from_one(tmp_path: Path) -> None:
    with pytest.raises(BadDocument) as refused:
        document("correct the link in README.md", tmp_path)
    assert "full stop" in refused.value.hint
    assert document("correct the link in README.md.", tmp_path).parent.name == "wishes"

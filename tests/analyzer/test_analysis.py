import pytest

from orchestrator_analyzer.analysis import Analysis, Workspace, analyze
from orchestrator_analyzer.outline import Symbol
from orchestrator_analyzer.text import Span, TextEdit

URI = "file:///a.md"


def cursor(marked: str) -> tuple[Analysis, int]:
    """Take the `$0` out of a text and give its place."""
    offset = marked.index("$0")
    return analyze(marked.replace("$0", "")), offset


def check(marked: str, handle: str | None) -> None:
    analysis, offset = cursor(marked)
    item = analysis.item_at(offset)
    assert (item.handle if item else None) == handle


def test_the_innermost_item_around_the_cursor_is_found() -> None:
    check("- [ ] 1. a\n  - [ ] 1.1 b$0\n", "1.1")
    check("- [ ] 1. a$0\n  - [ ] 1.1 b\n", "1")
    check("- [ ] 1. a\n  - [ ] 1.1 b\n\n  m$0ore\n", "1")
    check("# T$0itle\n\n- [ ] 1. a\n", None)


def test_hover_tells_of_the_item_that_is_named_there() -> None:
    analysis, offset = cursor("- [x] T001 Say hello\n- [ ] T002 Say bye (depends on T0$001)\n")
    hover = analysis.hover(offset)
    assert hover is not None
    assert hover.startswith("**T001** Say hello\n\ntask · done")


def test_hover_tells_what_an_item_waits_for() -> None:
    analysis, offset = cursor("- [x] T001 Say hello\n- [ ] T0$002 Say bye (depends on T001)\n")
    assert "Waits for `T001` (done)" in (analysis.hover(offset) or "")


def test_there_is_no_hover_where_nothing_is_named() -> None:
    analysis, offset = cursor("# Ti$0tle\n\n- [ ] T001 a\n")
    assert analysis.hover(offset) is None


def test_the_outline_nests_items_in_sections() -> None:
    def shown(symbols: tuple[Symbol, ...]) -> list[object]:
        return [[symbol.name, *shown(symbol.children)] for symbol in symbols]

    analysis = analyze("# A\n\n- [ ] 1. b\n  - [ ] 1.1 c\n\n## BUG-1: d\n\n## E\n\n## BUG-2: f\n")
    assert shown(analysis.outline()) == [["A", ["1 b", ["1.1 c"]], ["BUG-1 d"], ["E"], ["BUG-2 f"]]]


def test_parents_whose_children_carry_the_work_are_not_done_twice() -> None:
    analysis = analyze("- [ ] 1. a\n  - [ ] 1.1 b\n  - [x] 1.2 c\n- [ ] 2. d\n")
    assert [item.handle for item in analysis.open_items] == ["1.1", "2"]


def test_an_analysis_outlives_the_next_version() -> None:
    workspace = Workspace()
    before = workspace.replace(URI, "- [ ] T001 a\n")
    after = workspace.change(URI, [TextEdit(Span(3, 4), "x")])
    assert [item.status for item in before.open_items] == ["open"]
    assert after.open_items == ()
    assert workspace.analysis(URI) is after


def test_an_unchanged_text_is_not_read_again() -> None:
    workspace = Workspace()
    assert workspace.replace(URI, "# a\n") is workspace.replace(URI, "# a\n")


def test_a_closed_document_is_forgotten() -> None:
    workspace = Workspace()
    workspace.replace(URI, "# a\n")
    workspace.close(URI)
    workspace.close(URI)
    assert workspace.analysis(URI) is None
    with pytest.raises(KeyError):
        workspace.change(URI, [])


def test_the_name_in_a_uri_is_read_in_any_language() -> None:
    analysis = Workspace().replace("file:///%E3%83%90%E3%82%B0%E4%B8%80%E8%A6%A7.md", "- ふた\n")
    assert analysis.spec.kind == "bug-report"

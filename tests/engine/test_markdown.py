from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from orchestrator_engine.markdown import code, fenced, inline, quote

NASTY = st.text(st.sampled_from(list("`*_[]()<>|~&#!$\\-+=.:1a b\n\r\t\u2028")), max_size=40)


def blocks(text: str) -> list[str]:
    """The kinds of the outermost blocks of a page."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return [token.type for token in tokens if token.level == 0 and token.nesting >= 0]


@given(NASTY)
def test_words_in_a_heading_stay_in_it(text: str) -> None:
    page = f"# T {inline(text)}\n\nend\n"
    assert blocks(page) == ["heading_open", "paragraph_open"]
    content = MarkdownIt("commonmark").parse(page)[1].children or []
    assert {token.type for token in content} <= {"text", "text_special"}
    shown = "".join(token.content for token in content)
    assert shown.split() == ["T", *text.split()]


@given(NASTY)
def test_a_name_in_code_marks_stays_as_it_is(text: str) -> None:
    content = MarkdownIt("commonmark").parse(f"a {code(text)} z")[1].children or []
    assert [token.type for token in content] == ["text", "code_inline", "text"]
    assert content[1].content.split() == text.replace("|", "\N{BROKEN BAR}").split()


@given(NASTY, NASTY)
def test_words_in_a_table_make_no_more_cells(left: str, right: str) -> None:
    page = f"| a | b |\n| --- | --- |\n| {inline(left)} | {code(right)} |\n"
    tokens = MarkdownIt("commonmark").enable("table").parse(page)
    assert sum(token.type == "td_open" for token in tokens) == 2


@given(NASTY)
def test_a_quotation_ends_where_it_ends(text: str) -> None:
    assert blocks(f"{quote(text)}\n\nend\n") == ["blockquote_open", "paragraph_open"]


@given(NASTY)
def test_output_stays_in_its_fence(text: str) -> None:
    assert blocks(f"{fenced(text)}\n\nend\n") == ["fence", "paragraph_open"]


def test_a_quotation_carries_no_html_and_no_images() -> None:
    assert quote("<script>\n![x](http://x)") == "> \\<script>\n> \\![x](http://x)"

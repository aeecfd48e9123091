"""How a line begins: marks, id, title."""

from hypothesis import given
from hypothesis import strategies as st

from orchestrator_analyzer.ids import may_begin_with_id, read_lead
from orchestrator_analyzer.text import Span

PIECES = st.sampled_from(
    [
        *("B-1", "T001", "#14", "1.2", "A", "X", "버그", "三", "Task", "Bonus", "Option", "RFC"),
        *(
            "**",
            "__",
            "`",
            "[",
            "]",
            "(",
            ")",
            "/",
            " ",
            "\u00a0",
            "\t",
            ":",
            " - ",
            "—",
            ".",
            "😀",
        ),
        *("<b>", "[P]", "word", "7", "é"),
    ]
)
LINES = st.lists(PIECES, max_size=8).map("".join)


@given(LINES, LINES, st.sampled_from(["", "\n", " 1"]))
def test_what_begins_with_an_id_looks_like_it(before: str, line: str, behind: str) -> None:
    span = Span(len(before), len(before) + len(line))
    text = before + line + behind
    lead = read_lead(text, span)
    assert lead.id is None or may_begin_with_id(text, span)


@given(LINES, LINES)
def test_a_lead_says_where_in_the_text_its_words_stand(before: str, line: str) -> None:
    text = before + line
    lead = read_lead(text, Span(len(before), len(text)))
    assert text[lead.title_span.start : lead.title_span.end] == lead.title
    assert lead.id_span is None or text[lead.id_span.start : lead.id_span.end] == lead.id
    assert len(before) <= lead.span.start <= lead.span.end <= len(text)

"""Ticks are minimal edits of what the editor shows: whatever is typed meanwhile is not lost."""

from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator_analyzer.analysis import analyze
from orchestrator_analyzer.spec import Status
from orchestrator_analyzer.text import Encoding, Text, apply
from orchestrator_server.convert import Places
from orchestrator_server.documents import Document

LINES = st.lists(
    st.sampled_from(
        ["", "# Title", "- [ ] A-1: é😀 first", "- [ ] A-2: second", "* [x] A-3: third", "words 😀"]
    )
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=20),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(LINES, st.sampled_from(["\n", "\r\n"]), st.sampled_from(list(Encoding)))
def test_a_tick_changes_one_character_of_what_is_typed(
    lines: list[str], end: str, encoding: Encoding
) -> None:
    text = end.join(lines)
    analysis = analyze(text, "SPEC.md")
    for item in analysis.spec.items:
        edits = analysis.set_status(item.handle, Status.DONE)
        if not edits or item.box_span is None:
            continue
        after = apply(text, edits)
        # As the editor applies it: by lines and columns in its own encoding.
        shown = Document("file:///SPEC.md", 1, text, encoding)
        places = Places(Text(text), encoding)
        for edit in map(places.edit, reversed(edits)):
            start, stop = edit.range.start, edit.range.end
            shown.edit((start.line, start.character), (stop.line, stop.character), edit.new_text)
        assert shown.text == after
        assert len(after) == len(text)
        assert sum(one != other for one, other in zip(text, after, strict=True)) == 1
        ticked = analyze(after, "SPEC.md").find(item.handle, item.title)
        assert ticked is not None
        assert ticked.status is Status.DONE

"""Whatever is written and wherever the cursor stands, each answer lies within the document."""

from hypothesis import given
from hypothesis import strategies as st

from orchestrator_analyzer.analysis import Workspace
from orchestrator_analyzer.rename import Refusal
from orchestrator_analyzer.text import Span, apply

WORDS = [
    *("# ", "## ", "- ", "  - ", "- [ ] ", "- [x] ", "1. ", "> ", "| a | Status |\n|-|-|\n| "),
    *("\n", "\n\n", "\r\n", "\r", "```", "`", "<!--", "](#a)", "[a](b.md)", "[", "---\n", "\t"),
    *("T001 ", "T002 ", "BUG-1: ", "FR-001", "1.2 ", "Requirement 1: ", "#14 ", "T001-T003"),
    *("Task 1", "T001/T002", "depends on ", "after ", "Status: ", "Priority: ", "P1", "é", "😀"),
    *("\ufeff", "User Story 1", "r[a.b]", "_Requirements: 1.1_", "Acceptance Criteria", "a "),
]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=40).map("".join)


@given(TEXTS, TEXTS, st.integers(0, 200))
def test_every_answer_lies_within_its_document(text: str, other: str, offset: int) -> None:
    workspace = Workspace()
    workspace.add("file:///s/b.md", other)
    uri = "file:///s/a.md"
    analysis = workspace.replace(uri, text)
    everything = {uri: Span(0, len(text)), "file:///s/b.md": Span(0, len(other))}
    for target in workspace.definition(uri, offset):
        assert everything[target.uri].holds(target.span)
        assert everything[target.uri].holds(target.selection)
    for place in workspace.references(uri, offset, with_definitions=True):
        assert everything[place.uri].holds(place.span)
    for highlight in analysis.highlights(offset):
        assert everything[uri].holds(highlight.span)
    for completion in workspace.complete(uri, min(offset, len(text))):
        assert apply(text, (completion.edit,))
    for link in analysis.links():
        assert analysis.text.slice(link.span) == link.target
    for fold in analysis.folds():
        assert 0 <= fold.first < fold.last < analysis.text.line_count
    renaming = workspace.rename(uri, offset, "BUG-77")
    if not isinstance(renaming, Refusal):
        for place, edits in renaming.edits.items():
            assert "BUG-77" in apply(text if place == uri else other, edits)

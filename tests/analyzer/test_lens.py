"""What is shown beside an item before any run."""

from orchestrator_analyzer.analysis import analyze
from orchestrator_analyzer.lens import document_lens, item_hint, item_lens

TEXT = """\
# Tasks: Tea

- [ ] T001 Boil (P1)
  - it boils
- [x] T002 Pour
- [ ] T003 Serve, depends on T001, T002
  - [x] cups
  - [ ] spoons
- [ ] T004 Stir é😀
"""


def check(handle: str, lens: str, hint: str | None) -> None:
    """Compare what a lens and a hint say of an item."""
    spec = analyze(TEXT).spec
    assert item_lens(spec, spec.by_handle[handle]) == lens
    assert item_hint(spec, spec.by_handle[handle]) == hint


def test_a_lens_says_what_is_known() -> None:
    check("T001", "open · P1 · 1 criterion", None)
    check("T002", "done", None)
    check("T003", "open · 1 of 2 done · waits for T001", "1/2 · after T001")
    check("T004", "open", None)


def test_a_document_says_how_far_it_is() -> None:
    assert document_lens(analyze(TEXT).spec) == "task list · 2 of 6 done"
    assert document_lens(analyze("# Words\n\nOnly.\n").spec) is None
    table = (
        "# Bugs\n\n| ID | Title | Status |\n|---|---|---|\n| B-1 | A | {} |\n| B-2 | B | open |\n"
    )
    blocked = document_lens(analyze(table.format("blocked")).spec)
    assert blocked is not None
    assert blocked.endswith("0 of 2 done · 1 blocked")

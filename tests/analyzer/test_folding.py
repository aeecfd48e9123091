"""What can be folded away."""

from orchestrator_analyzer.analysis import analyze


def check(text: str, *expected: str) -> None:
    """Compare the folds, shown as `first-last kind` with lines from 0."""
    folds = analyze(text).folds()
    assert [f"{fold.first}-{fold.last} {fold.kind}" for fold in folds] == [*expected]


def test_sections_end_before_the_blank_lines_behind_them() -> None:
    check(
        "# A\n\ntext\n\n## B\n\ntext\n\n\n# C\n\ntext\n", "0-6 region", "4-6 region", "9-11 region"
    )


def test_items_fold_with_what_is_nested_in_them() -> None:
    check("- [ ] T001 a\n  - [ ] T002 b\n    more\n- [ ] T003 c\n", "0-2 region", "1-2 region")


def test_code_tables_quotes_and_front_matter_fold() -> None:
    check(
        "---\nid: 1\n---\n\n```\ncode\n```\n\n| a |\n|---|\n| b |\n\n> one\n> two\n",
        "0-2 region",
        "4-6 region",
        "8-10 region",
        "12-13 region",
    )


def test_comments_are_folded_as_comments() -> None:
    check("<!-- one\ntwo -->\n\ntext\n", "0-1 comment")


def test_one_line_folds_one_thing() -> None:
    check("- > one\n  > two\n", "0-1 region")


def test_a_title_over_two_lines_and_carriage_returns() -> None:
    check("\ufeffA\r\n=\r\n\r\n\t- é😀\r\n\r\ntext\r\n", "0-5 region")


def test_an_empty_document_folds_nothing() -> None:
    check("")
    check("\n\n")
    check("# A\n")

import pytest

from orchestrator_analyzer.analysis import analyze
from orchestrator_analyzer.text import apply

TITLE = "# Feature Specification: Tea shelf\n\n## Requirements\n\n"
VAGUE = "- **FR-001**: The shelf MUST be easy to use\n"
OTHER = "- **FR-002**: The shelf MUST be user-friendly\n"
ALLOW = "<!-- code-orch: allow vague-wording -->"


def check(text: str, expected: list[int], allow: frozenset[str] = frozenset()) -> None:
    analysis = analyze(text)
    lines = [analysis.text.line_of(finding.span.start) for finding in analysis.check(allow)]
    assert lines == expected


def test_what_nobody_allows_is_found() -> None:
    check(TITLE + VAGUE + OTHER, [4, 5])


@pytest.mark.parametrize(
    "comment",
    [
        ALLOW,
        "<!--code-orch:allow vague-wording-->",
        "<!-- code-orch: allow open-question, vague-wording -->",
        "<!-- code-orch: allow vague-wording -- the panel of May -- and June -- said so -->",
    ],
)
def test_a_comment_covers_what_begins_below_it_and_no_more(comment: str) -> None:
    check(TITLE + comment + "\n" + VAGUE + "\n\n" + OTHER, [8])
    check(TITLE + comment + "\n\n" + VAGUE + OTHER, [7])


@pytest.mark.parametrize(("mark", "end"), [("\ufeff", "\n"), ("", "\r"), ("\ufeff", "\r\n")])
def test_a_comment_is_written_behind_the_mark_of_the_file_with_its_line_ends(
    mark: str, end: str
) -> None:
    text = f"{mark}# FR-1: TBD{end}{end}It opens.{end}"
    analysis = analyze(text)
    (finding,) = analysis.findings
    fix = analysis.silencing(finding)
    assert fix is not None
    written = apply(text, fix.edits)
    comment = "<!-- code-orch: allow open-question -->"
    assert written == f"{mark}{comment}{end}# FR-1: TBD{end}{end}It opens.{end}"
    assert analyze(written).spec.title == analysis.spec.title


def test_a_comment_covers_its_own_line() -> None:
    check(
        TITLE + VAGUE.rstrip() + " " + ALLOW + "\n" + "- **FR-003**: It MUST be dry\n" + OTHER, [6]
    )


def test_a_comment_covers_all_lines_of_the_paragraph_below() -> None:
    text = f"{TITLE}{ALLOW}\n- **FR-001**: The shelf,\n  which is of oak,\n  MUST be easy to use\n"
    check(text, [])


def test_a_comment_allows_what_it_names_only() -> None:
    check(TITLE + ALLOW.replace("vague-wording", "open-question") + "\n" + VAGUE, [5])


def test_front_matter_allows_for_the_whole_document() -> None:
    front = "---\ncode-orch: allow vague-wording -- so far\n---\n"
    check(front + TITLE + VAGUE + OTHER, [])


def test_settings_allow_for_every_document() -> None:
    check(TITLE + VAGUE + OTHER, [], frozenset({"vague-wording"}))


def test_a_comment_that_is_shown_as_an_example_allows_nothing() -> None:
    check(f"{TITLE}```\n{ALLOW}\n```\n{VAGUE}", [7])
    check(f"{TITLE}Write `{ALLOW}`.\n{VAGUE}", [5])


def test_an_unknown_rule_can_be_allowed_like_any_other() -> None:
    comment = "<!-- code-orch: allow unknown-rule, of-another-version -->\n"
    check(comment, [])
    check(comment.replace("unknown-rule, ", ""), [0])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (TITLE + VAGUE + OTHER, 4),
        (TITLE + VAGUE + OTHER, 5),
        (TITLE.replace("\n", "\r\n") + VAGUE + OTHER, 4),
        ("# Feature Specification: [FEATURE NAME]\n\nIt is TBD.\n", 0),
        ("# Feature Specification: [FEATURE NAME]\n\nIt is TBD.\n", 2),
    ],
)
def test_a_finding_can_be_allowed_where_it_stands_and_no_other_goes(text: str, line: int) -> None:
    analysis = analyze(text)
    (finding,) = (one for one in analysis.findings if analysis.text.line_of(one.span.start) == line)
    fix = analysis.silencing(finding)
    assert fix is not None
    after = analyze(apply(text, fix.edits))
    others = [one.message for one in analysis.findings if one is not finding]
    assert [one.message for one in after.findings] == others
    assert [item.title for item in after.spec.items] == [i.title for i in analysis.spec.items]


def test_what_stands_in_code_gets_no_comment() -> None:
    analysis = analyze("# A\n\n```\na\u202eb\n```\n")
    (finding,) = analysis.findings
    assert analysis.silencing(finding) is None

import re
from pathlib import Path

import pytest

from orchestrator_analyzer.analysis import Analysis, analyze
from orchestrator_analyzer.rules import RULES
from orchestrator_analyzer.text import apply

PAGES = Path(__file__).parents[2] / "docs" / "rules"
EXAMPLE = re.compile(
    r"(?ms)^(`{3,})markdown\n(.*?)^\1\n\s*^```findings\n(.*?)^```$(?:\n\s*^```fixed\n(.*?)^```$)?"
)
FILES = frozenset({"docs/guide.md", "src/store.py"})


def examples() -> list[object]:
    return [
        pytest.param(rule.name, text, expected, fixed, id=f"{rule.name}-{number}")
        for rule in RULES
        for number, (_, text, expected, fixed) in enumerate(
            EXAMPLE.findall((PAGES / f"{rule.name}.md").read_text("utf-8")), 1
        )
    ]


def check(text: str, rule: str, expected: str, allow: frozenset[str] = frozenset()) -> Analysis:
    analysis = analyze(text)
    shown: list[str] = []
    for finding in analysis.check(allow, FILES.__contains__):
        if finding.rule == rule:
            start = analysis.text.position(finding.span.start)
            end = analysis.text.position(finding.span.end)
            place = f"{start.line + 1}:{start.column + 1}-{end.line + 1}:{end.column + 1}"
            shown.append(f"{place} {finding.message}\n")
    assert "".join(shown) == expected
    return analysis


@pytest.mark.parametrize(("rule", "text", "expected", "fixed"), examples())
def test_the_page_of_a_rule_says_what_it_finds_and_what_a_fix_leaves(
    rule: str, text: str, expected: str, fixed: str
) -> None:
    analysis = check(text, rule, expected)
    found = (analysis.fix(finding) for finding in analysis.findings if finding.rule == rule)
    fixes = [fix for fix in found if fix is not None]
    assert bool(fixes) == bool(fixed)
    assert apply(text, (edit for fix in fixes for edit in fix.edits)) == (fixed or text)
    after = analyze(fixed)
    again = [finding for finding in after.findings if finding.rule == rule]
    assert not any(after.fix(finding) for finding in again), "a fix leaves nothing to fix"


def test_every_rule_has_a_page_with_examples_and_every_page_a_rule() -> None:
    pages = {page.stem for page in PAGES.glob("*.md")} - {"README"}
    assert pages == {rule.name for rule in RULES}
    for rule in RULES:
        page = (PAGES / f"{rule.name}.md").read_text("utf-8")
        assert page.startswith(f"# {rule.name}\n")
        found = EXAMPLE.findall(page)
        assert any(expected for _, _, expected, _ in found), "an example of what it finds"
        assert any(not expected for _, _, expected, _ in found), "one of what it leaves alone"


def test_the_table_of_rules_names_each_in_order_and_those_with_a_fix() -> None:
    table = (PAGES / "README.md").read_text("utf-8")
    rows = re.findall(r"(?m)^\| \[([\w-]+)\]\(\1\.md\) \|.*\| *([^|]*?) *\|$", table)
    assert [name for name, _ in rows] == [rule.name for rule in RULES]
    for name, fix in rows:
        shows_one = "```fixed\n" in (PAGES / f"{name}.md").read_text("utf-8")
        assert bool(fix) == shows_one, name


def test_a_finding_shows_the_other_places() -> None:
    analysis = analyze("- [ ] T001 a\n- [ ] T001 b\n- [ ] T001 c\n")
    first = analysis.findings[0]
    assert [analysis.text.line_of(other.span.start) for other in first.related] == [1, 2]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("docs/spec.md", ["placeholder"]),
        ("docs/templates/spec.md", []),
        ("spec-template.md", []),
        ("docs/模板.md", []),
        ("templates/specs/001-shop/spec.md", ["placeholder"]),
    ],
)
def test_a_template_is_there_to_be_filled_in(path: str, expected: list[str]) -> None:
    analysis = analyze("# Feature Specification: [FEATURE NAME]\n\n- **FR-001**: It is dry\n", path)
    assert [finding.rule for finding in analysis.findings] == expected


def test_a_placeholder_within_another_is_told_once() -> None:
    text = "# Spec: Shop\n\n- **FR-001**: Users MUST see <your text here>\n"
    findings = analyze(text, "spec.md").findings
    assert [finding.message for finding in findings] == [
        "“<your text here>” is a placeholder: nothing was filled in."
    ]

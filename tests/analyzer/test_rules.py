import re
from pathlib import Path

import pytest

from orchestrator_analyzer.analysis import analyze
from orchestrator_analyzer.rules import RULES

PAGES = Path(__file__).parents[2] / "docs" / "rules"
EXAMPLE = re.compile(r"(?ms)^(`{3,})markdown\n(.*?)^\1\n\s*^```findings\n(.*?)^```$")


def examples() -> list[object]:
    return [
        pytest.param(rule.name, text, expected, id=f"{rule.name}-{number}")
        for rule in RULES
        for number, (_, text, expected) in enumerate(
            EXAMPLE.findall((PAGES / f"{rule.name}.md").read_text("utf-8")), 1
        )
    ]


def check(text: str, rule: str, expected: str) -> None:
    analysis = analyze(text)
    shown: list[str] = []
    for finding in analysis.findings:
        if finding.rule == rule:
            start = analysis.text.position(finding.span.start)
            end = analysis.text.position(finding.span.end)
            place = f"{start.line + 1}:{start.column + 1}-{end.line + 1}:{end.column + 1}"
            shown.append(f"{place} {finding.message}\n")
    assert "".join(shown) == expected


@pytest.mark.parametrize(("rule", "text", "expected"), examples())
def test_the_page_of_a_rule_says_what_it_finds(rule: str, text: str, expected: str) -> None:
    check(text, rule, expected)


def test_every_rule_has_a_page_with_examples_and_every_page_a_rule() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} == {rule.name for rule in RULES}
    for rule in RULES:
        found = EXAMPLE.findall((PAGES / f"{rule.name}.md").read_text("utf-8"))
        assert any(expected for _, _, expected in found), "an example of what it finds"
        assert any(not expected for _, _, expected in found), "one of what it leaves alone"


def test_a_finding_shows_the_other_places() -> None:
    analysis = analyze("- [ ] T001 a\n- [ ] T001 b\n- [ ] T001 c\n")
    first = analysis.findings[0]
    assert [analysis.text.line_of(other.span.start) for other in first.related] == [1, 2]

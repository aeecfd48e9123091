"""What a document's kind is told by: each sign alone, and what is said of it."""

import pytest

from orchestrator_analyzer.analysis import analyze
from orchestrator_analyzer.vocabulary.titles import TITLES


def kind_of(text: str, path: str = "") -> str:
    """The kind that is said of a text."""
    return analyze(text, path).spec.kind.value


def test_evidence_names_words_and_the_line_they_stand_on() -> None:
    analysis = analyze("Hello.\n\n# Roadmap\n\n## Near-term\n\n- Coffee\n")
    shown = {(evidence.words, evidence.line) for evidence in analysis.spec.evidence}
    assert ("the title says 'roadmap'", 2) in shown
    assert ("a section 'near-term'", 4) in shown


def test_an_empty_document_is_of_no_kind() -> None:
    analysis = analyze("", "")
    assert analysis.spec.kind == "other"
    assert analysis.recommendation.mode is None


@pytest.mark.parametrize(
    "path",
    [
        ".claude/commands/fix-bugs.md",
        ".github/prompts/test-plan.prompt.md",
        "agents/skills/roadmap/SKILL.md",
        ".specify/memory/constitution.md",
        "owner__project__claude_commands_fix-bugs.md",
    ],
)
def test_a_file_of_instructions_to_agents_is_none_of_what_it_is_about(path: str) -> None:
    assert kind_of("# Bugs\n\n- Read the list\n- Fix one\n", path) == "other"


def test_what_the_folder_of_a_project_is_called_says_nothing_of_its_documents() -> None:
    text = "# Plan\n\n- [ ] One\n- [ ] Two\n- [ ] Three\n"
    inside = kind_of(text, "docs/plan.md")
    assert inside == "task-list"
    assert kind_of(text, "/home/ann/blog/a/b/c/d/docs/plan.md") == inside
    assert kind_of(text, "ann__issue-template__docs_plan.md") == inside


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("## 2025 Q3", "roadmap"),
        ("## 3 квартал 2025", "roadmap"),
        ("## 2025年第3四半期", "roadmap"),
        ("## 2분기", "roadmap"),
        ("## Drittes Quartal", "roadmap"),
    ],
)
def test_headings_that_name_a_quarter_plan_ahead(heading: str, kind: str) -> None:
    assert kind_of(f"# Tea house\n\n{heading}\n\n- Oolong\n- Mint\n") == kind


@pytest.mark.parametrize(
    "story",
    [
        "As a guest, I want to order tea",
        "En tant que client, je veux commander un thé",
        "Como cliente quiero pedir un té",
        "Als gast wil ik thee bestellen",
        "Als Gast möchte ich Tee bestellen",
        "Как гость, я хочу заказать чай",
        "作为顾客我想点茶",
        "客として、お茶を注文したい",
        "손님으로서 차를 주문하고 싶다",
    ],
)
def test_wishes_of_users_make_a_specification(story: str) -> None:
    assert kind_of(f"# Tea house\n\n1. {story}.\n2. {story} twice.\n") == "spec"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Notizen", "notes"),
        ("Maßnahmenplan", "task-list"),
        ("Relatório de bugs", "bug-report"),
        ("安全审计报告", "audit-report"),
        ("テスト戦略", "test-plan"),
        ("Mijlpalen", "roadmap"),
        ("Debito tecnico", "backlog"),
        ("Datenbankschema", "design-doc"),
        ("Устранение неполадок", "other"),
    ],
)
def test_a_title_alone_says_the_kind(title: str, kind: str) -> None:
    assert kind_of(f"# {title}\n\n- [ ] one\n- [ ] two\n- [ ] three\n") == kind


def test_a_phrase_stands_for_one_kind_of_title() -> None:
    seen: dict[str, str] = {}
    for phrases, _, kind in TITLES:
        for word in phrases.words:
            assert seen.setdefault(word, kind.value) == kind.value, word
